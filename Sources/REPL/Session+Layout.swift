internal import LuaText

extension Session {
    /// What somebody meant who typed an input with the Russian keyboard layout: `print(1)` for `зкште(1)`, `:quit` for `Жйгше`.
    ///
    /// - Returns: nil where that is no command, does not compile, or begins with a name that nothing has.
    public func meant(by text: String) -> String? {
        KeyboardLayout.candidates(for: SourceText(text)).first { candidate in
            switch Command.parse(candidate, isVariable: { isVariable($0) }) {
            case .command: return true
            case .mistake: return false
            case .lua: break
            }
            let input = Input(candidate)
            guard let first = input.text.tokens.first, judgement(of: input) == "complete" else { return false }
            return first.kind.isKeyword || first.kind == .name && isVariable(input.text.text(of: first))
        }
    }
}
