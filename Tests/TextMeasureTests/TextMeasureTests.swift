import Testing
import TextMeasure

@Suite struct TextMeasureTests {
    @Test(
        "Columns that text takes (UAX #11, and what terminals do with emoji)",
        arguments: [
            ("abc", 3), ("Ёж", 2), ("е\u{301}", 1), ("漢字", 4), ("👩‍👩‍👧", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("🇷🇺", 2), ("ｆ", 2),
            ("", 0), ("é", 1), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("👍🏽", 2), ("👩‍💻", 2), ("—", 1), ("«", 1), ("№", 1),
            ("\u{200B}", 0),
            ("\u{301}", 0),
        ])
    func width(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
        #expect(DisplayWidth.bytes(of: text, fitting: columns) == text.utf8.count)
        #expect(columns == 0 || DisplayWidth.bytes(of: text, fitting: columns - 1) < text.utf8.count)
    }

    @Test(
        "The nearest word: letters added, dropped, changed or swapped; none where none is near",
        arguments: [
            ("hlep", "help"), ("HELP", "help"), ("histroy", "history"), ("hstory", "history"), ("savee", "save"),
            ("--tarce", "--trace"), ("xyz", nil), ("", nil), ("curl", nil), ("sage", "save"), ("have", "save"),
            ("hush", nil), ("hstr", nil), ("sa", nil), ("histories", "history"), ("historical", nil),
        ])
    func nearest(word: String, expected: String?) {
        #expect(["help", "history", "save", "--trace"].nearest(to: word) == expected)
    }

    @Test("One or two letters are near to nothing that differs in more than case")
    func short() {
        #expect(["os", "io", "_G"].nearest(to: "s") == nil)
        #expect(["-E", "os"].nearest(to: "_e") == nil)
        #expect(["-E", "os"].nearest(to: "OS") == "os")
        #expect(["retries"].nearest(to: "qwerty") == nil)
    }

    @Test("Of several that are equally near, the first in alphabetical order")
    func tie() {
        #expect(["cat", "bat", "rat"].nearest(to: "hat") == "bat")
        #expect(([] as [String]).nearest(to: "x") == nil)
    }
}

@Suite("What a terminal may get") struct PrintableTests {
    @Test(
        "Nothing that a terminal obeys or that reorders what is read",
        arguments: [
            ("\u{1B}]52;c;x\u{7}", "?]52;c;x?"), ("a\u{9B}2J\u{7F}", "a?2J?"), ("a\tb\nc\rd", "a b c?d"),
            ("\u{202E}txt\u{2066}.\u{200F}\u{61C}", "?txt?.??"), ("a\u{2028}b\u{2029}\u{85}", "a?b??"),
            ("Ёжик 👩‍💻 e\u{301}", "Ёжик 👩‍💻 e\u{301}"), ("", ""),
        ])
    func scrubs(text: String, expected: String) { #expect(text.printable() == expected) }

    @Test("Lines are kept where they may be; a limit shows that there is more")
    func forms() {
        #expect("a\nb".printable(keepingLines: true) == "a\nb")
        #expect("a\r\nb".printable(keepingLines: true) == "a?\nb")
        #expect("abcd".printable(limit: 3) == "abc…")
        #expect("abc".printable(limit: 3) == "abc")
    }
}

@Suite("Wrapping") struct WrappingTests {
    @Test(
        "Words stay whole where they can; a line end is one",
        arguments: [
            ("one two three", 7, "one two|three"), ("one  two", 80, "one two"), ("", 10, ""),
            ("abcdefg", 3, "abc|def|g"),
            ("a abcdefg", 3, "a|abc|def|g"), ("Выберите: да", 9, "Выберите:|да"), ("漢字 漢字", 5, "漢字|漢字"),
            ("a\nb c", 10, "a|b c"), ("ab", 0, "a|b"),
        ])
    func wraps(text: String, columns: Int, expected: String) {
        #expect(text.wrapped(columns: columns).joined(separator: "|") == expected)
    }

    @Test("The first line may be shorter")
    func first() {
        #expect("one two three".wrapped(columns: 9, first: 4) == ["one", "two three"])
        #expect("three one".wrapped(columns: 9, first: 4) == ["", "three one"])
    }
}

@Suite("Two languages") struct TextTests {
    @Test(
        "Nouns behind numbers",
        arguments: [
            (1, "1 table", "1 таблица"), (2, "2 tables", "2 таблицы"), (4, "4 tables", "4 таблицы"),
            (5, "5 tables", "5 таблиц"), (0, "0 tables", "0 таблиц"), (11, "11 tables", "11 таблиц"),
            (12, "12 tables", "12 таблиц"), (21, "21 tables", "21 таблица"), (112, "112 tables", "112 таблиц"),
            (1003, "1003 tables", "1003 таблицы"),
        ])
    func counted(count: Int, english: String, russian: String) {
        let text = Text.counted(count, "table", "tables", ("таблица", "таблицы", "таблиц"))
        #expect(text == Text(english, russian))
    }
}
