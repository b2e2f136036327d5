internal import BitrixModule
internal import Glibc
internal import Help
internal import Localization
internal import Posix
internal import TerminalText
internal import VibeAPI

/// What the program says of requests while it runs: waits and progress on a terminal, and the lines of `--trace`.
final class Trace {
    /// Where the lines of `--trace` go; nil for nowhere.
    private let descriptor: Int32?
    private let showsHeaders: Bool
    /// Whether a line could not be written, and that was said.
    private var hasFailed = false
    /// Whether each attempt is shown on standard error as well, as `:trace` wants it.
    var showsOnTerminal = false

    /// A file that cannot be written.
    struct Unwritable: Error {
        /// Which, and why.
        let message: String
    }

    /// Opens the trace; "" is standard error, nil none. A file is appended to, each line by one write: other programs may write to
    /// the same file, and no line is torn.
    init(file: String?, showingHeaders: Bool) throws(Unwritable) {
        showsHeaders = showingHeaders
        guard let file else {
            descriptor = nil
            return
        }
        let opened = file.isEmpty ? STDERR_FILENO : File.open(file, O_WRONLY | O_CREAT | O_APPEND)
        guard opened >= 0 else {
            throw Unwritable(message: "cannot write \(file): \(String(cString: strerror(errno)))")
        }
        descriptor = opened
    }

    /// Tells of waits, attempts and progress.
    ///
    /// - Parameter isSwitchable: whether ``showsOnTerminal`` may change; else attempts are looked at for a trace only.
    /// - Parameter report: is told, once, that a line cannot be written.
    func observer(
        isSwitchable: Bool, language: Language, report: @escaping (String) -> Void
    ) -> BitrixModule.Observer {
        var observer = BitrixModule.Observer()
        // Where the cursor cannot be moved, nothing can be erased.
        let progress = ProgressLine(isShown: StandardError.isTerminal && Terminal.movesCursor, language: language)
        observer.onProgress = { progress.note(done: $0, total: $1) }
        observer.onBlock = { progress.draw() }
        observer.onUnblock = {
            progress.clear()
            progress.endPauses()
        }
        observer.onProgressEnd = { done, total, isStopped in
            progress.clear(ends: true)
            guard isStopped else { return }
            let count = ProgressLine.count(done, of: total, language)
            StandardError.write(Text("stopped: \(count)\n", "остановлено: \(count)\n")[language])
        }
        if StandardError.isTerminal {
            observer.onWait = { wait in
                if Terminal.movesCursor { return progress.note(wait) }
                StandardError.write(Self.line(for: wait, language))
            }
        }
        if descriptor != nil || isSwitchable {
            observer.onAttempt = { attempt in
                let terminal = self.showsOnTerminal && self.descriptor != STDERR_FILENO ? STDERR_FILENO : nil
                for descriptor in [self.descriptor, terminal].compactMap({ $0 }) {
                    progress.clear()
                    let headers = self.showsHeaders ? Self.headers(of: attempt) : ""
                    let lines = Self.line(for: attempt, at: Date.now) + headers
                    let written =
                        descriptor == STDERR_FILENO
                        ? File.write(lines.utf8, to: descriptor) : File.writeUnsignalled(lines.utf8, to: descriptor)
                    let isWritten = written == lines.utf8.count
                    if !isWritten, !self.hasFailed, descriptor != STDERR_FILENO {
                        let reason = String(cString: strerror(errno))
                        self.hasFailed = true
                        LostOutput.note()
                        report("--trace: a line cannot be written, and is missing: \(reason)")
                    }
                }
            }
        }
        return observer
    }

    /// `waiting 2 s: RATE_LIMITED (3 of 5); Ctrl-C stops`, for a terminal on which nothing can be erased.
    static func line(for wait: Wait, _ language: Language) -> String {
        let tenths = Int((wait.seconds * 10).rounded(.up))
        let seconds = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        let reason = wait.reason.oneWord
        return Text(
            "waiting \(seconds) s: \(reason) (\(wait.attempt) of \(wait.attempts)); Ctrl-C stops\n",
            "пауза \(seconds) с: \(reason) (\(wait.attempt) из \(wait.attempts)); Ctrl-C — прервать\n")[language]
    }

    /// `2026-11-23T14:05:06Z GET /v1/contacts/71 200 12 ms 512 B attempt 1 demo-1f2e`
    static func line(for attempt: Attempt, at time: String) -> String {
        let status = attempt.failure?.oneWord ?? attempt.status.map { "\($0)" } ?? "?"
        let identifier = attempt.requestId.map { " \($0.oneWord)" } ?? ""
        let milliseconds = Int((attempt.seconds * 1000).rounded())
        return
            "\(time) \(attempt.method) \(attempt.target.oneWord) \(status) \(milliseconds) ms \(attempt.bytes) B attempt \(attempt.number)"
            + identifier + "\n"
    }

    /// What `--trace=headers` adds: the request's headers behind `>`, the answer's behind `<`, and where the time went.
    static func headers(of attempt: Attempt) -> String {
        var lines = ["> \(attempt.method) \(attempt.target.oneWord)"]
        lines += attempt.requestHeaders.map { "> \($0.name): \($0.value.printable())" }
        if let head = attempt.head, let status = attempt.status {
            lines.append("< HTTP/\(head.httpVersion) \(status)")
            lines += head.headers.map { "< \($0.name.printable()): \($0.value.printable())" }
        }
        lines.append("* \(text(of: attempt.timings))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// `dns 0.1 ms, connect 0.4 ms, tls 0.0 ms, first byte 12.3 ms, total 12.5 ms`
    static func text(of timings: Timings) -> String {
        let phases = [
            ("dns", timings.nameLookup), ("connect", timings.connect), ("tls", timings.tls),
            ("first byte", timings.firstByte), ("total", timings.total),
        ]
        return phases.map { "\($0) \(milliseconds($1)) ms" }.joined(separator: ", ")
    }

    /// `12.3`: milliseconds of a time in seconds.
    private static func milliseconds(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private enum Date {
        /// The time as `2026-11-23T14:05:06Z`.
        static var now: String {
            var seconds = time(nil)
            var parts = tm()
            gmtime_r(&seconds, &parts)
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
                strftime(buffer.baseAddress, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
                return buffer.baseAddress.map { String(cString: $0) } ?? ""
            }
        }
    }
}
