internal import LuaBridge

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// Standard input and output with the buffers that Lua's `io` library uses, so that a prompt and a script's own
/// `io.read` and `io.write` do not get in each other's way.
public enum Console {
    /// Writes a prompt and reads one line, without its line end; nil at the end of the input.
    public static func readLine(prompt: [UInt8]) -> [UInt8]? {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        var count = 0
        defer { free(line) }
        let isRead = prompt.withUnsafeBytes { bytes in
            lb_read_line(
                bytes.assumingMemoryBound(to: CChar.self).baseAddress ?? emptyText, bytes.count, &line, &capacity,
                &count)
        }
        return isRead ? Array(UnsafeRawBufferPointer(start: line, count: count)) : nil
    }

    /// Writes text to standard output and flushes it.
    public static func write(_ text: String) {
        text.withCString { lb_write_out($0, text.utf8.count) }
    }
}
