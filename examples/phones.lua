#!/usr/bin/env bitrix
-- Lists all phones and e-mail addresses of contacts, in whatever form the portal sends them.
-- Выводит все телефоны и адреса почты контактов, в каком бы виде портал их ни прислал.
--
-- Run: bitrix --demo examples/phones.lua 72 82 83 84 74 71
--
-- Portals differ. `fm` is the full list where it is there: {typeId = "PHONE", valueType = "WORK", value = "+7…"}.
-- Else `phone` and `email` are a string, a list of strings, or a list of {value, typeId} or {VALUE, VALUE_TYPE}.

-- Returns a list of {kind = "WORK", value = "+7…"}.
local function values(contact, field)
  local found = {}
  local function add(value, kind)
    if value and value ~= "" then found[#found + 1] = {value = value, kind = kind or "-"} end
  end
  for _, item in ipairs(contact.fm or {}) do
    if item.typeId == field:upper() then add(item.value, item.valueType) end
  end
  if #found > 0 then return found end
  local plain = contact[field]
  if type(plain) == "table" then
    for _, item in ipairs(plain) do
      if type(item) == "table" then
        add(item.value or item.VALUE, item.typeId or item.VALUE_TYPE)
      else
        add(item)
      end
    end
  else
    add(plain)
  end
  return found
end

for _, id in ipairs(arg) do
  local contact = bitrix.contact(id)
  print(contact.id, contact.name)
  for _, field in ipairs {"phone", "email"} do
    for _, item in ipairs(values(contact, field)) do print("", field, item.kind, item.value) end
  end
end
--> 72	Ольга
--> 	phone	WORK	+74950000101
--> 	phone	MOBILE	+79000000102
--> 	email	WORK	o.smirnova@vektor.example
--> 	email	HOME	olga@dom.example
--> 82	Наталья
--> 	phone	-	+74950000182
--> 	phone	-	+79000000182
--> 	email	-	n.fedorova@vektor.example
--> 	email	-	natasha@dom.example
--> 83	Lucas
--> 	phone	WORK	+33199000183
--> 	phone	MOBILE	+33639980183
--> 	email	WORK	lucas@moreau.example
--> 84	Ирина
--> 	phone	WORK	+74950000184
--> 	phone	MOBILE	+79000000184
--> 	email	HOME	i.belova@sever.example
--> 74	Анна
--> 	phone	-	+79000000174
--> 71	Ivan
