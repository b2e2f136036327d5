#!/usr/bin/env bitrix
-- Reads ids from a file, one a line, and prints the contacts as CSV.
-- Читает id из файла, по одному в строке, и выводит контакты в виде CSV.
--
-- Run: bitrix --demo examples/ids-to-csv.lua examples/ids.txt
-- To keep the result: bitrix --demo examples/ids-to-csv.lua examples/ids.txt > contacts.csv

local columns = {"id", "name", "lastName", "typeId", "createdTime"}

-- A value as a CSV cell: in quotes where it holds a comma, a quote or a line break.
local function cell(value)
  local text = value == nil and "" or tostring(value)
  if text:find('[,"\r\n]') then text = '"' .. text:gsub('"', '""') .. '"' end
  return text
end

print(table.concat(columns, ","))
for line in io.lines(arg[1] or error("give a file with ids", 0)) do
  local id = line:match("%S+") or "an empty line"        -- files from Windows have \r at the ends of lines
  local ok, contact = pcall(bitrix.contact, id)
  if ok then
    local cells = {}
    for i, name in ipairs(columns) do cells[i] = cell(contact[name]) end
    print(table.concat(cells, ","))
  elseif type(contact) == "table" and contact.code ~= "ENTITY_NOT_FOUND" then
    error(contact, 0)                                    -- no key, no network: the other ids would fail, too
  else
    io.stderr:write("skipped ", id, ": ", tostring(contact), "\n")   -- not into the CSV
  end
end
--> id,name,lastName,typeId,createdTime
--> 71,Ivan,Petrov,CLIENT,2020-05-08T10:48:20+03:00
--> 72,Ольга,Смирнова,CLIENT,2021-02-11T09:15:02+03:00
--> 82,Наталья,Фёдорова,CLIENT,2022-09-01T10:00:00+03:00
