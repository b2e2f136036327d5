internal import Help
internal import LuaHost
internal import VibeAPI

/// What a prompt without a key asks: three plain choices, so that nobody is left in front of an error.
struct FirstStart {
    let connection: Connection
    let language: Language

    /// Asks until one of them is taken.
    ///
    /// - Returns: false where the user wants to leave.
    func chooses() -> Bool {
        Console.write(text(Self.question))
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
            case "3", "q", "quit", ":quit", "exit":
                return false
            default:
                Console.write(text(HelpText("Please type 1, 2 or 3.\n", "Введите 1, 2 или 3.\n")))
            }
        }
    }

    private func text(_ text: HelpText) -> String { text[language] }

    private static let question = HelpText(
        """
        No API key is set. Please choose:
          1  look around in the demo: invented data, on this computer only
          2  paste a key: for this session, not shown, not kept
          3  quit

        """,
        """
        Ключ API не задан. Выберите:
          1  осмотреться на демоданных: всё выдумано, с этого компьютера ничего не уходит
          2  вставить ключ, только на этот сеанс; он не виден на экране и нигде не сохраняется
          3  выйти

        """)

    /// Reads a key without showing it, and takes it where it has the form of one.
    private func pastesKey() -> Bool {
        let prompt = text(HelpText("Key: ", "Ключ: "))
        guard let key = Terminal.readSecret(prompt: prompt)?.trimmingSpaces, !key.isEmpty else { return false }
        do throws(VibeError) {
            try connection.use(key: key)
            return true
        } catch {
            Console.write("\(error.message)\n")
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
