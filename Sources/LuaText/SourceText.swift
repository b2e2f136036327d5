/// Lua text, as somebody types it, and its tokens. Offsets are in bytes of UTF-8.
///
/// Any bytes will do: whole chunks, beginnings, nonsense. A text of 2,000 lines takes well under a millisecond or two.
///
/// ```swift
/// let text = SourceText("print(bitrix.contact(71")
/// text.depth(at: 23)                   // 1: one line is left open
/// text.call(at: 23)?.function          // "bitrix.contact"
/// ```
public struct SourceText: Sendable {
    /// The text.
    public let bytes: [UInt8]
    /// Its tokens, comments too, in order.
    public let tokens: [Token]

    /// Splits a text into tokens.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        tokens = Lexer.tokens(of: bytes)
    }

    /// Splits a text into tokens.
    public init(_ text: String) { self.init(Array(text.utf8)) }

    /// The words of a token.
    public func text(of token: Token) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

    /// All names in the text, once each, in the order in which they first come; fields and methods are left out.
    public var names: [String] {
        var seen: Set<String> = []
        var names: [String] = []
        var before: Token.Kind?
        for token in tokens where token.kind != .comment {
            defer { before = token.kind }
            guard token.kind == .name, before != .dot, before != .colon else { continue }
            let name = text(of: token)
            if seen.insert(name).inserted { names.append(name) }
        }
        return names
    }

    /// Whether a quoted string ends with its line: no further line can mend that.
    public var hasUnfinishedQuote: Bool {
        tokens.contains { token in
            guard token.kind == .unfinishedString, bytes[token.start] != Byte.leftBracket else { return false }
            return bytes[token.end - 1] != Byte.backslash && !endsWithZ(token)
        }
    }

    /// Whether the last two lines are empty: who presses Enter there has nothing to add. False inside a long string or a long
    /// comment, where empty lines are text.
    public var endsInEmptyLines: Bool {
        if let last = tokens.last, last.kind == .unfinishedString || last.kind == .unfinishedComment { return false }
        let blank = bytes.reversed().prefix { Byte.isSpace($0) }
        return blank.count < bytes.count && blank.count { $0 == Byte.newline } >= 2
    }

    /// `\z` at the end skips the line end that comes.
    private func endsWithZ(_ token: Token) -> Bool {
        var end = token.end
        while end > token.start, Byte.isSpace(bytes[end - 1]) { end -= 1 }
        return end - token.start >= 3 && bytes[end - 1] == UInt8(ascii: "z") && bytes[end - 2] == Byte.backslash
    }

    /// The index of the first token that ends behind an offset.
    func index(endingAfter offset: Int) -> Int {
        var low = 0, high = tokens.count
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
