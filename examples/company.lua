#!/usr/bin/env bitrix
-- Prints contacts with their companies: one request brings both.
-- Выводит контакты с компаниями: и то и другое приходит одним запросом.
--
-- Run: bitrix --demo examples/company.lua

for _, id in ipairs {71, 72, 74} do
  local contact = bitrix.contact(id, {include = {"company"}})
  local company = contact._included.company    -- nil where the contact has none
  print(contact.id, contact.name, company and company.title or "no company")
end
--> 71	Ivan	Romashka LLC
--> 72	Ольга	ООО «Вектор»
--> 74	Анна	no company
