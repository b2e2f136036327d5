/// Chooses fake names and words by a hash of the original.
enum FakeNames {
    /// What a list holds.
    enum List: String { case first, second, last, companies, places, posts, words }

    /// Another word from a list, in the script and the letter case of `word`; for names, of the same gender.
    static func pick(_ list: List, for word: String) -> String {
        let isCyrillic = word.unicodeScalars.contains { (0x400...0x52F).contains($0.value) }
        return isCyrillic ? cyrillic(list, for: word) : latin(list, for: word)
    }

    /// A Latin word from a list, also for a word in another script.
    static func latin(_ list: List, for word: String) -> String {
        let choice =
            switch list {
            case .first, .second: latinFirst
            case .last: latinLast
            case .companies: latinCompanies
            case .places: latinPlaces
            case .posts: latinPosts
            case .words: latinWords
            }
        return shaped(choose(from: choice, for: word, list), like: word)
    }

    private static func cyrillic(_ list: List, for word: String) -> String {
        let lowercased = word.lowercased()
        let isFemale = lowercased.hasSuffix("а") || lowercased.hasSuffix("я")
        switch list {
        case .first:
            return shaped(choose(from: isFemale ? firstFemale : firstMale, for: word, list), like: word)
        case .second:
            // Павлович and Павловна have one stem.
            let ending = isFemale ? "на" : "ич"
            return shaped(choose(from: second.map { $0 + ending }, for: word, list), like: word)
        case .last:
            // Зотов and Зотова are one family: both are chosen by the stem.
            let stem = isFemale ? String(lowercased.dropLast()) : lowercased
            let other = choose(from: last, for: stem, list)
            return shaped(isFemale ? other + "а" : other, like: word)
        case .companies: return shaped(choose(from: companies, for: word, list), like: word)
        case .places: return shaped(choose(from: places, for: word, list), like: word)
        case .posts: return shaped(choose(from: posts, for: word, list), like: word)
        case .words: return shaped(choose(from: words, for: word, list), like: word)
        }
    }

    /// Chooses by hash; never the word itself.
    private static func choose(from list: [String], for word: String, _ name: List) -> String {
        var random = Random(name.rawValue + ":" + word.lowercased())
        let index = Int(random.next() % UInt64(list.count))
        return list[index].lowercased() == word.lowercased() ? list[(index + 1) % list.count] : list[index]
    }

    private static func shaped(_ invented: String, like word: String) -> String {
        guard let first = word.first, first.isUppercase else { return invented.lowercased() }
        if word.count > 1 && word == word.uppercased() { return invented.uppercased() }
        return invented.prefix(1).uppercased() + invented.dropFirst()
    }

    // MARK: Endings of Russian names

    static func isSecondName(_ word: String) -> Bool {
        ["ович", "евич", "ьич", "овна", "евна", "ична"].contains { word.lowercased().hasSuffix($0) }
    }

    static func isSurname(_ word: String) -> Bool {
        [
            "ов", "ев", "ёв", "ин", "ын", "ова", "ева", "ёва", "ина", "ына", "ский", "ская", "цкий", "цкая", "ко", "ук",
            "юк",
        ]
        .contains { word.lowercased().hasSuffix($0) }
    }
}
