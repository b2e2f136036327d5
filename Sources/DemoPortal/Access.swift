/// Who asks, as the key headers of a request say; the form of keys is checked, none is looked up.
///
/// Without any key header the portal answers: it is a demo. A key that is sent is checked like the API's documentation
/// (keys and authentication) describes, so that learners meet the 401 and 403 answers too. The placeholders of the
/// documentation's own curl lines, `YOUR_API_KEY`, `YOUR_APP_KEY` and `USER_SESSION_TOKEN`, count as valid.
struct Access {
    /// The kinds of keys, by the prefixes that the API documents.
    enum Kind: Equatable {
        case anonymous
        case personal
        case app
        case management
        case session
        case unknown
    }

    let kind: Kind
    /// Whether an app key came with its user session.
    let hasSession: Bool

    /// A key or session token of the portal's data that is always refused.
    struct SpecialKey {
        let key: String
        let note: StartPageNote
        let refusal: Refusal
    }

    /// Reads the key headers.
    ///
    /// - Throws: The 401 that the headers deserve, or the refusal of a special key.
    init(_ headers: PortalHeaders, specialKeys: [SpecialKey]) throws(Refusal) {
        let authorization = headers["Authorization"]
        let bearer = authorization.flatMap(Self.bearerToken)
        guard let key = headers["X-Api-Key"] ?? bearer else {
            // `Authorization: Basic …` brings no key, but it is an attempt to authenticate.
            guard authorization == nil else { throw Self.missingKey }
            kind = .anonymous
            hasSession = false
            return
        }
        guard !key.isEmpty else { throw Self.missingKey }
        try Self.refuse(key, specialKeys)
        let isBearer = headers["X-Api-Key"] == nil
        switch Self.kind(of: key) {
        case .app where isBearer:
            // Third parties measured that an app key which comes as bearer is taken for a session.
            throw Self.invalidSession
        case .app:
            if let bearer {
                try Self.refuse(bearer, specialKeys)
                guard Self.kind(of: bearer) == .session else { throw Self.invalidSession }
            }
            (kind, hasSession) = (.app, bearer != nil)
        case .personal: (kind, hasSession) = (.personal, false)
        case .management: (kind, hasSession) = (.management, false)
        case .session, .unknown, .anonymous: throw Refusal(401, "INVALID_API_KEY", "Invalid API key")
        }
    }

    /// Whether records of the portal may be read.
    ///
    /// The documentation disagrees with itself on an app key without a session (TOKEN_MISSING or INVALID_APP_KEY) and
    /// on a management key (this 403, or 401 WRONG_KEY_TYPE). The portal gives the first; reserved ids the others.
    func checkEntityAccess() throws(Refusal) {
        if kind == .app, !hasSession {
            throw Refusal(
                401, "TOKEN_MISSING", "User session token is required for this key",
                hint: "Send Authorization: Bearer <session token> next to X-Api-Key.")
        }
        if kind == .management {
            throw Refusal(
                403, "MANAGEMENT_KEY_NO_ENTITY_ACCESS", "Management keys cannot read portal records",
                hint: "Use a vibe_api_ key with the crm scope.")
        }
    }

    private static let missingKey = Refusal(401, "MISSING_API_KEY", "API key required. Pass via X-Api-Key header.")
    private static let invalidSession = Refusal(401, "INVALID_SESSION", "Invalid session token")

    private static func refuse(_ key: String, _ specialKeys: [SpecialKey]) throws(Refusal) {
        if let special = specialKeys.first(where: { $0.key == key }) { throw special.refusal }
    }

    /// What follows `Bearer`, in any letter case; nil if the value names another scheme.
    private static func bearerToken(_ authorization: String) -> String? {
        guard let scheme = authorization.split(separator: " ").first, scheme.lowercased() == "bearer" else {
            return nil
        }
        return String(authorization.drop { $0 == " " }.dropFirst(scheme.count).drop { $0 == " " })
    }

    /// The kind of a key, by its prefix. After the prefix come letters, digits, `_` or `-`: a stray space makes
    /// the key unknown.
    private static func kind(of key: String) -> Kind {
        switch key {
        case "YOUR_API_KEY": return .personal
        case "YOUR_APP_KEY": return .app
        case "USER_SESSION_TOKEN": return .session
        default: break
        }
        let prefixes: KeyValuePairs<String, Kind> = [
            "vibe_api_": .personal, "vibe_app_": .app, "vibe_session_": .session,
            "vibe_live_": .management, "vibe_mgmt_": .management,
        ]
        guard let (prefix, kind) = prefixes.first(where: { key.hasPrefix($0.key) }) else { return .unknown }
        let rest = key.dropFirst(prefix.count)
        let isWellFormed = rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        return isWellFormed && !rest.isEmpty ? kind : .unknown
    }
}
