-- Under bitrix: contacts one after the other, or `width` in flight. Arguments: count, width. The server has one contact, and an
-- answer with another id than the one asked for is an error.
local count, width = tonumber(arg[1]), tonumber(arg[2] or 1)
local last
if width == 1 then
  for _ = 1, count do last = bitrix.contact(71) end
else
  local ids = {}
  for i = 1, count do ids[i] = 71 end
  local contacts = bitrix.map(ids, bitrix.contact, {concurrency = width})
  assert(#contacts == count)
  last = contacts[count]
end
print(last.name)
