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
/// | INN, passport and account numbers | other digits |
/// | ids, dates, numbers, true and false, codes such as `CLIENT`, errors of the API | stay |
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
                body: isAboutPeople ? masked(body: body) : body))
    }

    private static func describesPortal(_ target: String) -> Bool {
        let path = target.prefix { $0 != "?" }
        return path.hasSuffix("/fields")
            || ["/v1/statuses", "/v1/currencies", "/v1/guide", "/v1/openapi.json"].contains { path == $0 }
    }

    // MARK: Queries

    /// Path and query with the people taken out of the query's values: `filter[phone]=…` as a phone, `search=…` as text.
    func masked(target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return target }
        let parameters = target[target.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
        let masked = parameters.map { parameter in
            guard let sign = parameter.firstIndex(of: "=") else { return String(parameter) }
            let value = parameter[parameter.index(after: sign)...]
            guard let kind = Field.kind(ofParameter: PercentCode.decoded(parameter[..<sign])),
                let other = Invention.replacing(PercentCode.decoded(value), as: kind)
            else { return String(parameter) }
            return "\(parameter[..<sign])=\(PercentCode.encoded(other))"
        }
        return target[...mark] + masked.joined(separator: "&")
    }

    // MARK: Bodies

    /// Only the strings that are replaced change; all other bytes stay.
    func masked(body: [UInt8]) -> [UInt8] {
        guard JSONTokens.accept(body) else { return masked(text: body) }
        var walk = Walk(JSONTokens(body))
        var result: [UInt8] = []
        var copied = 0
        while let (range, kind) = walk.nextValue() {
            let isString = body[range.lowerBound] == UInt8(ascii: "\"")
            let text = isString ? JSONString.text(body[range]) : String(decoding: body[range], as: UTF8.self)
            guard let other = Invention.replacing(text, as: kind) else { continue }
            result += body[copied..<range.lowerBound]
            if isString { JSONString.append(other, to: &result) } else { result += other.utf8 }
            copied = range.upperBound
        }
        return result + body[copied...]
    }

    /// What is no JSON, and perhaps no text: stays that.
    private func masked(text body: [UInt8]) -> [UInt8] {
        if JSONTokens.isUTF8(body) { return Array(Invention.text(String(decoding: body, as: UTF8.self)).utf8) }
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

/// Goes through the strings of a body, and through the numbers that stand where a phone or a document's number may be,
/// with what the members' names say of them.
private struct Walk {
    private var tokens: JSONTokens
    /// What holds for the members of each open object and the elements of each open array.
    private var containers: [Field] = []
    private var name: String?

    init(_ tokens: JSONTokens) { self.tokens = tokens }

    mutating func nextValue() -> (Range<Int>, Field)? {
        // The text has been checked: no token can fail.
        while let token = try? tokens.next() {
            switch token.kind {
            case .name: name = JSONString.text(tokens.bytes[token.range])
            case .beginObject, .beginArray: containers.append(takeField(isContainer: true))
            case .endObject, .endArray: containers.removeLast()
            case .string:
                let field = takeField(isContainer: false)
                if field != .keep { return (token.range, field) }
            case .number:
                let field = takeField(isContainer: false)
                if (field == .phone || field == .number) && token.range.count >= 7 { return (token.range, .numeral) }
            case .word: name = nil
            }
        }
        return nil
    }

    private mutating func takeField(isContainer: Bool) -> Field {
        defer { name = nil }
        let outer = containers.last ?? .unknown
        guard let name else { return outer }
        return Field.kind(of: name, in: outer, isRoot: containers.count == 1)
    }
}

/// Percent-encoding of query values.
enum PercentCode {
    /// What cannot be decoded stays as it is.
    static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { JSONString.digit($0) }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(digits[0] << 4 | digits[1])
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func encoded(_ text: String) -> String {
        let plain = Array("-._~,:".utf8)
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80 && (character.isLetter || character.isNumber) || plain.contains(byte) {
                result.append(character)
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
