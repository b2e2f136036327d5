-- How long a JSON text takes to become tables. Under stock lua with lua-cjson, or under decode.c with our decoder; and how long
-- the limit takes: a precompiled chunk that builds the same tables. Arguments: the file with one answer, how many contacts.
-- Prints CPU seconds for one text, and for one run of the chunk.
local file = assert(io.open(arg[1], "rb"))
local one = file:read("a"):match('"data":(%b{})')
file:close()
local count = tonumber(arg[2])

-- One contact, or a list in which every contact has its own id, names and addresses.
local text
if count == 1 then
  text = '{"success":true,"data":' .. one .. "}"
else
  local list = {}
  for i = 1, count do
    list[i] = one:gsub('"id":71', '"id":' .. i):gsub("Ivan", "Ivan " .. i):gsub("petrov@", i .. "@")
      :gsub("%+7495000", "+7495" .. i)
  end
  text = '{"success":true,"data":[' .. table.concat(list, ",") .. '],"meta":{"total":' .. count .. ',"hasMore":false}}'
end

local read
if decode then
  local held = hold(text)
  function read() return decode(held) end
else
  local json = require "cjson"
  function read() return json.decode(text) end
end

-- The tables as Lua source, members in the order of the text: that of fields that are null is not built.
local function source(value)
  if type(value) == "table" then
    local parts = {}
    if #value > 0 then
      for i, item in ipairs(value) do parts[i] = source(item) end
    else
      for name, member in pairs(value) do
        if type(member) ~= "userdata" then parts[#parts + 1] = name .. "=" .. source(member) end
      end
    end
    return "{" .. table.concat(parts, ",") .. "}"
  end
  return type(value) == "string" and string.format("%q", value) or tostring(value)
end
local build = load(string.dump(load("return " .. source(read()))))
assert(build().success == true and #source(build()) == #source(read()))

-- The median of some measurements, each long enough for the clock.
local function time(work)
  local runs, times = count == 1 and 20000 or count == 50 and 600 or 8, {}
  for round = 1, 9 do
    local start = os.clock()
    for _ = 1, runs do work() end
    times[round] = (os.clock() - start) / runs
  end
  table.sort(times)
  return times[5]
end
print(("%.9f %.9f"):format(time(read), time(build)))
