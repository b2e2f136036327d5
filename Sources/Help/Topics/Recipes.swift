internal import Localization

extension Help {
    /// How something is done in a script, found by the words that people of scripts look for.
    static let recipes: [Entry] = dataRecipes + scriptRecipes

    /// About what the API sends and takes.
    private static let dataRecipes: [Entry] = [
        Entry(
            .recipe, "contact fields",
            aliases: [
                "field", "phone", "phones", "email", "e-mail", "mail", "lastname", "custom fields", "поле", "телефон",
                "почта", "имя", "фамилия", "отчество", "должность", "ответственный",
            ],
            summary: Text("Which fields a contact has", "Какие поля есть у контакта"),
            body: Text(
                """
                * `name`, `lastName`, `secondName` | first, last and middle name
                * `phone`, `email`, `post` | telephone, mail, position
                * `companyId`, `assignedById` | ids of the company and of the user in charge
                * `ufCrm_…` | fields that the portal added

                `bitrix.fields(c)` names those of one contact, `bitrix.get("/v1/contacts/fields")` all with their titles. \
                Any of them may be missing, so give a default.
                """,
                """
                * `name`, `lastName`, `secondName` | имя, фамилия, отчество
                * `phone`, `email`, `post` | телефон, почта, должность
                * `companyId`, `assignedById` | id компании и ответственного
                * `ufCrm_…` | поля, добавленные на портале

                `bitrix.fields(c)` перечислит поля одного контакта, `bitrix.get("/v1/contacts/fields")` — все, с названиями. \
                Любого из них может не быть: задавайте значение по умолчанию.
                """),
            example: """
                local c = bitrix.contact(71)
                print(c.name .. ": " .. (c.phone or "no phone"))  --> Ivan: no phone
                """, related: ["bitrix.fields", "null", "include"]),
        Entry(
            .recipe, "lists",
            aliases: [
                "list", "paging", "page", "pages", "offset", "hasMore", "total", "meta", "count", "sort", "order",
                "список",
                "списки", "страница", "страницы", "листание", "количество", "сортировка",
            ],
            summary: Text("Long lists, page by page", "Длинные списки, страница за страницей"),
            body: Text(
                """
                `bitrix.get` returns one page, 50 records unless `limit` says otherwise, and as second result the whole \
                answer: `meta.hasMore` tells that there is more. `offset` says where a page begins. \
                `order = {lastName = "asc"}` sorts; `table.sort` sorts in Lua.

                    repeat
                      local page, answer = bitrix.get("/v1/contacts", {offset = #all})
                      table.move(page, 1, #page, #all + 1, all)
                    until #page == 0 or not answer.meta.hasMore
                """,
                """
                `bitrix.get` возвращает одну страницу — 50 записей, если в `limit` не указано другое, — а вторым результатом \
                ответ целиком: `meta.hasMore` сообщает, что есть ещё. Начало страницы задаёт `offset`. \
                `order = {lastName = "asc"}` сортирует на сервере, `table.sort` — в Lua.

                    repeat
                      local page, answer = bitrix.get("/v1/contacts", {offset = #all})
                      table.move(page, 1, #page, #all + 1, all)
                    until #page == 0 or not answer.meta.hasMore
                """),
            example: """
                local page, answer = bitrix.get("/v1/contacts", {limit=20})
                print(#page .. " of " .. answer.meta.total)  --> 20 of 41
                """, related: ["bitrix.get", "filter", "bitrix.contacts"]),
        Entry(
            .recipe, "filter", aliases: ["filters", "search", "find", "where", "фильтр", "поиск", "отбор", "найти"],
            summary: Text("Only the records that you want", "Только нужные записи"),
            body: Text(
                """
                    bitrix.get("/v1/contacts", {filter = {companyId = 15}})
                    bitrix.get("/v1/contacts", {filter = {createdTime = {["$gte"] = "2026-01-01"}}})

                Operators: `$gt`, `$gte`, `$lt`, `$lte`, `$ne`, `$contains`, `$in`. Several conditions must all hold. A nil in a \
                filter is no filter, and everything comes back: look at the value first. The demo portal knows no filters.
                """,
                """
                    bitrix.get("/v1/contacts", {filter = {companyId = 15}})
                    bitrix.get("/v1/contacts", {filter = {createdTime = {["$gte"] = "2026-01-01"}}})

                Операторы: `$gt`, `$gte`, `$lt`, `$lte`, `$ne`, `$contains`, `$in`. Условия действуют вместе. Условие со \
                значением nil пропадает, и приходят все записи: сначала проверьте значение. Демо-портал фильтров не знает.
                """), related: ["bitrix.get", "lists"]),
        Entry(
            .recipe, "dates",
            aliases: ["date", "time", "datetime", "today", "iso", "дата", "даты", "время", "сегодня"],
            summary: Text("Dates and times", "Даты и время"),
            body: Text(
                """
                The API's dates are texts such as `2020-05-08T10:48:20+03:00` (ISO 8601). Of one time zone, the earlier one is \
                the smaller text. `os.date("%Y-%m-%d")` is today, `os.time()` counts seconds.
                """,
                """
                Даты в API — строки вида `2020-05-08T10:48:20+03:00` (ISO 8601). В одном часовом поясе более ранняя дата — \
                меньшая строка. `os.date("%Y-%m-%d")` — сегодня, `os.time()` считает секунды.
                """),
            example: """
                local created = bitrix.contact(71).createdTime
                local year, month, day = created:match("(%d+)-(%d+)-(%d+)")
                print(day .. "." .. month .. "." .. year)  --> 08.05.2020
                """, related: ["filter"]),
        Entry(
            .recipe, "json", aliases: ["decode", "encode", "dkjson", "кодирование"],
            summary: Text("JSON: it is decoded already", "JSON: уже разобран"),
            body: Text(
                """
                Answers come as Lua tables; there is nothing to decode. `bitrix.last.body` is the text as it came, and at the \
                prompt `:raw` shows it. Lua has no JSON library of its own: a module put beside the script is found by `require`.
                """,
                """
                Ответы приходят таблицами Lua, разбирать ничего не нужно. Исходный текст — в `bitrix.last.body`, в интерактивном \
                режиме его покажет `:raw`. Своей библиотеки JSON в Lua нет: модуль, положенный рядом со скриптом, найдёт `require`.
                """),
            example: """
                bitrix.contact(71)
                print(bitrix.last.body:sub(1, 15))  --> {"success":true
                """, related: ["bitrix.last", ":raw", "null"]),
        Entry(
            .recipe, "read only",
            aliases: [
                "post", "put", "patch", "delete", "create", "update", "add", "change", "save a contact", "изменить",
                "создать", "удалить", "добавить", "обновить", "запись в портал",
            ],
            summary: Text("Changing data: bitrix only reads", "Изменение данных: bitrix только читает"),
            body: Text(
                """
                `bitrix` sends GET, and POST for batches of reading only; it cannot create, change or delete anything. The \
                field `post` of a contact is its position. To change data, take the request that `:curl` prints and follow the \
                API's pages from there.
                """,
                """
                `bitrix` отправляет GET, а POST — только для пакетов чтения; создать, изменить или удалить с ним ничего нельзя. \
                Поле `post` контакта — должность. Чтобы изменить данные, возьмите запрос, который печатает `:curl`, и дальше \
                следуйте документации API.
                """), related: [":curl", "bitrix.get"]),
        Entry(
            .recipe, "HTTP status", aliases: ["status", "http", "statuses", "статус", "статусы"],
            summary: Text("What the numbers of answers mean", "Что означают числа в ответах"),
            body: Text(
                """
                * 200 | all is well
                * 400, 422 | the request, or a value in it, is wrong
                * 401, 403 | the key, or its rights
                * 404 | no such record, or no such path
                * 408, 429, 502, 503, 504 | it passes; `bitrix` repeats a GET by itself
                * 500 | a fault of the service

                An error has it in `e.status`, the last answer in `bitrix.last.status`. `help "503"` explains one of them. What \
                the program tells the shell is another number: `help "exit codes"`.
                """,
                """
                * 200 | всё хорошо
                * 400, 422 | запрос или значение в нём неверны
                * 401, 403 | ключ или его права
                * 404 | нет такой записи или такого пути
                * 408, 429, 502, 503, 504 | это проходит; `bitrix` сам повторяет GET
                * 500 | сбой сервиса

                У ошибки он в `e.status`, у последнего ответа — в `bitrix.last.status`. Об одном из них расскажет `help "503"`. \
                То, что программа сообщает оболочке, — другое число: `help "exit codes"`.
                """),
            example: """
                local ok, e = pcall(bitrix.contact, 999999)
                print(e.status .. " " .. e.code)  --> 404 ENTITY_NOT_FOUND
                """, related: ["errors", "retries", "exit codes"]),
    ]

    /// About Lua, files and the computer around a script.
    private static let scriptRecipes: [Entry] = [
        Entry(
            .recipe, "scripts",
            aliases: [
                "script", "run", "arg", "args", "arguments", "argument", "stdin", "env", "environment", "require",
                "module",
                "modules", "скрипт", "скрипты", "аргументы", "запуск", "модуль",
            ],
            summary: Text("A script of your own: arguments, input, modules", "Свой скрипт: аргументы, ввод, модули"),
            body: Text(
                """
                    bitrix report.lua 71 72
                    bitrix --demo -e 'print(bitrix.contact(71).name)'

                The arguments are in `arg[1]`, `arg[2]` … and in `...`; they are texts. `io.read()` reads a line of standard \
                input, `os.getenv("HOME")` a variable of the environment. `require "tools"` also finds tools.lua beside the \
                script. `:save visit.lua` makes a script of what was typed at the prompt.
                """,
                """
                    bitrix report.lua 71 72
                    bitrix --demo -e 'print(bitrix.contact(71).name)'

                Аргументы — в `arg[1]`, `arg[2]` … и в `...`; это строки. `io.read()` читает строку стандартного ввода, \
                `os.getenv("HOME")` — переменную окружения. `require "tools"` найдёт и файл tools.lua рядом со скриптом. \
                `:save visit.lua` делает скрипт из того, что набрано в интерактивном режиме.
                """), related: ["options", ":save", "exit codes"]),
        Entry(
            .recipe, "loops",
            aliases: ["loop", "for", "while", "repeat until", "ipairs", "each", "цикл", "циклы", "перебор"],
            summary: Text("Doing something for each element", "Одно и то же для каждого элемента"),
            body: Text(
                """
                    for i = 1, 10 do … end
                    for _, c in ipairs(list) do … end
                    for name, value in pairs(t) do … end

                `ipairs` goes through a list in order and ends at the first nil; `pairs` through all fields of a table, in no order. \
                For many requests at once there is `bitrix.map`.
                """,
                """
                    for i = 1, 10 do … end
                    for _, c in ipairs(list) do … end
                    for name, value in pairs(t) do … end

                `ipairs` идёт по списку по порядку и останавливается на первом nil; `pairs` — по всем полям таблицы, в любом \
                порядке. Для многих запросов сразу есть `bitrix.map`.
                """),
            example: """
                for i, c in ipairs(bitrix.contacts{71, 72}) do
                  print(i .. " " .. c.name)
                end
                --> 1 Ivan
                --> 2 Ольга
                """, related: ["bitrix.contacts", "bitrix.map", "lists"]),
        Entry(
            .recipe, "files", aliases: ["file", "read", "write", "io", "open", "файл", "файлы", "чтение"],
            summary: Text("Reading and writing files", "Чтение и запись файлов"),
            body: Text(
                """
                    for line in io.lines("ids.txt") do … end
                    local file = assert(io.open("out.txt", "w"))
                    file:write("text\\n")
                    file:close()

                What `print` shows goes into a file like this: `bitrix report.lua > out.txt`. The answers themselves are kept by \
                `--record`.
                """,
                """
                    for line in io.lines("ids.txt") do … end
                    local file = assert(io.open("out.txt", "w"))
                    file:write("text\\n")
                    file:close()

                То, что выводит `print`, попадает в файл так: `bitrix report.lua > out.txt`. Сами ответы сохраняет \
                `--record`.
                """), related: ["csv", "record", ":save"]),
        Entry(
            .recipe, "csv", aliases: ["excel", "xlsx", "spreadsheet", "export", "таблица", "выгрузка", "экспорт"],
            summary: Text("A table for Excel and others", "Таблица для Excel и других программ"),
            body: Text(
                """
                A line for each record, with commas between; a text that holds commas or quotes stands in quotes. Missing \
                fields need a default. `examples/ids-to-csv.lua` is a whole script: `bitrix ids-to-csv.lua ids.txt > contacts.csv`.
                """,
                """
                По строке на запись, через запятую; текст с запятыми или кавычками берётся в кавычки. Для полей, которых может \
                не быть, нужно значение по умолчанию. Готовый скрипт — `examples/ids-to-csv.lua`: \
                `bitrix ids-to-csv.lua ids.txt > contacts.csv`.
                """),
            example: """
                for _, c in ipairs(bitrix.contacts{71, 72}) do
                  print(('%d,"%s","%s"'):format(c.id, c.name or "", c.phone or ""))
                end
                --> 71,"Ivan",""
                --> 72,"Ольга","+74950000101"
                """, related: ["files", "lists", "null"]),
        Entry(
            .recipe, "text",
            aliases: [
                "string", "strings", "table", "math", "regex", "pattern", "patterns", "lua", "manual", "строка",
                "строки",
                "текст", "регулярные выражения",
            ],
            summary: Text("Texts, patterns, and Lua in general", "Строки, шаблоны и Lua вообще"),
            body: Text(
                """
                * `"a" .. "b"` | joins texts; `#text` counts bytes, `utf8.len(text)` letters
                * `text:upper()`, `text:sub(1, 3)` | Latin letters; the first three bytes
                * `text:find("x", 1, true)` | where it stands, taken literally
                * `text:match("%d+")`, `text:gsub("a", "b")` | patterns, Lua's own kind of regular expressions
                * `~=`, `and`, `or`, `not` | not equal; the words of logic

                Everything about the language: https://www.lua.org/manual/5.4/. `help "string.rep"` shows how one function is called.
                """,
                """
                * `"a" .. "b"` | соединяет строки; `#text` считает байты, `utf8.len(text)` — буквы
                * `text:upper()`, `text:sub(1, 3)` | латинские буквы; первые три байта
                * `text:find("x", 1, true)` | где стоит это слово, буквально
                * `text:match("%d+")`, `text:gsub("a", "b")` | шаблоны, в Lua они вместо регулярных выражений
                * `~=`, `and`, `or`, `not` | не равно; слова логики

                Всё о языке: https://www.lua.org/manual/5.4/. `help "string.rep"` покажет, как вызывается одна функция.
                """), related: ["encoding", "loops"]),
        Entry(
            .recipe, "encoding", aliases: ["utf8", "utf-8", "unicode", "cyrillic", "кодировка", "кириллица"],
            summary: Text("Letters beyond Latin", "Кириллица и другие буквы"),
            body: Text(
                """
                Texts are bytes of UTF-8, as the API sends them. `#text` counts bytes, `utf8.len(text)` letters; \
                `text:upper()` changes Latin letters only. Names of variables are Latin; a key may be any text: `t["…"]`.
                """,
                """
                Строки — байты в UTF-8, какими их присылает API. `#text` считает байты, `utf8.len(text)` — буквы; \
                `text:upper()` меняет только латинские. Имена переменных — латиницей, ключ может быть любым: `t["…"]`.
                """),
            example: """
                local name = bitrix.contact(72).name
                print(#name .. " bytes, " .. utf8.len(name) .. " letters")  --> 10 bytes, 5 letters
                """, related: ["text"]),
        Entry(
            .recipe, "cron",
            aliases: ["crontab", "schedule", "timer", "systemd", "night", "daily", "расписание", "планировщик"],
            summary: Text("Running a script by the clock", "Запуск скрипта по расписанию"),
            body: Text(
                """
                    0 7 * * * VIBE_API_KEY=$(cat ~/.vibe-key) bitrix --max-time 600 report.lua > report.csv

                Put the key into a file that only you can read. The exit status tells what happened: 75 passes by itself (run it \
                later), 77 and 78 need you. `--trace=calls.log` keeps a line for each request.
                """,
                """
                    0 7 * * * VIBE_API_KEY=$(cat ~/.vibe-key) bitrix --max-time 600 report.lua > report.csv

                Положите ключ в файл, который можете прочитать только вы. Что произошло, сообщает код возврата: 75 пройдёт само \
                (запустите позже), 77 и 78 требуют вас. `--trace=calls.log` сохраняет строку о каждом запросе.
                """), related: ["exit codes", "keys", "limits"]),
        Entry(
            .recipe, "sleep", aliases: ["pause", "delay", "wait", "пауза", "задержка", "подождать"],
            summary: Text("Waiting", "Паузы"),
            body: Text(
                """
                    os.execute("sleep 1")

                Between requests no pause is needed: `bitrix` keeps to the portal's limits, waits as long as an answer asks for, \
                and repeats by itself.
                """,
                """
                    os.execute("sleep 1")

                Между запросами паузы не нужны: `bitrix` сам соблюдает ограничения портала, ждёт, сколько просит ответ, и \
                повторяет запрос.
                """), related: ["retries", "limits"]),
        Entry(
            .recipe, "debugging", aliases: ["debug", "log", "logging", "verbose", "отладка", "лог", "журнал"],
            summary: Text("Seeing what goes on", "Увидеть, что происходит"),
            body: Text(
                """
                * `--trace`, `:trace` | a line for each request; `--trace=headers` shows more
                * `:http`, `:raw`, `:curl` | the last request and its answer, at the prompt
                * `bitrix.last`, `e.body` | the same in a script
                * `print(…)`, `io.stderr:write(…)` | what you want to know yourself
                """,
                """
                * `--trace`, `:trace` | строка о каждом запросе; `--trace=headers` покажет больше
                * `:http`, `:raw`, `:curl` | последний запрос и ответ на него, в интерактивном режиме
                * `bitrix.last`, `e.body` | то же в скрипте
                * `print(…)`, `io.stderr:write(…)` | то, что хотите узнать вы
                """), related: ["bitrix.last", ":http", "--trace"]),
        Entry(
            .recipe, "proxy",
            aliases: [
                "https_proxy", "http_proxy", "no_proxy", "all_proxy", "certificate", "ssl", "tls", "SSL_CERT_FILE",
                "SSL_CERT_DIR", "прокси", "сертификат", "сертификаты",
            ],
            summary: Text("Proxies and certificates", "Прокси и сертификаты"),
            body: Text(
                """
                * `https_proxy` | `http://host:3128`, for requests to https addresses
                * `no_proxy` | hosts that are reached directly, with commas between
                * `SSL_CERT_FILE`, `SSL_CERT_DIR` | certificates that are trusted, where a company has its own

                They are variables of the environment and mean what they mean to curl. Special characters in a password are \
                written as `%40` and the like. The key goes through an http proxy encrypted, if the address is https.
                """,
                """
                * `https_proxy` | `http://host:3128`, для запросов к адресам https
                * `no_proxy` | узлы, к которым обращаться напрямую, через запятую
                * `SSL_CERT_FILE`, `SSL_CERT_DIR` | доверенные сертификаты, если у компании они свои

                Это переменные окружения, их смысл — как у curl. Особые знаки в пароле пишутся как `%40` и подобно. Если адрес — \
                https, ключ проходит через http-прокси зашифрованным.
                """), related: ["keys", "PROXY_FAILED", "CERTIFICATE_INVALID"]),
    ]
}
