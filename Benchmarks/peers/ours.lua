-- Under bitrix: contacts one after the other, or `width` in flight. Arguments: count, width.
local count, width = tonumber(arg[1]), tonumber(arg[2] or 1)
local last
if width == 1 then
  for id = 1, count do last = bitrix.contact(id) end
else
  local ids = {}
  for id = 1, count do ids[id] = id end
  local contacts = bitrix.map(ids, bitrix.contact, {concurrency = width})
  assert(#contacts == count)
  last = contacts[count]
end
print(last.name)
