internal import Help
internal import LineEditor
internal import LuaText
internal import REPL

/// What the line editor is told about Lua: colours, blocks, brackets, completion, signatures.
final class PromptAssistance {
    private let session: REPL.Session
    /// The prompts that are shown now, without their colours.
    var prompts: [String] = []
    /// The text that was looked at last: the editor asks several things of one text.
    private var last = SourceText("")
    private var lastText = ""

    init(session: REPL.Session) { self.session = session }

    /// The face that the editor sees. Holds this object.
    var forEditor: Assistance {
        var assistance = Assistance()
        assistance.styles = styles
        assistance.isComplete = isComplete
        assistance.indentation = { self.isCommand($0) ? 0 : 2 * self.source($0).depth(at: $0.utf8.count) }
        assistance.dedentation = dedentation
        assistance.completions = completions
        assistance.hint = hint
        assistance.matchingBracket = matchingBracket
        assistance.cleanPaste = cleanPaste
        return assistance
    }

    private func source(_ text: String) -> SourceText {
        if text != lastText {
            last = SourceText(text)
            lastText = text
        }
        return last
    }

    private func isCommand(_ text: String) -> Bool { text.hasPrefix(":") && !text.hasPrefix("::") }

    /// What is copied from this prompt, or from lua's, comes without prompts; inside a string nothing is a prompt.
    private func cleanPaste(_ text: String, _ before: String) -> String {
        let kind = source(before).tokens.last?.kind
        if kind == .unfinishedString || kind == .unfinishedComment { return text }
        return Transcript(
            prompts: prompts, isVariable: { self.session.isVariable($0) }, isComplete: { self.isComplete($0) }
        ).code(in: text, behind: before)
    }

    private func isComplete(_ text: String) -> Bool {
        guard case .lua(let lua) = Command.parse(text, isVariable: { self.session.isVariable($0) }) else { return true }
        return session.isComplete(lua)
    }

    /// Where a line belongs that closes a block, as soon as its word is typed.
    private func dedentation(_ text: String, _ cursor: Int) -> Int? {
        // Asked at each key, so the line is looked at before the text is.
        let line = text.utf8.prefix(cursor).suffix(40).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let last = line.last, line.count > 1 else { return nil }
        let word = String(decoding: last.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
        guard ["end", "else", "elseif", "until", "}", ")"].contains(word) else { return nil }
        return 2 * source(text).depth(ofLineAt: cursor - last.count)
    }

    private func styles(_ text: String) -> [StyledRange] {
        if isCommand(text) {
            let end = text.utf8.firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") } ?? text.utf8.endIndex
            return [StyledRange(0..<text.utf8.distance(from: text.utf8.startIndex, to: end), .keyword)]
        }
        return source(text).spans.compactMap { span in Self.style(span.kind).map { StyledRange(span.range, $0) } }
    }

    private static func style(_ kind: Span.Kind) -> EditorStyle? {
        switch kind {
        case .keyword, .constant: .keyword
        case .globalFunction: .function
        case .field: .field
        case .string: .string
        case .escape, .number: .number
        case .comment: .comment
        case .error: .error
        case .name, .operator: nil
        }
    }

    /// The partner of the bracket at the cursor, or else of the one before it.
    private func matchingBracket(_ text: String, _ cursor: Int) -> Int? {
        guard !isCommand(text), let pair = source(text).matchingBrackets(at: cursor) else { return nil }
        return pair.open == cursor || pair.open + 1 == cursor ? pair.close : pair.open
    }

    /// The signature of the call around the cursor.
    private func hint(_ text: String, _ cursor: Int) -> String? {
        guard !isCommand(text), let call = source(text).call(at: cursor) else { return nil }
        if let name = session.documentedName(of: call.function), let entry = Help.entry(for: name) {
            return entry.forms.first
        }
        return session.signature(of: call.function)
    }
}

// MARK: - Completion

extension PromptAssistance {
    private func completions(_ text: String, _ cursor: Int) -> EditorCompletions? {
        if isCommand(text) { return completeCommand(text, cursor) }
        if let start = topicStart(text, cursor) {
            return Self.matching(Help.entries.map { ($0.name, "") }, Array(text.utf8.prefix(cursor)), from: start)
        }
        let found = session.complete(text, at: cursor)
        return EditorCompletions(found.range, found.candidates.map { .init($0.text, suffix: Self.suffix($0.kind)) })
    }

    /// What a candidate is usually followed by.
    private static func suffix(_ kind: Candidate.Kind) -> String {
        switch kind {
        case .value(type: "function"): "("
        case .option: " = "
        case .keyword, .file, .optionValue, .value: ""
        }
    }

    /// Where the topic begins that is being written in `help "incl⇥`; nil in all else.
    private func topicStart(_ text: String, _ cursor: Int) -> Int? {
        guard !session.isVariable("help") else { return nil }
        let typed = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
        return typed.wholeMatch(of: /(help\s*\(?\s*["'])[^"']*/).map { $0.1.utf8.count }
    }

    /// `:sa⇥`, `:help incl⇥`, `:load ex⇥`.
    private func completeCommand(_ text: String, _ cursor: Int) -> EditorCompletions? {
        let bytes = Array(text.utf8.prefix(cursor))
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")) else {
            let names = Command.usages.map { (":" + $0.name, $0.arguments.isEmpty ? "" : " ") }
            return Self.matching(names, bytes, from: 0)
        }
        let start = space + 1
        switch String(decoding: bytes[..<space], as: UTF8.self) {
        case ":help":
            return Self.matching(Help.entries.map { ($0.name, "") }, bytes, from: start)
        case ":save", ":load", ":edit":
            let files = session.files(
                beginningWith: String(decoding: bytes[start...], as: UTF8.self), expandsHome: true)
            return EditorCompletions(start..<cursor, files.map { .init($0.text) })
        case ":time":
            let code = String(decoding: bytes[start...], as: UTF8.self)
            let found = session.complete(code, at: code.utf8.count)
            return EditorCompletions(
                found.range.lowerBound + start..<found.range.upperBound + start,
                found.candidates.map { .init($0.text, suffix: Self.suffix($0.kind)) })
        default: return nil
        }
    }

    private static func matching(
        _ names: [(String, String)], _ bytes: [UInt8], from start: Int
    ) -> EditorCompletions {
        let prefix = String(decoding: bytes[start...], as: UTF8.self)
        let found = names.filter { $0.0.hasPrefix(prefix) }
        return EditorCompletions(start..<bytes.count, found.map { .init($0.0, suffix: $0.1) })
    }
}
