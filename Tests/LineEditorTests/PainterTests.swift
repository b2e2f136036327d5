import TestSupport
import Testing

@testable import LineEditor

/// The painter's bytes on a terminal: whatever was shown before, the screen is what the frame says.
@Suite struct PainterTests {
    private func frame(_ text: String, _ cursor: Int, width: Int = 10, height: Int = 4) -> Frame {
        var scene = Scene()
        (scene.text, scene.cursor, scene.width, scene.height) = (text, cursor, width, height)
        (scene.prompt, scene.continuationPrompt) = ("> ", ". ")
        return scene.frame()
    }

    /// What a frame looks like, worked out without a painter.
    private func screen(_ frame: Frame) -> [String] {
        frame.rows.map { row in
            var text = row.map(\.text).joined()
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    @Test func oneTypedCharacterIsOneCharacter() {
        var painter = Painter(usesColor: false)
        _ = painter.paint(frame("ab", 2))
        #expect(painter.paint(frame("abc", 3)) == "c")
        #expect(painter.paint(frame("abc", 3)) == "")
        #expect(painter.paint(frame("abc", 0)) == "\u{1B}[3G")
        #expect(painter.paint(frame("ab", 2)) == "\u{1B}[5G\u{1B}[K")
    }

    @Test(arguments: 0..<40) func anyFrameAfterAnyOtherIsRight(seed: Int) {
        var random = SmallGenerator(state: UInt64(seed + 1))
        let alphabet = ["a", "b", "漢", "ё", "e\u{301}", "\n", "\t", "👍🏽", "\u{1B}", " "]
        var terminal = TerminalScreen(width: 10, height: 6)
        terminal.feed("above\r\n")
        var painter = Painter(usesColor: true)
        var lines = 1
        for _ in 0..<30 {
            let text = (0..<Int.random(in: 0...40, using: &random))
                .map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
            let cursors = text.indices.map { text.utf8.distance(from: text.startIndex, to: $0) } + [text.utf8.count]
            let frame = frame(text, cursors.randomElement(using: &random) ?? 0, height: 6)
            terminal.feed(painter.paint(frame))
            lines = max(lines, frame.rows.count)
            let first = min(1, 6 - lines)  // the row that the frame begins in, after what it took to make room
            var shown = terminal.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            shown += Array(repeating: "", count: max(0, 6 - shown.count))
            var expected = (first == 1 ? ["above"] : []) + screen(frame)
            expected += Array(repeating: "", count: max(0, 6 - expected.count))
            #expect(shown == expected)
            #expect(terminal.row == first + frame.cursorRow)
            #expect(terminal.column == frame.cursorColumn)
        }
        #expect(terminal.unknown == [])
    }
}

/// A generator that gives the same numbers in every run (xorshift64).
struct SmallGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
