import Foundation
import TestSupport
import Testing

/// The real editor on a terminal: keys in, whole screens out.
@Suite struct TypingTests {
    @Test func typedTextIsSubmittedByEnter() throws {
        let terminal = try Editor.start()
        terminal.send("hello")
        try terminal.wait(forScreen: "> hello▏")
        terminal.send(Key.enter)
        try terminal.wait(forScreen: "> hello\n=\"hello\"\n> ▏")
        #expect(terminal.screen.unknown == [])
    }

    @Test func longLineWrapsAndTheCursorFollows() throws {
        let terminal = try Editor.start()
        terminal.send(String(repeating: "0123456789", count: 4))
        try terminal.wait(forScreen: "> 01234567890123456789012345678901234567\n89▏")
        terminal.send(Key.left + Key.left + "x")
        try terminal.wait(forScreen: "> 01234567890123456789012345678901234567\nx▏89")
        terminal.send(Key.control("a") + "y")
        try terminal.wait(forScreen: "> y▏0123456789012345678901234567890123456\n7x89")
        terminal.send(Key.backspace)
        try terminal.wait(forScreen: "> ▏01234567890123456789012345678901234567\nx89")
        terminal.send(Key.enter)
        try terminal.wait(
            forScreen: """
                > 01234567890123456789012345678901234567
                x89
                ="01234567890123456789012345678901234567
                x89"
                > ▏
                """)
    }

    @Test func rowThatIsExactlyFullPutsTheCursorOnTheNext() throws {
        let terminal = try Editor.start(width: 10, height: 4)
        terminal.send("abcdefgh")
        try terminal.wait(forScreen: "> abcdefgh\n▏")
        terminal.send(Key.backspace)
        try terminal.wait(forScreen: "> abcdefg▏")
    }

    @Test func enterContinuesABlockThatIsNotComplete() throws {
        let terminal = try Editor.start()
        terminal.send("do" + Key.enter)
        try terminal.wait(forScreen: "> do\n.   ▏")
        terminal.send("x" + Key.enter + "en")
        try terminal.wait(forScreen: "> do\n.   x\n.   en▏")
        terminal.send("d")
        try terminal.wait(forScreen: "> do\n.   x\n. end▏")
        terminal.send(Key.enter)
        try terminal.wait(forScreen: "> do\n.   x\n. end\n=\"do\\n  x\\nend\"\n> ▏")
    }

    @Test func blockIsRecalledWholeAndEditedInTheMiddle() throws {
        let terminal = try Editor.start()
        terminal.send("do" + Key.enter + "abc" + Key.enter + "end" + Key.enter)
        try terminal.wait(forText: "> do\n.   abc\n. end\n=\"do\\n  abc\\nend\"\n>")
        terminal.send(Key.up)
        try terminal.wait(forScreen: "> do\n.   abc\n. end\n=\"do\\n  abc\\nend\"\n> do\n.   abc\n. end▏")
        terminal.send(Key.up + Key.end + "X")
        try terminal.wait(forScreen: "> do\n.   abc\n. end\n=\"do\\n  abc\\nend\"\n> do\n.   abcX▏\n. end")
        terminal.send(Key.altEnter + "new")
        try terminal.wait(
            forScreen: "> do\n.   abc\n. end\n=\"do\\n  abc\\nend\"\n> do\n.   abcX\n.   new▏\n. end")
        terminal.send(Key.enter)
        try terminal.wait(
            forScreen: """
                > do
                .   abc
                . end
                ="do\\n  abc\\nend"
                > do
                .   abcX
                .   new
                . end
                ="do\\n  abcX\\n  new\\nend"
                > ▏
                """)
    }

    @Test func killToTheEndOfTheLineStaysInTheLine() throws {
        let terminal = try Editor.start()
        terminal.send("do" + Key.enter + "abc" + Key.up + Key.control("a") + Key.control("k"))
        try terminal.wait(forScreen: "> ▏\n.   abc")
        terminal.send(Key.control("y"))
        try terminal.wait(forScreen: "> do▏\n.   abc")
        terminal.send(Key.control("_"))
        try terminal.wait(forScreen: "> ▏\n.   abc")
    }

    @Test func cyrillicAndEmojiAreDeletedByWholeClusters() throws {
        let terminal = try Editor.start()
        // й as и and a combining breve; a family of four joined by ZWJ; a flag; a thumb with a skin tone.
        terminal.send("Ёжи\u{306}к👨‍👩‍👧‍👦🇷🇺👍🏽!")
        try terminal.wait(for: "everything typed") { $0.text.hasSuffix("!") }
        terminal.send(Key.left + Key.backspace + Key.backspace + Key.backspace)
        try terminal.wait(forScreen: "> Ёжи\u{306}к▏!")
        terminal.send(Key.left + Key.backspace)
        try terminal.wait(forScreen: "> Ёж▏к!")
        terminal.send(Key.enter)
        try terminal.wait(forScreen: "> Ёжк!\n=\"Ёжк!\"\n> ▏")
    }

    @Test func wideCharacterDoesNotFitIntoTheLastColumn() throws {
        let terminal = try Editor.start(width: 11, height: 4)
        terminal.send("漢字漢字漢")
        try terminal.wait(forScreen: "> 漢字漢字\n漢▏")
        terminal.send(Key.home + "a")
        try terminal.wait(forScreen: "> a▏漢字漢字\n漢")
    }

    @Test func controlCharactersAreShown() throws {
        let terminal = try Editor.start()
        terminal.send("a" + Key.control("v") + "\u{1B}" + "b\u{202E}c")
        try terminal.wait(forScreen: #"> a^[b\u{202E}c▏"#)
    }

    @Test func controlCDropsTheTextAndControlDEnds() throws {
        let terminal = try Editor.start()
        terminal.send("do" + Key.enter + "x")
        try terminal.wait(forScreen: "> do\n.   x▏")
        terminal.send(Key.control("c"))
        try terminal.wait(forScreen: "> do\n.   x^C\n=interrupted\n> ▏")
        terminal.send("ab" + Key.home + Key.control("d"))
        try terminal.wait(forScreen: "> do\n.   x^C\n=interrupted\n> ▏b")
        terminal.send(Key.control("d") + Key.control("d"))
        #expect(try terminal.finish() == 0)
        #expect(terminal.screen.text == "> do\n.   x^C\n=interrupted\n>\n=end")
        #expect(!terminal.screen.hasBracketedPaste)
    }

    @Test func controlCInTheMiddleOfASearchDropsTheText() throws {
        let terminal = try Editor.start()
        terminal.send("alpha" + Key.enter)
        try terminal.wait(forText: "> alpha\n=\"alpha\"\n>")
        terminal.send(Key.control("r") + "lp")
        try terminal.wait(forScreen: "> alpha\n=\"alpha\"\n(reverse-i-search)`lp': a▏lpha")
        terminal.send(Key.backspace)
        try terminal.wait(forScreen: "> alpha\n=\"alpha\"\n(reverse-i-search)`l': a▏lpha")
        terminal.send(Key.control("c"))
        try terminal.wait(for: "a new prompt") { $0.text.hasSuffix("=interrupted\n>") }
        terminal.send("ok" + Key.enter)
        try terminal.wait(for: "the answer") { $0.text.hasSuffix("=\"ok\"\n>") }
    }
}
