internal import Localization

extension Help {
    private static let checkID = Text("Check the id and the portal.", "Проверьте id и портал.")
    private static let conflict = Text("Look at the record in the portal.", "Посмотрите запись в портале.")
    private static let undocumented = Text(
        "Other programs have seen this code; the API does not document it. The message says more.",
        "Этот код встречали другие программы, в документации API его нет. Подробности — в сообщении.")

    /// The API's codes of the statuses 404, 409, 422, 429 and 5xx, and those without a documented status.
    static let otherAPICodes: [ErrorCode] = [
        .init(
            404, "ENTITY_NOT_FOUND",
            Text(
                "no such record, or the key's owner may not know of it",
                "такой записи нет, или она недоступна владельцу ключа"),
            Text(
                "Check the id. The message may come in Russian or English: compare `e.code`, not the text.",
                "Проверьте id. Сообщение бывает и русским, и английским: сравнивайте `e.code`, а не текст.")),
        .init(
            404, "NOT_FOUND",
            Text("nothing was found: no such record, or no such path", "ничего не найдено (неверный путь?)"), checkID),
        .init(
            404, "ROUTE_NOT_FOUND",
            Text("the API has no such path", "такого пути в API нет"),
            Text(
                "Check the path: `/v1/` and the plural, as in `/v1/contacts`. On the demo portal `hint` lists those it has.",
                "Проверьте путь: `/v1/` и множественное число, например `/v1/contacts`. На демо-портале все пути "
                    + "перечислены в `hint`.")),
        .init(404, "PORTAL_NOT_FOUND", Text("there is no such portal", "такого портала нет"), checkID),
        .init(404, "USER_NOT_FOUND", Text("there is no such user", "такого пользователя нет"), checkID),
        .init(
            405, "METHOD_NOT_ALLOWED",
            Text("the path exists, but not for this method", "путь есть, но не для этого метода"),
            Text(
                "`bitrix` sends GET, and POST to `/v1/batch`. The code is a guess of the demo portal's.",
                "`bitrix` отправляет GET, а POST — только на `/v1/batch`. Код — предположение демо-портала.")),
        .init(
            409, "CONFLICT",
            Text("the record's state does not allow this", "состояние записи этого не позволяет"), conflict),
        .init(409, "ALREADY_EXISTS", Text("the record exists already", "такая запись уже есть"), conflict),
        .init(
            422, "BITRIX_ERROR",
            Text(
                "the portal refused; its own words are in the message",
                "портал отказал; его собственные слова — в сообщении"),
            Text("Read `message`, and `hint` where there is one.", "Прочтите `message` и, если есть, `hint`.")),
        .init(
            429, "RATE_LIMITED",
            Text(
                "too many requests at once; wait, then repeat",
                "слишком много одновременных запросов: подождите и повторите"),
            Text(
                "Ask for less at once; `help \"limits\"` has the numbers.",
                "Запрашивайте меньше одновременно; цифры — в `help \"limits\"`.")),
        .init(
            429, "RATE_LIMIT_EXCEEDED",
            Text("too many requests", "слишком много запросов"),
            Text(
                "Some of the API's pages spell `RATE_LIMITED` so.",
                "Так местами в документации API назван `RATE_LIMITED`.")),
        .init(
            429, "ERROR_LOOP_DETECTED",
            Text(
                "the same request failed too often and is blocked; mend it before you repeat it",
                "один и тот же запрос слишком часто не проходил и заблокирован; исправьте его, прежде чем повторять"),
            Text(
                "The API's pages disagree on status (429 or 502) and on waiting; repeating feeds the block, so `bitrix` stops.",
                "Документация API противоречива: статус то 429, то 502, и неясно, ждать ли; повторы продлевают "
                    + "блокировку, поэтому `bitrix` останавливается.")),
        .init(
            500, "INTERNAL_ERROR",
            Text(
                "a fault of the service; report it with the request id",
                "сбой сервиса; сообщите о нём, указав id запроса"),
            Text(
                "`e.requestId` is what support asks for.", "Поддержка спросит `e.requestId`."), mayPass: true),
        .init(
            502, "BITRIX_UNAVAILABLE",
            Text(
                "the portal does not answer; try again in some seconds",
                "портал не отвечает; попробуйте через несколько секунд"),
            Text(
                "If it stays, look whether the portal opens in a browser.",
                "Если не проходит, проверьте, открывается ли портал в браузере.")),
        .init(
            502, "WINDOWED_SEARCH_FAILED",
            Text("a search by dates failed in every part", "поиск по датам не удался ни в одной из частей"),
            Text("Ask for a shorter range.", "Сузьте диапазон дат.")),
        .init(
            504, "QUEUE_TIMEOUT",
            Text(
                "the portal is busy: the request waited more than 30 seconds in its queue",
                "портал занят: запрос простоял в очереди больше 30 секунд"),
            Text(
                "Ask for less at once: a lower `concurrency`.",
                "Запрашивайте меньше одновременно: уменьшите `concurrency`.")),
        .init(
            nil, "QUEUE_OVERFLOW", Text("a queue is full, by its name", "судя по названию, очередь переполнена"),
            undocumented),
        .init(
            nil, "OPERATION_TIME_LIMIT",
            Text(
                "by its name, the portal's limit on working time",
                "судя по названию, лимит портала на время работы"), undocumented),
        .init(
            nil, "BITRIX_TIMEOUT",
            Text("by its name, the portal took too long", "судя по названию, портал не успел ответить"), undocumented),
        .init(
            nil, "B24_TARIFF_RESTRICTION",
            Text(
                "by its name, the portal's plan does not allow this",
                "судя по названию, этого не позволяет тариф портала"),
            undocumented),
    ]
}
