/// What the codes of error objects mean, in a few words: the one table for uncaught errors and for help.
///
/// Sources: the contract's page and the API's list of codes; codes of the kinds `network`, `response`, `config` and `limit`
/// are our own. A code that is not here is explained by its HTTP status.
public enum ErrorMeanings {
    /// The meaning of a code, or of the HTTP status for a code that nobody listed; nil where neither says anything.
    ///
    ///     ErrorMeanings.meaning(ofCode: "SCOPE_DENIED", status: 403)  // "the key lacks a scope; contacts need crm"
    public static func meaning(ofCode code: String, status: Int?) -> String? {
        codes[code] ?? status.flatMap { statuses[$0] ?? ($0 >= 500 ? "a fault on the server's side" : nil) }
    }

    private static let statuses: [Int: String] = [
        400: "the request is not valid", 401: "the key is refused", 402: "the portal's plan does not cover this",
        403: "the key or its owner has no right to this", 404: "there is nothing under this address",
        408: "the server waited too long", 409: "another change stands in the way",
        422: "the portal refuses the values",
        429: "too many requests; wait, then repeat", 502: "the portal does not answer; try again later",
        503: "the service is not available; try again later", 504: "the portal is too slow; try again later",
    ]

    private static let codes: [String: String] = [
        // 400
        "VALIDATION_ERROR": "the request does not fit the API's schema",
        "INVALID_PARAMS": "a parameter has a wrong value",
        "INVALID_REQUEST": "the request has a wrong structure", "MISSING_PARAMS": "something required is missing",
        "INVALID_INCLUDE": "a relation that this record does not have; contacts have company and requisite",
        "INCLUDE_LIMIT_EXCEEDED": "at most three relations may be included",
        // 401
        "INVALID_API_KEY": "the key is unknown, mistyped, deleted, or of another environment",
        "INVALID_APP_KEY": "an app key needs a user's session: set VIBE_SESSION_TOKEN",
        "TOKEN_MISSING": "the key has no tokens for the portal, or an app key was sent without VIBE_SESSION_TOKEN",
        "TOKEN_EXPIRED": "the portal's token has run out; log in again",
        "TOKEN_REFRESH_FAILED": "the portal refused to renew the token; issue the key again",
        "WRONG_KEY_TYPE": "this kind of key cannot read records; use a vibe_api_ key",
        "KEY_INACTIVE": "the key was revoked", "KEY_EXPIRED": "the key is past its date; issue a new one",
        "INVALID_SESSION": "the session token is not valid",
        "SESSION_APP_MISMATCH": "the session is that of another app",
        // 403
        "SCOPE_DENIED": "the key lacks a scope; contacts need crm",
        "ACCESS_DENIED": "the owner of the key may not see this record",
        "BITRIX_ACCESS_DENIED": "the portal refused: rights, or a scope that was added after the key was issued",
        "MANAGEMENT_KEY_NO_ENTITY_ACCESS": "a management key cannot read records; use a vibe_api_ key with crm",
        "OAUTH_REQUIRED": "this needs a user: an app key with a session",
        "WAITLIST_PENDING": "the account is not activated yet",
        "IP_NOT_ALLOWED": "the key may not be used from this address",
        "KEY_POLICY_READONLY_REQUIRED": "the portal demands keys that may only read",
        // 404
        "ENTITY_NOT_FOUND": "no such record, or the key's owner may not know of it",
        // 422, 429, 5xx
        "BITRIX_ERROR": "the portal refused; its own words are in the message",
        "RATE_LIMITED": "too many requests at once; wait, then repeat",
        "ERROR_LOOP_DETECTED": "the same request failed too often and is blocked; mend it before you repeat it",
        "BITRIX_UNAVAILABLE": "the portal does not answer; try again in some seconds",
        "QUEUE_TIMEOUT": "the portal is busy: the request waited more than 30 seconds in its queue",
        "INTERNAL_ERROR": "a fault of the service; report it with the request id",
        // Ours: config
        "MISSING_API_KEY": "no key is set, and the API answers nobody without one",
        "MALFORMED_API_KEY": "the key was copied badly",
        "MALFORMED_SESSION_TOKEN": "the session token was copied badly",
        "INVALID_URL": "VIBE_URL is no address that can be used",
        "INVALID_PATH": "a path or query holds a character that must be percent-encoded",
        "CERTIFICATE_STORE_INVALID": "the trusted certificates cannot be read",
        "LIBCURL_UNAVAILABLE": "libcurl, which every request needs, is missing or too old",
        "RECORDING_FAILED": "the file that --record names cannot be written",
        "RECORDING_INVALID": "the file that --replay names cannot be read, or is damaged",
        "NOT_RECORDED": "the recording does not hold this request; record it again",
        // Ours: network
        "HOST_NOT_FOUND": "the host's name has no address: a typing error, or no network",
        "CONNECTION_REFUSED": "nothing listens there: a wrong port, or the server is down",
        "CONNECT_TIMEOUT": "no connection came about in time", "TIMEOUT": "no complete answer came in time",
        "TOO_SLOW": "the answer dripped in; the server or the network is overloaded",
        "CONNECT_FAILED": "no way leads there: the network is down, or the address is wrong",
        "CONNECTION_RESET": "the other side broke the connection off",
        "EMPTY_REPLY": "the other side hung up without a word",
        "ANSWER_CUT": "the connection ended before the answer did",
        "CERTIFICATE_INVALID": "the server cannot prove who it is, so nothing was sent",
        "TLS_FAILED": "no encrypted connection could be agreed on",
        "PROXY_FAILED": "the proxy cannot be reached or refuses",
        // Ours: response
        "EMPTY_ANSWER": "the server answered with nothing",
        "INVALID_JSON": "what came is no JSON: a proxy's page, or a cut answer",
        "BAD_HTTP": "what answers there does not speak HTTP: a wrong port?",
        "INTERRUPTED": "Ctrl-C, or a limit, ended the wait",
        "TRANSFER_FAILED": "the request failed in a way that has no name here; the message has libcurl's words",
        "HEADERS_TOO_LARGE": "the answer's headers are absurdly large; something is broken there",
        "BAD_CONTENT_ENCODING": "what came cannot be decompressed; a proxy may have spoilt it",
        "OUT_OF_MEMORY": "there is no memory for the answer",
        "INVALID_STRING": "what came is nearly JSON: a text in it has a broken escape",
        "INVALID_NUMBER": "the answer holds a number that would be another one in Lua",
        "TOO_DEEP": "the answer nests deeper than anything that the API documents",
        "UNEXPECTED_ANSWER": "what came is JSON, but not the API's: is VIBE_URL right?",
        "INVALID_UTF8": "what came is text in another encoding than UTF-8",
        "ANSWER_TOO_LARGE": "more came than is accepted; --max-answer raises that",
        "REDIRECT": "the address has moved; a key is not sent after it",
        // Ours: limit
        "TIME_LIMIT": "the script took longer than --max-time allows",
        "MEMORY_LIMIT": "the script needs more memory than --max-memory allows",
        "REQUEST_LIMIT": "the script wants to send more requests than --max-requests allows",
    ]
}
