internal import Entities
internal import JSON

extension Portal {
    /// `GET /v1/contacts/:id`, and so for every entity. The full record always comes: `select` is ignored, as third parties
    /// measured.
    func record(
        of entity: Entity, _ idText: String, include: [String], _ earlier: (Int) -> Int
    ) throws(Refusal) -> PortalAnswer {
        let id = try Self.id(idText)
        let includes = try Self.includes(include, of: entity)
        if let id, entity.path == ReservedAnswer.path, let reserved = data.reserved[id] {
            return reserved.answer(earlier: reserved.isCounted ? earlier(id) : 0) {
                including(includes, in: $0, entity)
            }
        }
        guard let id, let record = data.records(entity.path)[id] else { throw Self.notFound }
        return PortalAnswer(data: including(includes, in: record, entity))
    }

    /// `GET /v1/contacts/fields`, and so for every entity.
    func fields(of entity: Entity) -> PortalAnswer {
        PortalAnswer(data: [
            "fields": .object(data.fields[entity.path] ?? JSONValue.Object(members: [])),
            "include": .array(entity.includes.map { .string($0.name) }),
        ])
    }

    /// `GET /v1/contacts`, and so for every entity: the records in the order of the data, a page of them.
    ///
    /// Filters and orders are refused rather than ignored: an unfiltered list would pass for a filtered one.
    func list(of entity: Entity, _ request: PortalRequest) throws(Refusal) -> PortalAnswer {
        var (limit, offset) = (50, 0)
        for (name, value) in request.parameters {
            switch name {
            case "limit": limit = try Self.number(value, "limit", in: 1...5000)
            case "offset": offset = try Self.number(value, "offset", in: 0...Int.max)
            case "include": break
            default:
                throw Refusal(
                    400, "INVALID_PARAMS", "The demo portal's list takes limit, offset and include only",
                    hint: "Read single records with GET /v1/\(entity.path)/:id.")
            }
        }
        let includes = try Self.includes(request.includes, of: entity)
        let records = data.records(entity.path).records
        let page = records.dropFirst(offset).prefix(limit)
        return PortalAnswer(
            status: 200,
            json: [
                "success": true,
                "data": .array(page.map { including(includes, in: $0, entity) }),
                "meta": [
                    "total": .number(String(records.count)), "hasMore": .bool(offset < records.count - page.count),
                    "truncated": false,
                ],
            ])
    }

    /// `GET /v1/me`: the key's description. Its `type` for management keys is a guess.
    func me(for access: Access) -> PortalAnswer {
        let type =
            switch access.kind {
            case .app: "oauth_app"
            case .management: "management"
            case .anonymous, .personal, .session, .unknown: "personal"
            }
        var me = data.me
        me.members.insert((name: "type", value: .string(type)), at: 0)
        return PortalAnswer(data: .object(me))
    }

    // MARK: - Related records

    /// The record with its related records in `_included`, if any are asked for.
    ///
    /// One that a field leads to stands there as an object or null: that is documented. `requisites`, plural and an array, is
    /// ASSUMED: the documentation offers `include=requisite` but shows no answer; the plural is its rule for relations to many.
    /// The setting `requisiteShape` of the data gives the other reading, for tests of clients that must take both.
    private func including(_ includes: [Entity.Relation], in record: JSONValue.Object, _ entity: Entity) -> JSONValue {
        guard !includes.isEmpty else { return .object(record) }
        var included = JSONValue.Object(members: [])
        for relation in includes where included.members.allSatisfy({ $0.name != relation.name }) {
            switch relation {
            case .one(let name, let field, let path):
                let other = record[field]?.integer.flatMap { data.records(path)[$0] }
                included.members.append((name, other.map { .object($0) } ?? .null))
            case .owned(let name, let key):
                let records = data.owned(key, by: entity, record["id"]?.integer ?? 0).map { JSONValue.object($0) }
                switch data.requisiteShape {
                case .array: included.members.append((key, .array(records)))
                case .object: included.members.append((name, records.first ?? .null))
                }
            }
        }
        var record = record
        record.members.append(("_included", .object(included)))
        return .object(record)
    }

    // MARK: - Parameters

    private static let notFound = Refusal(404, "ENTITY_NOT_FOUND", "Item not found")

    /// The id in a path; nil if it is a positive integer that no record can have, being too large.
    private static func id(_ text: String) throws(Refusal) -> Int? {
        let isPositive = text.utf8.allSatisfy { (0x30...0x39).contains($0) } && text.utf8.contains { $0 != 0x30 }
        guard isPositive else {
            throw Refusal(400, "INVALID_PARAMS", "Path parameter :id must be a positive integer")
        }
        return Int(text)
    }

    private static func number(_ text: String, _ name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard let number = Int(text), range.contains(number) else {
            let bounds =
                range.upperBound == .max ? "from \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
            throw Refusal(400, "INVALID_PARAMS", "Query parameter \(name) must be an integer, \(bounds)")
        }
        return number
    }

    /// The relations that the values of `include` name, in order. Spaces around a name and empty names are ignored. More than
    /// three names are too many even if they repeat, and that is said before any is called unknown (the documentation
    /// does not say which comes first).
    private static func includes(_ values: [String], of entity: Entity) throws(Refusal) -> [Entity.Relation] {
        let names = values.flatMap { $0.split(separator: ",") }
            .map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
            .filter { !$0.isEmpty }
        guard names.count <= 3 else {
            throw Refusal(400, "INCLUDE_LIMIT_EXCEEDED", "At most 3 relations per request")
        }
        var relations: [Entity.Relation] = []
        for name in names {
            guard let relation = entity.includes.first(where: { $0.name == name }) else {
                let list = entity.includes.map(\.name).joined(separator: ", ")
                throw Refusal(400, "INVALID_INCLUDE", "Unknown include '\(name)'. Available: \(list)")
            }
            relations.append(relation)
        }
        return relations
    }
}
