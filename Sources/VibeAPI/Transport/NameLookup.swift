internal import Glibc
internal import Posix
internal import Synchronization

/// Asks for a host's addresses once more, to learn why there were none: libcurl does not tell whether the name is unknown, or
/// whether nobody could be asked just now.
///
/// On a thread of its own, which nobody waits for (law 2).
final class NameLookup: Sendable {
    private let result = Mutex<Int32?>(nil)
    private let startedAt = monotonicSeconds()

    /// An unknown name is told at once; where nobody answers for so long, in seconds, the name server is what is missing.
    private static let patience = 2.0

    /// Starts it.
    init(_ host: String) {
        /// What the thread owns.
        final class Work: Sendable {
            let host: String
            let lookup: NameLookup
            init(_ host: String, _ lookup: NameLookup) {
                self.host = host
                self.lookup = lookup
            }
        }
        // Given back by the thread, or here where there is none.
        let work = Unmanaged.passRetained(Work(host, self))
        var thread = pthread_t()
        var all = sigset_t()
        var before = sigset_t()
        // Signals are for the program's own thread.
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let failure = pthread_create(
            &thread, nil,
            { work in
                guard let work else { return nil }
                let owned = Unmanaged<Work>.fromOpaque(work).takeRetainedValue()
                var hints = addrinfo()
                hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
                var list: UnsafeMutablePointer<addrinfo>?
                let result = getaddrinfo(owned.host, nil, &hints, &list)
                if result == 0 { freeaddrinfo(list) }
                owned.lookup.result.withLock { $0 = result }
                return nil
            }, work.toOpaque())
        if failure == 0 {
            pthread_detach(thread)
        } else {
            work.release()
            result.withLock { $0 = EAI_AGAIN }
        }
    }

    /// Whether it has ended, or has taken too long.
    var isDone: Bool { result.withLock { $0 != nil } || monotonicSeconds() - startedAt > Self.patience }

    /// Whether the name may be found the next time: it was now, or the reason passes.
    var isTemporary: Bool {
        [0, EAI_AGAIN, EAI_SYSTEM, EAI_MEMORY].contains(result.withLock { $0 } ?? EAI_AGAIN)
    }
}
