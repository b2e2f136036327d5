-- Asks for as many contacts as the argument says, twenty at once and then one after the other, and prints how many came back as
-- the one that was asked for. Now and then nothing is asked for a while, so that connections are closed meanwhile.
local calls = tonumber(...)
local ids = {}
for i = 1, calls // 2 do ids[i] = i end
local right = 0
for _, contact in ipairs(bitrix.map(ids, function(id)
  local contact = bitrix.contact(id)
  assert(contact.id == id, "another contact than " .. id)
  return contact
end, {concurrency = 20})) do
  right = right + (contact.name == "contact " .. contact.id and 1 or 0)
end
for id = calls // 2 + 1, calls do
  local contact = bitrix.contact(id)
  assert(contact.id == id, "another contact than " .. id)
  right = right + (contact.name == "contact " .. id and 1 or 0)
  if id % 25 == 0 then os.execute("sleep 0.03") end
end
print(right)
