-- Runs the programs of this folder under stock lua and under bitrix, in turns, and prints the medians of the CPU time that
-- each took and their ratio; then what one host call costs. Called by scripts/bench with the program, the number of rounds.
local program, rounds = arg[1], tonumber(arg[2]) or 7
local here = arg[0]:match("^(.*)/") or "."

local function cpu(command)
  local pipe = assert(io.popen(command))
  local seconds = tonumber(pipe:read("a"))
  assert(pipe:close(), command)
  return assert(seconds, command)
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

print("program", "lua5.4 s", "bitrix s", "ratio")
for _, name in ipairs {"loops", "calls", "sort", "strings", "coroutines"} do
  local stock, ours, ratios = {}, {}, {}
  for round = 1, rounds do
    local code = ([['dofile("%s/%s.lua") print(os.clock())']]):format(here, name)
    stock[round], ours[round] = cpu("lua5.4 -e " .. code), cpu(program .. " -e " .. code)
    ratios[round] = ours[round] / stock[round]
  end
  print(name, ("%.3f"):format(median(stock)), ("%.3f"):format(median(ours)), ("%.3f"):format(median(ratios)))
end

-- native.version is a host function that reads nothing and returns a short string; the loop around it is counted, too.
local host = [['local native
for i = 1, 20 do local name, value = debug.getupvalue(bitrix.configure, i) if name == "native" then native = value end end
local f, n = native.version, 5e6
local start = os.clock()
for i = 1, n do f() end
print((os.clock() - start) / n * 1e9)']]
local times = {}
for round = 1, rounds do times[round] = cpu(program .. " -e " .. host) end
print(("one host call: %.0f ns"):format(median(times)))
