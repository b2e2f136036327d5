/// A variable that a chunk declares outside of every block.
public struct LocalDeclaration: Equatable, Sendable {
    /// What its attribute says of it (manual, section 3.3.7).
    public enum Attribute: Sendable { case none, const, close }

    /// Its name.
    public let name: String
    /// Its attribute.
    public let attribute: Attribute
    /// The offset behind the statement: from there on the variable is there.
    public let end: Int
}

/// What an input at a prompt does, where it is one statement that gives something a value.
public enum Assignment: Equatable, Sendable {
    /// `local a, b = …`
    case locals([String])
    /// `a, t.b["c"] = …`; nil for a target that cannot be named without running code, as `f().x` or `t[i]`.
    case targets([NamePath?])
}

/// A variable, or a field reached from it: `a.b["c"][1]` is `a` and the keys `b`, `c` and 1.
public struct NamePath: Equatable, Sendable {
    /// A key in a table.
    public enum Key: Equatable, Sendable {
        case name(String)
        case integer(Int64)
    }

    /// The variable.
    public let root: String
    /// The keys, from the outside in.
    public let keys: [Key]

    /// Makes a path.
    public init(root: String, keys: [Key] = []) {
        self.root = root
        self.keys = keys
    }
}

extension SourceText {
    /// The variables that the chunk declares with `local` outside of every block, in order. The text has to be one that
    /// Lua compiles; of any other the answer may be wrong.
    public var topLevelLocals: [LocalDeclaration] {
        let reader = StatementReader(self)
        var found: [LocalDeclaration] = []
        var openings = Openings()
        var index = 0
        while index < reader.tokens.count {
            let kind = reader.tokens[index].kind
            if kind == .local, openings.indices.isEmpty {
                let (declarations, next) = reader.declaration(at: index)
                found += declarations
                index = next
            } else {
                openings.take(kind, at: index, in: reader.tokens)
                index += 1
            }
        }
        return found
    }

    /// Where the last statement outside of every block begins, if it could be an expression, or a call: there a `return`
    /// makes its value the chunk's. nil where it is anything else. The text need not compile; what the answer is good for,
    /// Lua has to say.
    public var lastExpression: Int? {
        let reader = StatementReader(self)
        var index = 0
        var last: Int?
        while let kind = reader.kind(index) {
            last = kind.beginsStatement ? nil : index
            index = max(reader.skipStatement(at: index), index + 1)
            while reader.kind(index) == .semicolon { index += 1 }
        }
        guard let last, reader.kind(reader.skipExpressions(at: last)) != .assign else { return nil }
        return reader.tokens[last].start
    }

    /// Whether a semicolon ends the text.
    public var endsWithSemicolon: Bool { tokens.last { $0.kind != .comment }?.kind == .semicolon }

    /// The `return` that ends the chunk, where it has one outside of every block.
    public var topLevelReturn: Token? {
        var openings = Openings()
        for (index, token) in tokens.enumerated() {
            if token.kind == .return, openings.indices.isEmpty { return token }
            openings.take(token.kind, at: index, in: tokens)
        }
        return nil
    }

    /// Whether a `return` stands inside of a block that is no function's, as in a loop: it ends the chunk when it is met.
    public var returnsFromBlock: Bool {
        var openings = Openings()
        for (index, token) in tokens.enumerated() {
            if token.kind == .return, !openings.indices.isEmpty,
                !openings.indices.contains(where: { tokens[$0].kind == .function })
            {
                return true
            }
            openings.take(token.kind, at: index, in: tokens)
        }
        return false
    }

    /// What the text assigns, where it is a single assignment or declaration with values; nil for all else, and where a
    /// semicolon ends it. The text has to be one that Lua compiles.
    public var assignment: Assignment? {
        let reader = StatementReader(self)
        guard let first = reader.tokens.first else { return nil }
        if first.kind == .local {
            guard reader.kind(1) != .function else { return nil }
            let (declarations, next) = reader.declaration(at: 0)
            let hasValues = reader.tokens.contains { $0.kind == .assign }
            guard next == reader.tokens.count, hasValues else { return nil }
            return .locals(declarations.map(\.name))
        }
        return reader.targets().map { .targets($0) }
    }
}

/// Finds the ends of statements and expressions. It does not judge: the text is known to compile.
struct StatementReader {
    let source: SourceText
    /// Without comments.
    let tokens: [Token]

    init(_ source: SourceText) {
        self.source = source
        tokens = source.tokens.filter { $0.kind != .comment && $0.kind != .unfinishedComment }
    }

    func kind(_ index: Int) -> Token.Kind? { tokens.indices.contains(index) ? tokens[index].kind : nil }

    /// The declaration whose `local` is at an index, and the index behind it.
    func declaration(at index: Int) -> (declarations: [LocalDeclaration], next: Int) {
        if kind(index + 1) == .function {
            let next = skipBlock(at: index + 1)
            guard kind(index + 2) == .name else { return ([], next) }
            let name = source.text(of: tokens[index + 2])
            return ([LocalDeclaration(name: name, attribute: .none, end: tokens[next - 1].end)], next)
        }
        var names: [(String, LocalDeclaration.Attribute)] = []
        var next = index + 1
        while kind(next) == .name {
            let name = source.text(of: tokens[next])
            var attribute = LocalDeclaration.Attribute.none
            next += 1
            if kind(next) == .less, kind(next + 1) == .name {
                attribute = source.text(of: tokens[next + 1]) == "close" ? .close : .const
                next += 3
            }
            names.append((name, attribute))
            guard kind(next) == .comma else { break }
            next += 1
        }
        if kind(next) == .assign { next = skipExpressions(at: next + 1) }
        next = min(next, tokens.count)
        let end = tokens[next - 1].end
        return (names.map { LocalDeclaration(name: $0.0, attribute: $0.1, end: end) }, next)
    }

    /// The targets of the assignment that the whole text is; nil where it is none.
    func targets() -> [NamePath?]? {
        var targets: [NamePath?] = []
        var next = 0
        while true {
            let start = next
            guard kind(next) == .name || kind(next) == .leftParenthesis else { return nil }
            next = skipExpression(at: next)
            targets.append(path(start..<next))
            guard kind(next) == .comma else { break }
            next += 1
        }
        guard kind(next) == .assign, skipExpressions(at: next + 1) == tokens.count else { return nil }
        return targets
    }

    /// The path that some tokens are; nil where they are anything else.
    func path(_ range: Range<Int>) -> NamePath? {
        guard let first = range.first, kind(first) == .name else { return nil }
        var keys: [NamePath.Key] = []
        var index = first + 1
        while index < range.upperBound {
            if kind(index) == .dot, kind(index + 1) == .name {
                keys.append(.name(source.text(of: tokens[index + 1])))
                index += 2
            } else if kind(index) == .leftBracket, kind(index + 2) == .rightBracket, let key = key(tokens[index + 1]) {
                keys.append(key)
                index += 3
            } else {
                return nil
            }
        }
        return NamePath(root: source.text(of: tokens[first]), keys: keys)
    }

    /// A key that is written out; strings with escapes, or with bytes that are no UTF-8, are left to Lua.
    private func key(_ token: Token) -> NamePath.Key? {
        let text = source.text(of: token)
        if token.kind == .number { return Int64(text).map { .integer($0) } }
        guard token.kind == .string, let quote = text.utf8.first, quote != Byte.leftBracket,
            !text.utf8.contains(Byte.backslash), text.utf8.elementsEqual(source.bytes[token.range])
        else { return nil }
        return .name(String(text.dropFirst().dropLast()))
    }

    // MARK: Skipping

    /// The index behind the statement at an index.
    func skipStatement(at index: Int) -> Int {
        switch kind(index) {
        case .local: return declaration(at: index).next
        case .function where kind(index + 1) == .leftParenthesis:
            // No statement begins so, but an expression may.
            return skipExpressions(at: index)
        case .function, .do, .repeat:
            let next = skipBlock(at: index)
            return kind(index) == .repeat ? skipExpression(at: next) : next
        case .while, .for, .if: return skipControlled(at: index)
        case .return: return skipExpressions(at: index + 1)
        case .goto: return index + 2
        case .doubleColon: return index + 3
        case .break, .semicolon: return index + 1
        default:
            let next = skipExpressions(at: index)
            return kind(next) == .assign ? skipExpressions(at: next + 1) : next
        }
    }

    /// `while`, `for` and `if`: up to their `do` or `then`, and the blocks behind.
    private func skipControlled(at index: Int) -> Int {
        var next = index + 1
        while let kind = kind(next) {
            switch kind {
            case .do: return skipBlock(at: next)
            case .then:
                next = skipBlock(at: next)
                if self.kind(next - 1) != .elseif { return next }
            case .function, .leftParenthesis, .leftBrace, .leftBracket: next = skipBlock(at: next)
            default: next += 1
            }
        }
        return next
    }

    func skipExpressions(at index: Int) -> Int {
        var next = skipExpression(at: index)
        while kind(next) == .comma { next = skipExpression(at: next + 1) }
        return next
    }

    /// The index behind the expression at an index.
    func skipExpression(at index: Int) -> Int {
        var next = index
        while true {
            while let kind = kind(next), Self.isUnary(kind) { next += 1 }
            next = skipOperand(at: next)
            guard let kind = kind(next), Self.isBinary(kind) else { return next }
            next += 1
        }
    }

    /// A simple value, or a name or bracketed expression with all that may follow it: fields, indices, calls.
    private func skipOperand(at index: Int) -> Int {
        guard let first = kind(index) else { return tokens.count }
        switch first {
        case .function, .leftBrace: return skipBlock(at: index)
        case .leftParenthesis: break
        case .name: break
        default: return index + 1
        }
        var next = first == .name ? index + 1 : skipBlock(at: index)
        while let kind = kind(next) {
            switch kind {
            case .dot, .colon: next += 2
            case .leftBracket, .leftParenthesis, .leftBrace: next = skipBlock(at: next)
            case .string: next += 1
            default: return next
            }
        }
        return next
    }

    /// The index behind what closes the bracket or function at an index.
    private func skipBlock(at index: Int) -> Int {
        var openings = Openings()
        var next = index
        repeat {
            openings.take(tokens[next].kind, at: next, in: tokens)
            next += 1
        } while next < tokens.count && !openings.indices.isEmpty
        return next
    }

    private static func isUnary(_ kind: Token.Kind) -> Bool {
        kind == .not || kind == .minus || kind == .hash || kind == .tilde
    }

    private static func isBinary(_ kind: Token.Kind) -> Bool {
        switch kind {
        case .plus, .minus, .star, .slash, .doubleSlash, .percent, .caret, .ampersand, .tilde, .pipe, .shiftLeft,
            .shiftRight, .equal, .notEqual, .lessEqual, .greaterEqual, .less, .greater, .concat, .and, .or:
            true
        default: false
        }
    }
}

extension Token.Kind {
    /// Whether a statement that begins so is no expression.
    fileprivate var beginsStatement: Bool {
        switch self {
        case .local, .do, .repeat, .while, .for, .if, .return, .goto, .doubleColon, .break, .semicolon: true
        default: false
        }
    }
}
