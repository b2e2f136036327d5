-- The script of scripts/overnight: as many calls as it is told, over the demo portal's contacts in turn. Prints what came and
-- how much memory was resident after a tenth of the calls and after all of them.
local calls = tonumber(arg[1]) or 2000
local first, last = 71, 111

local function resident()  -- in KiB
  collectgarbage()
  for line in io.lines("/proc/self/status") do
    local size = line:match("^VmRSS:%s*(%d+)")
    if size then return tonumber(size) end
  end
end

local arrived, early = 0, nil
for call = 1, calls do
  local id = first + (call - 1) % (last - first + 1)
  local contact = bitrix.contact(id, {include = {"company"}})
  assert(contact.id == id, "another contact came")
  arrived = arrived + 1
  if call == calls // 10 then early = resident() end
end
print(arrived, early, resident())
