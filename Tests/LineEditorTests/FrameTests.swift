import Testing

@testable import LineEditor

/// The pure renderer: a scene in, rows and a cursor out.
@Suite struct FrameTests {
    /// The frame as text, with `▏` where the cursor is.
    private func draw(_ change: (inout Scene) -> Void) -> String {
        var scene = Scene()
        scene.prompt = "> "
        scene.continuationPrompt = ". "
        scene.width = 10
        scene.height = 5
        change(&scene)
        return text(scene.frame())
    }

    private func text(_ frame: Frame) -> String {
        frame.rows.enumerated().map { index, row in
            var column = 0, text = ""
            for cell in row {
                if index == frame.cursorRow && column == frame.cursorColumn { text += "▏" }
                text += cell.text
                column += cell.width
            }
            return text + (index == frame.cursorRow && column == frame.cursorColumn ? "▏" : "")
        }.joined(separator: "\n")
    }

    @Test func emptyTextIsThePrompt() {
        #expect(draw { _ in } == "> ▏")
    }

    @Test func linesHaveThePromptOfTheirKind() {
        #expect(draw { ($0.text, $0.cursor) = ("ab\n\ncd", 3) } == "> ab\n. ▏\n. cd")
    }

    @Test(arguments: [
        (7, "> abcdefg▏"), (8, "> abcdefgh\n▏"), (9, "> abcdefgh\ni▏"),
    ]) func cursorBehindAFullRowIsOnTheNext(length: Int, expected: String) {
        #expect(draw { ($0.text, $0.cursor) = (String("abcdefghi".prefix(length)), length) } == expected)
    }

    @Test func wideClusterNeverStraddlesTheMargin() {
        #expect(draw { ($0.text, $0.cursor) = ("abcdefg漢", 7) } == "> abcdefg\n▏漢")
        #expect(draw { ($0.text, $0.cursor) = ("abcdef漢", 6) } == "> abcdef▏漢")
    }

    @Test func tabsGoToTheNextStopOfTheirLine() {
        #expect(draw { ($0.text, $0.cursor) = ("a\tb", 2) } == "> a   ▏b")
    }

    @Test(arguments: [
        ("\u{1B}", "^["), ("\u{7F}", "^?"), ("\u{85}", #"\u{85}"#), ("\u{200B}", #"\u{200B}"#),
        ("\u{202E}", #"\u{202E}"#), ("\u{301}", #"\u{301}"#), ("\r", "^M"),
    ]) func whatATerminalWouldObeyOrHideIsSpelledOut(text: String, expected: String) {
        #expect(draw { ($0.text, $0.cursor, $0.width) = (text, text.utf8.count, 20) } == "> \(expected)▏")
    }

    @Test func viewMovesOnlyAsFarAsTheCursorAsks() {
        let text = (1...9).map { "l\($0)" }.joined(separator: "\n")
        var scene = Scene()
        (scene.text, scene.prompt, scene.continuationPrompt, scene.width, scene.height) = (text, "> ", ". ", 10, 3)
        scene.cursor = text.utf8.count
        var frame = scene.frame()
        #expect(self.text(frame) == ". l7\n. l8\n. l9▏")
        (scene.top, scene.cursor) = (frame.top, 6 * 3)
        frame = scene.frame()
        #expect(self.text(frame) == ". ▏l7\n. l8\n. l9")
        (scene.top, scene.cursor) = (frame.top, 5 * 3)
        frame = scene.frame()
        #expect(self.text(frame) == ". ▏l6\n. l7\n. l8")
        (scene.top, scene.cursor) = (frame.top, 0)
        frame = scene.frame()
        #expect(self.text(frame) == "> ▏l1\n. l2\n. l3")
        (scene.top, scene.cursor) = (frame.top, 3 * 3)
        frame = scene.frame()
        #expect(self.text(frame) == ". l2\n. l3\n. ▏l4")
    }

    @Test func lineTallerThanTheTerminalIsSeenInPart() {
        let text = String((0..<60).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
        let seen = draw { ($0.text, $0.cursor, $0.height) = (text, 60, 3) }
        #expect(seen == "mnopqrstuv\nwxyzabcdef\ngh▏")
    }

    @Test func roomThatTheTextLeavesIsUsedForLinesAbove() {
        let seen = draw { ($0.text, $0.cursor, $0.height, $0.top) = ("a\nb\nc", 5, 3, .init(line: 4, row: 0)) }
        #expect(seen == "> a\n. b\n. c▏")
    }

    @Test func viewThatBeganInALineWithMoreRowsStillHoldsTheCursor() {
        // Found by scripts/fuzz, screen --case 5821244383774360908: the cursor was in row -1.
        let seen = draw { ($0.text, $0.cursor, $0.top) = ("\nabcdefgh\ni", 3, .init(line: 0, row: 3)) }
        #expect(seen == "> \n. ab▏cdefgh\n. i")
    }

    @Test func suggestionNeverWraps() {
        #expect(draw { ($0.text, $0.cursor, $0.suggestion) = ("ab", 2, "cdefghij") } == "> ab▏cdef…")
        #expect(draw { ($0.text, $0.cursor, $0.suggestion) = ("ab", 2, "c\nd") } == "> ab▏c…")
        #expect(draw { ($0.text, $0.cursor, $0.suggestion) = ("ab", 1, "cd") } == "> a▏b")
        #expect(draw { ($0.text, $0.cursor, $0.suggestion) = ("abcdefgh", 8, "ij") } == "> abcdefgh\n▏ij")
    }

    @Test func hintIsCutToTheWidthAndTakesARowFromTheView() {
        #expect(draw { ($0.text, $0.cursor, $0.hint) = ("f(", 2, "a, b, c, d") } == "> f(▏\na, b, c,…")
        let seen = draw { ($0.text, $0.cursor, $0.hint, $0.height) = ("a\nb\nc", 5, "hint", 3) }
        #expect(seen == ". b\n. c▏\nhint")
    }

    @Test func menuIsReadDownwardsAndShowsTheRowsAroundTheSelection() {
        let names = (1...9).map { "m\($0)" }
        #expect(draw { $0.menu = Menu(shown: Array(names[..<4])) } == "> ▏\nm1  m3\nm2  m4")
        let seen = draw { ($0.menu, $0.width, $0.height) = (Menu(shown: names, selected: 8), 10, 6) }
        #expect(seen == "> ▏\nm3  m8\nm4  m9\n3–4 / 5")
    }

    @Test func stylesAreThoseOfTheirBytes() {
        var scene = Scene()
        scene.text = "яdo"
        scene.styles = [StyledRange(2..<4, .keyword)]
        #expect(scene.frame().rows[0].map(\.style) == [.plain, .keyword, .keyword])
        scene.brackets = [2]
        #expect(scene.frame().rows[0].map(\.style) == [.plain, .bracket, .keyword])
    }

    @Test func sceneOfNoSizeAtAllIsDrawn() {
        #expect(draw { ($0.text, $0.cursor, $0.width, $0.height) = ("漢字\u{1B}", 7, 0, 0) }.contains("▏"))
    }
}
