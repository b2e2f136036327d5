/// Rules about blocks, loops, functions and calls.
extension Slips {
    /// `for c in list do`, which Lua takes for a call of the list.
    public static func iteration(_ text: String) -> String? {
        let mended = loops(text, wrapsLists: true)
        return mended == text ? nil : mended
    }

    /// `"a" + b`, where Lua joins texts with two dots; and `print "a" + b`, which calls with the first of them only.
    ///
    /// - Parameter joinsAll: whether a sum is meant as a text even where no text stands in the line.
    public static func textSum(_ text: String, joinsAll: Bool = false) -> String? {
        var pieces = Pieces(text)
        let hasText = pieces.source.tokens.contains { $0.kind == .string }
        var isText = joinsAll && !hasText
        for index in pieces.words.indices {
            switch pieces.kind(index) {
            case .plus:
                isText = isText || pieces.kind(index - 1) == .string || pieces.kind(index + 1) == .string
                guard isText else { continue }
                pieces.words[index] = ".."
                // Two dots behind digits would be a part of the number.
                if pieces.kind(index - 1) == .number, pieces.isJoined(index) { pieces.spaces[index] = " " }
            case .comma, .semicolon: isText = joinsAll && !hasText
            default: break
            }
        }
        let joined = pieces.text
        if joined == text { return nil }
        pieces = Pieces(joined)
        for index in pieces.words.indices.dropFirst()
        where pieces.kind(index) == .string && pieces.kind(index + 1) == .concat {
            guard let start = pieces.source.startOfPath(endingAt: index - 1), pieces.isStatementStart(start) else {
                continue
            }
            let end = pieces.end(of: index)
            pieces.words[index] = "(" + pieces.words[index]
            pieces.spaces[index] = ""
            pieces.words[end - 1] += ")"
        }
        return pieces.text
    }

    /// `print x`, `contact 71`.
    static func call(_ text: String, _ functions: Set<String>) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices.dropFirst() where !pieces.isLineStart(index) {
            let isLiteral: Bool
            switch pieces.kind(index) {
            case .number, .nil, .true, .false: isLiteral = true
            case .name, .not, .hash: isLiteral = false
            default: continue
            }
            guard pieces.kind(index - 1) == .name, let start = pieces.source.startOfPath(endingAt: index - 1) else {
                continue
            }
            switch pieces.kind(start - 1) {
            case .local, .for, .function, .goto: continue
            case .assign, .leftParenthesis, .comma, .return: if !isLiteral { continue }
            default: if !pieces.isStatementStart(start) { continue }
            }
            let closesOutside = pieces.kind(start - 1) == .leftParenthesis || pieces.kind(start - 1) == .comma
            let end = closesOutside ? index + 1 : pieces.end(of: index)
            if start == index - 1, functions.contains(pieces.word(start)) {
                pieces.words[start] = "bitrix." + pieces.words[start]
            }
            pieces.words[index] = "(" + pieces.words[index]
            pieces.spaces[index] = ""
            pieces.words[end - 1] += ")"
            return pieces.text
        }
        return text
    }

    // MARK: Functions

    /// `(x) => x + 1`, `function(x) => x + 1`, `lambda x: x + 1`.
    static func arrows(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices {
            if pieces.kind(index) == .name, pieces.word(index) == "lambda",
                let colon = (index..<pieces.words.count).first(where: { pieces.kind($0) == .colon })
            {
                let parameters = index + 1 < colon ? pieces.text(index + 1..<colon) : ""
                return define(&pieces, from: index, parameters, body: colon + 1)
            }
            guard index > 0, pieces.kind(index) == .assign || pieces.kind(index) == .minus,
                pieces.kind(index + 1) == .greater, pieces.isJoined(index + 1)
            else { continue }
            if pieces.kind(index - 1) == .name {
                // A pair of a table, as other languages write it.
                if pieces.kind(index - 2) == .leftBrace { continue }
                return define(&pieces, from: index - 1, pieces.word(index - 1), body: index + 2)
            }
            guard pieces.kind(index - 1) == .rightParenthesis,
                let open = (0..<index).first(where: {
                    pieces.kind($0) == .leftParenthesis && pieces.source.closing($0) == index - 1
                })
            else { continue }
            let start = pieces.kind(open - 1) == .function ? open - 1 : open
            let parameters = open + 1 < index - 1 ? pieces.text(open + 1..<index - 1) : ""
            return define(&pieces, from: start, parameters, body: index + 2)
        }
        return text
    }

    private static func define(
        _ pieces: inout Pieces, from start: Int, _ parameters: String, body: Int
    ) -> String {
        guard body < pieces.words.count else { return pieces.text }
        if pieces.kind(body) == .leftBrace, let end = pieces.source.closing(body) {
            pieces.words[body] = ""
            pieces.words[end] = " end"
            pieces.words[start] = "function(\(parameters))"
        } else {
            var end = body
            scanning: while end < pieces.words.count, end == body || !pieces.isLineStart(end) {
                switch pieces.kind(end) {
                case .rightParenthesis, .rightBrace, .rightBracket, .comma, .semicolon, .comment: break scanning
                case .leftParenthesis, .leftBrace, .leftBracket: end = (pieces.source.closing(end) ?? end) + 1
                default: end += 1
                }
            }
            // A body that has its own end is left to it.
            let hasEnd = (body..<end).contains { pieces.kind($0) == .end }
            pieces.words[start] = "function(\(parameters))" + (hasEnd ? "" : " return")
            if !hasEnd { pieces.words[end - 1] += " end" }
            if pieces.isJoined(body) { pieces.spaces[body] = " " }
        }
        pieces.clear(start + 1..<body)
        return pieces.text
    }

    // MARK: Blocks

    /// `if (x) { … } else { … }`, `while (x) { … }`, `function f(x) { … }`.
    static func blocks(_ text: String) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices where pieces.kind(index) == .leftBrace {
            guard let word = opening(before: index, in: pieces), let end = pieces.source.closing(index) else {
                continue
            }
            pieces.words[index] = word
            if pieces.isJoined(index), !word.isEmpty { pieces.spaces[index] = " " }
            if word.isEmpty { pieces.spaces[index] = pieces.spaces[index].filter { $0 == "\n" } }
            if index + 1 < end, pieces.isJoined(index + 1) { pieces.spaces[index + 1] = " " }
            let isContinued = pieces.kind(end + 1) == .else || pieces.kind(end + 1) == .elseif
            pieces.words[end] = isContinued ? "" : "end"
            if isContinued {
                pieces.spaces[end] = pieces.spaces[end].filter { $0 == "\n" }
            } else if pieces.isJoined(end) {
                pieces.spaces[end] = " "
            }
        }
        return pieces.text
    }

    /// Lua's word for a brace that opens a block; nil for one of a table.
    private static func opening(before brace: Int, in pieces: Pieces) -> String? {
        if pieces.kind(brace - 1) == .else { return "" }
        guard pieces.kind(brace - 1) == .rightParenthesis,
            let open = (0..<brace).first(where: {
                pieces.kind($0) == .leftParenthesis && pieces.source.closing($0) == brace - 1
            })
        else { return nil }
        switch pieces.kind(open - 1) {
        case .if, .elseif: return "then"
        case .while, .for: return "do"
        case .function: return ""
        case .name:
            let start = pieces.source.startOfPath(endingAt: open - 1) ?? open - 1
            return pieces.kind(start - 1) == .function ? "" : nil
        default: return nil
        }
    }

    // MARK: Loops

    /// `for (let i = 0; i < n; i++)`, `for (const c of list)`, `for i in range(10)`.
    static func loops(_ text: String, wrapsLists: Bool = false) -> String {
        var pieces = Pieces(text)
        for index in pieces.words.indices where pieces.kind(index) == .for {
            guard let end = (index..<pieces.words.count).first(where: { pieces.kind($0) == .do }), end > index + 1
            else {
                continue
            }
            var head = index + 1..<end
            let isBracketed =
                pieces.kind(index + 1) == .leftParenthesis && pieces.source.closing(index + 1) == end - 1
            if isBracketed { head = index + 2..<end - 1 }
            while let first = head.first,
                pieces.kind(first) == .local
                    || ["let", "const", "var", "int"].contains(pieces.word(first))
            { head = first + 1..<head.upperBound }
            guard let words = counting(head, pieces) ?? iterating(head, pieces, wrapsLists || isBracketed) else {
                continue
            }
            pieces.words[index + 1] = words
            if pieces.isJoined(index + 1) { pieces.spaces[index + 1] = " " }
            pieces.clear(index + 2..<end)
            if pieces.isJoined(end) { pieces.spaces[end] = " " }
        }
        return pieces.text
    }

    /// `i = 0; i < n; i++` as `i = 0, n - 1`.
    private static func counting(_ head: Range<Int>, _ pieces: Pieces) -> String? {
        let marks = head.filter { pieces.kind($0) == .semicolon }
        guard marks.count == 2, let name = head.first, pieces.kind(name + 1) == .assign, name + 2 < marks[0],
            marks[0] + 3 < marks[1]
        else { return nil }
        let start = pieces.text(name + 2..<marks[0]), limit = pieces.text(marks[0] + 3..<marks[1])
        switch pieces.kind(marks[0] + 2) {
        case .lessEqual: return "\(pieces.word(name)) = \(start), \(limit)"
        case .less: return "\(pieces.word(name)) = \(start), \(below(limit))"
        default: return nil
        }
    }

    private static func below(_ limit: String) -> String { Int(limit).map { "\($0 - 1)" } ?? "\(limit) - 1" }

    /// `c of list`, `i in range(10)`; where asked for, `c in list`.
    private static func iterating(_ head: Range<Int>, _ pieces: Pieces, _ wrapsLists: Bool) -> String? {
        guard let word = head.first(where: { pieces.kind($0) == .in || pieces.word($0) == "of" }),
            word > head.lowerBound,
            word + 1 < head.upperBound
        else { return nil }
        let isOf = pieces.kind(word) != .in
        let list = pieces.text(word + 1..<head.upperBound)
        let variables = pieces.text(head.lowerBound..<word)
        if pieces.word(word + 1) == "range", let bounds = SourceText(list).accesses.first?.call?.arguments {
            let parts = bounds.split(separator: ",").map { String($0.drop { $0 == " " }) }
            if parts.count == 1 { return "\(variables) = 0, \(below(parts[0]))" }
            return parts.count == 2 ? "\(variables) = \(parts[0]), \(below(parts[1]))" : nil
        }
        guard isOf || wrapsLists else { return nil }
        if ["pairs", "ipairs"].contains(pieces.word(word + 1)) { return "\(variables) in \(list)" }
        return (variables.contains(",") ? variables : "_, \(variables)") + " in ipairs(\(list))"
    }
}
