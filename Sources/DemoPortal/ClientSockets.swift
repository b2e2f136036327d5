internal import Glibc
internal import Synchronization

/// The sockets of the connected clients, so that the server can hang up on all of them before its daemon is stopped.
///
/// libmicrohttpd 0.9.75 must not be stopped while a connection is busy: MHD_queue_response then claims success without
/// a response, and a thread that refuses a malformed request at that moment follows the null pointer (seen as a
/// crash in one of forty test runs). A daemon without connections cannot do that.
///
/// Descriptors are duplicates of libmicrohttpd's: the original may be closed, and its number given to a stranger, long
/// before its connection is reported as closed.
final class ClientSockets: Sendable {
    private struct State {
        var duplicates: Set<Int32> = []
        var isHungUp = false
    }

    private let state = Mutex(State())

    /// Notes a connection. Returns the duplicate of its descriptor, or nil if there is none.
    func add(_ descriptor: Int32) -> Int32? {
        state.withLock { state in
            let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard duplicate >= 0 else { return nil }
            state.duplicates.insert(duplicate)
            // A connection that was accepted while the others were hung up on.
            if state.isHungUp { shutdown(duplicate, Int32(SHUT_RDWR)) }
            return duplicate
        }
    }

    /// Forgets a connection that has ended.
    func remove(_ duplicate: Int32) {
        state.withLock { state in
            guard state.duplicates.remove(duplicate) != nil else { return }
            _ = close(duplicate)
        }
    }

    /// Ends all connections, those to come too.
    ///
    /// - Returns: When the last one is reported as closed, or after `patience` milliseconds.
    func hangUp(patience: Int) {
        state.withLock { state in
            state.isHungUp = true
            for duplicate in state.duplicates { shutdown(duplicate, Int32(SHUT_RDWR)) }
        }
        for _ in 0..<patience where !state.withLock({ $0.duplicates.isEmpty }) { poll(nil, 0, 1) }
    }

    deinit {
        // Those whose end libmicrohttpd did not report.
        for duplicate in state.withLock({ $0.duplicates }) { _ = close(duplicate) }
    }
}
