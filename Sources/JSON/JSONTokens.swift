/// Reads a JSON text token by token, by the letter of RFC 8259, and builds nothing.
///
/// A token is a range of the text, so that a caller can keep the bytes as they came. Nesting takes a byte of memory for each level
/// and no stack: no depth can do harm.
///
/// ```swift
/// var tokens = JSONTokens(Array(#"{"id":71}"#.utf8))
/// while let token = try tokens.next() { print(token.kind, token.range) }  // beginObject 0..<1, name 1..<5, …
/// ```
package struct JSONTokens {
    /// The kinds of tokens. Commas and colons are checked, but are none; `true`, `false` and `null` are words.
    package enum Kind: Sendable { case beginObject, endObject, beginArray, endArray, name, string, number, word }

    /// A token and its place in the text; a string's and a name's include the quotes.
    package struct Token: Sendable {
        package let kind: Kind
        package let range: Range<Int>
    }

    /// The text.
    package let bytes: [UInt8]
    private let end: Int
    private var position: Int
    /// What may stand next.
    private var state = State.value
    /// The open objects (true) and arrays.
    private var open: [Bool] = []

    private enum State { case value, firstElement, firstName, name, afterValue }

    /// Begins at the start of a range of a text; without a range, at the start of the text.
    package init(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
        self.bytes = bytes
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    /// The next token; nil at the end of the text, which is one value.
    ///
    /// - Throws: The first mistake. After that, the reader is of no use.
    package mutating func next() throws(JSONSyntaxError) -> Token? {
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

    private mutating func readName() throws(JSONSyntaxError) -> Token {
        guard byte == UInt8(ascii: "\"") else { throw expected("a member's name in double quotes") }
        let token = try readString(.name)
        skipSpace()
        guard take(":") else { throw expected("':' after a member's name") }
        state = .value
        return token
    }

    private mutating func readValue() throws(JSONSyntaxError) -> Token {
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

    private mutating func readString(_ kind: Kind) throws(JSONSyntaxError) -> Token {
        let start = position
        var isASCII = true
        position += 1
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard isASCII || bytes[start..<position].isUTF8 else {
                    throw JSONSyntaxError(message: "the string is not UTF-8", offset: start)
                }
                return Token(kind: kind, range: start..<position)
            case UInt8(ascii: "\\"): try readEscape()
            case 0..<0x20:
                throw JSONSyntaxError(
                    message: "a control character in a string needs an escape, such as \\n or \\u0001", offset: position
                )
            default:
                isASCII = isASCII && byte < 0x80
                position += 1
            }
        }
        throw JSONSyntaxError(message: "the string that begins here has no closing quote", offset: start)
    }

    private mutating func readEscape() throws(JSONSyntaxError) {
        let start = position
        position += 1
        guard let letter = byte, #""\/bfnrtu"#.utf8.contains(letter) else {
            position = start
            throw expected(#"an escape (one of \" \\ \/ \b \f \n \r \t \uXXXX)"#)
        }
        position += 1
        guard letter == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let byte, JSONString.digit(byte) != nil else {
                throw expected("four hexadecimal digits after \\u")
            }
            position += 1
        }
    }

    private mutating func readNumber() throws(JSONSyntaxError) {
        _ = take("-")
        if !take("0") {
            try readDigits("a digit")
        } else if isDigit {
            throw JSONSyntaxError(message: "a number must not begin with a superfluous 0", offset: position)
        }
        if take(".") { try readDigits("a digit after the decimal point") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try readDigits("a digit in the exponent")
        }
    }

    private mutating func readDigits(_ wanted: String) throws(JSONSyntaxError) {
        guard isDigit else { throw expected(wanted) }
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

    private func expected(_ wanted: String) -> JSONSyntaxError {
        JSONSyntaxError(message: "expected \(wanted), found \(found)", offset: position)
    }

    /// The character at the position, in words.
    private var found: String {
        guard let byte else { return "the end of the text" }
        if byte < 0x20 || byte == 0x7F { return "the control byte 0x\(String(byte, radix: 16))" }
        // Four bytes hold any character of UTF-8. Other bytes show as a replacement character.
        let text = String(decoding: bytes[position..<min(position + 4, end)], as: UTF8.self)
        return text.unicodeScalars.first.map { "'\($0)'" } ?? "nothing"
    }
}

extension Collection<UInt8> {
    /// Whether the bytes are UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF, nothing cut.
    package var isUTF8: Bool { String(validating: self, as: UTF8.self) != nil }
}
