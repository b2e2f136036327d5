public import LuaHost
internal import LuaText

extension Session {
    /// Whether a text is a whole input. Nothing is run.
    public func compiles(_ text: String) -> Bool { judgement(of: input(text)) == "complete" }

    /// What is at a path: a variable of the session or a global, then steps with a line end before each, `.name` or `#number`.
    /// Read raw; nil where there is nothing.
    public func members(at path: String) -> Members? {
        let steps = path.split(separator: "\n", omittingEmptySubsequences: false)
        let keys = steps.dropFirst().map { step in
            step.first == "#" ? LuaValue(Int(step.dropFirst())) : .string(String(step.dropFirst()))
        }
        guard let root = steps.first,
            let found = part.ask("members", .table(LuaTable(list: [.string(String(root))] + keys))),
            let kind = found["kind"]?.text
        else { return nil }
        let list = found["list"]?.table?.list.compactMap { $0.table?.list.map { $0.text ?? "" } } ?? []
        return Members(
            kind: kind, count: Int(found["length"]?.integer ?? 0),
            list: list.map { Members.Member(name: $0[0], type: $0[1], value: $0[2]) })
    }

    /// What somebody meant who typed an input with the Russian keyboard layout: `print(1)` for `зкште(1)`, `:quit` for `Жйгше`.
    ///
    /// - Returns: nil where that is no command, does not compile, or where one of the words that change is none that code could
    ///   use: no keyword, variable, field, or option.
    public func meant(by text: String) -> String? {
        KeyboardLayout.candidates(for: SourceText(text)).first { candidate in
            switch Command.parse(candidate, isVariable: { isVariable($0) }) {
            case .command: return true
            case .mistake: return false
            case .lua: break
            }
            let input = input(candidate)
            guard let first = input.text.tokens.first, judgement(of: input) == "complete" else { return false }
            guard first.kind.isKeyword || first.kind == .name && isVariable(input.text.text(of: first)) else {
                return false
            }
            return knowsChangedWords(of: input.text, from: text)
        }
    }

    /// Whether each name that does not stand in the original is known at its place.
    private func knowsChangedWords(of text: SourceText, from original: String) -> Bool {
        var owners: [Int: String] = [:]
        for (index, token) in text.tokens.enumerated() where token.kind == .name {
            let word = text.text(of: token)
            let before = index > 0 ? text.tokens[index - 1].kind : nil
            let isField = before == .dot || before == .colon
            if isField, index > 1, let owner = owners[index - 2] {
                owners[index] = owner + "." + word
            } else if !isField {
                owners[index] = word
            }
            if original.contains(word) || text.topLevelLocals.contains(where: { $0.name == word }) { continue }
            if before == .leftBrace || before == .comma, options.contains(word) { continue }
            if isField {
                guard let owner = index > 1 ? owners[index - 2] : nil else { return false }
                guard names(in: owner).contains(word) || documented.contains("\(owner).\(word)") else { return false }
            } else if !isVariable(word) {
                return false
            }
        }
        return true
    }
}
