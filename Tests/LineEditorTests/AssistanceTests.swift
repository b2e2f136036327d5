import Foundation
import TestSupport
import Testing

/// Completion, suggestion, hint and brackets, as whole screens.
@Suite struct AssistanceTests {
    @Test func tabInsertsWhatAllCandidatesShareAndThenShowsThem() throws {
        let terminal = try Editor.start()
        terminal.send("p" + Key.tab)
        try terminal.wait(forScreen: "> pri▏")
        terminal.send(Key.tab)
        try terminal.wait(forScreen: "> pri▏\nprint    printer  privet")
        terminal.send(Key.tab + Key.tab)
        try terminal.wait(forScreen: "> printer▏\nprint    printer  privet")
        #expect(terminal.screen.text(styled: "7") == "\n         printer")
        terminal.send(Key.backTab)
        try terminal.wait(forScreen: "> print▏\nprint    printer  privet")
        terminal.send(Key.down + Key.down)
        try terminal.wait(forScreen: "> privet▏\nprint    printer  privet")
        terminal.send(Key.enter)
        try terminal.wait(forScreen: "> privet(▏")
        terminal.send("1)")
        try terminal.wait(forScreen: "> privet(1)▏")
        terminal.send(Key.control("_") + Key.control("_"))
        try terminal.wait(for: "undone typing") { $0.text.hasPrefix("> p") && !$0.text.contains("1") }
    }

    @Test func onlyCandidateIsTakenWithItsSuffix() throws {
        let terminal = try Editor.start()
        terminal.send("priv" + Key.tab)
        try terminal.wait(forScreen: "> privet(▏")
        terminal.send(") tab" + Key.tab + "-")
        try terminal.wait(forScreen: "> privet() table-▏")
    }

    @Test func menuClosesWhenTypingGoesOn() throws {
        let terminal = try Editor.start()
        terminal.send("to" + Key.tab)
        try terminal.wait(forScreen: "> to▏\ntonumber  tostring")
        terminal.send("x")
        try terminal.wait(forScreen: "> tox▏")
    }

    @Test func controlGClosesTheMenuAndGivesBackWhatWasTyped() throws {
        let terminal = try Editor.start()
        terminal.send("to" + Key.tab + Key.tab)
        try terminal.wait(forScreen: "> tonumber▏\ntonumber  tostring")
        terminal.send(Key.control("g"))
        try terminal.wait(forScreen: "> to▏")
    }

    @Test func tabIndentsAtTheStartOfALine() throws {
        let terminal = try Editor.start()
        terminal.send(Key.tab + "x")
        try terminal.wait(forScreen: ">     x▏")
    }

    @Test func suggestionIsGreyAndEnterNeverTakesIt() throws {
        let terminal = try Editor.start()
        terminal.send("hello world" + Key.enter)
        try terminal.wait(forScreen: "> hello world\n=\"hello world\"\n> ▏")
        terminal.send("he")
        try terminal.wait(forScreen: "> hello world\n=\"hello world\"\n> he▏llo world")
        #expect(terminal.screen.text(styled: "90") == "\n\n    llo world")
        terminal.send(Key.enter)
        try terminal.wait(forScreen: "> hello world\n=\"hello world\"\n> he\n=\"he\"\n> ▏")
        terminal.send("hel" + Key.right + "!")
        try terminal.wait(forScreen: "> hello world\n=\"hello world\"\n> he\n=\"he\"\n> hello world!▏")
        terminal.send(Key.control("_"))
        terminal.send(Key.control("u") + "hel" + Key.end + "?" + Key.enter)
        try terminal.wait(
            forScreen: "> hello world\n=\"hello world\"\n> he\n=\"he\"\n> hello world?\n=\"hello world?\"\n> ▏")
    }

    @Test func hintStandsBelowAndGoesWhenItNoLongerFits() throws {
        let terminal = try Editor.start()
        terminal.send("print(")
        try terminal.wait(forScreen: "> print(▏\nprint(...)  writes its arguments")
        #expect(terminal.screen.text(styled: "90") == "\nprint(...)  writes its arguments")
        terminal.send("1)")
        try terminal.wait(forScreen: "> print(1)▏")
        #expect(terminal.screen.text(styled: "1;36") == "       ( )")
    }

    @Test func wordsOfTheLanguageAreHighlighted() throws {
        let terminal = try Editor.start()
        terminal.send("do x end")
        try terminal.wait(forScreen: "> do x end▏")
        #expect(terminal.screen.text(styled: "35") == "  do   end")
        #expect(terminal.screen.text(styled: "1") == ">")
    }

    @Test func withoutColourOnlyDimAndUnderlinedTextRemains() throws {
        let terminal = try Editor.start(["NO_COLOR": "1"])
        terminal.send("do (x) end" + Key.enter + "do (x)")
        try terminal.wait(forScreen: "> do (x) end\n=\"do (x) end\"\n> do (x)▏ end")
        let styles = Set(terminal.screen.cells.joined().map(\.style))
        #expect(styles == ["", "2", "4"])
    }

    @Test func dumbTerminalGetsNoSequencesAtAll() throws {
        let terminal = try Editor.start(["TERM": "dumb"])
        terminal.send("do\r")
        try terminal.wait(forScreen: "> do\n. ▏")
        terminal.send("x\r")
        try terminal.wait(forScreen: "> do\n. x\n. ▏")
        terminal.send("end\r")
        try terminal.wait(forScreen: "> do\n. x\n. end\n=\"do\\nx\\nend\"\n> ▏")
        terminal.send("half" + Key.control("c"))
        try terminal.wait(for: "a new prompt") { $0.text.hasSuffix("=interrupted\n>") }
        #expect(!terminal.output.contains(0x1B))
        terminal.send(Key.control("d"))
        #expect(try terminal.finish() == 0)
    }
}
