/// A call that is being written.
public struct CallSite: Equatable, Sendable {
    /// What is called, as it is written, without white space: `bitrix.contact`, `s:rep`.
    public let function: String
    /// The argument at the cursor, from 1.
    public let argument: Int
    /// The offset of the bracket that opens the arguments.
    public let start: Int
}

extension SourceText {
    /// The innermost call whose arguments are being written at an offset: `f(…`, `f{…`. nil outside of calls, in the
    /// parameters of a definition, in the body of a function, and where what is called has no plain name.
    public func call(at offset: Int) -> CallSite? { openCall(at: offset)?.site }

    /// The call, and the brackets that are open inside it, as indices of tokens.
    func openCall(at offset: Int) -> (site: CallSite, inner: [Int])? {
        let open = openings(at: offset)
        for (position, opener) in open.enumerated().reversed() {
            switch tokens[opener].kind {
            case .leftBracket: continue
            case .leftParenthesis, .leftBrace:
                let before = previous(opener)
                guard let before, endsPrefix(tokens[before].kind) else { continue }
                let start = startOfPath(endingAt: before)
                if let start, let definer = previous(start), tokens[definer].kind == .function { return nil }
                if tokens[before].kind == .name, before > 0, tokens[before - 1].kind == .function { return nil }
                guard let start else { return nil }
                let name = tokens[start...before].filter { $0.kind != .comment }.map { text(of: $0) }.joined()
                let argument = 1 + commas(from: opener, to: offset)
                let site = CallSite(function: name, argument: argument, start: tokens[opener].start)
                return (site, Array(open[(position + 1)...]))
            default: return nil
            }
        }
        return nil
    }

    /// Whether arguments may follow a token.
    private func endsPrefix(_ kind: Token.Kind) -> Bool {
        switch kind {
        case .name, .rightBracket, .rightParenthesis, .string, .function: true
        default: false
        }
    }

    /// The commas between the arguments of a call up to an offset.
    private func commas(from opener: Int, to offset: Int) -> Int {
        var openings = Openings()
        var count = 0
        for (index, token) in tokens[opener...].enumerated() {
            if token.end > offset { break }
            if token.kind == .comma && openings.indices.count == 1 { count += 1 }
            openings.take(token.kind, at: opener + index, in: tokens)
        }
        return tokens[opener].kind == .leftBrace ? 0 : count
    }

    /// The index of the token before one, comments left out.
    func previous(_ index: Int) -> Int? {
        var before = index - 1
        while before >= 0, tokens[before].kind == .comment { before -= 1 }
        return before >= 0 ? before : nil
    }

    /// The index of the first token of a variable with fields (`a.b["c"]:d`) that ends at a token; nil where the tokens
    /// before are anything else, as calls.
    func startOfPath(endingAt last: Int) -> Int? {
        var index = last
        while true {
            switch tokens[index].kind {
            case .name:
                guard let separator = previous(index) else { return index }
                let kind = tokens[separator].kind
                guard kind == .dot || kind == .colon else { return index }
                guard let owner = previous(separator) else { return nil }
                index = owner
            case .rightBracket:
                guard let key = previous(index), let opener = previous(key), tokens[opener].kind == .leftBracket,
                    let owner = previous(opener)
                else { return nil }
                index = owner
            default: return nil
            }
        }
    }
}
