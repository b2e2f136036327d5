/// Bytes that Lua's grammar speaks of, and their classes, as in the C locale.
enum Byte {
    static let space = UInt8(ascii: " "), newline = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\""), apostrophe = UInt8(ascii: "'"), backslash = UInt8(ascii: "\\")
    static let leftBracket = UInt8(ascii: "["), rightBracket = UInt8(ascii: "]"), assign = UInt8(ascii: "=")
    static let minus = UInt8(ascii: "-"), plus = UInt8(ascii: "+"), dot = UInt8(ascii: "."), zero = UInt8(ascii: "0")
    static let hash = UInt8(ascii: "#"), underscore = UInt8(ascii: "_")

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
    static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66 }
    static func isSpace(_ byte: UInt8) -> Bool { byte == space || byte >= 9 && byte <= 13 }
    static func isNameStart(_ byte: UInt8) -> Bool { isLetter(byte) || byte == underscore }
    static func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }
}

enum Keywords {
    static let all: [(word: String, kind: Token.Kind)] = [
        ("and", .and), ("break", .break), ("do", .do), ("else", .else), ("elseif", .elseif), ("end", .end),
        ("false", .false), ("for", .for), ("function", .function), ("goto", .goto), ("if", .if), ("in", .in),
        ("local", .local), ("nil", .nil), ("not", .not), ("or", .or), ("repeat", .repeat), ("return", .return),
        ("then", .then), ("true", .true), ("until", .until), ("while", .while),
    ]

    /// Keywords as numbers, by their first letter, counted from `a`: comparing numbers is what makes this fast.
    private static let byLetter: [[(word: UInt64, kind: Token.Kind)]] = (0..<26).map { letter in
        all.filter { $0.word.utf8.first == 0x61 + UInt8(letter) }.map { (packed(Array($0.word.utf8)[...]), $0.kind) }
    }

    static func kind(of text: UnsafeBufferPointer<UInt8>) -> Token.Kind? {
        guard text.count >= 2, text.count <= 8, text[0] >= 0x61, text[0] <= 0x77 else { return nil }
        let word = packed(text)
        for (known, kind) in byLetter[Int(text[0] - 0x61)] where known == word { return kind }
        return nil
    }

    /// The first eight bytes as one number.
    static func packed(_ text: some Collection<UInt8>) -> UInt64 { text.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

/// The words that Lua keeps for itself.
public enum Keyword {
    /// All of them, in alphabetical order.
    public static let all = Keywords.all.map(\.word)
}
