/// A language that the program speaks.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case russian = "ru"

    /// The language that the environment asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not
    /// empty decides. Russian for `ru`, `ru_RU.UTF-8` and the like, else English.
    ///
    ///     Language(environment: { ["LANG": "ru_RU.UTF-8"][$0] })  // .russian
    public init(environment: (_ variable: String) -> String?) {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
        self = locale.flatMap(Self.init(locale:)) ?? .english
    }

    /// The language of a locale's name, which is also what `--lang` takes: `ru`, `ru_RU.UTF-8`, `en`; nil for others.
    public init?(locale: String) {
        self.init(rawValue: locale.prefix { $0.isLetter }.lowercased())
    }
}

/// The same text in both languages.
///
/// Markup, by lines: an empty line ends a paragraph; four spaces begin a line of code, which is kept as it is;
/// `* term | text` is an item of a list. Within a line, backticks enclose code.
public struct Text: Sendable, Equatable {
    /// The English text.
    public let english: String
    /// The Russian text.
    public let russian: String

    /// Makes a text.
    public init(_ english: String, _ russian: String) {
        self.english = english
        self.russian = russian
    }

    /// The text in a language.
    public subscript(language: Language) -> String {
        switch language {
        case .english: english
        case .russian: russian
        }
    }
}

extension Text {
    /// A number and what it counts, in the form that each language wants behind it.
    ///
    ///     Text.counted(3, "table", "tables", ("таблица", "таблицы", "таблиц"))[.russian]  // "3 таблицы"
    ///
    /// - Parameters:
    ///   - one: in English, behind 1.
    ///   - many: in English, behind any other number.
    ///   - russian: behind 1, 21, 31 …; behind 2, 3, 4, 22 …; behind all others.
    public static func counted(
        _ count: Int, _ one: String, _ many: String, _ russian: (one: String, few: String, many: String)
    ) -> Text {
        let tens = count / 10 % 10, ones = count % 10
        let form = tens == 1 || ones == 0 || ones > 4 ? russian.many : ones == 1 ? russian.one : russian.few
        return Text("\(count) \(count == 1 ? one : many)", "\(count) \(form)")
    }

    /// Both texts with others behind them.
    public static func + (left: Text, right: Text) -> Text {
        Text(left.english + right.english, left.russian + right.russian)
    }

    /// Both texts with the same behind them.
    public static func + (left: Text, right: String) -> Text { Text(left.english + right, left.russian + right) }
}
