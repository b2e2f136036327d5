internal import ErrorCodes
internal import Help
internal import LineEditor
internal import Localization
internal import LuaHost
internal import REPL
internal import TerminalText
internal import VibeAPI

/// What a prompt without a key asks: three plain choices, so that nobody is left in front of an error.
struct FirstStart {
    let connection: Connection
    let language: Language

    /// Asks until one of them is taken. A key that is pasted here is taken as the second choice, and is not seen either.
    ///
    /// - Returns: false where the user wants to leave.
    func chooses() -> Bool {
        show(Self.question)
        let editor = Self.editor { !Self.isWord($0) }
        while true {
            guard case .text(let line) = editor.read(prompt: "1, 2, 3> ") else {
                Console.write("\n")
                return false
            }
            switch line.trimmingSpaces {
            case "1", "":
                _ = connection.switchToDemo()  // no recording answers: it would need no key
                return true
            case "2":
                if pastesKey() { return true }
            case "3", "q", "quit", ":quit", "exit", "выход":
                return false
            case let text:
                guard let key = Self.key(in: text) else {
                    show(Text("Please type 1, 2 or 3.", "Введите 1, 2 или 3."))
                    continue
                }
                if takes(key) || pastesKey() { return true }
            }
        }
    }

    /// A line editor without a memory.
    private static func editor(conceals: @escaping @Sendable (String) -> Bool) -> LineEditor {
        var settings = LineEditor.Settings()
        settings.usesColor = Terminal.screen.usesColor
        settings.movesCursor = Terminal.movesCursor
        settings.suggests = false
        settings.conceals = conceals
        return LineEditor(history: History(path: nil, limit: 0), assistance: Assistance(), settings: settings)
    }

    /// Whether a line is short enough for an answer; what is longer may be a key, and is not shown.
    private static func isWord(_ line: String) -> Bool { line.trimmingSpaces.count <= 8 }

    /// The key in a line that could be one: perhaps behind the number of the choice, in quotes, or as a shell or docker's files of
    /// variables have it.
    static func key(in line: String) -> String? {
        var text = line.trimmingSpaces
        if text.hasPrefix("2"), let next = text.dropFirst().first, next.isWhitespace || "\"'".contains(next) {
            text = String(text.dropFirst()).trimmingSpaces
        }
        if text.hasPrefix("export ") { text = String(text.dropFirst(7)).trimmingSpaces }
        for name in ["VIBE_API_KEY", "VIBECODE_API_KEY"] where text.hasPrefix(name) {
            let rest = String(text.dropFirst(name.count)).trimmingSpaces
            if rest.hasPrefix("=") || rest.hasPrefix(":") { text = String(rest.dropFirst()).trimmingSpaces }
        }
        let marks = ["\"\"", "''", "“”", "«»", "``"]
        if text.count >= 2, let first = text.first, let last = text.last, marks.contains("\(first)\(last)") {
            text = String(text.dropFirst().dropLast()).trimmingSpaces
        }
        let looksSo = text.hasPrefix("vibe_") || History.looksLikeKey(text)
        return looksSo || text.count > 8 && !text.contains(where: \.isWhitespace) ? text : nil
    }

    /// Line by line, each broken between words where the terminal is narrow.
    private func show(_ text: Text) { Console.write(Terminal.wrapped(text[language])) }

    private static let question = Text(
        """
        No API key is set. Please choose:
          1  look around in the demo: invented data, on this computer only
          2  paste a key: for this session, not shown, not kept
          3  quit
        """,
        """
        Ключ API не задан. Выберите:
          1  осмотреться на демо-портале: данные вымышленные, всё остаётся у вас
          2  ввести ключ: действует до конца сеанса, на экране не виден, не сохраняется
          3  выйти
        """)

    private static let noKey = Text(
        "That cannot be a key: a key is one line of Latin letters, digits and marks, without spaces. Copy it again.",
        "Это не похоже на ключ: ключ — одна строка из латинских букв, цифр и знаков, без пробелов. Введите его ещё раз."
    )

    /// Reads a key without showing it, until one has the form of a key, or none comes.
    private func pastesKey() -> Bool {
        let editor = Self.editor { _ in true }
        while case .text(let line) = editor.read(prompt: Text("Key: ", "Ключ: ")[language]) {
            let text = line.trimmingSpaces
            if text.isEmpty { return false }
            if takes(Self.key(in: text) ?? text) { return true }
        }
        return false
    }

    /// Whether a text can be the key; says why not.
    private func takes(_ key: String) -> Bool {
        do throws(VibeError) {
            try connection.use(key: key)
            return true
        } catch {
            // Nobody has set the variable that the error speaks of.
            let isForm = error.code == .malformedAPIKey
            show(isForm ? Self.noKey : Text(error.message, Help.message(error.message, .russian)))
            return false
        }
    }
}

extension String {
    /// Without spaces, tabs and carriage returns around it.
    fileprivate var trimmingSpaces: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
