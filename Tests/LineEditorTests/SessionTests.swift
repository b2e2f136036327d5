import Foundation
import TestSupport
import Testing

/// History, paste, resize, suspension, and terminals of all sizes.
@Suite struct SessionTests {
    @Test func upSearchesForWhatStandsBeforeTheCursor() throws {
        let terminal = try Editor.start(["EDITOR_SUGGESTS": "0"])
        terminal.send("alpha\rbeta\ralpine\r")
        let before = "> alpha\n=\"alpha\"\n> beta\n=\"beta\"\n> alpine\n=\"alpine\"\n"
        try terminal.wait(forScreen: before + "> ▏")
        terminal.send("al" + Key.up)
        try terminal.wait(forScreen: before + "> alpine▏")
        terminal.send(Key.up)
        try terminal.wait(forScreen: before + "> alpha▏")
        terminal.send(Key.up)
        terminal.send(Key.down + Key.down)
        try terminal.wait(forScreen: before + "> al▏")
        terminal.send(Key.control("u") + Key.up + Key.up)
        try terminal.wait(forScreen: before + "> beta▏")
    }

    @Test func historyOutlivesTheSessionAndKeysAreNotInIt() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("state/bitrix/history").path
        let first = try Editor.start(["EDITOR_HISTORY": file])
        first.send("do\r\\n\rend\r" + "key = vibe_api_0123456789\r" + Key.control("d"))
        #expect(try first.finish() == 0)
        let second = try Editor.start(["EDITOR_HISTORY": file])
        second.send(Key.up)
        try second.wait(forScreen: "> do\n.   \\n\n. end▏")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == #"do\n  \\n\nend"# + "\n")
    }

    @Test func pasteRunsNothingAndIsOneBlock() throws {
        let terminal = try Editor.start()
        terminal.paste("one\n\ttwo\nthree\n")
        try terminal.wait(forScreen: "> one\n.     two\n. three▏")
        terminal.send(Key.control("_"))
        try terminal.wait(forScreen: "> ▏")
        terminal.paste("a\u{1B}[31mb")
        try terminal.wait(forScreen: "> a^[[31mb▏")
        terminal.send(Key.enter)
        try terminal.wait(forScreen: "> a^[[31mb\n=\"a\\u{1B}[31mb\"\n> ▏")
    }

    @Test func pasteOfTwoThousandLinesIsSeenThroughAView() throws {
        let terminal = try Editor.start()
        terminal.paste((1...2000).map { "line \($0) ю" }.joined(separator: "\n"))
        let last = (1991...2000).map { ". line \($0) ю" }.joined(separator: "\n")
        try terminal.wait(forScreen: last + "▏")
        for _ in 0..<9 { terminal.send(Key.up) }
        try terminal.wait(for: "the cursor in the first row") { $0.row == 0 && $0.text == last }
        terminal.send(Key.up)
        try terminal.wait(for: "a view one line higher") {
            $0.text == (1990...1999).map { ". line \($0) ю" }.joined(separator: "\n")
        }
        terminal.send(Key.enter)
        try terminal.wait(
            forScreen: last.split(separator: "\n").dropFirst(2).joined(separator: "\n")
                + "\n=2000 lines, 24892 bytes\n> ▏")
    }

    @Test func narrowerTerminalIsDrawnAnewAndNothingAboveIsLost() throws {
        let terminal = try Editor.start(width: 30, height: 8)
        terminal.send("done" + Key.enter + "abcdefghijklmnopqrstuvwxyz" + Key.left + Key.left)
        try terminal.wait(forScreen: "> done\n=\"done\"\n> abcdefghijklmnopqrstuvwx▏yz")
        terminal.resize(width: 12, height: 8)
        try terminal.wait(for: "a third row") { $0.marked == "> done\n=\"done\"\n> abcdefghij\nklmnopqrstuv\nwx▏yz" }
        terminal.send("!")
        try terminal.wait(forScreen: "> done\n=\"done\"\n> abcdefghij\nklmnopqrstuv\nwx!▏yz")
        terminal.resize(width: 9, height: 4)
        terminal.send("?")
        try terminal.wait(forScreen: "> abcdefg\nhijklmnop\nqrstuvwx!\n?▏yz")
    }

    @Test func widerTerminalIsDrawnAnew() throws {
        let terminal = try Editor.start(width: 30, height: 6)
        terminal.send("done" + Key.enter + "abcdefghijklmnopqrstuvwxyz")
        try terminal.wait(forScreen: "> done\n=\"done\"\n> abcdefghijklmnopqrstuvwxyz▏")
        terminal.resize(width: 60, height: 8)
        terminal.send("!")
        try terminal.wait(forScreen: "> done\n=\"done\"\n> abcdefghijklmnopqrstuvwxyz!▏")
        terminal.send(String(repeating: "-", count: 40))
        try terminal.wait(
            forScreen: """
                > done
                ="done"
                > abcdefghijklmnopqrstuvwxyz!-------------------------------
                ---------▏
                """)
    }

    @Test func largeTerminal() throws {
        let terminal = try Editor.start(width: 200, height: 50)
        terminal.send("do" + Key.enter + String(repeating: "x", count: 200) + Key.enter + "y")
        try terminal.wait(
            forScreen: "> do\n.   \(String(repeating: "x", count: 196))\nxxxx\n.   y▏")
    }

    @Test func controlZSuspendsAndFgDrawsAgain() throws {
        let directory = try TemporaryDirectory()
        let settings = try directory.write("PS1='$ '\n".utf8, to: "rc")
        let terminal = try TerminalSession(
            "/bin/bash", ["--rcfile", settings, "--noediting", "-i"], environment: ["INPUTRC": "/dev/null"],
            width: 40, height: 10)
        try terminal.wait(forScreen: "$ ▏")
        terminal.send("'\(Editor.path)'\r")
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("\n> ▏") }
        terminal.send("half")
        try terminal.wait(for: "the typed text") { $0.marked.hasSuffix("\n> half▏") }
        terminal.send(Key.control("z"))
        try terminal.wait(for: "the shell") { $0.text.contains("Stopped") && $0.marked.hasSuffix("$ ▏") }
        #expect(!terminal.screen.hasBracketedPaste)
        terminal.send("stty -a | grep -o ' icanon'; fg\r")
        try terminal.wait(for: "the text again") { $0.marked.hasSuffix("\n> half▏") }
        #expect(terminal.screen.text.contains("\n icanon\n"))
        terminal.send("!" + Key.enter)
        try terminal.wait(for: "the answer") { $0.marked.hasSuffix("> half!\n=\"half!\"\n> ▏") }
    }

    @Test func endedBySignalGivesTheTerminalBack() throws {
        let terminal = try Editor.start()
        terminal.send("x")
        try terminal.wait(forScreen: "> x▏")
        terminal.signal(SIGTERM)
        #expect(try terminal.finish() == 128 + SIGTERM)
        #expect(!terminal.screen.hasBracketedPaste)
    }

    @Test func viModeAndInputrcAreTheUsers() throws {
        let directory = try TemporaryDirectory()
        let inputrc = try directory.write("set editing-mode vi\n\"\\C-g\": \"bound\"\n".utf8, to: "inputrc")
        let terminal = try Editor.start(["INPUTRC": inputrc])
        terminal.send("one two" + Key.control("g"))
        try terminal.wait(forScreen: "> one twobound▏")
        terminal.send("\u{1B}")
        try terminal.wait(forScreen: "> one twoboun▏d")
        terminal.send("bdw0x")
        try terminal.wait(forScreen: "> ▏ne")
        terminal.send("\r")
        try terminal.wait(forScreen: "> ne\n=\"ne \"\n> ▏")
    }

    @Test func promptBeginsOnALineOfItsOwn() throws {
        let terminal = try TerminalSession(
            "/bin/sh", ["-c", "printf 'no newline'; exec '\(Editor.path)'"], environment: ["INPUTRC": "/dev/null"],
            width: 20, height: 5)
        try terminal.wait(forScreen: "no newline⏎\n> ▏")
    }

    @Test func undoEndsAtThePromptsStart() throws {
        let terminal = try Editor.start()
        terminal.send("gone")
        try terminal.wait(forScreen: "> gone▏")
        terminal.send(Key.control("c"))
        try terminal.wait(forScreen: "> gone^C\n=interrupted\n> ▏")
        terminal.send("a" + Key.control("_") + Key.control("_") + Key.control("_") + "b")
        try terminal.wait(forScreen: "> gone^C\n=interrupted\n> b▏")
    }

    @Test func searchFindsAnEntryThatUpBroughtBefore() throws {
        let terminal = try Editor.start(["EDITOR_SUGGESTS": "0"])
        terminal.send("first\rsecond\r" + Key.up + "\r")
        try terminal.wait(for: "three answers") { $0.text.hasSuffix("> second\n=\"second\"\n> second\n=\"second\"\n>") }
        terminal.send(Key.control("r") + "sec")
        try terminal.wait(for: "the entry") { $0.marked.hasSuffix("\n(reverse-i-search)`sec': ▏second") }
        terminal.send(Key.control("r") + Key.control("g") + "x")
        try terminal.wait(for: "an empty line") { $0.marked.hasSuffix("\n> x▏") }
    }
}
