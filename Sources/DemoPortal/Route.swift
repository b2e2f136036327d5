internal import Entities

/// What a path asks for.
enum Route {
    case startPage
    case me
    case batch
    case list(Entity)
    case fields(Entity)
    /// The text that stands where an id belongs.
    case record(Entity, id: String)

    /// The paths of all routes but the start page, as people write them.
    static let paths =
        Entity.all.flatMap { ["/v1/\($0.path)", "/v1/\($0.path)/:id", "/v1/\($0.path)/fields"] }
        + ["/v1/me", "/v1/batch (POST)"]

    /// The route of the request's path, or nil if the portal has none. A slash at the end makes another path.
    init?(_ request: PortalRequest) {
        let segments = request.segments
        if segments == [""] {
            self = .startPage
            return
        }
        guard segments.count > 1, segments[0] == "v1" else { return nil }
        switch (segments.count, segments[1]) {
        case (2, "me"): self = .me
        case (2, "batch"): self = .batch
        default:
            guard let entity = Entity.at(path: segments[1]) else { return nil }
            switch segments.count {
            case 2: self = .list(entity)
            case 3: self = segments[2] == "fields" ? .fields(entity) : .record(entity, id: segments[2])
            default: return nil
            }
        }
    }

    /// Whether the route reads records of the portal, which takes more than a valid key.
    var isEntity: Bool {
        switch self {
        case .startPage, .me: false
        case .batch, .list, .fields, .record: true
        }
    }
}
