internal import Glibc

/// Lets threads pause, and wakes all of them at once when the server stops.
///
/// It is a pipe that nobody writes to: closing its writing end is the signal, which `poll` reports to every
/// waiting thread, now and later.
struct StopSignal: Sendable {
    private let reader: Int32
    private let writer: Int32

    /// - Throws: `systemFailure` if the process has no file descriptors left.
    init() throws(PortalServerError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw PortalServerError.systemCall("pipe") }
        (reader, writer) = (ends[0], ends[1])
        // Programs that this process starts must not hold the writing end: its closing would go unnoticed.
        _ = fcntl(reader, F_SETFD, FD_CLOEXEC)
        _ = fcntl(writer, F_SETFD, FD_CLOEXEC)
    }

    /// Waits this long. Returns false, at once, when the signal comes or has come.
    func pause(milliseconds: Int) -> Bool {
        var descriptor = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&descriptor, 1, Int32(clamping: milliseconds))
            // The server's threads block all signals, so an interruption is not expected: waiting anew does no harm.
            if count < 0, errno == EINTR { continue }
            return count == 0
        }
    }

    /// Wakes every thread that pauses. To be called once.
    func send() { close(writer) }

    /// Gives the descriptor back. To be called once, when no thread can pause any more.
    func dispose() { close(reader) }
}

extension PortalServerError {
    /// The failure of a call that has just set `errno`.
    static func systemCall(_ name: String) -> PortalServerError {
        PortalServerError(
            code: .systemFailure, message: "the system refuses the demo portal a socket: \(name): \(text(of: errno))")
    }

    /// The system's words for an error number.
    static func text(of number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }
}
