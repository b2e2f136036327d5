internal import Localization

extension Help {
    private static let askOwner = Text(
        "Ask the portal's administrator.", "Обратитесь к администратору портала.")
    private static let payment = Text(
        "It is about the portal's plan; `userMessage` may say more.",
        "Дело в тарифе портала; подробности могут быть в `userMessage`.")

    /// The API's codes of the statuses 402 and 403: the key is known, but may not do this.
    static let rightsCodes: [ErrorCode] = [
        .init(
            403, "SCOPE_DENIED",
            Text(
                "the key lacks a scope; contacts need crm",
                "у ключа нет нужного права (scope); для контактов нужно право crm"),
            Text(
                "Issue the key again with the scope `crm`: scopes are fixed when a key is issued.",
                "Выпустите ключ заново с правом `crm`: права ключа задаются при выпуске.")),
        .init(
            403, "ACCESS_DENIED",
            Text("the owner of the key may not see this record", "владельцу ключа не разрешено видеть эту запись"),
            Text(
                "A key sees what its owner sees: ask for rights in the portal, or use another key.",
                "Ключ видит то же, что его владелец: попросите права в портале или возьмите другой ключ.")),
        .init(
            403, "BITRIX_ACCESS_DENIED",
            Text(
                "the portal refused: rights, or a scope that was added after the key was issued",
                "портал отказал: не хватает прав, или право (scope) добавили уже после выпуска ключа"),
            Text(
                "Check the owner's rights; after a change of scopes issue the key again.",
                "Проверьте права владельца; если меняли права ключа, выпустите его заново.")),
        .init(
            403, "MANAGEMENT_KEY_NO_ENTITY_ACCESS",
            Text(
                "a management key cannot read records; use a vibe_api_ key with crm",
                "ключ управления не читает записи; нужен ключ vibe_api_ с правом crm"),
            Text(
                "Set `VIBE_API_KEY` to a `vibe_api_` key.", "Запишите в `VIBE_API_KEY` ключ `vibe_api_`.")),
        .init(
            403, "MANAGEMENT_KEY_READ_ONLY",
            Text("this management key may only read", "этот ключ управления только для чтения"),
            Text("Use a `vibe_api_` key for records.", "Для записей возьмите ключ `vibe_api_`.")),
        .init(
            403, "MANAGEMENT_SCOPE_REQUIRED",
            Text("the management key lacks a scope", "у ключа управления нет нужного права"),
            Text("Use a `vibe_api_` key for records.", "Для записей возьмите ключ `vibe_api_`.")),
        .init(
            403, "OAUTH_REQUIRED",
            Text("this needs a user: an app key with a session", "нужен пользователь: ключ приложения с сессией"),
            Text(
                "Set `VIBE_API_KEY` to a `vibe_app_` key and `VIBE_SESSION_TOKEN` to the session.",
                "Запишите ключ `vibe_app_` в `VIBE_API_KEY`, а сессию — в `VIBE_SESSION_TOKEN`.")),
        .init(
            403, "WAITLIST_PENDING",
            Text("the account is not activated yet", "аккаунт ещё не активирован"), askOwner, mayPass: true),
        .init(
            403, "IP_NOT_ALLOWED",
            Text("the key may not be used from this address", "с этого IP-адреса ключом пользоваться нельзя"),
            Text(
                "Add this computer's address to the key's list; ranges are not known there.",
                "Добавьте адрес этого компьютера в список ключа; диапазоны там не поддерживаются.")),
        .init(
            403, "KEY_POLICY_READONLY_REQUIRED",
            Text("the portal demands keys that may only read", "портал допускает только ключи для чтения"),
            Text(
                "Issue a key in the mode READONLY; it is all that `bitrix` needs.",
                "Выпустите ключ в режиме READONLY: большего `bitrix` не требует.")),
        .init(
            403, "WRITE_BLOCKED_READONLY_KEY",
            Text("a key that may only read was used to write", "ключом только для чтения попытались изменить данные"),
            Text(
                "`bitrix` only reads, but a batch is a POST: `batch = false` avoids that.",
                "`bitrix` только читает, но пакет отправляется через POST: поможет `batch = false`.")),
        .init(
            403, "SCOPE_NOT_ALLOWED",
            Text("the key has a scope for none of the calls in a batch", "у ключа нет прав ни на один вызов пакета"),
            Text("Issue the key again with the scope `crm`.", "Выпустите ключ заново с правом `crm`.")),
        .init(
            403, "SERVER_WAKE_BLOCKED",
            Text("a hosted server may not be woken", "сервер на хостинге нельзя разбудить"),
            Text(
                "It belongs to the API's hosting; contacts do not bring it.",
                "Код относится к хостингу API; контакты его не вызывают.")),
        .init(
            402, "BILLING_EXHAUSTED", Text("the balance is used up", "баланс исчерпан"), payment),
        .init(402, "ACCOUNT_FROZEN", Text("the account is frozen", "аккаунт заморожен"), payment),
        .init(
            402, "COMMERCIAL_PLAN_REQUIRED",
            Text("this needs a paid plan", "нужен платный тариф"), payment),
        .init(402, "TRIAL_EXPIRED", Text("the trial is over", "пробный период закончился"), payment),
        .init(
            402, "TRIAL_PORTAL_LIMIT",
            Text("the trial's limit of portals is reached", "исчерпан лимит порталов пробного периода"), payment),
        .init(
            402, "TRIAL_USER_LIMIT",
            Text("the trial's limit of users is reached", "исчерпан лимит пользователей пробного периода"), payment),
        .init(
            402, "PLAN_NOT_ALLOWED_ON_TRIAL",
            Text("a trial does not include this", "в пробном периоде это недоступно"), payment),
    ]
}
