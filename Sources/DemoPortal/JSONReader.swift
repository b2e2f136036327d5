/// What is wrong with a JSON text, and where.
struct JSONSyntaxError: Error, Equatable {
    /// What was expected, and what stands there.
    let message: String
    /// Counted in bytes from the start of the text.
    let offset: Int
}

extension JSON {
    /// How deeply arrays and objects may stand in one another where the caller does not say otherwise.
    static let standardDepth = 64

    /// Reads one JSON text by the letter of RFC 8259, and somewhat stricter.
    ///
    /// Refused although the grammar allows them: member names that come twice in one object, and `\u` escapes
    /// of half a surrogate pair, which no Unicode string can hold.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 without a byte order mark.
    ///   - maximumDepth: How many arrays and objects may be open at once.
    init(parsing bytes: [UInt8], maximumDepth: Int = JSON.standardDepth) throws(JSONSyntaxError) {
        var reader = JSONReader(bytes: bytes, maximumDepth: maximumDepth)
        self = try reader.readText()
    }
}

/// A position in a JSON text that moves forward as values are read.
private struct JSONReader {
    let bytes: [UInt8]
    let maximumDepth: Int
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func readText() throws(JSONSyntaxError) -> JSON {
        let value = try readValue()
        skipSpace()
        guard position == bytes.count else { throw expected("the end of the text") }
        return value
    }

    private mutating func readValue() throws(JSONSyntaxError) -> JSON {
        skipSpace()
        guard let next else { throw expected("a value") }
        switch next {
        case UInt8(ascii: "{"): return .object(try nested { reader throws(JSONSyntaxError) in try reader.readObject() })
        case UInt8(ascii: "["): return .array(try nested { reader throws(JSONSyntaxError) in try reader.readArray() })
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: throw expected("a value")
        }
    }

    // MARK: - Arrays and objects

    private mutating func nested<Value>(
        _ read: (inout JSONReader) throws(JSONSyntaxError) -> Value
    ) throws(JSONSyntaxError) -> Value {
        guard depth < maximumDepth else {
            throw failure("arrays and objects stand more than \(maximumDepth) deep in one another")
        }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func readArray() throws(JSONSyntaxError) -> [JSON] {
        position += 1
        var elements: [JSON] = []
        skipSpace()
        if take("]") { return elements }
        while true {
            elements.append(try readValue())
            skipSpace()
            if take("]") { return elements }
            guard take(",") else { throw expected("',' or ']' after an element") }
        }
    }

    private mutating func readObject() throws(JSONSyntaxError) -> JSON.Object {
        var object = JSON.Object(members: [], offset: position)
        var names: Set<String> = []
        position += 1
        skipSpace()
        if take("}") { return object }
        while true {
            skipSpace()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw expected("a member name in double quotes") }
            let name = try readString()
            guard names.insert(name).inserted else {
                throw JSONSyntaxError(message: "the member '\(name)' comes twice in one object", offset: start)
            }
            skipSpace()
            guard take(":") else { throw expected("':' after the member name '\(name)'") }
            object.members.append((name: name, value: try readValue()))
            skipSpace()
            if take("}") { return object }
            guard take(",") else { throw expected("',' or '}' after the member '\(name)'") }
        }
    }

    // MARK: - Words and numbers

    private mutating func readWord(_ word: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual(word.description.utf8) else {
            throw expected("'\(word)'")
        }
        position = end
        return value
    }

    private mutating func readNumber() throws(JSONSyntaxError) -> String {
        let start = position
        _ = take("-")
        if !take("0") { try skipDigits("a digit") }
        if let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) {
            throw failure("a number must not start with a superfluous 0")
        }
        if take(".") { try skipDigits("a digit after the decimal point") }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try skipDigits("a digit in the exponent")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipDigits(_ what: String) throws(JSONSyntaxError) {
        let start = position
        while let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
        guard position > start else { throw expected(what) }
    }

    // MARK: - Strings

    private mutating func readString() throws(JSONSyntaxError) -> String {
        let start = position
        position += 1
        var content: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw JSONSyntaxError(message: "the string is not valid UTF-8", offset: start)
                }
                return text
            case UInt8(ascii: "\\"):
                content += String(try readEscape()).utf8
            case 0..<0x20:
                throw failure("a control character in a string must be written as an escape, as \\n or \\u0001")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw JSONSyntaxError(message: "the string that starts here has no closing quote", offset: start)
    }

    private mutating func readEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = position
        position += 1
        guard let letter = next else { throw expected("an escape") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default:
            position = start
            throw failure("expected an escape (one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)")
        }
        let unit = try readHexDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let halves = JSONSyntaxError(message: "half a surrogate pair: \\uD83D needs its \\uDE00", offset: start)
        guard UTF16.isLeadSurrogate(unit), take("\\"), take("u") else { throw halves }
        let trail = try readHexDigits()
        guard UTF16.isTrailSurrogate(trail) else { throw halves }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private mutating func readHexDigits() throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let next, let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
                throw expected("four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    // MARK: - Bytes

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { position += 1 }
    }

    // MARK: - Errors

    private func failure(_ message: String) -> JSONSyntaxError { JSONSyntaxError(message: message, offset: position) }

    private func expected(_ what: String) -> JSONSyntaxError { failure("expected \(what), found \(found)") }

    /// What stands at the position, in words.
    private var found: String {
        guard let next else { return "the end of the text" }
        if next < 0x20 || next == 0x7F { return "the control byte 0x\(String(next, radix: 16))" }
        // Four bytes hold any character of UTF-8; what is no UTF-8 shows as a replacement character.
        let text = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
        return text.unicodeScalars.first.map { "'\($0)'" } ?? "nothing"
    }
}
