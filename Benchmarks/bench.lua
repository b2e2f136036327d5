-- Measures all rows, prints them as a table and writes them as JSON and as Markdown to docs/bench/. Called by scripts/bench, which
-- has built the programs and started the servers. Arguments: the repository, the folder of the built programs, the URL of
-- the fast server, that of the slow one, rounds.
local root, place, fast, slow, rounds = arg[1], arg[2], arg[3], arg[4], tonumber(arg[5])
local here = root .. "/Benchmarks"
local peers = here .. "/peers/"
local run = dofile(here .. "/runner.lua")(place, rounds)
local report = dofile(here .. "/report.lua")
local bitrix = place .. "/bitrix"
local python = "/usr/bin/python3"

-- The environment names the fast server; `env`, a process of its own, would count in a start.
local function us(url, count, width)
  local command = {bitrix, peers .. "ours.lua", count, width}
  return url == fast and command or {"env", "VIBE_URL=" .. url, table.unpack(command)}
end

-- Everybody fetches `count` contacts, `width` in flight; nil where a peer cannot. The last prints nothing to compare.
local fetchers = {
  {"bitrix", us},
  {"lua5.4, least libcurl binding, cjson", function(url, count, width)
    return width == 1 and {"lua5.4", peers .. "curl54.lua", url, count}
  end},
  {"lua5.2, lua-curl, cjson", function(url, count, width)
    return width == 1 and {"lua5.2", peers .. "luacurl.lua", url, count}
  end},
  {"lua5.4, LuaSocket, cjson", function(url, count, width)
    return width == 1 and {"lua5.4", peers .. "luasocket.lua", url, count}
  end},
  {"python requests", function(...) return {python, peers .. "requests_peer.py", ...} end},
  {"python httpx", function(...) return {python, peers .. "httpx_peer.py", ...} end},
  {"node fetch", function(...) return {"node", peers .. "fetch.mjs", ...} end},
  {"curl", function(url, count, width)
    local command = {"curl", "-sf", "--no-progress-meter", "-H", "X-Api-Key: vibe_api_bench", ("%s/v1/contacts/[1-%d]"):format(url, count)}
    if width > 1 then table.move({"--parallel", "--parallel-immediate", "--parallel-max", width}, 1, 4, #command + 1, command) end
    return command
  end},
  {"libcurl in C, nothing decoded", function(...) return {place .. "/limit", ...} end},
}

-- A peer that fails or answers something else would be fast: each has to print the contact's name, or its bytes.
for _, fetcher in ipairs(fetchers) do
  local output = run.output(fetcher[2](fast, 3, 1))
  assert(output:find("Ivan") or output == "2655 bytes\n", fetcher[1] .. " printed " .. output)
end


-- Runs the commands of all fetchers that there are for this row. Returns name → result.
local function fetch(url, count, width, how)
  local names, commands = {}, {}
  for _, fetcher in ipairs(fetchers) do
    local command = fetcher[2](url, count, width)
    if command then
      names[#names + 1], commands[#commands + 1] = fetcher[1], command
    end
  end
  local results = {}
  for i, result in ipairs(run.all(commands, how)) do results[names[i]] = result end
  return results
end

local function say(text) io.stderr:write(text, "\n") end
local rows = report.new()

say "start without a request"
-- The two fast ones by themselves: after a large program the caches are cold.
local start = run.all({{bitrix, "-e", ""}, {"lua5.4", "-e", ""}}, {rounds = rounds * 50})
local slowStart = run.all({{python, "-c", ""}, {"node", "-e", ""}}, {rounds = rounds})
local startRow = rows:add("start without a request", "ms", 1e3)
startRow.bitrix, startRow["lua5.4"] = start[1].wall, start[2].wall
startRow.python3, startRow.node = slowStart[1].wall, slowStart[2].wall

say "start to the first contact printed"
local first = {}
local firstCommands, firstNames = {}, {}
for _, fetcher in ipairs(fetchers) do
  firstNames[#firstNames + 1], firstCommands[#firstCommands + 1] = fetcher[1], fetcher[2](fast, 1, 1)
end
firstCommands[1] = {bitrix, "-e", "print(bitrix.contact(71).name)"}
for i, result in ipairs(run.all(firstCommands, {rounds = rounds * 3, pinned = true})) do first[firstNames[i]] = result end
local firstRow = rows:add("start to the first contact printed", "ms", 1e3)
local memoryRow = rows:add("peak memory, one contact", "MiB", 1 / 1024)
for name, result in pairs(first) do firstRow[name], memoryRow[name] = result.wall, result.memory end

say "sequential contacts"
-- The difference of a long and a short run, so that the start does not count. Many short rounds rather than a few long
-- ones: what else the machine does then falls on all alike.
local many, few = 600, 10
local pinned = {rounds = rounds * 3, pinned = true}
local long, short = fetch(fast, many, 1, pinned), fetch(fast, few, 1, pinned)
local cpuRow = rows:add("CPU per sequential contact", "µs", 1e6)
local wallRow = rows:add("wall time per sequential contact", "µs", 1e6)
for name, result in pairs(long) do
  cpuRow[name] = (result.cpu - short[name].cpu) / (many - few)
  wallRow[name] = (result.wall - short[name].wall) / (many - few)
end

say "1,000 contacts over 100 ms"
for _, width in ipairs {1, 8, 64} do
  local row = rows:add(("1,000 contacts at 100 ms, %d in flight"):format(width), "s", 1)
  -- Below 64 everybody mostly waits, so they can wait at the same time.
  local how = width == 64 and {rounds = math.max(1, rounds // 2)} or {rounds = 1, together = true}
  for name, result in pairs(fetch(slow, 1000, width, how)) do row[name] = result.wall end
  row.ideal = math.ceil(1000 / width) * 0.1
end

say "JSON to tables"
for _, count in ipairs {1, 50, 5000} do
  local row = rows:add(("JSON to tables, %d contact%s"):format(count, count == 1 and "" or "s"), "µs", 1e6)
  local ours, limit, cjson, stock = {}, {}, {}, {}
  for round = 1, math.max(3, rounds // 2) do
    ours[round], limit[round] = run.numbers {place .. "/decode", here .. "/json.lua", here .. "/contact.json", count}
    cjson[round], stock[round] = run.numbers {"lua5.4", here .. "/json.lua", here .. "/contact.json", count}
  end
  row.bitrix, row["lua-cjson"], row["a chunk that builds them"] = run.median(ours), run.median(cjson), run.median(limit)
  row["the same chunk in lua5.4"] = run.median(stock)
end

say "pure Lua"
for _, name in ipairs {"loops", "calls", "sort", "strings", "coroutines"} do
  local code = ("dofile(%q) print(os.clock())"):format(here .. "/pure/" .. name .. ".lua")
  local row, ours, stock, ratios = rows:add("pure Lua: " .. name, "s", 1), {}, {}, {}
  for round = 1, rounds do
    stock[round], ours[round] = run.numbers {"lua5.4", "-e", code}, run.numbers {bitrix, "-e", code}
    ratios[round] = ours[round] / stock[round]
  end
  row.bitrix, row["lua5.4"] = run.median(ours), run.median(stock)
  row.ratio = run.median(ratios) -- of neighbours in time
end

say "one host call"
-- A host function that reads nothing and returns a short string; the loop around it is counted, too.
local call = {}
for round = 1, 5 do
  call[round] = run.numbers {bitrix, "-e", [[
    local native
    for i = 1, 20 do
      local name, value = debug.getupvalue(getmetatable(bitrix).__index, i)
      if name == "native" then native = value end
    end
    local f, n = native.version, 2e6
    local start = os.clock()
    for i = 1, n do f() end
    print((os.clock() - start) / n)]]}
end
rows:add("one host call", "ns", 1e9).bitrix = run.median(call)
rows:add("size of the stripped program", "MB", 1e-6).bitrix = run.size(bitrix)

local least = "lua5.4, least libcurl binding, cjson"
rows:target("start without a request", "lua5.4", 1.2)
rows:target("start to the first contact printed", "curl", 1.0)
rows:target("CPU per sequential contact", least, 1.0)
rows:target("CPU per sequential contact", "python requests", 1 / 20)
rows:target("CPU per sequential contact", "libcurl in C, nothing decoded", 1.3)
for _, count in ipairs {"1 contact", "50 contacts", "5000 contacts"} do
  rows:target("JSON to tables, " .. count, "lua-cjson", 0.5)
end
rows:target("JSON to tables, 50 contacts", "a chunk that builds them", 2.5)
rows:target("JSON to tables, 5000 contacts", "a chunk that builds them", 1.8)
rows:target("1,000 contacts at 100 ms, 64 in flight", "ideal", 1.15)
for _, name in ipairs {"loops", "calls", "sort", "strings", "coroutines"} do rows:target("pure Lua: " .. name, "lua5.4", 1.03) end
rows:target("peak memory, one contact", least, 1.3)
rows:target("peak memory, one contact", "python requests", 0.4)
rows:target("size of the stripped program", nil, 12)

rows:write(root, {machine = run.output {"uname", "-srm"}:gsub("\n", ""), processors = tonumber(run.output {"nproc"}), rounds = rounds})
