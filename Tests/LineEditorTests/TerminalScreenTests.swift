import TestSupport
import Testing

/// The emulator that all screens are judged by. Expected values come from ECMA-48 and xterm's description of its sequences.
@Suite struct TerminalScreenTests {
    /// What a terminal of 6 × 3 shows after these bytes.
    private func screen(_ bytes: String) -> String {
        var screen = TerminalScreen(width: 6, height: 3)
        screen.feed(bytes)
        return screen.marked
    }

    @Test(arguments: [
        ("abc\r\nd", "abc\nd▏"),
        ("abcdef", "abcde▏f"),  // the wrap is pending: the cursor stays on the last column
        ("abcdefg", "abcdef\ng▏"),
        ("abcdef\rx", "x▏bcdef"),
        ("abcdef\u{1B}[Kx", "abcde▏x"),  // erases the last cell, and the wrap is no longer pending
        ("abcde漢", "abcde\n漢▏"),
        ("1\r\n2\r\n3\r\n4", "2\n3\n4▏"),
        ("漢\u{1B}[2Gx", " x▏"),
        ("漢\rx", "x▏"),
        ("e\u{301}x", "e\u{301}x▏"),
        ("abc\u{1B}[2D\u{1B}[P", "a▏c"),
        ("abc\u{1B}[2D\u{1B}[2@", "a▏  bc"),
        ("abc\u{1B}[2D\u{1B}[X", "a▏ c"),
        ("1\r\n2\r\n3\u{1B}[A\u{1B}[M", "1\n3▏"),
        ("1\r\n2\r\n3\u{1B}[2A\u{1B}[L", " ▏\n1\n2"),
        ("1\r\n2\r\n3\u{1B}[2;1H\u{1B}[J", "1\n▏"),
        ("abc\u{1B}[H\u{1B}[2J", "▏"),
        ("a\tb", "a    ▏b"),  // the stop at column 8 is beyond the margin
        ("abc\u{8}\u{8}x", "ax▏c"),
        ("\u{1B}[9;9Hx", "\n\n     ▏x"),
        ("1\r\n2\r\n3\u{1B}[1;2r\u{1B}[2H\n4", "2\n4▏\n3"),
        ("1\u{1B}M2", " 2▏\n1"),
        ("\u{1B}]0;title\u{7}a\u{1B}(Bb", "ab▏"),
    ]) func bytesMakeAScreen(bytes: String, expected: String) {
        #expect(screen(bytes).replacingSpacesAtEnds == expected.replacingSpacesAtEnds)
    }

    @Test func stylesAreKeptWithTheirCells() {
        var screen = TerminalScreen(width: 6, height: 1)
        screen.feed("\u{1B}[1;31ma\u{1B}[0;35mb\u{1B}[mc")
        #expect(screen.cells[0].map(\.style) == ["1;31", "35", "", "", "", ""])
        #expect(screen.text(styled: "35") == " b")
    }

    @Test func sequencesMayComeInPieces() {
        var whole = TerminalScreen(width: 6, height: 3), pieces = whole
        let bytes = Array("ё漢\u{1B}[1;3Hx\u{1B}[?2004h".utf8)
        whole.feed(bytes)
        for byte in bytes { pieces.feed([byte]) }
        #expect(whole.cells == pieces.cells)
        #expect(pieces.hasBracketedPaste)
    }

    @Test func whatIsUnknownIsKept() {
        var screen = TerminalScreen(width: 6, height: 3)
        screen.feed("\u{1B}[5qa\u{1B}[?9999h")
        #expect(screen.unknown == ["CSI 5q", "mode 9999"])
        #expect(screen.text == "a")
    }

    @Test func linesAreBrokenAnewWhenTheWidthChanges() {
        var screen = TerminalScreen(width: 6, height: 3)
        screen.feed("abcd\r\nefghijk")
        screen.resize(width: 3, height: 3)
        #expect(screen.marked == "efg\nhij\nk▏")
        #expect(screen.scrollback == ["abc", "d"])
        screen.resize(width: 20, height: 3)
        #expect(screen.marked == "efghijk▏")
    }
}

extension String {
    fileprivate var replacingSpacesAtEnds: String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    }
}
