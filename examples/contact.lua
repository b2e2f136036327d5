#!/usr/bin/env bitrix
-- Prints one contact.
-- Выводит один контакт.
--
-- Run: bitrix --demo examples/contact.lua
-- Without --demo the same script asks your own portal; put one of your ids in the place of 71.

local contact = bitrix.contact(71)

print(contact.name, contact.lastName)           --> Ivan	Petrov
print("created", contact.createdTime)           --> created	2020-05-08T10:48:20+03:00

-- A field that is empty on the portal is nil in Lua, so `or` gives it a default.
print("phone", contact.phone or "not known")    --> phone	not known

-- bitrix.fields names the fields that the portal sent, in its order, empty ones too.
for _, name in ipairs(bitrix.fields(contact)) do
  print(name, contact[name])
end
--> id	71
--> name	Ivan
--> lastName	Petrov
--> companyId	1
--> assignedById	1
--> sourceId	WEB
--> typeId	CLIENT
--> createdTime	2020-05-08T10:48:20+03:00
--> updatedTime	2025-08-22T13:01:31+03:00
