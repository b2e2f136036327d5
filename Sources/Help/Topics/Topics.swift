internal import Localization

extension Help {
    /// What needs more than a name.
    static let topics: [Entry] = [
        Entry(
            .topic, "include",
            aliases: [
                "_included", "requisite", "requisites", "связи",
                "реквизиты",
            ],
            summary: Text("Company and requisites along with a contact", "Компания и реквизиты вместе с контактом"),
            body: Text(
                """
                * `company` | the contact's main company, in `_included.company`; absent if there is none
                * `requisite` | the contact's own requisites. The API does not document how they come back: a list in \
                `_included.requisites` is likely, `_included.requisite` possible; examples/requisites.lua takes both

                Write one name, a list, or names with commas. `_included` is left out where nothing was asked for.
                """,
                """
                * `company` | основная компания контакта, в `_included.company`; если её нет, нет и поля
                * `requisite` | реквизиты самого контакта. В документации API не сказано, как они приходят: вероятно, \
                списком в `_included.requisites`, возможно, в `_included.requisite`; examples/requisites.lua понимает оба

                Пишите одно имя, список или имена через запятую. Если ничего не запрошено, `_included` нет.
                """),
            example: """
                local c = bitrix.contact(71, {include={"company"}})
                local company = c._included.company    -- nil where there is none
                print(company and company.title)  --> Romashka LLC
                """, related: ["bitrix.contact"]),
        Entry(
            .topic, "errors",
            aliases: ["error", "pcall", "try", "catch", "exception", "ошибки", "ошибка", "исключение"],
            summary: Text("Catch an error and look into it", "Как поймать ошибку и узнать причину"),
            body: Text(
                """
                Every failure is a Lua error; `pcall` catches it and gives an error object.

                * `code`, `message` | what happened; compare the code: messages depend on the language
                * `kind` | who speaks: `api`, or `bitrix` itself: `network`, `response`, `config`, `limit`
                * `status`, `call` | the HTTP status, if an answer came; the function that failed
                * `hint`, `userMessage`, `retryAfter` | where the API sends them
                * `requestId`, `attempts`, `elapsed`, `where`, `body` | for looking into it
                """,
                """
                Любая неудача — ошибка Lua; `pcall` перехватывает её и возвращает объект ошибки.

                * `code`, `message` | что случилось; сравнивайте код: сообщения зависят от языка
                * `kind` | кто сообщил: `api` или сама программа `bitrix`: `network`, `response`, `config`, `limit`
                * `status`, `call` | статус HTTP, если ответ пришёл; какая функция не удалась
                * `hint`, `userMessage`, `retryAfter` | если их прислал API
                * `requestId`, `attempts`, `elapsed`, `where`, `body` | для разбора причин
                """),
            example: """
                local ok, e = pcall(bitrix.contact, 999999)
                print(ok)        --> false
                print(e.code)    --> ENTITY_NOT_FOUND
                print(e.status)  --> 404
                """, related: ["ENTITY_NOT_FOUND", "retries", "exit codes"]),
        Entry(
            .topic, "options", aliases: ["option", "параметры", "опции"],
            summary: Text("What calls and the command line accept", "Что принимают вызовы и командная строка"),
            body: Text(
                """
                Calls take named options in a table: `{include = {"company"}}`. A misspelt name is an error that tells the \
                right one. The command line takes stock lua's options and long ones of our own: `bitrix --help` lists \
                them, `help "--trace"` explains one. Everything after the script's name belongs to the script.
                """,
                """
                Вызовы принимают именованные параметры в таблице: `{include = {"company"}}`. На опечатку программа ответит \
                ошибкой с верным именем. Командная строка принимает параметры обычного lua и собственные длинные: их \
                перечисляет `bitrix --help`, об одном расскажет `help "--trace"`. Всё, что стоит после имени скрипта, \
                передаётся скрипту.
                """),
            example: """
                local ok, e = pcall(bitrix.contact, 71, {inclde="company"})
                print(e:match("did you mean .-%?"))  --> did you mean "include"?
                """, related: ["bitrix.configure", "include"]),
        Entry(
            .topic, "keys",
            aliases: [
                "key", "VIBE_API_KEY", "VIBECODE_API_KEY", "VIBE_SESSION_TOKEN", "VIBE_URL", "token", "auth", "login",
                "oauth", "webhook", "address", "ключ", "ключи", "токен", "вход", "адрес",
            ],
            summary: Text("Your portal: key, session, address", "Ваш портал: ключ, сессия, адрес"),
            body: Text(
                """
                * `VIBE_API_KEY` | the key, else `VIBECODE_API_KEY`; contacts need the scope `crm`
                * `VIBE_SESSION_TOKEN` | the user's session, with an app key (`vibe_app_…`)
                * `VIBE_URL` | another address than https://vibecode.bitrix24.tech, with or without `/v1`

                Type the key so that it stays out of the shell's history:

                    read -rs VIBE_API_KEY && export VIBE_API_KEY

                A key that may only read is enough: `bitrix` never writes. It is sent to that address only and appears in no \
                message; there is no option for it, because options show in process lists.
                """,
                """
                * `VIBE_API_KEY` | ключ; если не задан — `VIBECODE_API_KEY`. Для контактов нужно право `crm`
                * `VIBE_SESSION_TOKEN` | сессия пользователя — для ключа приложения (`vibe_app_…`)
                * `VIBE_URL` | другой адрес вместо https://vibecode.bitrix24.tech, с `/v1` или без

                Введите ключ так, чтобы он не попал в историю оболочки:

                    read -rs VIBE_API_KEY && export VIBE_API_KEY

                Достаточно ключа только для чтения: `bitrix` ничего не изменяет. Ключ отправляется только на этот адрес и не \
                появляется в сообщениях; параметра для него нет, потому что параметры видны в списке процессов.
                """), related: ["MISSING_API_KEY", "demo"]),
        Entry(
            .topic, "demo", aliases: ["демо"],
            summary: Text("A portal to try things on, without a key", "Портал для проб, без ключа"),
            body: Text(
                """
                `--demo`, or `:demo` at the prompt, answers from invented data over real HTTP; nothing leaves this \
                computer. Contacts are 71 to 111. Ids such as 9404, 9429 and 940301 stand for errors: 9 and the status, \
                then two digits. `bitrix demo --port 8080` serves the same to curl and to a browser, which lists them all.
                """,
                """
                С `--demo` (или `:demo`) отвечает встроенный портал: данные вымышленные, HTTP настоящий; всё остаётся на этом \
                компьютере. Контакты — с 71 по 111. Id вроде 9404, 9429 и 940301 означают ошибки: 9, статус HTTP и иногда \
                ещё две цифры. `bitrix demo --port 8080` открывает тот же портал для curl и браузера: там и полный список.
                """),
            example: """
                $ bitrix --demo -e 'print(select(2, pcall(bitrix.contact, 940301)))'
                SCOPE_DENIED: This endpoint requires 'crm' scope (403)
                """, related: [":demo", "keys"]),
        Entry(
            .topic, "numbers", aliases: ["number", "числа", "число", "digits"],
            summary: Text(
                "Whole numbers, fractions, and those too large for Lua", "Целые числа, дроби и слишком большие числа"),
            body: Text(
                """
                A number that is written as an integer stays one, so ids are exact; any other is a float. A number that Lua \
                cannot hold, such as a whole number beyond 64 bits or `1e999`, comes as its digits, a string: no field is \
                ever wrong, and none costs the record. The prompt says so beside it.
                """,
                """
                Число, записанное как целое, остаётся целым, поэтому id точны; остальные — с плавающей точкой. Число, \
                которое Lua не может хранить, например целое длиннее 64 бит или `1e999`, приходит строкой из его цифр: ни \
                одно поле не искажается, и запись из-за него не пропадает. В интерактивном режиме рядом есть пометка.
                """),
            example: """
                print(math.type(bitrix.contact(71).id))  --> integer
                """, related: ["null"]),
        Entry(
            .topic, "null", aliases: ["nil", "пусто"],
            summary: Text("Empty fields", "Пустые поля"),
            body: Text(
                """
                A field that is null is absent in the table, so `if c.phone then` works; `bitrix.fields(c)` still names it. \
                Inside a list a null is `bitrix.null`, so that positions hold. Portals also send `""` and `0` for "none".
                """,
                """
                Поля со значением null в таблице нет, поэтому `if c.phone then` работает; `bitrix.fields(c)` всё равно его \
                назовёт. Внутри списка null становится `bitrix.null`, чтобы сохранился порядок. Иногда портал вместо \
                «ничего» присылает `""` или `0`.
                """),
            example: """
                local c = bitrix.contact(71)
                print(c.phone or "no phone")  --> no phone
                """, related: ["bitrix.null", "bitrix.fields"]),
        Entry(
            .topic, "retries", aliases: ["retry", "repeat", "повторы", "повтор"],
            summary: Text(
                "What is repeated by itself, and how long it waits", "Что программа повторяет сама и сколько ждёт"),
            body: Text(
                """
                A GET is sent again on the statuses 408, 429, 502, 503 and 504 and when a connection fails or breaks: at \
                most five attempts. The wait is what the answer asks for, else 1, 2, 4, 8 s and a little more; 30 s at a \
                time and 120 s in all at the most. Everything else fails at once, `ERROR_LOOP_DETECTED` too. The last real \
                error is raised, with `attempts` and `elapsed`. `--retries 0` never repeats.
                """,
                """
                GET отправляется ещё раз при статусах 408, 429, 502, 503 и 504 и когда соединение не удалось или \
                оборвалось: не больше пяти попыток. Пауза — сколько просит ответ, иначе 1, 2, 4, 8 с с небольшой добавкой; \
                не больше 30 с за раз и 120 с в сумме. Всё остальное — сразу ошибка, и `ERROR_LOOP_DETECTED` тоже. Вы \
                получите последнюю настоящую ошибку, в ней `attempts` и `elapsed`. `--retries 0` — не повторять.
                """),
            example: """
                local ok, e = pcall(bitrix.contact, 9404)
                print(e.attempts)  --> 1
                """, related: ["bitrix.configure", "limits"]),
        Entry(
            .topic, "limits", aliases: ["limit", "rate limit", "quota", "лимиты", "лимит", "ограничения"],
            summary: Text("How much the API allows, and limits of your own", "Ограничения API и ваши собственные"),
            body: Text(
                """
                * API | 300 requests a minute from one source
                * portal | about 10 a second for all its keys together; two at once, the others wait up to 30 s
                * batch | up to 50 contacts count as one request

                The numbers are those of the API's pages; a portal's own may differ. `bitrix` keeps to two at once \
                unless `concurrency` says otherwise, and reads `X-RateLimit-Remaining`. After a 429 all calls wait, and then \
                half as many go at once. For classrooms and CI, `--max-time`, `--max-memory` and `--max-requests` end a \
                script for good; at a prompt each input has that time and so many requests.
                """,
                """
                * API | 300 запросов в минуту от одного источника
                * портал | около 10 в секунду на все его ключи; одновременно два, остальные ждут до 30 с
                * пакет | до 50 контактов считаются одним запросом

                Это цифры из документации API; у портала могут быть свои. `bitrix` отправляет не больше двух запросов \
                одновременно, если в `concurrency` не указано другое, и учитывает `X-RateLimit-Remaining`. После ответа \
                429 ждут все вызовы; после этого одновременно идёт вдвое меньше. Для уроков и CI есть `--max-time`, \
                `--max-memory` и `--max-requests`: они останавливают скрипт окончательно; в интерактивном режиме время и \
                запросы отводятся на каждую строку.
                """), related: ["RATE_LIMITED", "bitrix.contacts", "retries"]),
        Entry(
            .topic, "record", aliases: ["replay", "mask", "запись"],
            summary: Text("Keep answers in a file and play them back", "Записать ответы в файл и воспроизвести"),
            body: Text(
                """
                    bitrix --record calls.jsonl report.lua
                    bitrix --replay calls.jsonl report.lua

                The second needs neither network nor key. Keys are never written. `--mask` puts invented names, phones, \
                addresses and texts into the file, so that it can be shown. A request that is not there is the error \
                `NOT_RECORDED`.
                """,
                """
                    bitrix --record calls.jsonl report.lua
                    bitrix --replay calls.jsonl report.lua

                Второй команде не нужны ни сеть, ни ключ. Ключи не записываются никогда. С `--mask` имена, телефоны, адреса \
                и тексты в файле вымышленные, и его можно показывать. Если запроса в файле нет, будет ошибка \
                `NOT_RECORDED`.
                """), related: ["--record", "--replay", "--mask", "NOT_RECORDED"]),
        Entry(
            .topic, "prompt", aliases: ["repl", "commands", "диалог", "команды"],
            summary: Text("Keys and commands while you type", "Клавиши и команды при вводе"),
            body: Text(
                """
                * Tab | completes names, fields, options and files
                * Up, Ctrl-R | earlier inputs; with a beginning typed, those that begin so
                * Right, End | take the grey suggestion; Enter never does. `BITRIX_SUGGEST=0` in the environment: none
                * Ctrl-C | drops what you typed, or stops what runs
                * Ctrl-D | leaves, on an empty line
                * `_`, `_1`, `_2` … | results; `_e` is the last error; a `local _` ends with its input
                * `;` at the end | does not show the value; `_` is it all the same
                * Enter, twice more | ends a block that is not complete, with its error

                Errors name inputs by their numbers in `:history`: `input 3:2` is the second line of the third. Commands begin with a colon in the first column: `help` lists them. Keys can be changed in `~/.inputrc`.
                """,
                """
                * Tab | дополняет имена, поля, параметры и файлы
                * Вверх, Ctrl-R | прежние строки; если начало набрано — те, что начинаются так же
                * Вправо, End | принять серую подсказку; Enter её не принимает. `BITRIX_SUGGEST=0` в окружении — без неё
                * Ctrl-C | сбросить набранное или остановить то, что выполняется
                * Ctrl-D | выход, в пустой строке
                * `_`, `_1`, `_2` … | результаты; `_e` — последняя ошибка; `local _` живёт до конца строки
                * `;` в конце | не показывать значение; в `_` оно всё равно есть
                * Enter ещё два раза | закончить недописанный блок; программа скажет, чего в нём не хватает

                В сообщениях `input 3:2` — вторая строка третьей записи из `:history`. Команды начинаются с двоеточия \
                в начале строки: их покажет `help`. Клавиши меняются в `~/.inputrc`.
                """), related: [":help", "locals"]),
        Entry(
            .topic, "locals", aliases: ["local", "локальные"],
            summary: Text("Local variables at the prompt", "Локальные переменные в интерактивном режиме"),
            body: Text(
                """
                At the prompt `local c = bitrix.contact(71)` is still there in the next input, without becoming a global. \
                Functions see it as they would in a script. In stock lua, and where input or output is no terminal, a \
                local ends with its line.
                """,
                """
                Переменная из `local c = bitrix.contact(71)` видна и в следующих строках, но глобальной не становится. \
                Функции видят её так же, как в скрипте. В обычном lua, и если ввод или вывод — не терминал, локальная \
                переменная живёт до конца строки.
                """), related: ["prompt"]),
        Entry(
            .topic, "exit codes", aliases: ["exit code", "exit status", "коды возврата", "код возврата"],
            summary: Text("What the program tells the shell", "Что программа сообщает оболочке"),
            body: Text(
                """
                * 0 | all went well
                * 1 | an error, or a wrong command line
                * 69 | the network: nothing can be reached
                * 74 | output could not all be written: a full disk
                * 75 | temporary: time-outs, 408, 429, 5xx; run it later
                * 77 | the key or its rights: 401, 403
                * 78 | no usable key, address or file
                * 130 | Ctrl-C; 143 and 129 are SIGTERM and SIGHUP

                69 and 75 to 78 stand for API and network errors that the script did not catch, 75 also for `--max-time`; \
                `os.exit(n)` gives others. 74 comes in the place of 0, also for traces and recordings; lua says nothing there. \
                Before 130, 143 and 129 `<close>` variables are closed, and output is written.
                """,
                """
                * 0 | всё хорошо
                * 1 | ошибка или неверная командная строка
                * 69 | сеть: связи нет
                * 74 | не весь вывод удалось записать: диск полон
                * 75 | временная ошибка: истекло время, 408, 429, 5xx; запустите позже
                * 77 | ключ или его права: 401, 403
                * 78 | нет пригодного ключа, адреса или файла
                * 130 | Ctrl-C; 143 и 129 — SIGTERM и SIGHUP

                69 и 75–78 — это ошибки API и сети, которые скрипт не перехватил, 75 — ещё и `--max-time`; другие коды задаёт \
                `os.exit(n)`. 74 бывает вместо 0, также для трассировки и записей; обычный lua об этом молчит. Перед 130, 143 и \
                129 закрываются переменные `<close>` и дописывается вывод.
                """),
            example: """
                $ bitrix --demo -e 'bitrix.contact(940301)' 2>/dev/null; echo $?
                77
                """, related: ["errors"]),
    ]
}
