extension Token.Kind {
    /// What closes what this opens; nil where this opens nothing. `while` and `for` open with their `do`.
    var closer: Token.Kind? {
        switch self {
        case .leftParenthesis: .rightParenthesis
        case .leftBracket: .rightBracket
        case .leftBrace: .rightBrace
        case .function, .do, .then, .else: .end
        case .repeat: .until
        default: nil
        }
    }

    /// Whether this ends what something before it has opened. `else` and `elseif` end the part before them.
    var closes: Bool {
        switch self {
        case .rightParenthesis, .rightBracket, .rightBrace, .end, .until, .else, .elseif: true
        default: false
        }
    }

    fileprivate var isBracket: Bool {
        switch self {
        case .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .leftBrace, .rightBrace: true
        default: false
        }
    }
}

/// What is open at a place: the indices of tokens that wait for their closers, the innermost last.
struct Openings {
    private(set) var indices: [Int] = []

    /// Takes a token in. A closer that fits nothing open on top is left out, unless something further down waits for it.
    mutating func take(_ kind: Token.Kind, at index: Int, in tokens: [Token]) {
        if kind.closes {
            let waiting = indices.lastIndex { opener in
                kind == .else || kind == .elseif
                    ? tokens[opener].kind == .then : tokens[opener].kind.closer == kind
            }
            if let waiting { indices.removeSubrange(waiting...) }
        }
        if kind.closer != nil { indices.append(index) }
    }
}

extension SourceText {
    /// The tokens that are open at an offset: all that end there or before count.
    func openings(at offset: Int) -> [Int] {
        var openings = Openings()
        for (index, token) in tokens.enumerated() {
            if token.end > offset { break }
            openings.take(token.kind, at: index, in: tokens)
        }
        return openings.indices
    }

    /// How deep a new line at an offset is to be indented: the number of lines before it that leave something open
    /// (`do`, `then`, `function`, `repeat`, brackets). 0 inside a long string or comment, whose text is nobody's block.
    public func depth(at offset: Int) -> Int {
        let at = index(endingAfter: offset)
        if at < tokens.count, tokens[at].start < offset, tokens[at].kind != .name,
            bytes[tokens[at].range].contains(Byte.newline)
        {
            return 0
        }
        if let last = tokens[..<at].last, last.kind == .unfinishedComment || last.kind == .unfinishedString { return 0 }
        var lines = 0
        var previous: Int?
        for opener in openings(at: offset) {
            let start = tokens[opener].start
            if let previous, !bytes[previous..<start].contains(Byte.newline) { continue }
            lines += 1
            previous = start
        }
        return lines
    }

    /// How deep the line that begins at an offset belongs: as ``depth(at:)``, and one less where it begins with what
    /// closes the block (`end`, `}`, `else`, …).
    public func depth(ofLineAt start: Int) -> Int {
        let depth = depth(at: start)
        let first = index(endingAfter: start)
        guard first < tokens.count, depth > 0, tokens[first].kind.closes,
            !bytes[start..<max(start, tokens[first].start)].contains(Byte.newline)
        else { return depth }
        return depth - 1
    }

    /// The pair of brackets at a cursor, as the offsets of both: the one behind which the cursor stands, or the one
    /// before which it stands; nil where there is no bracket, or no other half.
    public func matchingBrackets(at cursor: Int) -> (open: Int, close: Int)? {
        let following = index(endingAfter: cursor)
        for index in [following - 1, following] where tokens.indices.contains(index) {
            let token = tokens[index]
            guard token.kind.isBracket, token.start == cursor || token.end == cursor else { continue }
            return pair(of: index).map { (tokens[$0].start, tokens[$1].start) }
        }
        return nil
    }

    private func pair(of wanted: Int) -> (Int, Int)? {
        var open: [Int] = []
        for (index, token) in tokens.enumerated() where token.kind.isBracket {
            if token.kind.closer != nil {
                open.append(index)
            } else if let opener = open.last {
                // A closer of another kind is a mistake; it matches nothing and hides what is around it.
                let fits = tokens[opener].kind.closer == token.kind
                open.removeLast()
                if opener == wanted || index == wanted { return fits ? (opener, index) : nil }
            } else if index == wanted {
                return nil
            }
        }
        return nil
    }
}
