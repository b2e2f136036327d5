/// A value that code looks up: a variable, or what a call returned, and fields behind it: `d._included.company`.
public struct Access: Equatable, Sendable {
    /// One field or element.
    public enum Step: Equatable, Sendable {
        case name(String)
        case number(Int)
        /// An element whose key is in a variable: `list[i]`.
        case variable(String)

        /// The name of a field; nil for elements.
        public var name: String? {
            if case .name(let name) = self { name } else { nil }
        }
    }

    /// A call as it is written.
    public struct Call: Equatable, Sendable {
        /// What is called: `bitrix.contact`.
        public let function: String
        /// What stands between the brackets; a string or table that is an argument without brackets.
        public let arguments: String
    }

    /// The variable; "" behind a call.
    public let root: String
    /// The call whose result it is.
    public let call: Call?
    /// What is looked up, in order.
    public let steps: [Step]

    /// The path up to and with a step, from -1 for the variable alone, with a line end before each step: a `.`, `#` or `$` and
    /// the key.
    public func path(upTo end: Int) -> String {
        steps.prefix(end + 1).reduce(root) { path, step in
            switch step {
            case .name(let name): "\(path)\n.\(name)"
            case .number(let number): "\(path)\n#\(number)"
            case .variable(let name): "\(path)\n$\(name)"
            }
        }
    }

    /// The same as Lua text.
    public func text(upTo end: Int) -> String {
        steps.prefix(end + 1).reduce(root) { path, step in
            switch step {
            case .name(let name): SourceText(name).isName ? "\(path).\(name)" : "\(path)[\"\(name)\"]"
            case .number(let number): "\(path)[\(number)]"
            case .variable(let name): "\(path)[\(name)]"
            }
        }
    }
}

extension SourceText {
    /// Whether the text is one name.
    var isName: Bool { tokens.count == 1 && tokens[0].kind == .name && tokens[0].end == bytes.count }

    /// Everything that is looked up, in the order of the text; behind a call once more from the call on.
    public var accesses: [Access] {
        var found: [Access] = []
        var index = 0
        while index < tokens.count {
            defer { index += 1 }
            guard tokens[index].kind == .name else { continue }
            if let before = previous(index), [.dot, .colon].contains(tokens[before].kind) { continue }
            found += accesses(from: index)
        }
        return found
    }

    /// The calls of functions whose name begins so, as `bitrix.`.
    public func calls(ofFunctionsBeginningWith prefix: String) -> [Access.Call] {
        accesses.compactMap(\.call).filter { $0.function.hasPrefix(prefix) }
    }

    /// The path that is assigned to a variable last: `d.x` of `local a, b = c, d.x` for `b`; nil where the last assignment is
    /// anything else.
    public func valueAssigned(to variable: String) -> Access? {
        for index in tokens.indices.reversed() where tokens[index].kind == .name && text(of: tokens[index]) == variable
        {
            if let before = previous(index), [.dot, .colon].contains(tokens[before].kind) { continue }
            // Where it stands among the names before the sign, and the expression at that place behind it.
            var sign = index + 1, first = index, place = 0
            while sign + 1 < tokens.count, tokens[sign].kind == .comma, tokens[sign + 1].kind == .name { sign += 2 }
            guard sign < tokens.count, tokens[sign].kind == .assign else { continue }
            while first >= 2, tokens[first - 1].kind == .comma, tokens[first - 2].kind == .name {
                first -= 2
                place += 1
            }
            var value = sign + 1, depth = 0
            while place > 0, value < tokens.count {
                switch tokens[value].kind {
                case .leftParenthesis, .leftBrace, .leftBracket: depth += 1
                case .rightParenthesis, .rightBrace, .rightBracket: depth -= 1
                case .comma where depth == 0: place -= 1
                default: break
                }
                value += 1
            }
            guard value < tokens.count, tokens[value].kind == .name else { return nil }
            return accesses(from: value).last { !$0.steps.isEmpty }
        }
        return nil
    }

    /// Reads one chain of fields and calls from its first name on.
    private func accesses(from start: Int) -> [Access] {
        var found: [Access] = []
        var root = text(of: tokens[start]), call: Access.Call?, steps: [Access.Step] = []
        var index = start + 1
        func end() { if call != nil || !steps.isEmpty { found.append(Access(root: root, call: call, steps: steps)) } }
        scanning: while index < tokens.count {
            switch tokens[index].kind {
            case .dot, .colon:
                guard index + 1 < tokens.count, tokens[index + 1].kind == .name else { break scanning }
                steps.append(.name(text(of: tokens[index + 1])))
                index += 2
            case .leftBracket:
                guard index + 2 < tokens.count, tokens[index + 2].kind == .rightBracket,
                    let step = step(tokens[index + 1])
                else { break scanning }
                steps.append(step)
                index += 3
            case .leftParenthesis, .leftBrace, .string:
                guard let last = closing(index) else { break scanning }
                let function = String(
                    decoding: bytes[tokens[start].start..<tokens[index - 1].end], as: UTF8.self)
                let isBracket = tokens[index].kind == .leftParenthesis
                let range =
                    isBracket ? tokens[index].end..<tokens[last].start : tokens[index].start..<tokens[last].end
                end()
                call = .init(function: function, arguments: String(decoding: bytes[range], as: UTF8.self))
                (root, steps) = ("", [])
                index = last + 1
            default: break scanning
            }
        }
        end()
        return found
    }

    private func step(_ token: Token) -> Access.Step? {
        let text = text(of: token)
        switch token.kind {
        case .number: return Int(text).map { .number($0) }
        case .name: return .variable(text)
        case .string where text.count >= 2 && !text.contains("\\") && !text.hasPrefix("["):
            return .name(String(text.dropFirst().dropLast()))
        default: return nil
        }
    }

    /// The index of the bracket that closes one; its own for a string.
    func closing(_ opener: Int) -> Int? {
        if tokens[opener].kind == .string { return opener }
        var depth = 0
        for index in opener..<tokens.count {
            switch tokens[index].kind {
            case .leftParenthesis, .leftBrace, .leftBracket: depth += 1
            case .rightParenthesis, .rightBrace, .rightBracket:
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        return nil
    }
}
