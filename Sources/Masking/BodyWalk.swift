internal import JSON

/// Finds the strings, numbers and names in a JSON body that need a replacement, from front to back.
struct BodyWalk {
    private var tokens: JSONTokens
    private let isBatch: Bool
    /// The class that each open object and array gives to members and elements without one of their own.
    private var containers: [FieldClass] = []
    /// The names of the open containers, nil for an element of an array. They tell the envelope from the data.
    private var path: [String?] = []
    /// The replacements for names in each open object, so that no two members get the same.
    private var given: [Set<String>] = []
    private var name: String?

    init(_ tokens: JSONTokens, isBatch: Bool) {
        self.tokens = tokens
        self.isBatch = isBatch
    }

    /// The next range to replace, and its replacement; nil at the end.
    mutating func nextReplacement() -> (Range<Int>, [UInt8])? {
        // The caller has checked the text: no token can fail.
        while let token = try? tokens.next() {
            switch token.kind {
            case .name:
                let text = JSONString.text(tokens.bytes[token.range])
                name = text
                if let other = FakeData.replacing(name: text) {
                    return (token.range, quoted(unique(other, for: text)))
                }
            case .beginObject, .beginArray:
                containers.append(takeField(opening: token.kind))
            case .endObject, .endArray:
                containers.removeLast()
                path.removeLast()
                given.removeLast()
            case .string:
                let text = JSONString.text(tokens.bytes[token.range])
                if let other = FakeData.replacing(text, as: takeField()) { return (token.range, quoted(other)) }
            case .number:
                let text = String(decoding: tokens.bytes[token.range], as: UTF8.self)
                if let other = FakeData.replacing(number: text, as: takeField()) {
                    return (token.range, Array(other.utf8))
                }
            case .word: name = nil
            }
        }
        return nil
    }

    private mutating func takeField(opening kind: JSONTokens.Kind? = nil) -> FieldClass {
        defer { name = nil }
        let outer = containers.last ?? .unknown
        // Only the outermost object is the envelope: within `data`, `error` and `meta` are fields like others.
        let isEnvelope = containers.count == 1 && path == [nil] || isBatch && path == [nil, "data"] && name == "errors"
        let field = name.map { FieldClass.of($0, in: outer, isEnvelope: isEnvelope) } ?? outer
        guard let kind else { return field }
        path.append(name)
        given.append([])
        // An array of ids holds ids, but the members of an object under such a name have classes of their own.
        return kind == .beginObject && field.isOfScalars ? .unknown : field
    }

    /// A replacement that no other member has: there are few words, and the number of members must not change.
    private mutating func unique(_ other: String, for original: String) -> String {
        let level = given.count - 1
        var random = Random(original)
        var candidate = other
        while !given[level].insert(candidate).inserted { candidate = "\(random.next() % 10_000).\(other)" }
        return candidate
    }

    private func quoted(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONString.append(text, to: &bytes)
        return bytes
    }
}
