-- The script of scripts/overnight: as many calls as it is told, over the demo portal's contacts in turn. Prints what came and
-- how much memory was resident after a tenth of the calls and after all of them.
local calls = tonumber(arg[1]) or 2000
-- All of the portal's, but 92, whose numbers are too large for Lua on purpose.
local ids = {}
for id = 71, 111 do if id ~= 92 then ids[#ids + 1] = id end end

local function resident()  -- in KiB
  collectgarbage()
  for line in io.lines("/proc/self/status") do
    local size = line:match("^VmRSS:%s*(%d+)")
    if size then return tonumber(size) end
  end
end

local arrived, early = 0, nil
for call = 1, calls do
  local id = ids[(call - 1) % #ids + 1]
  local contact = bitrix.contact(id, {include = {"company"}})
  assert(contact.id == id, "another contact came")
  arrived = arrived + 1
  if call == calls // 10 then early = resident() end
end
print(arrived, early, resident())
