#!/usr/bin/env bitrix
-- Prints the requisites of contacts.
-- Выводит реквизиты контактов.
--
-- Run: bitrix --demo examples/requisites.lua
--
-- The API's documentation does not show in which form requisites come: as a list called `requisites`, or as one record
-- called `requisite`. This function takes whatever comes and always returns a list.

local function requisites(contact)
  local included = contact._included or {}
  local found = included.requisites or included.requisite
  if not found then return {} end
  if found.id then return {found} end          -- one record, not a list
  return found
end

for _, id in ipairs {72, 74, 920012} do        -- the demo portal sends 920012 in the other form
  local contact = bitrix.contact(id, {include = "requisite"})
  local list = requisites(contact)
  print(id, #list .. " found")
  for _, requisite in ipairs(list) do print("", requisite.name) end
end
--> 72	2 found
--> 	ИП Смирнова
--> 	Физлицо
--> 74	0 found
--> 920012	1 found
--> 	Individual
