import DemoPortal

extension Case {
    /// docs/api.md, section 1; the placeholders are those of the API's page on contacts.
    static let keys = [
        key(["X-Api-Key": "YOUR_API_KEY"]),
        key(["X-Api-Key": "YOUR_APP_KEY", "Authorization": "Bearer USER_SESSION_TOKEN"]),
        key(["X-Api-Key": "vibe_api_0123456789abcdef"]),
        key(["x-api-key": "vibe_api_0123456789abcdef"]),
        key(["Authorization": "Bearer vibe_api_0123456789abcdef"]),
        key(["authorization": "bearer vibe_api_0123456789abcdef"]),
        key(["X-Api-Key": "vibe_app_0123", "Authorization": "Bearer vibe_session_0123"]),
        key(["X-Api-Key": "vibe_app_0123"], path: "/v1/me"),
        key(["X-Api-Key": "vibe_live_0123"], path: "/v1/me"),

        key(["X-Api-Key": ""], 401, "MISSING_API_KEY", "API key required. Pass via X-Api-Key header."),
        key(["Authorization": "Bearer"], 401, "MISSING_API_KEY"),
        key(["Authorization": "Basic dXNlcjpwYXNz"], 401, "MISSING_API_KEY"),
        key(["X-Api-Key": "", "Authorization": "Bearer vibe_api_0123"], 401, "MISSING_API_KEY"),

        key(["X-Api-Key": "secret"], 401, "INVALID_API_KEY", "Invalid API key"),
        key(["X-Api-Key": "vibe_api_"], 401, "INVALID_API_KEY"),
        key(["X-Api-Key": "vibe_api_01 23"], 401, "INVALID_API_KEY"),
        key(["X-Api-Key": "vibe_api_ключ"], 401, "INVALID_API_KEY"),
        key(["X-Api-Key": "VIBE_API_0123"], 401, "INVALID_API_KEY"),
        key(["X-Api-Key": "vibe_session_0123"], 401, "INVALID_API_KEY"),
        key(["X-Api-Key": "USER_SESSION_TOKEN"], 401, "INVALID_API_KEY"),
        key(["Authorization": "Bearer vibe_session_0123"], 401, "INVALID_API_KEY"),

        key(["X-Api-Key": "vibe_app_0123"], 401, "TOKEN_MISSING"),
        key(["X-Api-Key": "YOUR_APP_KEY"], 401, "TOKEN_MISSING"),
        key(["X-Api-Key": "vibe_app_0123", "Authorization": "Bearer vibe_api_0123"], 401, "INVALID_SESSION"),
        key(["X-Api-Key": "vibe_app_0123", "Authorization": "Bearer"], 401, "INVALID_SESSION"),
        key(["Authorization": "Bearer vibe_app_0123"], 401, "INVALID_SESSION"),
        key(["Authorization": "Bearer YOUR_APP_KEY"], 401, "INVALID_SESSION"),

        key(["X-Api-Key": "vibe_live_0123"], 403, "MANAGEMENT_KEY_NO_ENTITY_ACCESS"),
        key(["X-Api-Key": "vibe_mgmt_0123"], 403, "MANAGEMENT_KEY_NO_ENTITY_ACCESS"),
        key(["Authorization": "Bearer vibe_live_0123"], 403, "MANAGEMENT_KEY_NO_ENTITY_ACCESS"),

        key(["X-Api-Key": "vibe_api_expired"], 401, "KEY_EXPIRED"),
        key(["X-Api-Key": "vibe_api_inactive"], 401, "KEY_INACTIVE"),
        key(["X-Api-Key": "vibe_api_notokens"], 401, "TOKEN_MISSING", "API key has no OAuth tokens configured"),
        key(["X-Api-Key": "vibe_api_oldtoken"], 401, "TOKEN_EXPIRED"),
        key(["X-Api-Key": "vibe_api_noscope"], 403, "SCOPE_DENIED", "This endpoint requires 'crm' scope"),
        key(["X-Api-Key": "vibe_api_otherip"], 403, "IP_NOT_ALLOWED"),
        // Its `retryAfter` must be repeated by the header; see `check`.
        key(["X-Api-Key": "vibe_api_busy"], 429, "RATE_LIMITED"),
        key(["Authorization": "Bearer vibe_api_expired"], 401, "KEY_EXPIRED"),
        key(["X-Api-Key": "vibe_app_0123", "Authorization": "Bearer vibe_session_expired"], 401, "TOKEN_EXPIRED"),
        key(
            ["X-Api-Key": "vibe_app_0123", "Authorization": "Bearer vibe_session_otherapp"], 401, "SESSION_APP_MISMATCH"
        ),
    ]

    private static func key(
        _ headers: PortalHeaders, _ status: Int = 200, _ code: String? = nil, _ message: String? = nil,
        path: String = "/v1/contacts/71"
    ) -> Case {
        Case(target: path, headers: headers, status: status, code: code, message: message)
    }

    /// Reserved ids: examples/08 to 10, and answers that no client expects.
    static let odd = [
        Case(
            target: "/v1/contacts/9429", status: 429, code: "RATE_LIMITED", message: "QUERY_LIMIT_EXCEEDED",
            answerHeaders: ["Retry-After": "3", "X-RateLimit-Remaining": "0"]),
        Case(
            target: "/v1/contacts/9504", status: 504, code: "QUEUE_TIMEOUT", message: "Portal queue saturated",
            answerHeaders: ["Retry-After": "10"]),
        Case(
            target: "/v1/contacts/942901", status: 429, code: "ERROR_LOOP_DETECTED",
            answerHeaders: ["Retry-After": "60"]),
        Case(target: "/v1/contacts/9404", status: 404, code: "ENTITY_NOT_FOUND", message: "Элемент не найден"),
        Case(target: "/v1/contacts/9403", status: 403, code: "ACCESS_DENIED"),
        Case(target: "/v1/contacts/9500", status: 500, code: "INTERNAL_ERROR"),
        Case(target: "/v1/contacts/9502", status: 502, code: "BITRIX_UNAVAILABLE"),
        Case(target: "/v1/contacts/950002", status: 500, code: "BRAND_NEW_CODE"),
        Case(target: "/v1/contacts/920006", status: 200, code: "BITRIX_ERROR"),
        Case(
            target: "/v1/contacts/950001", status: 500,
            body: #"{"success":false,"error":{"message":"Something went wrong"}}"#),
        Case(target: "/v1/contacts/950003", status: 500, body: #"{"success":false,"error":"Internal error"}"#),
        Case(
            target: "/v1/contacts/950201", status: 502, answerHeaders: ["Content-Type": "text/html; charset=utf-8"]),
        Case(target: "/v1/contacts/9301", status: 301, body: "", answerHeaders: ["Location": "/v1/contacts/71"]),
        Case(
            target: "/v1/contacts/9302", status: 302, body: "",
            answerHeaders: ["Location": "https://login.example/authorize"]),
        Case(target: "/v1/contacts/9204", status: 204, body: ""),
        Case(target: "/v1/contacts/920001", status: 200, body: ""),
        Case(
            target: "/v1/contacts/920002", status: 200, body: #"{"success":true,"data":{"id":920002,"name":"Iv"#),
        Case(target: "/v1/contacts/920008", status: 200, body: #"{"success":true,"data":null}"#),
    ]
}
