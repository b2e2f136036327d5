internal import Glibc
internal import LuaBridge

/// Standard input and output with the buffers that Lua's `io` library uses, so that a prompt and a script's own
/// `io.read` and `io.write` do not get in each other's way.
public enum Console {
    /// What reading a line came to.
    public enum Line {
        /// A line, without its line end.
        case line([UInt8])
        /// The end of the input.
        case end
        /// Ctrl-C; what was typed is gone.
        case interrupted
    }

    /// Writes a prompt and reads one line.
    public static func readLine(prompt: [UInt8]) -> Line {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        var count = 0
        defer { free(line) }
        let status = prompt.withUnsafeBytes { bytes in
            lb_read_line(
                bytes.assumingMemoryBound(to: CChar.self).baseAddress ?? emptyText, bytes.count, &line, &capacity,
                &count)
        }
        switch status {
        case LB_LINE: return .line(Array(UnsafeRawBufferPointer(start: line, count: count)))
        case LB_LINE_INTERRUPTED: return .interrupted
        default: return .end
        }
    }

    /// SIGTERM or SIGHUP, where one has ended ``readLine(prompt:)``: the process is to end.
    public static var endSignal: Int32? {
        let signal = lb_line_end_signal()
        return signal == 0 ? nil : signal
    }

    /// Writes text to standard output and flushes it.
    public static func write(_ text: String) { write(Array(text.utf8)) }

    /// Writes bytes to standard output and flushes it.
    public static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes {
            lb_write_out($0.assumingMemoryBound(to: CChar.self).baseAddress ?? emptyText, $0.count)
        }
    }

    /// What became of the text that was printed.
    public enum Output: Equatable {
        /// All of it is written.
        case written
        /// Some of it is lost; the reason is nil where an earlier write has failed, of which stdio keeps no `errno`.
        case lost(errno: Int32?)
    }

    /// Writes what standard output still buffers, and tells whether anything that was ever printed is lost.
    public static func flush() -> Output {
        switch lb_flush_out() {
        case 0: .written
        case -1: .lost(errno: nil)
        case let reason: .lost(errno: reason)
        }
    }
}
