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
            ("--tarce", "--trace"), ("xyz", nil), ("", nil), ("curl", nil),
        ])
    func nearest(word: String, expected: String?) {
        #expect(["help", "history", "save", "--trace"].nearest(to: word) == expected)
    }

    @Test("Of several that are equally near, the first in alphabetical order")
    func tie() {
        #expect(["cat", "bat", "rat"].nearest(to: "hat") == "bat")
        #expect(([] as [String]).nearest(to: "x") == nil)
    }
}
