/// One word of Lua text: a range of bytes and what it is. White space lies between tokens.
public struct Token: Equatable, Sendable {
    /// What a token is.
    public enum Kind: UInt8, Sendable {
        // Words of their own.
        case name, number, string, comment
        /// A quoted string without its closing quote, or a long string without its closing bracket.
        case unfinishedString
        /// A long comment without its closing bracket.
        case unfinishedComment
        /// Digits and letters that are no number, as `3x`.
        case malformedNumber
        /// A byte that Lua's grammar has no use for.
        case invalid

        // Keywords, in the order of the manual (section 3.1).
        case and, `break`, `do`, `else`, elseif, end, `false`, `for`, function, goto, `if`, `in`, local, `nil`, not, or
        case `repeat`, `return`, then, `true`, until, `while`

        // Operators and punctuation.
        case plus, minus, star, slash, doubleSlash, percent, caret, hash, ampersand, tilde, pipe, shiftLeft, shiftRight
        case equal, notEqual, lessEqual, greaterEqual, less, greater, assign, concat
        case leftParenthesis, rightParenthesis, leftBrace, rightBrace, leftBracket, rightBracket
        case doubleColon, semicolon, colon, comma, dot, ellipsis

        /// Whether this is a keyword of the language.
        public var isKeyword: Bool { rawValue >= Kind.and.rawValue && rawValue <= Kind.while.rawValue }
    }

    /// What it is.
    public let kind: Kind
    /// The offset of its first byte.
    public let start: Int
    /// The offset after its last byte.
    public let end: Int

    /// The bytes it takes.
    public var range: Range<Int> { start..<end }
}
