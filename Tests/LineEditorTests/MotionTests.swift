import Testing

@testable import LineEditor

/// Motions by grapheme cluster. Offsets are counted by hand from the UTF-8 encoding.
@Suite struct MotionTests {
    @Test func stepsAreWholeClusters() {
        // Ё (2 bytes), и + combining breve (4), ZWJ family (25), flag (8), thumb + tone (8)
        let text = "Ёи\u{306}👨‍👩‍👧‍👦🇷🇺👍🏽"
        var offsets = [0]
        while let last = offsets.last, last < text.utf8.count { offsets.append(Motion.next(text, last)) }
        #expect(offsets == [0, 2, 6, 31, 39, 47])
        var back = [47]
        while let last = back.last, last > 0 { back.append(Motion.previous(text, last)) }
        #expect(back == [47, 39, 31, 6, 2, 0])
        #expect(Motion.next(text, 47) == 47)
        #expect(Motion.previous(text, 0) == 0)
    }

    @Test(arguments: [(0, 0), (1, 0), (2, 2), (3, 2), (4, 2), (5, 2), (6, 6), (7, 7)])
    func offsetInsideAClusterIsItsStart(offset: Int, start: Int) {
        #expect(Motion.floor("Ёи\u{306}ab", offset) == start)
    }

    @Test func linesBeginAndEndAtNewlines() {
        #expect((0...6).map { Motion.lineStart("ab\n\ncd", $0) } == [0, 0, 0, 3, 4, 4, 4])
        #expect((0...6).map { Motion.lineEnd("ab\n\ncd", $0) } == [2, 2, 2, 3, 6, 6, 6])
    }

    @Test func upAndDownKeepTheColumn() {
        let text = "漢字x\nabcd\ne"
        // 漢字x is 0–7, abcd 8–12, e 13–14.
        #expect(Motion.column(text, 6) == 4)
        #expect(Motion.vertical(text, 6, lines: 1, column: 4) == 12)
        #expect(Motion.vertical(text, 11, lines: -1, column: 3) == 3)
        #expect(Motion.vertical(text, 12, lines: 1, column: 4) == 14)
        #expect(Motion.vertical(text, 3, lines: -1, column: 2) == nil)
        #expect(Motion.vertical(text, 13, lines: 1, column: 0) == nil)
    }
}
