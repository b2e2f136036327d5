internal import Entities
internal import Localization

extension Help {
    /// The module `bitrix`: the functions of each entity, and all others.
    static let functions: [Entry] = Entity.all.flatMap { [one($0), many($0)] } + otherFunctions

    private static let otherFunctions: [Entry] = [
        Entry(
            .function, "bitrix.map", forms: ["bitrix.map(list, fn [, {concurrency = 8, errors = \"collect\"}])"],
            aliases: ["parallel", "concurrency", "async", "threads", "параллельно", "одновременно"],
            summary: Text(
                "Calls a function for every element, many requests at once",
                "Вызывает функцию для каждого элемента, запросы идут одновременно"),
            body: Text(
                """
                * `list` | a list, or a function that gives one element after another, such as `io.lines("ids.txt")`
                * `fn` | gets an element; calls in it look as everywhere, but do not wait for each other
                * `concurrency` | how many elements and requests are under way at once; unless given, 8 elements and 2 requests
                * `errors` | `"collect"`: error objects stand in the place of results, for mistakes of `fn` too (`SCRIPT_ERROR`)

                Results stand at their elements' positions, `bitrix.null` for nil or nothing. An error ends the list: `element` says where, `results` has what there is. Other \
                elements run while one waits: call first, then store into shared tables.
                """,
                """
                * `list` | список или функция, которая выдаёт элементы по одному, например `io.lines("ids.txt")`
                * `fn` | получает элемент; вызовы в ней выглядят как обычно, но не ждут друг друга
                * `concurrency` | сколько элементов и запросов в работе одновременно; если не указано — 8 элементов и 2 запроса
                * `errors` | `"collect"` — на месте неудавшихся результатов стоят объекты ошибок, в том числе ошибки самой `fn` \
                (`SCRIPT_ERROR`)

                Результаты стоят на местах элементов, вместо nil или ничего — `bitrix.null`. Ошибка завершает вызов: `element` — где, `results` — что успели. Пока один элемент ждёт, \
                работают другие, поэтому сначала вызов, потом запись в общую таблицу.
                """),
            example: """
                local function phone(id) return bitrix.contact(id).phone end
                local phones = bitrix.map({71, 72}, phone)
                print(phones[1] == bitrix.null)  --> true
                print(phones[2])                 --> +74950000101
                """, related: ["bitrix.contacts", "limits"]),
        Entry(
            .function, "bitrix.get", forms: ["bitrix.get(path [, query])"],
            aliases: [
                "deal", "deals", "lead", "leads", "task", "tasks", "invoice", "invoices", "user", "users",
                "сделка", "сделки", "лид", "лиды", "задача", "задачи", "счёт", "счета",
            ],
            summary: Text("Any other GET of the API", "Любой другой GET-запрос к API"),
            body: Text(
                """
                * `path` | begins with a slash: `"/v1/contacts/fields"`
                * `query` | a table, as in `{limit = 10, filter = {companyId = 15}}`, or a string

                Returns the answer's `data`, and the whole answer: where its `meta.hasMore` is true, `limit` (else 50) and \
                `offset` give the rest. Beyond 200 records `include` is left out: `INCLUDE_SKIPPED`. A nil in a filter is \
                no field: `filter = {companyId = c.companyId}` gives all where `c` has no company. Empty tables and \
                `bitrix.null` are errors: the API has no filter for empty fields.
                """,
                """
                * `path` | начинается с косой черты: `"/v1/contacts/fields"`
                * `query` | таблица, например `{limit = 10, filter = {companyId = 15}}`, или строка

                Возвращает `data` ответа и ответ целиком: если в нём `meta.hasMore` — true, остальное дают `limit` (иначе \
                50) и `offset`. Если записей больше 200, `include` опускается: `INCLUDE_SKIPPED`. nil в фильтре — это \
                отсутствие поля: `filter = {companyId = c.companyId}` при `c` без компании вернёт всех. Пустые таблицы и \
                `bitrix.null` — ошибки: фильтра по пустым полям у API нет.
                """),
            example: """
                local list, answer = bitrix.get("/v1/contacts", {limit=2})
                print(#list)              --> 2
                print(answer.meta.total)  --> 41
                """, related: ["errors", "retries"]),
        Entry(
            .function, "bitrix.fields", forms: ["bitrix.fields(record)"], aliases: ["поля"],
            summary: Text(
                "The names of the fields that the API sent, in its order",
                "Имена полей, которые прислал API, в его порядке"),
            body: Text(
                "Empty fields are among them: those that are null, and so absent in the table.",
                "Пустые поля тоже: те, что равны null, и поэтому в таблице их нет."),
            example: """
                local names = bitrix.fields(bitrix.contact(71))
                print(#names)                                --> 9
                print(names[1] .. ", " .. names[2])          --> id, name
                """, related: ["null"]),
        Entry(
            .function, "bitrix.null", forms: ["bitrix.null"],
            summary: Text("What a null inside a list becomes", "То, чем становится null внутри списка"),
            body: Text(
                "It keeps the list's length and positions; so it does in what `bitrix.map` returns. It is not `nil`, so in "
                    + "conditions it counts as true: compare.",
                "Так у списка сохраняются длина и порядок; то же и в результатах `bitrix.map`. Это не `nil`, в условии "
                    + "такое значение считается истинным: сравнивайте явно."
            ),
            example: """
                local list = bitrix.contact(91).ufCrm_1719400601
                print(list[2] == bitrix.null)  --> true
                """, related: ["null"]),
        Entry(
            .function, "bitrix.last", forms: ["bitrix.last"],
            summary: Text("The last request and its answer", "Последний запрос и ответ на него"),
            body: Text(
                """
                * `request` | `method`, `url`, `path`, `headers`; in place of the key stands "(hidden)"
                * `status`, `headers` | those of the answer; absent if none came
                * `body` | the answer's body as it came
                * `timings` | seconds: `dns`, `connect`, `tls`, `first_byte`, `total`
                * `attempts`, `elapsed` | how often it was sent, and how long it took in all

                `nil` before the first request.
                """,
                """
                * `request` | `method`, `url`, `path`, `headers`; вместо ключа стоит "(hidden)"
                * `status`, `headers` | статус и заголовки ответа; если ответа нет, их нет
                * `body` | тело ответа, как оно пришло
                * `timings` | секунды: `dns`, `connect`, `tls`, `first_byte`, `total`
                * `attempts`, `elapsed` | сколько раз отправлен запрос и сколько времени это заняло

                До первого запроса — `nil`.
                """),
            example: """
                bitrix.contact(71)
                print(bitrix.last.status)        --> 200
                print(bitrix.last.request.path)  --> /v1/contacts/71
                """, related: [":http", ":raw"]),
        Entry(
            .function, "bitrix.configure", forms: ["bitrix.configure{timeout = 60, …}"],
            aliases: ["settings", "таймаут", "настройки"],
            summary: Text("Changes how requests are sent", "Меняет то, как отправляются запросы"),
            body: Text(
                """
                * `timeout` | seconds for one request in all (60)
                * `connect_timeout` | seconds to connect (10)
                * `max_answer` | the largest answer, in bytes (16 MiB)
                * `attempts` | how often a request is sent at the most (5); 1 never repeats
                * `max_wait` | the longest wait before a repetition, in seconds (30)
                * `max_total_wait` | the longest wait of one call in all, in seconds (120)

                What is not named stays as it is.
                """,
                """
                * `timeout` | время на запрос целиком, в секундах (60)
                * `connect_timeout` | время на соединение, в секундах (10)
                * `max_answer` | самый большой ответ в байтах (16 МиБ)
                * `attempts` | сколько раз отправлять запрос, не больше (5); 1 — не повторять
                * `max_wait` | самая долгая пауза перед повтором, в секундах (30)
                * `max_total_wait` | сколько один вызов может ждать в сумме, в секундах (120)

                Неуказанное не меняется.
                """),
            example: """
                bitrix.configure{timeout=5, attempts=1}
                print(bitrix.contact(71).name)  --> Ivan
                """, related: ["retries", "options"]),
    ]
}
