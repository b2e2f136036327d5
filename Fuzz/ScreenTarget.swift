import TestSupport

@testable import LineEditor

/// The line editor's drawing: whatever was shown before, a screen that was changed in pieces equals one that was painted at
/// once, the cursor stands where the text says, and no row is wider than the terminal.
final class ScreenTarget: FuzzTarget {
    static let name = "screen"

    private var frames = 0, resizes = 0

    init() throws {}

    var remarks: [String] { ["\(frames) frames, \(resizes) changes of the size"] }

    private static let alphabet = [
        "a", "b", "local ", "(", "x = 1", "Ё", "ж", "漢", "字", "e\u{301}", "й\u{306}", "👍🏽", "👨‍👩‍👧", "한", " ", " ", "\n",
        "\n", "\t",
        "\u{1B}", "\u{7F}", "\u{202E}", "\u{200B}", "\u{301}", "\u{85}", "\r", "\0", "ﬁ", "🇷🇺", "❤️", "\u{E000}",
        "\u{3000}",
    ]
    /// Those that every terminal shows as they are.
    private static let plain = ["a", "b", "Ё", "漢", "e\u{301}", " ", "\n", "0", "字", "long text "]

    func runCase(_ dice: inout Dice) throws -> Int {
        let usesColor = dice.oneIn(2)
        let letters = dice.oneIn(2) ? Self.plain : Self.alphabet
        var width = 4 + dice.small(60), height = 1 + dice.small(20)
        var terminal = TerminalScreen(width: width, height: height)
        let above = dice.below(height)
        for line in 0..<above { terminal.feed("\(line)\r\n") }
        var painter = Painter(usesColor: usesColor)
        var start = above
        var text = "", scene = Scene(), top = Frame.Top(line: 0, row: 0)
        let count = 1 + dice.small(30)
        for _ in 0..<count {
            if dice.oneIn(12) {
                resizes += 1
                width = 4 + dice.small(60)
                height = 1 + dice.small(20)
                terminal.resize(width: width, height: height)
                terminal.feed(painter.clear(width: width))
                start = terminal.row
            }
            edit(&text, letters, &dice)
            scene = Scene()
            scene.text = text
            let places = text.indices.map { text.utf8.distance(from: text.startIndex, to: $0) } + [text.utf8.count]
            scene.cursor = dice.pick(places)
            if dice.oneIn(3) { scene.cursor = text.utf8.count }
            scene.prompt = dice.oneIn(20) ? dice.pick(["", "漢> ", String(repeating: "p", count: 70)]) : "> "
            scene.continuationPrompt = "..> "
            (scene.width, scene.height, scene.top) = (width, height, top)
            decorate(&scene, letters, &dice)
            let frame = scene.frame()
            top = frame.top
            frames += 1
            func described() -> String {
                "\(quoted(Array(text.utf8))) cursor \(scene.cursor), prompt \(scene.prompt), \(width)×\(height), hint \(scene.hint ?? "-"), menu \(scene.menu?.shown.count ?? 0), suggestion \(scene.suggestion), top \(scene.top)"
            }
            try check(frame, scene, letters, described)
            terminal.feed(painter.paint(frame))
            start = min(start, height - max(frame.rows.count, 1))
            try compare(terminal, frame, start, usesColor, described)
        }
        return count
    }

    private func edit(_ text: inout String, _ letters: [String], _ dice: inout Dice) {
        var characters = Array(text)
        switch dice.below(6) {
        case 0...2:
            let piece = (0...dice.small(10)).map { _ in dice.pick(letters) }.joined()
            characters.insert(contentsOf: Array(piece), at: dice.below(characters.count + 1))
        case 3:
            let place = dice.below(characters.count + 1)
            characters.removeSubrange(place..<min(characters.count, place + dice.small(20)))
        case 4: characters = Array((0..<dice.small(60)).map { _ in dice.pick(letters) }.joined())
        default: break
        }
        text = String(characters)
    }

    private func decorate(_ scene: inout Scene, _ letters: [String], _ dice: inout Dice) {
        if dice.oneIn(4) { scene.hint = (0..<dice.small(40)).map { _ in dice.pick(letters) }.joined() }
        if dice.oneIn(4) { scene.suggestion = (0..<dice.small(20)).map { _ in dice.pick(letters) }.joined() }
        if dice.oneIn(6) {
            let shown = (0..<dice.small(50)).map { _ in
                (0...dice.small(6)).map { _ in dice.pick(letters) }.joined().replacing("\n", with: "n")
            }
            scene.menu = Menu(shown: shown, selected: dice.oneIn(2) ? dice.below(max(1, shown.count)) : nil)
            if shown.isEmpty { scene.menu = nil }
        }
        var place = 0
        while place < scene.text.utf8.count, dice.oneIn(2) {
            let first = place + dice.small(5), last = first + 1 + dice.small(8)
            scene.styles.append(StyledRange(first..<last, dice.pick([.keyword, .string, .number, .comment, .error])))
            place = last
        }
        if dice.oneIn(5) { scene.brackets = [dice.below(scene.text.utf8.count + 1)] }
    }

    /// What holds for a frame by itself.
    private func check(_ frame: Frame, _ scene: Scene, _ letters: [String], _ described: () -> String) throws {
        guard frame == scene.frame() else {
            throw Finding(input: described(), seen: "two frames", right: "one scene is one frame")
        }
        guard (1...max(1, scene.height)).contains(frame.rows.count) else {
            throw Finding(
                input: described(), seen: "\(frame.rows.count) rows", right: "no more rows than the terminal has")
        }
        for row in frame.rows.indices where frame.width(row) > scene.width {
            // A cell that alone is wider than the terminal has no place to go.
            throw Finding(
                input: described(), seen: "row \(row) is \(frame.width(row)) wide", right: "no cell beyond the width")
        }
        guard frame.rows.indices.contains(frame.cursorRow), (0..<scene.width).contains(frame.cursorColumn) else {
            throw Finding(
                input: described(), seen: "cursor at \(frame.cursorRow), \(frame.cursorColumn)",
                right: "the cursor is on the screen")
        }
        // What stands before the cursor is the text before it, where every letter is shown as it is and all is seen.
        guard letters == Self.plain, frame.top == .init(line: 0, row: 0), scene.prompt == "> " else { return }
        var before = "", column = 0
        for (index, row) in frame.rows.enumerated() where index <= frame.cursorRow {
            column = 0
            for cell in row where index < frame.cursorRow || column < frame.cursorColumn {
                before += cell.text
                column += cell.width
            }
        }
        let bytes = Array(scene.text.utf8.prefix(scene.cursor))
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let expected = "> " + lines.joined(separator: "..> ")
        guard before == expected else {
            throw Finding(
                input: described(), seen: quoted(Array(before.utf8)),
                right: "before the cursor: \(quoted(Array(expected.utf8)))")
        }
    }

    /// The screen beside one on which the frame alone was painted, and beside the frame itself.
    private func compare(
        _ terminal: TerminalScreen, _ frame: Frame, _ start: Int, _ usesColor: Bool, _ described: () -> String
    ) throws {
        var fresh = TerminalScreen(width: terminal.width, height: terminal.height)
        var painter = Painter(usesColor: usesColor)
        fresh.feed(painter.paint(frame))
        for row in 0..<(terminal.height - start) {
            guard terminal.cells[start + row] == fresh.cells[row] else {
                func text(_ screen: TerminalScreen, _ row: Int) -> String {
                    quoted(Array(screen.cells[row].map { $0.style + "|" + $0.text }.joined(separator: " ").utf8))
                }
                throw Finding(
                    input: described(), seen: "row \(row): " + text(terminal, start + row),
                    right: "as painted at once: " + text(fresh, row))
            }
        }
        guard terminal.row == start + frame.cursorRow, terminal.column == frame.cursorColumn,
            fresh.row == frame.cursorRow, fresh.column == frame.cursorColumn
        else {
            throw Finding(
                input: described(), seen: "\(terminal.row), \(terminal.column)",
                right: "the cursor is at \(start + frame.cursorRow), \(frame.cursorColumn)")
        }
        guard terminal.unknown.isEmpty else {
            throw Finding(input: described(), seen: "\(terminal.unknown)", right: "only sequences of VT100 and xterm")
        }
    }
}
