extension Text {
    /// How something is written, with the words that stand for values in each language; all else is the same in both.
    ///
    ///     Text.form(":save FILE [RANGE]")[.russian]  // ":save ФАЙЛ [НОМЕРА]"
    ///
    /// - Parameter english: the form as English texts have it; in it, capitals stand for values.
    public static func form(_ english: String) -> Text {
        var russian = "", word = ""
        for character in english {
            if character.isASCII, character.isLetter {
                word.append(character)
            } else {
                russian += placeholders[word] ?? word
                russian.append(character)
                word = ""
            }
        }
        return Text(english, russian + (placeholders[word] ?? word))
    }

    private static let placeholders = [
        "FILE": "ФАЙЛ", "RANGE": "НОМЕРА", "COUNT": "ЧИСЛО", "CODE": "КОД", "SECS": "СЕКУНДЫ", "TIME": "ВРЕМЯ",
        "SIZE": "РАЗМЕР",
        "LANG": "ЯЗЫК", "TOPIC": "ТЕМА", "name": "имя", "number": "номер", "or": "или", "options": "параметры",
        "script": "скрипт", "args": "аргументы",
    ]
}
