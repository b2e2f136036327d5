extension FakeData {
    /// The replacement for a name in a sentence: a first, second or last name by its ending.
    static func person(_ word: String) -> String {
        words(word) {
            FakeNames.pick(FakeNames.isSecondName($0) ? .second : FakeNames.isSurname($0) ? .last : .first, for: $0)
        }
    }

    /// The replacement for a name, word by word, by their positions: `Зотова Марина Павловна`, `Ivan Petrov`, `ИП Зотова`.
    ///
    /// - Parameter single: The list for a name of one word.
    static func name(_ text: String, single: FakeNames.List) -> String {
        if text.contains("«") || text.contains("\"") { return company(text) }
        let people = lettered(text).filter { !legalForms.contains($0.uppercased()) }
        let hasLegalForm = people.count < lettered(text).count
        guard people.count > 1 || hasLegalForm else { return words(text) { FakeNames.pick(single, for: $0) } }
        let second = people.firstIndex { FakeNames.isSecondName($0) }
        let surnameFirst = second.map { $0 == 2 } ?? people.first.map { FakeNames.isSurname($0) } ?? false
        var index = -1
        return words(text) { word in
            guard !legalForms.contains(word.uppercased()) else { return word }
            index += 1
            if index == second { return FakeNames.pick(.second, for: word) }
            let isSurname =
                people.count == 1 ? FakeNames.isSurname(word) : surnameFirst ? index == 0 : index == people.count - 1
            return FakeNames.pick(isSurname ? .last : single == .last || single == .second ? single : .first, for: word)
        }
    }

    /// `ООО «Север-Энерго»` → `ООО «Родник-Маяк»`.
    static func company(_ text: String) -> String {
        if lettered(text).first.map({ $0.uppercased() == "ИП" }) ?? false, !text.contains("«") {
            return name(text, single: .last)
        }
        return guessing(text) { legalForms.contains($0.uppercased()) ? $0 : FakeNames.pick(.companies, for: $0) }
    }

    private static let legalForms: Set<String> = [
        "ООО", "ОАО", "ЗАО", "ПАО", "АО", "ИП", "НКО", "LLC", "LTD", "INC", "GMBH", "PLC", "CORP", "CO", "SA",
    ]

    private static func lettered(_ text: String) -> [String] {
        var found: [String] = []
        _ = words(text) {
            found.append($0)
            return $0
        }
        return found
    }
}
