import TestSupport
import Testing

@testable import bitrix

/// The line that says how far a `bitrix.map` is.
@Suite struct ProgressTests {
    /// A line on a terminal that keeps what is written, and a clock that is set by hand.
    private final class Screen {
        var time = 100.0
        var text = ""
        private(set) lazy var line = ProgressLine(
            isShown: true, now: { self.time }, write: { self.text += $0 })

        /// What was written since the last time.
        func take() -> String {
            defer { text = "" }
            return text
        }
    }

    @Test("It says nothing in the first second, then how many are done, how fast, and how long it will take")
    func shown() {
        let screen = Screen()
        screen.line.draw()
        screen.line.note(done: 0, total: 200)
        screen.line.draw()
        screen.time += 0.99
        screen.line.note(done: 30, total: 200)
        screen.line.draw()
        #expect(screen.take() == "")
        screen.time += 0.01
        screen.line.note(done: 40, total: 200)
        #expect(screen.take() == "", "only while the program waits")
        screen.line.draw()
        #expect(screen.take() == "\r40 of 200 done, 40 a second, 4 s left\u{1B}[K\r")
        screen.time += 0.05
        screen.line.draw()
        #expect(screen.take() == "", "ten times a second at the most")
        screen.time += 0.95
        screen.line.waits = 1
        screen.line.note(done: 50, total: 200)
        screen.line.draw()
        #expect(screen.take() == "\r50 of 200 done, 25 a second, 6 s left, 1 wait\u{1B}[K\r")
    }

    @Test(
        "Rates, counts and times in words",
        arguments: [
            (1, 5000, 2.0, 0, "1 of 5,000 done, 0.5 a second, 2 h 46 min left"),
            (1234, 5000, 68.555, 2, "1,234 of 5,000 done, 18 a second, 3 min 30 s left, 2 waits"),
            (1_000_000, 1_000_000, 10, 0, "1,000,000 of 1,000,000 done, 100000 a second"),
            (19, nil, 2, 0, "19 done, 9.5 a second"), (0, 10, 5, 0, "0 of 10 done, 0.0 a second"),
        ])
    func words(done: Int, total: Int?, seconds: Double, waits: Int, expected: String) {
        let screen = Screen()
        screen.line.note(done: 0, total: total)
        screen.time += seconds
        screen.line.waits = waits
        screen.line.note(done: done, total: total)
        screen.line.draw()
        #expect(screen.take() == "\r\(expected)\u{1B}[K\r")
    }

    @Test(
        "It goes away for a script's own lines and at the end, comes back with the next wait, and the next map starts over"
    )
    func cleared() {
        let screen = Screen()
        screen.line.clear()
        #expect(screen.take() == "", "nothing was drawn")
        screen.line.note(done: 0, total: 10)
        screen.time += 2
        screen.line.note(done: 4, total: 10)
        screen.line.draw()
        _ = screen.take()
        screen.line.clear()
        screen.line.clear()
        #expect(screen.take() == "\r\u{1B}[K")
        screen.line.draw()
        #expect(screen.take() == "\r4 of 10 done, 2.0 a second, 3 s left\u{1B}[K\r")
        screen.line.clear(ends: true)
        #expect(screen.take() == "\r\u{1B}[K")
        screen.line.note(done: 0, total: 10)
        screen.time += 0.5
        screen.line.note(done: 1, total: 10)
        screen.line.draw()
        #expect(screen.take() == "")
    }

    @Test("Where there is no terminal nothing is written")
    func noTerminal() {
        var text = "", time = 0.0
        let line = ProgressLine(isShown: false, now: { time }, write: { text += $0 })
        line.note(done: 0, total: 2)
        time += 5
        line.note(done: 1, total: 2)
        line.draw()
        line.clear(ends: true)
        #expect(text == "")
    }
}
