/// What a path asks for.
enum Route {
    case startPage
    case me
    case contactFields
    case contacts
    case batch
    /// The text that stands where an id belongs.
    case contact(String)
    /// The text that stands where an id belongs.
    case company(String)

    /// The paths of all routes but the start page, as people write them.
    static let paths = [
        "/v1/contacts", "/v1/contacts/:id", "/v1/contacts/fields", "/v1/companies/:id", "/v1/me", "/v1/batch (POST)",
    ]

    /// The route of the request's path, or nil if the portal has none. A slash at the end makes another path.
    init?(_ request: PortalRequest) {
        let segments = request.segments
        switch (segments.count, segments[0], segments.count > 1 ? segments[1] : "") {
        case (1, "", _): self = .startPage
        case (2, "v1", "me"): self = .me
        case (2, "v1", "contacts"): self = .contacts
        case (2, "v1", "batch"): self = .batch
        case (3, "v1", "contacts"): self = segments[2] == "fields" ? .contactFields : .contact(segments[2])
        case (3, "v1", "companies"): self = .company(segments[2])
        default: return nil
        }
    }

    /// Whether the route reads records of the portal, which takes more than a valid key.
    var isEntity: Bool {
        switch self {
        case .startPage, .me: false
        case .contactFields, .contacts, .batch, .contact, .company: true
        }
    }
}
