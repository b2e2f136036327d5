/// A piece of text and how it is shown.
public struct Span: Equatable, Sendable {
    /// What the piece is to a reader.
    public enum Kind: Sendable {
        case keyword
        /// `nil`, `true`, `false`.
        case constant
        /// A name that stands alone: a local or global variable.
        case name
        /// A library or function that every Lua program has, and `bitrix`.
        case globalFunction
        /// A name behind a dot or a colon, or a key in a table constructor.
        case field
        case string
        /// A backslash and what belongs to it, inside a string.
        case escape
        case number
        case comment
        case `operator`
        /// What Lua will refuse.
        case error
    }

    /// The bytes.
    public let range: Range<Int>
    /// How they are shown.
    public let kind: Kind
}

extension SourceText {
    private static let globalNames: Set<String> = [
        "_G", "_VERSION", "assert", "bitrix", "collectgarbage", "coroutine", "debug", "dofile", "error", "getmetatable",
        "io", "ipairs", "load", "loadfile", "math", "next", "os", "package", "pairs", "pcall", "print", "rawequal",
        "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "string", "table", "tonumber", "tostring",
        "type", "utf8", "warn", "xpcall",
    ]

    /// What the beginnings of those names are, so that few others are looked up.
    private static let globalBeginnings = Set(globalNames.map { Keywords.packed($0.utf8) })

    private func isGlobalFunction(_ token: Token) -> Bool {
        token.end - token.start <= 14 && Self.globalBeginnings.contains(Keywords.packed(bytes[token.range]))
            && Self.globalNames.contains(text(of: token))
    }

    /// The text in pieces of one kind each, in order, without overlaps. White space is in none.
    public var spans: [Span] {
        var spans: [Span] = []
        spans.reserveCapacity(tokens.count + 16)
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .name: spans.append(Span(range: token.range, kind: kind(ofName: index)))
            case .number: spans.append(Span(range: token.range, kind: .number))
            case .comment, .unfinishedComment: spans.append(Span(range: token.range, kind: .comment))
            case .string: addString(token, .string, to: &spans)
            case .unfinishedString:
                // While it is being typed it is no mistake yet.
                addString(token, token.end == bytes.count ? .string : .error, to: &spans)
            case .malformedNumber, .invalid: spans.append(Span(range: token.range, kind: .error))
            case .nil, .true, .false: spans.append(Span(range: token.range, kind: .constant))
            default:
                spans.append(Span(range: token.range, kind: token.kind.isKeyword ? .keyword : .operator))
            }
        }
        return spans
    }

    private func kind(ofName index: Int) -> Span.Kind {
        let before = index > 0 ? tokens[index - 1].kind : nil
        let after = index + 1 < tokens.count ? tokens[index + 1].kind : nil
        if before == .dot || before == .colon { return .field }
        if before == .leftBrace || before == .comma || before == .semicolon, after == .assign, isInTable(index) {
            return .field
        }
        if before == .less, after == .greater, isAttribute(index) {
            let attribute = bytes[tokens[index].range]
            return attribute.elementsEqual("const".utf8) || attribute.elementsEqual("close".utf8) ? .keyword : .error
        }
        return isGlobalFunction(tokens[index]) ? .globalFunction : .name
    }

    /// Whether `key =` is a field of a table constructor: the innermost bracket before it is a brace. Looks back a little
    /// only, so that a long list cannot make the whole quadratic.
    private func isInTable(_ index: Int) -> Bool {
        var depth = 0
        for token in tokens[max(0, index - 200)..<index].reversed() {
            switch token.kind {
            case .rightBrace, .rightParenthesis, .rightBracket, .end: depth += 1
            case .leftBrace where depth == 0: return true
            case .leftBrace, .leftParenthesis, .leftBracket, .function, .do, .then: depth -= 1
            default: break
            }
            if depth < 0 { return false }
        }
        return false
    }

    /// `local a <const>, b <close>`
    private func isAttribute(_ index: Int) -> Bool {
        for token in tokens[max(0, index - 40)..<index].reversed() {
            switch token.kind {
            case .local: return true
            case .name, .less, .greater, .comma: continue
            default: return false
            }
        }
        return false
    }

    // MARK: Strings

    private func addString(_ token: Token, _ kind: Span.Kind, to spans: inout [Span]) {
        guard bytes[token.start] != Byte.leftBracket, bytes[token.range].contains(Byte.backslash) else {
            return spans.append(Span(range: token.range, kind: kind))
        }
        var plain = token.start
        var position = token.start
        while position < token.end {
            guard bytes[position] == Byte.backslash else {
                position += 1
                continue
            }
            let (length, isValid) = escape(at: position, before: token.end)
            if plain < position { spans.append(Span(range: plain..<position, kind: kind)) }
            spans.append(Span(range: position..<position + length, kind: isValid ? .escape : .error))
            position += length
            plain = position
        }
        if plain < token.end { spans.append(Span(range: plain..<token.end, kind: kind)) }
    }

    /// The length of an escape sequence (manual, section 3.1), and whether Lua accepts it.
    private func escape(at start: Int, before end: Int) -> (length: Int, isValid: Bool) {
        let rest = bytes[start + 1..<end]
        guard let letter = rest.first else { return (1, true) }
        let tail = rest.dropFirst()
        switch letter {
        case UInt8(ascii: "x"):
            let digits = tail.prefix(2).prefix(while: Byte.isHexDigit).count
            return (2 + digits, digits == 2)
        case UInt8(ascii: "u"):
            guard tail.first == UInt8(ascii: "{") else { return (2, false) }
            let digits = tail.dropFirst().prefix(while: Byte.isHexDigit)
            let closes = tail.dropFirst(1 + digits.count).first == UInt8(ascii: "}")
            let value = digits.prefix(9).reduce(0) { $0 << 4 | Int(Self.value(ofHexDigit: $1)) }
            return (3 + digits.count + (closes ? 1 : 0), closes && !digits.isEmpty && value < 1 << 31)
        case UInt8(ascii: "z"):
            return (2 + tail.prefix(while: Byte.isSpace).count, true)
        case _ where Byte.isDigit(letter):
            let digits = rest.prefix(3).prefix(while: Byte.isDigit)
            return (1 + digits.count, digits.reduce(0) { $0 * 10 + Int($1 - Byte.zero) } < 256)
        default:
            return (2, "abfnrtv\\\"'\n\r".utf8.contains(letter))
        }
    }

    private static func value(ofHexDigit digit: UInt8) -> UInt8 {
        digit <= 0x39 ? digit - 0x30 : (digit | 0x20) - 0x57
    }
}
