/// Text that was copied together with the prompts before its lines: those of this program, or of stock lua.
///
/// ```swift
/// Transcript(prompts: ["demo> "], isVariable: { _ in false }, isComplete: { _ in true })
///     .code(in: "demo> 6 * 7\n42\ndemo> x = 1", behind: "")   // "6 * 7\nx = 1"
/// ```
public struct Transcript {
    /// Prompts that are shown now, whatever their form.
    private let prompts: [String]
    private let isVariable: (String) -> Bool
    private let isComplete: (String) -> Bool

    /// - Parameters:
    ///   - prompts: those that are shown now.
    ///   - isVariable: whether inputs see a variable of this name; then `name> 5` is a comparison.
    ///   - isComplete: whether a text can be an input as it is.
    public init(
        prompts: [String], isVariable: @escaping (String) -> Bool, isComplete: @escaping (String) -> Bool
    ) {
        self.prompts = prompts.filter { $0.contains { !$0.isWhitespace } }
        self.isVariable = isVariable
        self.isComplete = isComplete
    }

    /// A text without the prompts in it; a text whose first line has none is left as it is, since a further line of code may
    /// begin with `>`. Lines without a prompt are what was printed, unless the input would lack something without them.
    ///
    /// - Parameter before: what stands before the place where the text is pasted.
    public func code(in text: String, behind before: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) }), !first.isEmpty else { return text }
        let isFirst = before.allSatisfy(\.isWhitespace)
        let strip: (Substring) -> Substring?
        if own(first) != nil {
            strip = own
        } else if isFirst, stock(first) != nil {
            strip = stock
        } else {
            return text
        }
        let withPrompts = lines.compactMap { strip($0).map(String.init) }.joined(separator: "\n")
        if withPrompts.split(separator: "\n", omittingEmptySubsequences: false).count == lines.count || !isFirst {
            return lines.map { strip($0) ?? $0 }.joined(separator: "\n")
        }
        return isComplete(withPrompts) ? withPrompts : lines.map { strip($0) ?? $0 }.joined(separator: "\n")
    }

    // MARK: Forms

    /// `> `, and `>> ` for further lines. No Lua text begins so.
    private func stock(_ line: Substring) -> Substring? {
        guard line.hasPrefix(">") else { return nil }
        return rest(of: line, behind: line.hasPrefix(">>") ? 2 : 1)
    }

    /// `demo> `, `....> ` and the like, a host's name, or what is shown now.
    private func own(_ line: Substring) -> Substring? {
        for prompt in prompts {
            if line.hasPrefix(prompt) { return line.dropFirst(prompt.count) }
            // A blank at a line's end is often lost.
            if prompt.hasSuffix(" "), line == prompt.dropLast() { return "" }
        }
        let dots = line.prefix { $0 == "." }.count
        if dots > 0 { return line.dropFirst(dots).hasPrefix(">") ? rest(of: line, behind: dots + 1) : nil }
        for name in Self.names where line.hasPrefix(name + ">") && (name == "bitrix" || !isVariable(name)) {
            return rest(of: line, behind: name.count + 1)
        }
        return line.firstIndex(of: ">").flatMap { end in
            isHost(line[..<end]) ? rest(of: line, behind: line[..<end].count + 1) : nil
        }
    }

    private static let names = [
        "demo", "replay", "bitrix", "localhost", "no key", "без ключа", "bad VIBE_URL", "ошибка в VIBE_URL",
        "bad proxy",
        "ошибка в прокси", "bad key", "ключ с ошибкой", "bad session", "сессия с ошибкой", "bad settings",
        "ошибка в настройках",
    ]

    /// Behind a prompt comes a blank, or nothing.
    private func rest(of line: Substring, behind count: Int) -> Substring? {
        let rest = line.dropFirst(count)
        return rest.isEmpty ? rest : rest.first == " " ? rest.dropFirst() : nil
    }

    /// Labels with points between, or an address in brackets; but a field of a variable is none.
    private func isHost(_ name: Substring) -> Bool {
        if name.first == "[", name.last == "]" {
            return name.count > 3 && name.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && !isVariable(String(labels[0]))
            && labels.allSatisfy { label in
                !label.isEmpty && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
    }
}
