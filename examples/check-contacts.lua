#!/usr/bin/env bitrix
-- Checks that contacts have a company and an e-mail address; made for cron: it prints what is wrong, and its exit status
-- tells the rest. 0: all is well. 2: something is missing. 64: called without ids. An error that nobody caught ends
-- with bitrix's own status, such as 77 for a refused key or 75 for a portal that is busy.
--
-- Проверяет, что у контактов есть компания и адрес почты; сделан для cron: печатает, чего не хватает, остальное — в коде
-- возврата. 0: всё хорошо. 2: чего-то не хватает. 64: не указаны id. Неперехваченная ошибка даёт код самой программы,
-- например 77 для отклонённого ключа или 75 для занятого портала.
--
-- Run: bitrix --demo examples/check-contacts.lua 72 74 77
-- Exit status: 2

if #arg == 0 then
  io.stderr:write("usage: bitrix check-contacts.lua ID…\n")
  os.exit(64)
end

local problems = 0
local function complain(id, problem)
  problems = problems + 1
  print(id, problem)
end

for _, id in ipairs(arg) do
  local contact = bitrix.contact(id)
  -- Empty comes as nil, "" or 0.
  if (contact.companyId or 0) == 0 then complain(id, "has no company") end
  if (contact.email or "") == "" then complain(id, "has no e-mail address") end
end
os.exit(problems == 0 and 0 or 2, true)

--> 74	has no company
--> 74	has no e-mail address
--> 77	has no company
--> 77	has no e-mail address
