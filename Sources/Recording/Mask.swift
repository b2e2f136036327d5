internal import JSON

/// Replaces people by invented ones, so that a recording can be shown: what `--mask` does.
///
/// The same words become the same inventions, within a recording and in every other one, without a table that somebody would
/// have to keep: an invention is chosen by a hash of the original. So joins still join, and a search for a masked number
/// finds it. Whoever knows an original can compute its invention; whoever sees only the invention cannot tell which
/// of many originals it stands for.
///
/// | in the answer | in the recording |
/// |---|---|
/// | names, also in `fm`, users, requisites | other names: Cyrillic ones for Cyrillic, of the same gender |
/// | phones | country code and form stay, the rest begins with 000, which no network uses |
/// | e-mail addresses | invented, in `example.org` |
/// | addresses, comments, titles, custom fields, whatever text is unknown | other words of the same script |
/// | INN, passport and account numbers, whole numbers of 7 digits and more where no name explains them | other digits |
/// | names of members, path segments and queries that are addresses or phones | what such values become |
/// | sentences of the API | stay, without the people in them: ``Prose`` |
/// | ids, dates, counts, true and false, codes such as `CLIENT` | stay where name and value say so: ``Field``, ``Shape`` |
///
/// What describes the portal and no person, stays whole: answers of `…/fields`, `/v1/statuses`, `/v1/currencies`,
/// `/v1/guide` and `/v1/openapi.json`. Bodies that are not JSON keep their marks and lose their words.
struct Mask {
    /// The call without people.
    func masked(_ call: RecordedCall) -> RecordedCall {
        let parts = call.request.split(separator: " ", maxSplits: 1)
        let target = String(parts.last ?? "")
        guard case .answer(let status, let headers, let body) = call.outcome else {
            return call.with(request: "\(parts[0]) \(masked(target: target))", outcome: call.outcome)
        }
        let isAboutPeople = !Self.describesPortal(target)
        return call.with(
            request: "\(parts[0]) \(masked(target: target))",
            outcome: .answer(
                status: status,
                headers: headers.map { ($0.name, $0.name == "location" ? masked(target: $0.value) : $0.value) },
                body: isAboutPeople ? masked(body: body, isBatch: call.request == "POST /v1/batch") : body))
    }

    private static func describesPortal(_ target: String) -> Bool {
        let path = target.prefix { $0 != "?" }
        return path.hasSuffix("/fields")
            || ["/v1/statuses", "/v1/currencies", "/v1/guide", "/v1/openapi.json"].contains { path == $0 }
    }

    /// Path and query without people; see ``Target``.
    func masked(target: String) -> String { Target.masked(target) }

    // MARK: Bodies

    /// Only what is replaced changes; all other bytes stay.
    ///
    /// - Parameter isBatch: Whether it answers `POST /v1/batch`, whose `data.errors` are the API's own, too.
    func masked(body: [UInt8], isBatch: Bool = false) -> [UInt8] {
        guard JSONTokens.accept(body) else { return masked(text: body) }
        var walk = Walk(JSONTokens(body), isBatch: isBatch)
        var result: [UInt8] = []
        var copied = 0
        while let (range, other) = walk.nextReplacement() {
            result += body[copied..<range.lowerBound]
            result += other
            copied = range.upperBound
        }
        return result + body[copied...]
    }

    /// What is no JSON, and perhaps no text: stays that.
    private func masked(text body: [UInt8]) -> [UInt8] {
        if body.isUTF8 { return Array(Invention.text(String(decoding: body, as: UTF8.self)).utf8) }
        return body.map { byte in
            if byte >= 0x80 { return 0xFF }
            let character = Character(Unicode.Scalar(byte))
            return character.isLetter ? UInt8(ascii: "x") : character.isNumber ? UInt8(ascii: "0") : byte
        }
    }
}

extension RecordedCall {
    fileprivate func with(request: String, outcome: Outcome) -> RecordedCall {
        RecordedCall(request: request, attempts: attempts, elapsed: elapsed, outcome: outcome)
    }
}

/// Goes through the strings, the numbers and the members' names of a body, with what the names say of the values.
private struct Walk {
    private var tokens: JSONTokens
    private let isBatch: Bool
    /// What holds for the members of each open object and the elements of each open array.
    private var containers: [Field] = []
    /// The names down to here, nil for an element; what tells the envelope from what is in it.
    private var path: [String?] = []
    /// The names that each open object has been given, so that no two of its members become one.
    private var given: [Set<String>] = []
    private var name: String?

    init(_ tokens: JSONTokens, isBatch: Bool) {
        self.tokens = tokens
        self.isBatch = isBatch
    }

    mutating func nextReplacement() -> (Range<Int>, [UInt8])? {
        // The text has been checked: no token can fail.
        while let token = try? tokens.next() {
            switch token.kind {
            case .name:
                let text = JSONString.text(tokens.bytes[token.range])
                name = text
                if let other = Invention.replacing(name: text) {
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
                if let other = Invention.replacing(text, as: takeField()) { return (token.range, quoted(other)) }
            case .number:
                let text = String(decoding: tokens.bytes[token.range], as: UTF8.self)
                if let other = Invention.replacing(number: text, as: takeField()) {
                    return (token.range, Array(other.utf8))
                }
            case .word: name = nil
            }
        }
        return nil
    }

    private mutating func takeField(opening kind: JSONTokens.Kind? = nil) -> Field {
        defer { name = nil }
        let outer = containers.last ?? .unknown
        // The envelope is the outermost object; `error` and `meta` within `data` are somebody's fields.
        let isEnvelope = containers.count == 1 && path == [nil] || isBatch && path == [nil, "data"] && name == "errors"
        let field = name.map { Field.kind(of: $0, in: outer, isEnvelope: isEnvelope) } ?? outer
        guard let kind else { return field }
        path.append(name)
        given.append([])
        // A list of ids holds ids, but an object under the name of one holds members with names of their own.
        return kind == .beginObject && field.isOfScalars ? .unknown : field
    }

    /// Few words are there to choose from; members must stay as many as they were.
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
