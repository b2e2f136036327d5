internal import Entities
internal import JSON

/// What `portal.json` says, checked and indexed.
///
/// The text is one object; every section may be left out:
///
/// | section | content |
/// |---|---|
/// | `about` | words for whoever reads the file; ignored |
/// | `settings` | `requisiteShape`: `"array"` (`_included.requisites`) or `"object"` (`_included.requisite`) |
/// | `me` | what `GET /v1/me` answers, without `type` |
/// | `fields` | for each entity, by its path: the `fields` that `GET /v1/contacts/fields` answers |
/// | an entity's path: `contacts` | records; each needs an `id`, all else is up to the record |
/// | `requisites` | records; `entityTypeId` (3 contact, 4 company) and `entityId` name the owner |
/// | `reserved` | ids of contacts that answer in a special way, see ``ReservedAnswer`` |
/// | `keys` | keys and session tokens that are refused: `key`, `note`, `russian`, `status`, `error` |
struct PortalData: Sendable {
    /// What a record belongs to.
    private struct Owner: Hashable {
        let type: Int
        let id: Int
    }

    /// How `include=requisite` is answered: as `requisites`, an array, or as `requisite`, the first one or null.
    enum RequisiteShape: String {
        case array
        case object
    }

    /// Records in the order of the file, found by id.
    struct Records {
        let records: [JSONValue.Object]
        private let indices: [Int: Int]

        init(_ records: [JSONValue.Object], indices: [Int: Int]) {
            self.records = records
            self.indices = indices
        }

        subscript(id: Int) -> JSONValue.Object? { indices[id].map { records[$0] } }
    }

    let requisiteShape: RequisiteShape
    let me: JSONValue.Object
    /// By the path of the entity, as the two that follow.
    let fields: [String: JSONValue.Object]
    private let records: [String: Records]
    /// Records with an owner, by the key under which they come along with it: `requisites`.
    private let owned: [String: [Owner: [JSONValue.Object]]]
    /// The reserved ids in the order of the file.
    let reservedIds: [Int]
    let reserved: [Int: ReservedAnswer]
    let keys: [Access.SpecialKey]

    init(_ json: [UInt8]) throws(PortalDataError) {
        let decoder = try PortalDataDecoder(json)
        try decoder.allow(
            ["about", "settings", "me", "fields"] + Self.recordSections + Self.ownedSections + ["reserved", "keys"],
            in: decoder.root)

        let settings = try decoder.object("settings", in: decoder.root)
        try decoder.allow(["requisiteShape"], in: settings)
        let shape = try decoder.string("requisiteShape", in: settings) ?? RequisiteShape.array.rawValue
        guard let requisiteShape = RequisiteShape(rawValue: shape) else {
            throw decoder.failure("'requisiteShape' must be \"array\" or \"object\"", in: settings)
        }
        self.requisiteShape = requisiteShape

        me = try decoder.object("me", in: decoder.root)
        let fieldsSection = try decoder.object("fields", in: decoder.root)
        try decoder.allow(Entity.all.map(\.path), in: fieldsSection)
        var fields: [String: JSONValue.Object] = [:]
        for entity in Entity.all { fields[entity.path] = try decoder.object(entity.path, in: fieldsSection) }
        self.fields = fields

        var records: [String: Records] = [:]
        for section in Self.recordSections { records[section] = try Self.records(section, decoder) }
        self.records = records
        var owned: [String: [Owner: [JSONValue.Object]]] = [:]
        for section in Self.ownedSections {
            for record in try Self.records(section, decoder).records {
                let owner = Owner(
                    type: try decoder.integer("entityTypeId", in: record, 3...4),
                    id: try decoder.integer("entityId", in: record, 1...Int.max))
                owned[section, default: [:]][owner, default: []].append(record)
            }
        }
        self.owned = owned

        let contacts = records[ReservedAnswer.path] ?? Records([], indices: [:])
        let reservedObjects = try Self.records("reserved", decoder)
        var reserved: [Int: ReservedAnswer] = [:]
        for object in reservedObjects.records {
            let answer = try ReservedAnswer(object, decoder, contacts)
            guard contacts[answer.id] == nil else {
                throw decoder.failure("the id \(answer.id) belongs to a contact already", in: object)
            }
            reserved[answer.id] = answer
        }
        reservedIds = reservedObjects.records.compactMap { $0["id"]?.integer }
        self.reserved = reserved

        var keys: [Access.SpecialKey] = []
        for object in try decoder.objects("keys", in: decoder.root) {
            try decoder.allow(["key", "note", "russian", "status", "error"], in: object)
            guard let key = try decoder.string("key", in: object), !key.isEmpty else {
                throw decoder.failure("'key' must be a string that is not empty", in: object)
            }
            let refusal = Refusal(
                status: try decoder.integer("status", in: object, 400...599),
                error: try decoder.object("error", in: object))
            keys.append(
                Access.SpecialKey(key: key, note: try StartPageNote(object, decoder), refusal: refusal))
        }
        self.keys = keys
    }

    /// The records of an entity, by its path.
    func records(_ path: String) -> Records { records[path] ?? Records([], indices: [:]) }

    /// The records under a key that belong to a record of an entity.
    func owned(_ key: String, by entity: Entity, _ id: Int) -> [JSONValue.Object] {
        owned[key]?[Owner(type: entity.typeId, id: id)] ?? []
    }

    /// The entities, and those to which a record of them leads.
    private static let recordSections =
        Entity.all.map(\.path)
        + Entity.all.flatMap(\.includes).compactMap { relation in
            if case .one(_, _, let path) = relation, Entity.at(path: path) == nil { path } else { nil }
        }
    private static let ownedSections =
        Entity.all.flatMap(\.includes).compactMap { relation in
            if case .owned(_, let key) = relation { key } else { nil }
        }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }

    /// The records of a section, whose ids must be positive and differ.
    private static func records(_ section: String, _ decoder: PortalDataDecoder) throws(PortalDataError) -> Records {
        let records = try decoder.objects(section, in: decoder.root)
        var indices: [Int: Int] = [:]
        for (index, record) in records.enumerated() {
            let id = try decoder.integer("id", in: record, 1...Int.max)
            guard indices.updateValue(index, forKey: id) == nil else {
                throw decoder.failure("the id \(id) comes twice in '\(section)'", in: record)
            }
        }
        return Records(records, indices: indices)
    }
}
