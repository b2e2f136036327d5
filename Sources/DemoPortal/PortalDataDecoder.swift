internal import JSON

/// Takes values out of the portal's data, and says where the data is wrong.
struct PortalDataDecoder {
    /// The whole text's object.
    let root: JSONValue.Object
    private let text: [UInt8]

    /// Reads the text, whose outermost value must be an object. A mark of UTF-8 before it, which editors of Windows write, is skipped.
    init(_ text: [UInt8]) throws(PortalDataError) {
        let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: text, refusesDuplicates: true)
        } catch {
            throw PortalDataError(error.message, offset: error.offset, in: text)
        }
        guard let root = value.object else {
            throw PortalDataError("the data must be an object", offset: 0, in: text)
        }
        self.root = root
        self.text = text
    }

    /// An error at the opening brace of an object: `line 12, column 9: …`.
    func failure(_ message: String, in object: JSONValue.Object) -> PortalDataError {
        PortalDataError(message, offset: object.offset, in: text)
    }

    /// Refuses members with other names: they would be typing mistakes that nobody notices.
    func allow(_ names: [String], in object: JSONValue.Object) throws(PortalDataError) {
        if let unknown = object.members.first(where: { !names.contains($0.name) }) {
            throw failure("unknown member '\(unknown.name)'; known are: \(names.joined(separator: ", "))", in: object)
        }
    }

    /// The integer of this name, which must be there.
    func integer(_ name: String, in object: JSONValue.Object, _ range: ClosedRange<Int>) throws(PortalDataError) -> Int
    {
        guard let number = object[name]?.integer, range.contains(number) else {
            let bounds =
                range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            throw failure("'\(name)' must be an integer, \(bounds)", in: object)
        }
        return number
    }

    /// The string of this name, or nil if there is no such member.
    func string(_ name: String, in object: JSONValue.Object) throws(PortalDataError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw failure("'\(name)' must be a string", in: object) }
        return text
    }

    /// The object of this name; an empty one if there is no such member.
    func object(_ name: String, in object: JSONValue.Object) throws(PortalDataError) -> JSONValue.Object {
        guard let value = object[name] else { return JSONValue.Object(members: [], offset: object.offset) }
        guard let inner = value.object else { throw failure("'\(name)' must be an object", in: object) }
        return inner
    }

    /// The array of this name, all of whose elements must be objects; an empty one if there is no such member.
    func objects(_ name: String, in object: JSONValue.Object) throws(PortalDataError) -> [JSONValue.Object] {
        guard let value = object[name] else { return [] }
        guard let elements = value.array, case let objects = elements.compactMap(\.object),
            objects.count == elements.count
        else { throw failure("'\(name)' must be an array of objects", in: object) }
        return objects
    }
}
