import Foundation
import Help
import Localization
import Testing

@Suite struct RenderingTests {
    @Test("A whole entry")
    func entry() throws {
        let entry = try #require(Help.entry(for: "bitrix.fields"))
        #expect(
            Help.render(entry, .english, style: Style(width: 60)) == """
                bitrix.fields(record)
                  The names of the fields that the API sent, in its order.

                  Empty fields are among them: those that are null, and so
                  absent in the table.

                  Example:
                    local names = bitrix.fields(bitrix.contact(71))
                    print(#names)                                --> 9
                    print(names[1] .. ", " .. names[2])          --> id,
                      name

                  See also: null

                """)
    }

    @Test("Terms stand in a column, their texts beside them, or below where it is narrow")
    func items() throws {
        let entry = try #require(Help.entry(for: "exit codes"))
        let wide = Help.render(entry, .russian, style: Style(width: 60))
        #expect(wide.contains(/\n  77 +ключ или его права: 401, 403\n/))
        let narrow = Help.render(entry, .russian, style: Style(width: 28))
        #expect(narrow.contains("\n  77\n    ключ или его права: 401,\n    403\n"))
    }

    @Test("Emphasis takes the place of backticks and changes nothing else, and every sequence is closed in its line")
    func color() throws {
        for entry in Help.entries {
            let plain = Help.render(entry, .russian, style: Style(width: 50))
            let colored = Help.render(entry, .russian, style: Style(width: 50, usesColor: true))
            #expect(colored.contains("\u{1B}[1m"))
            // Backticks take columns, so lines break elsewhere.
            func letters(_ text: String) -> String { text.filter { !$0.isWhitespace && $0 != "`" } }
            #expect(letters(colored.replacing(/\u{1B}\[\d+m/, with: "")) == letters(plain))
            #expect(!colored.contains("`"))
            for line in colored.split(separator: "\n") {
                #expect(
                    line.matches(of: /\u{1B}\[[1-9]\d*m/).count == line.matches(of: /\u{1B}\[0m/).count, "\(line)")
            }
        }
    }

    @Test("Without colours backticks mark code between words; where its place marks it, they are left out")
    func backticks() throws {
        let null = Help.render(try #require(Help.entry(for: "null")), .english, style: Style(width: 200))
        #expect(null.contains("so `if c.phone then` works; `bitrix.fields(c)` still names it."))
        #expect(null.contains("\n    print(c.phone or \"no phone\")  --> no phone\n"))
        #expect(null.contains("See also: bitrix.null, bitrix.fields\n"))
        let errors = Help.render(try #require(Help.entry(for: "errors")), .english, style: Style(width: 200))
        let include = Help.render(try #require(Help.entry(for: "include")), .english, style: Style(width: 200))
        #expect(include.contains("\n  company "))
        #expect(errors.contains("\n  `code`, `message` "))
        #expect(errors.contains("`pcall`"))
        let overview = Help.overview(.english, style: Style(width: 200))
        #expect(overview.contains("is shown: `bitrix.contact(71)`.") && overview.contains("\n  :save "))
    }

    @Test("No line is wider than the terminal", arguments: Language.allCases)
    func width(language: Language) {
        for width in [20, 21, 27, 40, 53, 80, 200] {
            let style = Style(width: width)
            let texts =
                Help.entries.map { Help.render($0, language, style: style) }
                + [
                    Help.overview(language, style: style),
                    Help.answer(to: "xyzzyxyzzyxyzzyxyzzyxyzzy", language, style: style),
                ]
            for line in texts.joined().split(separator: "\n") {
                // Only letters of one column are in the texts, which the test of characters holds.
                #expect(line.count <= width, "\(line)")
            }
        }
    }

    @Test("Nothing is lost in wrapping", arguments: [20, 31, 200])
    func whole(width: Int) {
        for entry in Help.entries {
            let words = { (text: String) in text.filter { !$0.isWhitespace } }
            #expect(
                words(Help.render(entry, .english, style: Style(width: width)))
                    == words(Help.render(entry, .english, style: Style(width: 500))))
        }
    }

    @Test("The overview names every function, command and topic")
    func overview() {
        for language in Language.allCases {
            let lines = Help.overview(language).split(separator: "\n")
            let words = lines.flatMap { $0.split(separator: " ") }.joined(separator: " ")
            for entry in Help.entries where entry.kind == .recipe { #expect(words.contains("`\(entry.name)`")) }
            for entry in Help.entries where ![.code, .option, .recipe].contains(entry.kind) {
                #expect(
                    lines.contains {
                        $0.hasPrefix("  \(entry.name) ") && $0.contains(entry.summary[language].prefix(20))
                    })
            }
        }
    }
}

/// The texts themselves.
@Suite struct TextTests {
    @Test("Every entry speaks both languages", arguments: Help.entries.map(\.name))
    func bothLanguages(name: String) throws {
        let entry = try #require(Help.entry(for: name))
        #expect(!entry.summary.english.isEmpty && entry.body.english.isEmpty == entry.body.russian.isEmpty)
        #expect(entry.summary.russian.contains(/[а-яё]/))
        #expect(entry.body.russian.isEmpty || entry.body.russian.contains(/[а-яё]/) || entry.name == ":time")
        for text in [entry.summary, entry.body] { #expect(!text.english.contains(/[А-Яа-яЁё]/)) }
        #expect(!entry.summary.english.hasSuffix(".") && !entry.summary.russian.hasSuffix("."))
        #expect(entry.example?.contains("\t") != true)
        #expect(!entry.summary.english.contains("`") && !entry.summary.russian.contains("`"))
        for text in [entry.body.english, entry.body.russian] {
            #expect(text.count(where: { $0 == "`" }).isMultiple(of: 2))
            #expect(!text.contains("\t"))
            #expect(
                text.unicodeScalars.allSatisfy { $0.value < 0x2E80 && $0.properties.generalCategory != .nonspacingMark }
            )
        }
    }

    @Test(
        "Both languages say the same: equal code, equal numbers of blocks and items",
        arguments: Help.entries.map(\.name))
    func parallel(name: String) throws {
        let entry = try #require(Help.entry(for: name))
        func shape(_ text: String) -> [String] {
            Block.parse(text).map {
                switch $0 {
                case .empty: "empty"
                case .paragraph: "paragraph"
                case .code(let line): line
                case .items(let items): "\(items.count) items"
                }
            }
        }
        #expect(shape(entry.body.english) == shape(entry.body.russian))
        // Codes, names and numbers in backticks are the same on both sides.
        func code(_ text: String) -> Set<String> {
            Set(
                text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.0 % 2 == 1 }.map {
                    String($0.1)
                })
        }
        #expect(code(entry.body.english) == code(entry.body.russian))
    }

    @Test("A list's bar is looked for behind its mark")
    func items() {
        // Found by scripts/fuzz, parsers --case 792848026355939180: "* |" was mark and bar in one.
        #expect(Block.parse("* | x").count == 1)
        guard case .items(let items) = Block.parse("* a | x").first else { return #expect(Bool(false)) }
        #expect(items.map(\.term) == ["a"] && items.map(\.text) == ["x"])
    }

    @Test("Russian: «ёлочки», «вы» in lower case, ё where it belongs")
    func russian() {
        for entry in Help.entries {
            for text in [entry.summary.russian, entry.body.russian] {
                #expect(
                    !text.contains("“") && !text.contains("„") && !text.contains(/[а-яё] Вы\b|[а-яё] Вам\b|[а-яё] Ваш/))
                #expect(!text.contains(/\b(еще|ее|нем|свернут|произойдет|придет|берет|отправленo)\b/))
            }
        }
    }

    @Test("Entries are short: at most 24 lines of 80 columns", arguments: Language.allCases)
    func short(language: Language) {
        for entry in Help.entries {
            let text = Help.render(entry, language, style: Style(usesColor: true))
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 25, "\(entry.name): \(lines.count)")
        }
    }
}
