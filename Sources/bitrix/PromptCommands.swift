internal import BitrixModule
internal import Glibc
internal import Help
internal import LineEditor
internal import Localization
internal import LuaHost
internal import LuaText
internal import Posix
internal import REPL
internal import TerminalText

/// What the commands of the prompt need that a session has not: the last request, help, the terminal, other portals.
extension InteractivePrompt: CommandHost {
    var program: String { connection.isDemo ? "bitrix --demo" : "bitrix" }

    func looksLikeKey(_ text: String) -> Bool { History.looksLikeKey(text) }

    func help(on topic: String) -> String {
        if let text = help(onVariable: topic) { return text }
        let topic = ["_e", "_e.code"].contains(topic) ? "errors" : session.documentedName(of: topic) ?? topic
        if Help.entry(for: topic) == nil, let signature = session.signature(of: topic) {
            let manual = "https://www.lua.org/manual/5.4/manual.html#pdf-\(topic)"
            return signature + "\n" + (LuaLibrary.signature(of: topic) == nil ? "" : "  \(manual)\n")
        }
        return Help.answer(to: topic, language, style: helpStyle)
    }

    /// What a variable holds, where the topic is one, perhaps with fields: an error object's code and fields, a record's
    /// fields, a value. nil for names that are no variable, and for those of libraries and of the module.
    private func help(onVariable topic: String) -> String? {
        let steps = topic.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let root = steps.first, !["bitrix", "help", "_G"].contains(root), session.isVariable(root),
            LuaLibrary.signature(of: topic) == nil, !LuaLibrary.isLibrary(root),
            let value = session.members(at: steps.joined(separator: "\n."))
        else { return nil }
        if value.kind == "function" { return nil }
        if steps.count > 1, steps.last == "code",
            let owner = session.members(at: steps.dropLast().joined(separator: "\n.")), owner.kind == "error",
            let code = owner["code"]?.value
        {
            return Help.answer(to: code, language, style: helpStyle)
        }
        // A word with an entry of its own is asked for as that word, unless an error has its name.
        if value.kind != "error", value.kind != "record", Help.entry(for: topic) != nil { return nil }
        return VariableHelp(name: topic, value: value, language: language, style: helpStyle).text
    }

    private var helpStyle: HelpStyle {
        HelpStyle(width: Terminal.screen.columns, usesColor: Terminal.screen.usesColor)
    }

    func exchange(as form: ExchangeForm) -> String? {
        let text = module.lastCall.map { call in
            switch form {
            case .raw: Snippet.raw(call)
            case .http: Snippet.http(call)
            case .curl: Snippet.curl(call)
            case .js: Snippet.javascript(call)
            }
        }
        return text?.printable(keepingLines: true)
    }

    func trace(_ isOn: Bool?) -> String {
        trace.showsOnTerminal = isOn ?? !trace.showsOnTerminal
        let shown = Text("each request is shown from now on", "теперь виден каждый запрос")
        let hidden = Text("requests are no longer shown", "запросы больше не показываются")
        return (trace.showsOnTerminal ? shown : hidden)[language]
    }

    func startDemo() -> String {
        if let obstacle = connection.switchToDemo() {
            return String(Terminal.wrapped(obstacle[language].printable()).dropLast())
        }
        module.reconnect()
        return String(Terminal.wrapped(connection.introduction[language]).dropLast())
    }

    func clear() { Console.write("\u{1B}[H\u{1B}[2J") }

    /// Runs `$VISUAL`, else `$EDITOR`, else vi, on a file, or on a copy of a text.
    func edit(file: String?, text: String) -> String? {
        if let file { return Self.runEditor(file) ? Self.text(of: file) : nil }
        guard let (descriptor, path) = File.makeTemporary("/tmp/bitrix-XXXXXX", suffix: ".lua") else { return nil }
        defer { unlink(path) }
        File.write(text.exactBytes + [UInt8(ascii: "\n")], to: descriptor)
        close(descriptor)
        return Self.runEditor(path) ? Self.text(of: path) : nil
    }

    /// A file without the line ends at its end.
    private static func text(of file: String) -> String? {
        TextFile.read(file).map { text in
            String(text.reversed().drop { $0.isNewline }.reversed())
        }
    }

    private static func runEditor(_ file: String) -> Bool {
        let names: [String] = ["VISUAL", "EDITOR"]
        let name = names.lazy.compactMap { getenv($0).map { String(cString: $0) } }.first { !$0.isEmpty }
        return ChildProcess.run("\(name ?? "vi") \(file.quotedForShell)") == 0
    }
}
