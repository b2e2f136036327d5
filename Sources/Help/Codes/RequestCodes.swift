internal import Localization

extension Help {
    private static let lookAtMessage = Text(
        "The message says what is wrong; mend the call.", "Что именно не так, сказано в сообщении; исправьте вызов.")
    private static let lookAtFilter = Text(
        #"`bitrix.get("/v1/contacts/fields")` lists the fields that there are."#,
        #"Какие поля есть, покажет `bitrix.get("/v1/contacts/fields")`."#)
    private static let batchOnly = Text(
        "It belongs to batch requests. `bitrix.contacts` builds these itself: please report it; `batch = false` avoids it.",
        "Код относится к пакетным запросам. Их составляет сам `bitrix.contacts`: сообщите нам об этом, а пока "
            + "поможет `batch = false`.")

    /// The API's codes of status 400: the request itself is wrong.
    static let requestCodes: [ErrorCode] = [
        .init(
            400, "VALIDATION_ERROR",
            Text("the request does not fit the API's schema", "запрос не соответствует схеме API"), lookAtMessage),
        .init(
            400, "INVALID_PARAMS",
            Text("a parameter has a wrong value", "у параметра неверное значение"), lookAtMessage),
        .init(
            400, "INVALID_REQUEST",
            Text("the request has a wrong structure", "у запроса неверная структура"), lookAtMessage),
        .init(
            400, "INVALID_ID", Text("the id is not valid", "неверный id"),
            Text("Ids are positive integers.", "Id — целое положительное число.")),
        .init(
            400, "MISSING_PARAMS",
            Text("something required is missing", "не хватает обязательного параметра"), lookAtMessage),
        .init(
            400, "MISSING_REQUIRED_FILTER",
            Text("this list is answered only with a filter", "этот список отдаётся только с фильтром"), lookAtMessage),
        .init(
            400, "INVALID_INCLUDE",
            Text(
                "a relation that this record does not have; contacts have company and requisite",
                "у записи нет такой связи; у контактов есть company и requisite"),
            Text("The message lists the names that there are.", "Допустимые имена перечислены в сообщении.")),
        .init(
            400, "INCLUDE_LIMIT_EXCEEDED",
            Text("at most three relations may be included", "за раз можно запросить не больше трёх связей"),
            Text("Ask for fewer, or in two calls.", "Запросите меньше связей или сделайте два вызова.")),
        .init(
            400, "INVALID_FILTER_FIELD",
            Text("the filter names a field that does not exist", "в фильтре указано поле, которого нет"), lookAtFilter),
        .init(400, "INVALID_FILTER", Text("the filter is malformed", "фильтр составлен неверно"), lookAtMessage),
        .init(
            400, "INVALID_FILTER_OPERATOR",
            Text("the filter uses an unknown operator", "в фильтре неизвестный оператор"),
            Text(
                "The API knows `$gt $gte $lt $lte $ne $contains $in`.",
                "API знает операторы `$gt $gte $lt $lte $ne $contains $in`.")),
        .init(
            400, "UNKNOWN_SORT_FIELD",
            Text("the order names a field that does not exist", "в сортировке указано поле, которого нет"), lookAtFilter
        ),
        .init(
            400, "INVALID_SORT_TYPE", Text("the order is malformed", "сортировка задана неверно"), lookAtMessage),
        .init(
            400, "INVALID_SORT_DIRECTION",
            Text("the order's direction is neither asc nor desc", "направление сортировки — не asc и не desc"),
            lookAtMessage),
        .init(
            400, "UNSTABLE_OFFSET_PAGINATION",
            Text(
                "paging by offset over a wide range of dates would lose records",
                "постраничное чтение по offset в широком диапазоне дат теряет записи"),
            Text("Ask for a shorter range, or page by id.", "Сузьте диапазон дат или читайте постранично по id.")),
        .init(
            400, "BATCH_LIMIT_EXCEEDED",
            Text("too many calls in one batch", "слишком много вызовов в одном пакете"), batchOnly),
        .init(
            400, "UNKNOWN_ENTITY",
            Text("a batch call names an entity that does not exist", "в пакете указана неизвестная сущность"), batchOnly
        ),
        .init(
            400, "ACTION_NOT_SUPPORTED",
            Text("a batch call wants what this entity cannot do", "сущность в пакете не поддерживает это действие"),
            batchOnly),
        .init(
            400, "MISSING_ENTITY_ID",
            Text("a batch call lacks its entity's id", "в вызове внутри пакета нет id сущности"), batchOnly),
        .init(
            400, "MISSING_DYNAMIC_PARAM",
            Text(
                "a batch call lacks a parameter of its entity", "в вызове внутри пакета не хватает параметра сущности"),
            batchOnly),
        .init(
            400, "INVALID_DYNAMIC_PARAM",
            Text(
                "a batch call has a wrong parameter for its entity", "в вызове внутри пакета неверный параметр сущности"
            ),
            batchOnly),
        .init(
            400, "USE_DEDICATED_ENTITY",
            Text("this entity has a path of its own", "у этой сущности есть собственный путь"), batchOnly),
        .init(
            400, "ENTITY_CUSTOM_ROUTES",
            Text("this entity is not asked for by batch", "эта сущность недоступна в пакетных запросах"), batchOnly),
        .init(
            400, "INVALID_CALL",
            Text("a call in a batch is malformed", "вызов внутри пакета составлен неверно"), batchOnly),
    ]
}
