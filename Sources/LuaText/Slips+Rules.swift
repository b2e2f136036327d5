/// Rules, each from text to text; what they are not about stays as it is.
extension Slips {
    // MARK: Words

    private static let names = [
        "null": "nil", "None": "nil", "undefined": "nil", "NULL": "nil", "Nil": "nil", "True": "true", "False": "false",
        "elif": "elseif", "elsif": "elseif", "elseif": "elseif", "endif": "end", "endfor": "end", "endwhile": "end",
        "def": "function", "func": "function", "fn": "function", "fun": "function",
    ]
    private static let keywordsOfLua: Set<String> = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil", "not",
        "or", "repeat", "return", "then", "true", "until", "while",
    ]

    /// `null`, `elif`, `IF`, `else if`, `is not`, `throw x`.
    static func keywords(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices {
            let isField = pieces.kind(index - 1) == .dot || pieces.kind(index - 1) == .colon
            if pieces.kind(index) == .name, !isField, pieces.kind(index + 1) != .assign {
                let word = pieces.word(index)
                if let name = names[word] {
                    // `def` and the like only before a name.
                    if name != "function" || pieces.kind(index + 1) == .name { pieces.words[index] = name }
                } else if keywordsOfLua.contains(word.lowercased()) {
                    pieces.words[index] = word.lowercased()
                } else if word == "is", pieces.kind(index + 1) == .not {
                    pieces.words[index] = "~="
                    pieces.clear(index + 1..<index + 2)
                } else if word == "is", index > 0 {
                    pieces.words[index] = "=="
                } else if ["throw", "raise"].contains(word), pieces.isStatementStart(index),
                    index + 1 < pieces.words.count
                {
                    let end = pieces.end(of: index + 1)
                    pieces.words[index] = "error("
                    pieces.spaces[index + 1] = ""
                    pieces.words[end - 1] += ")"
                }
            }
            if pieces.kind(index) == .else, pieces.kind(index + 1) == .if, !pieces.isLineStart(index + 1) {
                pieces.words[index] = "elseif"
                pieces.clear(index + 1..<index + 2)
            }
        }
        return pieces.text
    }

    /// `let x = 1`, `const x = 1`, `x := 1`, `import json`.
    static func declarations(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices where pieces.kind(index) == .name && pieces.isStatementStart(index) {
            if ["let", "const", "var", "my", "auto"].contains(pieces.word(index)), pieces.kind(index + 1) == .name {
                pieces.words[index] = "local"
            } else if pieces.word(index) == "import", pieces.kind(index + 1) == .name {
                let name = pieces.word(index + 1)
                pieces.words[index] = "local \(name) = require"
                pieces.words[index + 1] = "\"\(name)\""
            } else if pieces.kind(index + 1) == .colon, pieces.kind(index + 2) == .assign, pieces.isJoined(index + 2) {
                pieces.words[index] = "local " + pieces.words[index]
                pieces.words[index + 1] = ""
            }
        }
        return pieces.text
    }

    // MARK: Assignments

    private static let compound: Set<Token.Kind> = [
        .plus, .minus, .star, .slash, .percent, .caret, .concat, .doubleSlash,
    ]

    /// `x += 1`, `x++`.
    static func assignments(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices.dropFirst() {
            guard let kind = pieces.kind(index), compound.contains(kind),
                let start = pieces.source.startOfPath(endingAt: index - 1), pieces.isStatementStart(start)
            else { continue }
            let target = pieces.text(start..<index)
            if pieces.kind(index + 1) == .assign, pieces.isJoined(index + 1), index + 2 < pieces.words.count {
                let end = pieces.end(of: index + 2)
                let needsBrackets = (index + 2..<end).count > 1 && kind != .plus && kind != .concat
                let value = pieces.text(index + 2..<end)
                let sign = pieces.word(index)
                pieces.words[index] = "= \(target) \(sign) " + (needsBrackets ? "(\(value))" : value)
                pieces.clear(index + 1..<end)
            } else if kind == .plus, pieces.kind(index + 1) == .plus, pieces.isJoined(index + 1) {
                pieces.words[index] = " = \(target) + 1"
                pieces.clear(index + 1..<index + 2)
            }
        }
        return pieces.text
    }

    /// `x == 5` where nothing asks for a condition.
    static func comparisons(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices.dropFirst() where pieces.kind(index) == .equal {
            guard var start = pieces.source.startOfPath(endingAt: index - 1) else { continue }
            if pieces.kind(start - 1) == .local { start -= 1 }
            if pieces.isStatementStart(start) { pieces.words[index] = "=" }
        }
        return pieces.text
    }

    /// `if x = 5 then`.
    static func conditions(_ text: String) -> String {
        var pieces = Pieces(text)
        var isCondition = false, depth = 0
        for index in pieces.words.indices {
            switch pieces.kind(index) {
            case .if, .elseif, .while, .until: (isCondition, depth) = (true, 0)
            case .then, .do: isCondition = false
            case .leftBrace, .function: depth += 1
            case .rightBrace, .end: depth -= 1
            case .assign where isCondition && depth == 0:
                if pieces.kind(index + 1) == .greater, pieces.isJoined(index + 1) {
                    pieces.words[index] = ">="
                    pieces.words[index + 1] = ""
                } else {
                    pieces.words[index] = "=="
                }
            default: break
            }
        }
        return pieces.text
    }

    // MARK: Tables and texts

    /// `{name: "x"}`, `{"name": "x"}`, `{name => "x"}`.
    static func pairs(_ text: String) -> String {
        var pieces = Pieces(text)
        var open: [Token.Kind] = []
        for index in pieces.words.indices {
            switch pieces.kind(index) {
            case .leftBrace, .leftParenthesis, .leftBracket: open.append(pieces.kind(index) ?? .leftBrace)
            case .rightBrace, .rightParenthesis, .rightBracket: _ = open.popLast()
            case .name, .string:
                let before = pieces.kind(index - 1)
                guard open.last == .leftBrace, before == .leftBrace || before == .comma || before == .semicolon else {
                    continue
                }
                let isColon = pieces.kind(index + 1) == .colon
                let isArrow = pieces.kind(index + 1) == .assign && pieces.kind(index + 2) == .greater
                guard isColon || isArrow else { continue }
                pieces.words[index + 1] = " ="
                pieces.spaces[index + 1] = ""
                if isArrow { pieces.clear(index + 2..<index + 3) }
                let value = index + (isArrow ? 3 : 2)
                if pieces.isJoined(value) { pieces.spaces[value] = " " }
                guard pieces.kind(index) == .string else { continue }
                let key = String(pieces.word(index).dropFirst().dropLast())
                pieces.words[index] = SourceText(key).isName ? key : "[\(pieces.word(index))]"
            default: break
            }
        }
        return pieces.text
    }

    /// `[1, 2]`.
    static func lists(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices where pieces.kind(index) == .leftBracket {
            switch pieces.kind(index - 1) {
            case .name, .rightBracket, .rightParenthesis, .string: continue
            default: break
            }
            guard let end = pieces.source.closing(index), pieces.kind(end + 1) != .assign else { continue }
            pieces.words[index] = "{"
            pieces.words[end] = "}"
        }
        return pieces.text
    }

    /// `"a" . name`, and `"a" + b` where one side is a text.
    static func joins(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices.dropFirst() {
            let sides = [pieces.kind(index - 1), pieces.kind(index + 1)]
            if pieces.kind(index) == .dot, sides.contains(.string) { pieces.words[index] = ".." }
        }
        return pieces.text
    }

    /// `a ? b : c`.
    static func ternary(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices where pieces.kind(index) == .invalid && pieces.word(index) == "?" {
            let end = pieces.end(of: index)
            guard let colon = (index..<end).first(where: { pieces.kind($0) == .colon }) else { continue }
            pieces.words[index] = "and"
            pieces.words[colon] = "or"
            if pieces.isJoined(index) { pieces.spaces[index] = " " }
            if pieces.isJoined(colon) { pieces.spaces[colon] = " " }
        }
        return pieces.text
    }

    /// `// words`, `# words`, `/* words */`.
    static func comments(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices {
            let isBlock = pieces.kind(index) == .slash && pieces.kind(index + 1) == .star && pieces.isJoined(index + 1)
            if isBlock {
                let end = pieces.words.indices.dropFirst(index + 2).first {
                    pieces.kind($0) == .star && pieces.kind($0 + 1) == .slash
                }
                guard let end else { continue }
                pieces.words[index] = "--[["
                pieces.words[index + 1] = ""
                pieces.words[end] = "]]"
                pieces.words[end + 1] = ""
                return pieces.text
            }
            let isHash =
                pieces.kind(index) == .hash && (pieces.isLineStart(index) || endsExpression(pieces.kind(index - 1)))
            if pieces.kind(index) == .doubleSlash || isHash {
                pieces.words[index] = "--"
                // What follows in the line is no code: its quotes need no partners.
                let all = String(decoding: pieces.source.bytes[pieces.source.tokens[index].end...], as: UTF8.self)
                let line = all.prefix { $0 != "\n" }
                return pieces.text(0..<index + 1, with: line + comments(String(all[line.endIndex...])))
            }
        }
        return pieces.text
    }

    private static func endsExpression(_ kind: Token.Kind?) -> Bool {
        switch kind {
        case .name, .number, .string, .rightParenthesis, .rightBrace, .rightBracket, .end, .nil, .true, .false: true
        default: false
        }
    }
}

extension Slips.Pieces {
    /// The pieces of a range that begins the text, and other words behind them. Only what follows the line is mended further.
    fileprivate func text(_ range: Range<Int>, with rest: String) -> String {
        range.map { spaces[$0] + words[$0] }.joined() + rest
    }
}
