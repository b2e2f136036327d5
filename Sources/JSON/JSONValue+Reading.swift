extension JSONValue {
    /// How deep arrays and objects may nest, unless the caller says otherwise.
    package static let standardDepth = 64

    /// Reads one JSON text, by the letter of RFC 8259.
    ///
    /// An escape of half a surrogate pair becomes U+FFFD, because no Unicode string can hold it.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8 without a byte order mark.
    ///   - maximumDepth: How many arrays and objects may be open at once. Reading takes stack for each.
    ///   - refusesDuplicates: Whether a name that comes twice in one object is an error. RFC 8259 allows it.
    /// - Throws: The first mistake, with its place.
    package init(
        parsing bytes: [UInt8], maximumDepth: Int = JSONValue.standardDepth, refusesDuplicates: Bool = false
    ) throws(JSONSyntaxError) {
        var reader = JSONValueReader(
            tokens: JSONTokens(bytes), maximumDepth: maximumDepth, refusesDuplicates: refusesDuplicates)
        self = try reader.readText()
    }
}

/// Builds values from tokens.
private struct JSONValueReader {
    var tokens: JSONTokens
    let maximumDepth: Int
    let refusesDuplicates: Bool
    private var depth = 0

    init(tokens: JSONTokens, maximumDepth: Int, refusesDuplicates: Bool) {
        self.tokens = tokens
        self.maximumDepth = maximumDepth
        self.refusesDuplicates = refusesDuplicates
    }

    mutating func readText() throws(JSONSyntaxError) -> JSONValue {
        let value = try readValue(try readToken())
        // Behind the value there is nothing, or an error.
        _ = try tokens.next()
        return value
    }

    /// The next token, where the grammar has one.
    private mutating func readToken() throws(JSONSyntaxError) -> JSONTokens.Token {
        guard let token = try tokens.next() else {
            throw JSONSyntaxError(message: "expected a value", offset: tokens.bytes.count)
        }
        return token
    }

    private mutating func readValue(_ token: JSONTokens.Token) throws(JSONSyntaxError) -> JSONValue {
        switch token.kind {
        case .string: return .string(text(of: token))
        case .number: return .number(String(decoding: tokens.bytes[token.range], as: UTF8.self))
        case .word:
            switch tokens.bytes[token.range.lowerBound] {
            case UInt8(ascii: "t"): return true
            case UInt8(ascii: "f"): return false
            default: return .null
            }
        case .beginArray:
            try open(token)
            var elements: [JSONValue] = []
            while true {
                let element = try readToken()
                if element.kind == .endArray { break }
                elements.append(try readValue(element))
            }
            depth -= 1
            return .array(elements)
        case .beginObject:
            try open(token)
            var object = JSONValue.Object(offset: token.range.lowerBound)
            var names: Set<String> = []
            while true {
                let name = try readToken()
                if name.kind == .endObject { break }
                let text = text(of: name)
                if refusesDuplicates, !names.insert(text).inserted {
                    throw JSONSyntaxError(
                        message: "the member '\(text)' comes twice in one object", offset: name.range.lowerBound)
                }
                object.members.append((name: text, value: try readValue(try readToken())))
            }
            depth -= 1
            return .object(object)
        case .name, .endArray, .endObject:
            // JSONTokens has none of these where a value stands.
            throw JSONSyntaxError(message: "expected a value", offset: token.range.lowerBound)
        }
    }

    private mutating func open(_ token: JSONTokens.Token) throws(JSONSyntaxError) {
        guard depth < maximumDepth else {
            throw JSONSyntaxError(
                message: "arrays and objects nest deeper than \(maximumDepth) levels", offset: token.range.lowerBound)
        }
        depth += 1
    }

    private func text(of token: JSONTokens.Token) -> String { JSONString.text(tokens.bytes[token.range]) }
}
