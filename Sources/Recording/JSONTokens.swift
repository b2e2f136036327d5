/// Reads JSON text token by token, by the letter of RFC 8259, without building anything.
///
/// Recordings keep the bytes of a body as they came, so what is needed of JSON is only where its pieces begin and end. Nesting
/// costs a byte of memory a level and no stack, so no depth can hurt.
///
///     var tokens = JSONTokens(Array(#"{"id":71}"#.utf8))
///     while let token = try tokens.next() { print(token.kind, token.range) }  // beginObject 0..<1, name 1..<5, …
struct JSONTokens {
    enum Kind { case beginObject, endObject, beginArray, endArray, name, string, number, word }

    /// One token and where it stands; strings and names with their quotes.
    struct Token {
        let kind: Kind
        let range: Range<Int>
    }

    /// What was expected, and where: counted in bytes from the start of the text.
    struct Problem: Error, Equatable {
        let message: String
        let offset: Int
    }

    let bytes: [UInt8]
    private let end: Int
    private var position: Int
    /// What may stand next.
    private var state = State.value
    /// The open objects (true) and arrays.
    private var open: [Bool] = []

    private enum State { case value, firstElement, firstName, name, afterValue }

    /// Begins at the start of `range`, the whole text unless given. The text must be UTF-8; see ``isUTF8(_:)``.
    init(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
        self.bytes = bytes
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    /// The next token; nil behind the one value that a JSON text is.
    mutating func next() throws(Problem) -> Token? {
        skipSpace()
        if state == .afterValue {
            guard let isObject = open.last else {
                guard position == end else { throw expected("the end of the text") }
                return nil
            }
            guard take(",") else {
                guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw expected(isObject ? "',' or '}'" : "',' or ']'")
                }
                return close(isObject)
            }
            state = isObject ? .name : .value
            skipSpace()
        }
        switch state {
        case .firstName where byte == UInt8(ascii: "}"): return close(true)
        case .firstElement where byte == UInt8(ascii: "]"): return close(false)
        case .firstName, .name: return try readName()
        default: return try readValue()
        }
    }

    private mutating func close(_ isObject: Bool) -> Token {
        open.removeLast()
        state = .afterValue
        position += 1
        return Token(kind: isObject ? .endObject : .endArray, range: position - 1..<position)
    }

    private mutating func readName() throws(Problem) -> Token {
        guard byte == UInt8(ascii: "\"") else { throw expected("a member's name in double quotes") }
        let token = try readString(.name)
        skipSpace()
        guard take(":") else { throw expected("':' behind a member's name") }
        state = .value
        return token
    }

    private mutating func readValue() throws(Problem) -> Token {
        let start = position
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isObject = byte == UInt8(ascii: "{")
            open.append(isObject)
            state = isObject ? .firstName : .firstElement
            position += 1
            return Token(kind: isObject ? .beginObject : .beginArray, range: start..<position)
        case UInt8(ascii: "\""):
            state = .afterValue
            return try readString(.string)
        case _ where isDigit || byte == UInt8(ascii: "-"):
            state = .afterValue
            try readNumber()
            return Token(kind: .number, range: start..<position)
        default:
            for word in ["true", "false", "null"] where bytes[position..<end].starts(with: word.utf8) {
                position += word.utf8.count
                state = .afterValue
                return Token(kind: .word, range: start..<position)
            }
            throw expected("a value")
        }
    }

    private mutating func readString(_ kind: Kind) throws(Problem) -> Token {
        let start = position
        position += 1
        while let byte {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return Token(kind: kind, range: start..<position)
            case UInt8(ascii: "\\"): try readEscape()
            case 0..<0x20:
                position -= 1
                throw expected("no control character in a string")
            default: break
            }
        }
        throw expected("the end of a string")
    }

    private mutating func readEscape() throws(Problem) {
        guard let letter = byte, #""\/bfnrtu"#.utf8.contains(letter) else {
            throw expected("an escape that JSON knows")
        }
        position += 1
        guard letter == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let byte, JSONString.digit(byte) != nil else { throw expected("four hexadecimal digits") }
            position += 1
        }
    }

    private mutating func readNumber() throws(Problem) {
        _ = take("-")
        if !take("0") { try readDigits() }
        if take(".") { try readDigits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try readDigits()
        }
    }

    private mutating func readDigits() throws(Problem) {
        guard isDigit else { throw expected("a digit") }
        while isDigit { position += 1 }
    }

    // MARK: Bytes

    private var byte: UInt8? { position < end ? bytes[position] : nil }

    private var isDigit: Bool { byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard byte == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func expected(_ what: String) -> Problem { Problem(message: "expected \(what)", offset: position) }
}

extension JSONTokens {
    /// Whether bytes are one JSON text in UTF-8.
    static func accept(_ bytes: [UInt8]) -> Bool {
        guard isUTF8(bytes) else { return false }
        var tokens = JSONTokens(bytes)
        do {
            while try tokens.next() != nil {}
            return true
        } catch {
            return false
        }
    }

    /// Whether bytes are UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF, nothing cut.
    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var decoder = Unicode.UTF8.ForwardParser()
            var source = bytes.makeIterator()
            while true {
                switch decoder.parseScalar(from: &source) {
                case .valid: continue
                case .emptyInput: return true
                case .error: return false
                }
            }
        }
    }

    /// The members of an object, in their order, each with the place of its value.
    static func members(
        of bytes: [UInt8], _ range: Range<Int>? = nil
    ) throws(Problem) -> [(name: String, value: Range<Int>)] {
        var tokens = JSONTokens(bytes, range)
        guard try tokens.next()?.kind == .beginObject else {
            throw Problem(message: "expected an object", offset: range?.lowerBound ?? 0)
        }
        var members: [(name: String, value: Range<Int>)] = []
        while let name = try tokens.next() {
            guard name.kind == .name, let value = try tokens.next() else { continue }
            var depth = value.kind == .beginObject || value.kind == .beginArray ? 1 : 0
            var upper = value.range.upperBound
            while depth > 0, let token = try tokens.next() {
                switch token.kind {
                case .beginObject, .beginArray: depth += 1
                case .endObject, .endArray: depth -= 1
                default: break
                }
                upper = token.range.upperBound
            }
            members.append((JSONString.text(bytes[name.range]), value.range.lowerBound..<upper))
        }
        return members
    }
}
