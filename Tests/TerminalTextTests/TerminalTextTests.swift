import TerminalText
import Testing

@Suite struct DisplayWidthTests {
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
    /// One of each range that steers a terminal or hides (Unicode 15, the general categories Cc, Zl, Zp, and Cf without the joiners and
    /// what stands visibly before numbers).
    private static let steering: [Unicode.Scalar] = [
        "\u{0}", "\u{7}", "\u{1B}", "\u{7F}", "\u{80}", "\u{9B}", "\u{9D}", "\u{9F}", "\u{AD}", "\u{34F}", "\u{61C}",
        "\u{180E}",
        "\u{200B}", "\u{200E}", "\u{200F}", "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2060}", "\u{2066}",
        "\u{2069}",
        "\u{206F}", "\u{FEFF}", "\u{FFF9}", "\u{1D173}", "\u{E0001}", "\u{E0041}",
    ]

    @Test("One rule says what steers a terminal, in every form in which text gets there")
    func steers() {
        for scalar in Self.steering {
            let text = "a\(String(Character(scalar)))b"
            #expect(scalar.steersTerminal && text.printable() == "a?b" && text.harmlessForTerminal == "a?b")
            #expect(scalar.value < 0x7F || text.escapingInvisible == "a\(scalar.escape)b")
        }
        let harmless = "Ёжик 漢字 👩‍👩‍👧 نمی‌خواهم é ½ § —"
        #expect(
            harmless.printable() == harmless && harmless.harmlessForTerminal == harmless
                && harmless.escapingInvisible == harmless)
    }

    @Test("An output of ours keeps its colours, and nothing else that a terminal obeys")
    func harmless() {
        let colours = "\u{1B}[1;31merror\u{1B}[0m  x\r\n\u{1B}[m\t\u{1B}[K"
        #expect(colours.harmlessForTerminal == colours)
        #expect(
            "\u{1B}[2J\u{1B}]0;t\u{7}\u{1B}[?2004l\u{1B}c\u{1B}[1A\u{1B}".harmlessForTerminal
                == "?[2J?]0;t??[?2004l?c?[1A?")
        #expect("RATE\u{1B}[2J LIMITED\u{9B}ё".oneWord == "RATE?[2J?LIMITED??")
        #expect(
            "漢字漢字".fitting(columns: 5) == "漢字…" && "abc".fitting(columns: 3) == "abc"
                && "abc".fitting(columns: 2) == "a…")
    }

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
