internal import Help
internal import LuaHost
internal import TextMeasure
internal import VibeAPI

/// What a prompt without a key asks: three plain choices, so that nobody is left in front of an error.
struct FirstStart {
    let connection: Connection
    let language: Language

    /// Asks until one of them is taken.
    ///
    /// - Returns: false where the user wants to leave.
    func chooses() -> Bool {
        show(Self.question)
        while true {
            guard case .line(let line) = Console.readLine(prompt: Array("1, 2, 3> ".utf8)) else {
                Console.write("\n")
                return false
            }
            switch String(decoding: line, as: UTF8.self).trimmingSpaces {
            case "1", "":
                connection.switchToDemo()
                return true
            case "2":
                if pastesKey() { return true }
            case "3", "q", "quit", ":quit", "exit", "выход":
                return false
            default:
                show(Text("Please type 1, 2 or 3.", "Введите 1, 2 или 3."))
            }
        }
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
          1  осмотреться: выдуманные данные, ничего не уходит с компьютера
          2  вставить ключ: на этот сеанс, не виден, не сохраняется
          3  выйти
        """)

    private static let noKey = Text(
        "That cannot be a key: a key is one line of Latin letters, digits and marks, without spaces. Copy it again.",
        "Это не может быть ключом: ключ — одна строка из латинских букв, цифр и знаков, без пробелов. Скопируйте его ещё раз."
    )

    /// Reads a key without showing it, and takes it where it has the form of one.
    private func pastesKey() -> Bool {
        let prompt = Text("Key: ", "Ключ: ")[language]
        guard let key = Terminal.readSecret(prompt: prompt)?.trimmingSpaces, !key.isEmpty else { return false }
        do throws(VibeError) {
            try connection.use(key: key)
            return true
        } catch {
            // Nobody has set the variable that the error speaks of.
            let isForm = error.code == .malformedAPIKey
            show(isForm ? Self.noKey : Text(error.message, error.message))
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
