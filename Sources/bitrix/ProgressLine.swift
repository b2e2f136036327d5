internal import LuaHost

/// One line on a terminal's standard error that says how far a `bitrix.map` is, once that takes over a second.
///
///     1,234 of 5,000 done, 18 a second, 3 min 29 s left, 2 waits
///
/// It is there only while the program waits: a script's own lines come where it stood.
final class ProgressLine {
    /// How often requests had to wait so far.
    var waits = 0

    private let isShown: Bool
    private let now: () -> Double
    private let write: (String) -> Void
    private var startedAt: Double?
    private var done = 0
    private var total: Int?
    private var drawnAt = 0.0
    private var isDrawn = false

    private static let patience = 1.0
    private static let interval = 0.1

    /// Makes a line that has nothing to say yet.
    ///
    /// - Parameters:
    ///   - isShown: whether there is a terminal.
    ///   - now: seconds of a clock that only goes forward.
    ///   - write: puts text on the terminal.
    init(
        isShown: Bool, now: @escaping () -> Double = monotonicSeconds,
        write: @escaping (String) -> Void = { writeError(Array($0.utf8)) }
    ) {
        self.isShown = isShown
        self.now = now
        self.write = write
    }

    /// Takes note of how many elements are done.
    func note(done: Int, total: Int?) {
        guard isShown else { return }
        (self.done, self.total) = (done, total)
        if startedAt == nil { startedAt = now() }
    }

    /// Draws the line, when it is time: the program begins to wait. One that stands is drawn anew ten times a second at the most.
    func draw() {
        guard let startedAt else { return }
        let time = now()
        guard time - startedAt >= Self.patience, !isDrawn || time - drawnAt >= Self.interval else { return }
        drawnAt = time
        isDrawn = true
        write("\r" + text(elapsed: time - startedAt) + "\u{1B}[K\r")
    }

    /// Takes the line away, because Lua code goes on or something else is to be written, or because the map is over (`ends`).
    func clear(ends: Bool = false) {
        if isDrawn { write("\r\u{1B}[K") }
        isDrawn = false
        guard ends else { return }
        startedAt = nil
        waits = 0
    }

    private func text(elapsed: Double) -> String {
        let rate = Double(done) / elapsed
        var parts = ["\(Self.count(done, of: total)) done"]
        parts.append(rate >= 10 ? "\(Int(rate.rounded())) a second" : "\(Self.tenths(rate)) a second")
        if let total, rate > 0, done < total { parts.append("\(Self.duration(Double(total - done) / rate)) left") }
        if waits > 0 { parts.append(waits == 1 ? "1 wait" : "\(waits) waits") }
        return parts.joined(separator: ", ")
    }

    /// `1,234 of 5,000`, or `1,234` where nobody knows how many there are.
    static func count(_ done: Int, of total: Int?) -> String {
        total.map { "\(grouped(done)) of \(grouped($0))" } ?? grouped(done)
    }

    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return String(
            digits.enumerated().flatMap { index, digit in
                index > 0 && (digits.count - index) % 3 == 0 ? [",", digit] : [digit]
            })
    }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// `9 s`, `3 min 29 s`, `2 h 5 min`.
    private static func duration(_ seconds: Double) -> String {
        let seconds = Int(seconds.rounded(.up))
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
}
