#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// What the terminal behind standard error can show.
enum Terminal {
    /// Colour, unless `NO_COLOR` is set to something or the terminal is a dumb one.
    static var usesColor: Bool {
        func value(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
        return value("NO_COLOR").isEmpty && value("TERM") != "dumb" && isatty(STDERR_FILENO) != 0
    }
}

/// Writes bytes to standard error, in one piece where the system takes them so.
func writeError(_ bytes: [UInt8]) { write(bytes, to: STDERR_FILENO) }

/// Writes bytes to an open file; what it does not take is dropped.
func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 && errno != EINTR { return }
        rest = rest.dropFirst(max(0, written))
    }
}
