/// The words that inventions are made of, and how one is chosen for a word.
enum Words {
    enum List: String { case first, second, last, companies, places, posts, words }

    /// Another word of the list, in the script and the letter case of `word`, and for names of its gender.
    static func pick(_ list: List, for word: String) -> String {
        let isCyrillic = word.unicodeScalars.contains { (0x400...0x52F).contains($0.value) }
        return isCyrillic ? cyrillic(list, for: word) : latin(list, for: word)
    }

    /// A Latin word, whatever script `word` is in.
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
            // Павлович, Павловна: made of one stem.
            let ending = isFemale ? "на" : "ич"
            return shaped(choose(from: second.map { $0 + ending }, for: word, list), like: word)
        case .last:
            // Зотов and Зотова are one family, and stay one.
            let stem = isFemale ? String(lowercased.dropLast()) : lowercased
            let other = choose(from: last, for: stem, list)
            return shaped(isFemale ? other + "а" : other, like: word)
        case .companies: return shaped(choose(from: companies, for: word, list), like: word)
        case .places: return shaped(choose(from: places, for: word, list), like: word)
        case .posts: return shaped(choose(from: posts, for: word, list), like: word)
        case .words: return shaped(choose(from: words, for: word, list), like: word)
        }
    }

    /// Chooses by hash, and never the word itself.
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

    // MARK: What Russian names look like

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

    // MARK: The lists

    private static func list(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    private static let firstMale = list(
        "Антон Борис Вадим Глеб Денис Егор Захар Игорь Кирилл Лев Матвей Назар Олег Платон Роман Савва Тимур Фёдор Юрий Ян"
    )
    private static let firstFemale = list(
        "Алла Белла Вера Галина Дарья Ева Жанна Зоя Инна Кира Лидия Майя Нина Ольга Полина Рита Софья Тамара Ульяна Яна"
    )
    private static let second = list(
        "Антонов Борисов Вадимов Глебов Денисов Егоров Захаров Кириллов Львов Матвеев Олегов Романов")
    private static let last = list(
        "Березин Вишнёв Грачёв Дроздов Ершов Журавлёв Зимин Ивлев Калинин Листьев Малинин Норкин Озёров Полянин Ручьёв Снегирёв "
            + "Тополев Ужов Филинов Холмов Цветков Черёмухин Шишкин Щеглов Юркин Ясенев")
    private static let companies = list(
        "Айсберг Бриз Волна Гавань Дельта Ельник Жемчуг Заря Искра Компас Лагуна Маяк Нева Оазис Парус Родник Створ Тундра Утёс "
            + "Фрегат Хвоя Циркуль Шлюз Эстафета Юнга Якорь")
    private static let places = list(
        "Арбузная Берёзовая Вишнёвая Грушевая Дубовая Еловая Заречная Ивовая Каштановая Липовая Малиновая Ольховая Полевая "
            + "Рябиновая Сосновая Тополиная")
    private static let posts = list(
        "Аналитик Бухгалтер Вахтёр Геолог Диспетчер Инженер Кладовщик Логист Механик Оператор Редактор Технолог")
    private static let words = list(
        "аллея берег ветер город дорога ель жёлудь зима ива камень лето море небо остров поле река снег трава утро февраль холм "
            + "цветок чай шум эхо юг ягода август булка вечер груша дождь закат иней кедр лодка мост носок облако парк роса сад туман "
            + "улица фонарь хлеб час шар январь")

    private static let latinFirst = list(
        "Alma Bruno Cora Dario Edith Felix Greta Hugo Iris Jonas Klara Linus Mona Nils Opal Paul Quinn Rosa Simon Tilda Ursula "
            + "Victor Wanda Xenia York Zeno")
    private static let latinLast = list(
        "Ashby Birch Carver Dale Elmer Fisher Glover Harper Ives Jarvis Keller Lowell Marsh Norton Osborn Porter Quill Rowan Sawyer "
            + "Thorn Upton Vance Weaver Yates Ziegler")
    private static let latinCompanies = list(
        "Anchor Beacon Compass Delta Ember Fjord Glacier Harvest Island Juniper Kestrel Lantern Meridian Nimbus Orchard Pinnacle "
            + "Quarry Ridge Summit Timber Vista Willow")
    private static let latinPlaces = list(
        "Alder Brook Cedar Dune Elm Fern Grove Hazel Ivy Lake Maple North Oak Pine River Spruce Valley Wharf")
    private static let latinPosts = list(
        "Analyst Baker Courier Designer Editor Farmer Gardener Librarian Mechanic Planner Surveyor Welder")
    private static let latinWords = list(
        "amber bread cloud dawn ember field garden hill ice jar kite leaf meadow night ocean pebble quiet river stone table umbra "
            + "valley water yarn zephyr acorn basket candle door evening feather grain harbor island lamp maple needle orange paper "
            + "rain shell thread window autumn bridge clover dune")
}

/// Numbers that depend on a text and on nothing else: FNV-1a, then SplitMix64.
struct Random {
    private var state: UInt64

    init(_ text: String) {
        state = text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
