internal import Localization

extension Help {
    private static let setKey = Text(
        "Set `VIBE_API_KEY` to a `vibe_api_` key of this portal; `help \"keys\"` shows how.",
        "Запишите в `VIBE_API_KEY` ключ `vibe_api_` этого портала; как — покажет `help \"keys\"`.")
    private static let setSession = Text(
        "Log in again and set `VIBE_SESSION_TOKEN` to the new session.",
        "Войдите заново и запишите новую сессию в `VIBE_SESSION_TOKEN`.")

    /// The API's codes of status 401: the key is not accepted.
    static let keyCodes: [ErrorCode] = [
        .init(
            401, "INVALID_API_KEY",
            Text(
                "the key is unknown, mistyped, deleted, or of another environment",
                "ключ неизвестен, набран с ошибкой, удалён или взят из другого окружения"), setKey),
        .init(
            401, "INVALID_APP_KEY",
            Text(
                "an app key needs a user's session: set VIBE_SESSION_TOKEN",
                "для ключа приложения нужна сессия пользователя: задайте VIBE_SESSION_TOKEN"),
            Text(
                "The API's pages disagree: it may say `TOKEN_MISSING` for the same.",
                "Документация API противоречива: в том же случае может прийти и `TOKEN_MISSING`.")),
        .init(
            401, "TOKEN_MISSING",
            Text(
                "the key has no tokens for the portal, or an app key was sent without VIBE_SESSION_TOKEN",
                "у ключа нет токенов портала, или ключ приложения отправлен без VIBE_SESSION_TOKEN"),
            Text(
                "With a `vibe_app_` key set `VIBE_SESSION_TOKEN`; else issue the key again.",
                "С ключом `vibe_app_` задайте `VIBE_SESSION_TOKEN`, иначе выпустите ключ заново.")),
        .init(
            401, "TOKEN_EXPIRED",
            Text("the portal's token has run out; log in again", "токен портала истёк; войдите заново"), setSession),
        .init(
            401, "TOKEN_REFRESH_FAILED",
            Text(
                "the portal refused to renew the token; issue the key again",
                "портал отказался продлить токен; выпустите ключ заново"),
            Text("Issue the key again in the portal.", "Выпустите ключ заново в портале.")),
        .init(
            401, "WRONG_KEY_TYPE",
            Text(
                "this kind of key cannot read records; use a vibe_api_ key",
                "ключ этого вида не читает записи; нужен ключ vibe_api_"),
            Text(
                "The API's pages disagree: a management key may get `MANAGEMENT_KEY_NO_ENTITY_ACCESS` instead.",
                "Документация API противоречива: для ключа управления может прийти и "
                    + "`MANAGEMENT_KEY_NO_ENTITY_ACCESS`.")),
        .init(
            401, "KEY_INACTIVE", Text("the key was revoked", "ключ отозван"),
            Text(
                "Issue a new one in the portal. The API names expiry as a cause, too.",
                "Выпустите новый в портале. Среди причин API называет и истёкший срок.")),
        .init(
            401, "KEY_EXPIRED",
            Text("the key is past its date; issue a new one", "срок ключа истёк; выпустите новый"), setKey),
        .init(
            401, "INVALID_SESSION", Text("the session token is not valid", "токен сессии недействителен"),
            Text(
                "Log in again and set `VIBE_SESSION_TOKEN`. The status is not documented.",
                "Войдите заново и задайте `VIBE_SESSION_TOKEN`. Статус в документации не назван.")),
        .init(
            401, "SESSION_APP_MISMATCH",
            Text("the session is that of another app", "сессия от другого приложения"),
            Text(
                "Key and session must belong to one app. The status is not documented.",
                "Ключ и сессия должны быть от одного приложения. Статус в документации не назван.")),
    ]
}
