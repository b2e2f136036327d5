/// Splits bytes into tokens as Lua 5.4 does (manual, section 3.1), but never fails: what Lua would refuse is a token, too.
struct Lexer {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var tokens: [Token] = []

    /// The tokens of a text.
    static func tokens(of bytes: [UInt8]) -> [Token] {
        bytes.withUnsafeBufferPointer { buffer in
            var lexer = Lexer(bytes: buffer)
            lexer.tokens.reserveCapacity(buffer.count / 3)
            lexer.run()
            return lexer.tokens
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The byte `offset` places on; 0 behind the end, which no rule below takes for anything.
    private func peek(_ offset: Int = 0) -> UInt8 {
        let index = position + offset
        return index < bytes.count ? bytes[index] : 0
    }

    private mutating func run() {
        while position < bytes.count {
            let byte = bytes[position]
            let start = position
            switch byte {
            case Byte.space, 9...13: position += 1
            case _ where Byte.isNameStart(byte): add(name(), from: start)
            case _ where Byte.isDigit(byte): add(number(), from: start)
            case Byte.quote, Byte.apostrophe: add(quoted(byte), from: start)
            case Byte.minus where peek(1) == Byte.minus: add(comment(), from: start)
            case Byte.leftBracket:
                if let level = longBracketLevel() {
                    add(skipLong(level: level) ? .string : .unfinishedString, from: start)
                } else {
                    position += 1
                    add(.leftBracket, from: start)
                }
            case Byte.dot where Byte.isDigit(peek(1)): add(number(), from: start)
            case 0x80...:
                // Letters beyond ASCII stay together, so that no piece ends inside a character.
                while position < bytes.count, bytes[position] >= 0x80 { position += 1 }
                add(.invalid, from: start)
            default: add(symbol(byte), from: start)
            }
        }
    }

    private mutating func add(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, start: start, end: position))
    }

    // MARK: Words

    private mutating func name() -> Token.Kind {
        let start = position
        while position < bytes.count, Byte.isNamePart(bytes[position]) { position += 1 }
        return Keywords.kind(of: UnsafeBufferPointer(rebasing: bytes[start..<position])) ?? .name
    }

    /// Reads what Lua's own scanner reads as one number: digits, letters and dots, and a sign behind an exponent's letter.
    private mutating func number() -> Token.Kind {
        let start = position
        let isHex = peek() == Byte.zero && peek(1) | 0x20 == UInt8(ascii: "x")
        let exponent = isHex ? UInt8(ascii: "p") : UInt8(ascii: "e")
        if isHex { position += 2 }
        while position < bytes.count {
            let byte = bytes[position]
            if byte | 0x20 == exponent, peek(1) == Byte.plus || peek(1) == Byte.minus {
                position += 2
            } else if Byte.isNamePart(byte) || byte == Byte.dot {
                position += 1
            } else {
                break
            }
        }
        return isNumber(bytes[start..<position], isHex: isHex, exponent: exponent) ? .number : .malformedNumber
    }

    private func isNumber(
        _ text: Slice<UnsafeBufferPointer<UInt8>>, isHex: Bool, exponent: UInt8
    ) -> Bool {
        var rest = text.dropFirst(isHex ? 2 : 0)
        var digits = 0
        var dots = 0
        while let byte = rest.first, byte | 0x20 != exponent {
            if byte == Byte.dot {
                dots += 1
            } else if isHex ? Byte.isHexDigit(byte) : Byte.isDigit(byte) {
                digits += 1
            } else {
                return false
            }
            rest = rest.dropFirst()
        }
        guard digits > 0, dots <= 1 else { return false }
        guard !rest.isEmpty else { return true }
        rest = rest.dropFirst()
        if rest.first == Byte.plus || rest.first == Byte.minus { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(Byte.isDigit)
    }

    // MARK: Strings and comments

    /// A quoted string goes on over a line end only behind a backslash, or behind `\z`.
    private mutating func quoted(_ quote: UInt8) -> Token.Kind {
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                position += 1
                return .string
            }
            if byte == Byte.newline || byte == Byte.carriageReturn { return .unfinishedString }
            if byte == Byte.backslash {
                position += 1
                if peek() == UInt8(ascii: "z") {
                    position += 1
                    while position < bytes.count, Byte.isSpace(bytes[position]) { position += 1 }
                    continue
                }
                if peek() == Byte.carriageReturn && peek(1) == Byte.newline { position += 1 }
                if position == bytes.count { return .unfinishedString }
            }
            position += 1
        }
        return .unfinishedString
    }

    private mutating func comment() -> Token.Kind {
        position += 2
        if peek() == Byte.leftBracket, let level = longBracketLevel() {
            return skipLong(level: level) ? .comment : .unfinishedComment
        }
        skipLine()
        return .comment
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != Byte.newline { position += 1 }
    }

    /// The number of `=` in an opening long bracket at the position; nil where there is none.
    private func longBracketLevel() -> Int? {
        var level = 0
        while peek(1 + level) == Byte.assign { level += 1 }
        return peek(1 + level) == Byte.leftBracket ? level : nil
    }

    /// Skips a long bracket and all up to its end; false where that is missing.
    private mutating func skipLong(level: Int) -> Bool {
        position += level + 2
        while position < bytes.count {
            if bytes[position] == Byte.rightBracket {
                var closing = 0
                while peek(1 + closing) == Byte.assign { closing += 1 }
                if closing == level, peek(1 + closing) == Byte.rightBracket {
                    position += level + 2
                    return true
                }
                position += closing
            }
            position += 1
        }
        return false
    }

    // MARK: Symbols

    private mutating func symbol(_ byte: UInt8) -> Token.Kind {
        let next = peek(1)
        func double(_ second: Character, _ kind: Token.Kind) -> Token.Kind? {
            next == second.asciiValue ? kind : nil
        }
        let pair: Token.Kind? =
            switch byte {
            case UInt8(ascii: "/"): double("/", .doubleSlash)
            case UInt8(ascii: "<"): double("<", .shiftLeft) ?? double("=", .lessEqual)
            case UInt8(ascii: ">"): double(">", .shiftRight) ?? double("=", .greaterEqual)
            case UInt8(ascii: "="): double("=", .equal)
            case UInt8(ascii: "~"): double("=", .notEqual)
            case UInt8(ascii: ":"): double(":", .doubleColon)
            case UInt8(ascii: "."): double(".", .concat)
            default: nil
            }
        if pair == .concat, peek(2) == Byte.dot {
            position += 3
            return .ellipsis
        }
        position += pair == nil ? 1 : 2
        return pair ?? single(byte)
    }

    private func single(_ byte: UInt8) -> Token.Kind {
        switch byte {
        case UInt8(ascii: "+"): .plus
        case UInt8(ascii: "-"): .minus
        case UInt8(ascii: "*"): .star
        case UInt8(ascii: "/"): .slash
        case UInt8(ascii: "%"): .percent
        case UInt8(ascii: "^"): .caret
        case UInt8(ascii: "#"): .hash
        case UInt8(ascii: "&"): .ampersand
        case UInt8(ascii: "~"): .tilde
        case UInt8(ascii: "|"): .pipe
        case UInt8(ascii: "<"): .less
        case UInt8(ascii: ">"): .greater
        case UInt8(ascii: "="): .assign
        case UInt8(ascii: "("): .leftParenthesis
        case UInt8(ascii: ")"): .rightParenthesis
        case UInt8(ascii: "{"): .leftBrace
        case UInt8(ascii: "}"): .rightBrace
        case UInt8(ascii: "]"): .rightBracket
        case UInt8(ascii: ";"): .semicolon
        case UInt8(ascii: ":"): .colon
        case UInt8(ascii: ","): .comma
        case UInt8(ascii: "."): .dot
        default: .invalid
        }
    }
}
