/// What could be completed at a cursor.
public struct CompletionContext: Equatable, Sendable {
    /// What is being written.
    public enum Kind: Equatable, Sendable {
        /// A word that stands alone: a variable or a keyword.
        case name
        /// A name behind `path.`, or behind `path:`, where only functions make sense.
        case field(of: NamePath, isMethod: Bool)
        /// The text of a key in `path["…`.
        case stringKey(of: NamePath)
        /// A key in a table that is an argument of a call: `f(x, {…`, or in quotes, `f(x, {["…`.
        case option(function: String, argument: Int)
        /// The text of a value of such a key, or of an element of a list that is its value: `f(x, {key={"…`.
        case optionValue(function: String, argument: Int, option: String)
        /// The text of any other string: perhaps the name of a file.
        case string
    }

    /// What is being written.
    public let kind: Kind
    /// The letters before the cursor that belong to it.
    public let prefix: String
    /// The bytes of those letters: what a completion replaces.
    public let range: Range<Int>
    /// The quotation mark of the string that the cursor is in.
    public let quote: Character?
}

extension SourceText {
    /// What could be completed at a cursor; nil in comments, numbers and long strings, and behind what cannot be named.
    public func completion(at cursor: Int) -> CompletionContext? {
        let touching = tokens.indices.contains(index(endingAfter: cursor - 1)) ? index(endingAfter: cursor - 1) : nil
        guard let current = touching, tokens[current].start < cursor else {
            return wordCompletion(before: tokens[..<index(endingAfter: cursor - 1)].count, prefix: cursor..<cursor)
        }
        let token = tokens[current]
        switch token.kind {
        case .comment, .unfinishedComment:
            let isClosed = token.kind == .comment && bytes[token.range].contains(Byte.newline) && token.end == cursor
            return isClosed ? wordCompletion(before: current + 1, prefix: cursor..<cursor) : nil
        case .string, .unfinishedString:
            if token.kind == .string, token.end == cursor { return nil }
            return stringCompletion(in: current, cursor: cursor)
        case .number, .malformedNumber, .invalid: return nil
        case .name: return wordCompletion(before: current, prefix: token.start..<cursor)
        default:
            if token.kind.isKeyword { return wordCompletion(before: current, prefix: token.start..<cursor) }
            return wordCompletion(before: current + 1, prefix: cursor..<cursor)
        }
    }

    private func context(
        _ kind: CompletionContext.Kind, _ range: Range<Int>, quote: Character? = nil
    ) -> CompletionContext {
        CompletionContext(
            kind: kind, prefix: String(decoding: bytes[range], as: UTF8.self), range: range, quote: quote)
    }

    private func wordCompletion(before index: Int, prefix: Range<Int>) -> CompletionContext? {
        guard let before = previous(index) else { return context(.name, prefix) }
        let kind = tokens[before].kind
        if kind == .dot || kind == .colon {
            guard let owner = previous(before), let path = path(endingAt: owner) else { return nil }
            return context(.field(of: path, isMethod: kind == .colon), prefix)
        }
        // A word directly behind another one begins nothing: "local function na|".
        if kind == .function || kind == .goto || kind == .for || kind == .doubleColon { return nil }
        if beginsEntry(kind), let (site, inner) = openCall(at: prefix.lowerBound), isOptionTable(site, inner) {
            return context(.option(function: site.function, argument: site.argument), prefix)
        }
        return context(.name, prefix)
    }

    /// Whether an entry of a table may follow.
    private func beginsEntry(_ kind: Token.Kind) -> Bool { kind == .leftBrace || kind == .comma || kind == .semicolon }

    /// Whether the innermost open bracket is a table that is an argument of the call itself.
    private func isOptionTable(_ site: CallSite, _ inner: [Int]) -> Bool {
        if bytes[site.start] == UInt8(ascii: "{") { return inner.isEmpty }
        return inner.count == 1 && tokens[inner[0]].kind == .leftBrace
    }

    private func path(endingAt last: Int) -> NamePath? {
        guard let start = startOfPath(endingAt: last) else { return nil }
        let reader = StatementReader(self)
        // The reader leaves comments out; offsets tell which tokens are meant.
        guard let first = reader.tokens.firstIndex(where: { $0.start == tokens[start].start }),
            let end = reader.tokens.firstIndex(where: { $0.start == tokens[last].start })
        else { return nil }
        return reader.path(first..<end + 1)
    }

    // MARK: In strings

    private func stringCompletion(in index: Int, cursor: Int) -> CompletionContext? {
        let token = tokens[index]
        guard bytes[token.start] != Byte.leftBracket else { return nil }
        let quote = Character(UnicodeScalar(bytes[token.start]))
        let range = token.start + 1..<cursor
        guard let before = previous(index) else { return context(.string, range, quote: quote) }
        if tokens[before].kind == .leftBracket, let owner = previous(before), let path = path(endingAt: owner) {
            return context(.stringKey(of: path), range, quote: quote)
        }
        if tokens[before].kind == .leftBracket, let outside = previous(before), beginsEntry(tokens[outside].kind),
            let (site, inner) = openCall(at: tokens[before].start), isOptionTable(site, inner)
        {
            return context(.option(function: site.function, argument: site.argument), range, quote: quote)
        }
        if let (site, inner) = openCall(at: token.start), let option = option(before: before, site: site, inner: inner)
        {
            return context(
                .optionValue(function: site.function, argument: site.argument, option: option), range, quote: quote)
        }
        return context(.string, range, quote: quote)
    }

    /// The key whose value, or an element of whose value, begins behind a token.
    private func option(before: Int, site: CallSite, inner: [Int]) -> String? {
        if isOptionTable(site, inner), tokens[before].kind == .assign { return key(before: before) }
        let tables = bytes[site.start] == UInt8(ascii: "{") ? inner : Array(inner.dropFirst())
        guard tables.count == 1, let list = tables.first, tokens[list].kind == .leftBrace,
            beginsEntry(tokens[before].kind), let sign = previous(list), tokens[sign].kind == .assign
        else { return nil }
        return key(before: sign)
    }

    private func key(before sign: Int) -> String? {
        guard let name = previous(sign), tokens[name].kind == .name else { return nil }
        return text(of: tokens[name])
    }
}
