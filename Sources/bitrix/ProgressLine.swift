internal import Localization
internal import Posix
internal import TerminalText
internal import VibeAPI

/// One line on a terminal's standard error that says what the program waits for, and how far a `bitrix.map` is, once that takes over
/// a second.
///
///     waiting 28 s: RATE_LIMITED (2 of 5); Ctrl-C stops
///     1,234 of 5,000 done, 18 a second, 3 min 29 s left, 2 waits; 8 requests wait 3 s: RATE_LIMITED; Ctrl-C stops
///
/// It is there only while the program waits: a script's own lines come where it stood. Waits that run at once share it, and it counts
/// down.
final class ProgressLine {
    /// How often requests had to wait so far.
    var waits = 0

    private let isShown: Bool
    private let language: Language
    private let columns: () -> Int
    private let now: () -> Double
    private let write: (String) -> Void
    private var startedAt: Double?
    private var done = 0
    private var total: Int?
    private var drawnAt = 0.0
    private var isDrawn = false
    /// Waits that are not over, as far as is known, each with its end.
    private var pauses: [(end: Double, wait: Wait)] = []

    private static let patience = 1.0
    private static let interval = 0.1

    /// Makes a line that has nothing to say yet.
    ///
    /// - Parameters:
    ///   - isShown: whether there is a terminal.
    ///   - language: of its words.
    ///   - columns: how wide the terminal is; the line is cut there.
    ///   - now: seconds of a clock that only goes forward.
    ///   - write: puts text on the terminal.
    init(
        isShown: Bool, language: Language = .english, columns: @escaping () -> Int = { Terminal.errorColumns },
        now: @escaping () -> Double = monotonicSeconds,
        write: @escaping (String) -> Void = { StandardError.write($0) }
    ) {
        self.isShown = isShown
        self.language = language
        self.columns = columns
        self.now = now
        self.write = write
    }

    /// Takes note of how many elements are done.
    func note(done: Int, total: Int?) {
        guard isShown else { return }
        (self.done, self.total) = (done, total)
        if startedAt == nil { startedAt = now() }
    }

    /// Takes note of a wait that begins; the next ``draw()`` shows it at once.
    func note(_ wait: Wait) {
        guard isShown else { return }
        waits += 1
        pauses.append((now() + wait.seconds, wait))
        drawnAt = 0
    }

    /// Draws the line, when it is time: the program begins to wait, or still does. One that stands is drawn anew ten times a second
    /// at the most, and erased where there is nothing to say any more.
    func draw() {
        let time = now()
        pauses.removeAll { $0.end <= time }
        guard !isDrawn || time - drawnAt >= Self.interval else { return }
        var parts: [String] = []
        if let startedAt, time - startedAt >= Self.patience { parts.append(progress(elapsed: time - startedAt)) }
        if !pauses.isEmpty { parts.append(pause(at: time)) }
        guard !parts.isEmpty else { return clear() }
        drawnAt = time
        isDrawn = true
        write("\r" + parts.joined(separator: "; ").fitting(columns: columns() - 1) + "\u{1B}[K\r")
    }

    /// Takes the line away, because Lua code goes on or something else is to be written, or because the map is over (`ends`).
    func clear(ends: Bool = false) {
        if isDrawn { write("\r\u{1B}[K") }
        isDrawn = false
        guard ends else { return }
        startedAt = nil
        waits = 0
        pauses = []
    }

    /// Forgets waits, because a call is over that was the only one, or was stopped. In a map others may still wait.
    func endPauses() {
        if startedAt == nil { pauses = [] }
    }

    // MARK: Words

    private func progress(elapsed: Double) -> String {
        let rate = Double(done) / elapsed
        var parts = [Self.count(done, of: total, language)]
        let speed = rate >= 10 ? "\(Int(rate.rounded()))" : Self.tenths(rate)
        parts.append(Text("\(speed) a second", "\(speed) в секунду")[language])
        if let total, rate > 0, done < total {
            let left = duration(Double(total - done) / rate)
            parts.append(Text("\(left) left", "осталось \(left)")[language])
        }
        if waits > 0 { parts.append(Text.counted(waits, "wait", "waits", ("пауза", "паузы", "пауз"))[language]) }
        return parts.joined(separator: ", ")
    }

    private func pause(at time: Double) -> String {
        // The next request is sent when the first wait is over.
        guard let next = pauses.min(by: { $0.end < $1.end }) else { return "" }
        let seconds = duration(next.end - time)
        let reason = next.wait.reason.oneWord
        let stop = Text("; Ctrl-C stops", "; Ctrl-C — прервать")[language]
        if pauses.count > 1 {
            return Text(
                "\(pauses.count) requests wait \(seconds): \(reason)", "ждут \(pauses.count): \(seconds), \(reason)")[
                    language] + stop
        }
        let wait = next.wait
        return Text(
            "waiting \(seconds): \(reason) (\(wait.attempt) of \(wait.attempts))",
            "пауза \(seconds): \(reason) (\(wait.attempt) из \(wait.attempts))")[language] + stop
    }

    /// `1,234 of 5,000 done`, or `1,234 done` where nobody knows how many there are.
    static func count(_ done: Int, of total: Int?, _ language: Language) -> String {
        let separator = language == .russian ? "\u{A0}" : ","
        let count = grouped(done, separator)
        guard let total = total.map({ grouped($0, separator) }) else {
            return Text("\(count) done", "готово \(count)")[language]
        }
        return Text("\(count) of \(total) done", "готово \(count) из \(total)")[language]
    }

    private static func grouped(_ number: Int, _ separator: String) -> String {
        let digits = Array(String(number))
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? separator + String(digit) : String(digit)
        }.joined()
    }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// `9 s`, `3 min 29 s`, `2 h 5 min`.
    private func duration(_ seconds: Double) -> String {
        let seconds = Int(seconds.rounded(.up))
        let (s, min, h) = language == .russian ? ("с", "мин", "ч") : ("s", "min", "h")
        if seconds < 60 { return "\(seconds) \(s)" }
        if seconds < 3600 { return "\(seconds / 60) \(min) \(seconds % 60) \(s)" }
        return "\(seconds / 3600) \(h) \(seconds % 3600 / 60) \(min)"
    }
}
