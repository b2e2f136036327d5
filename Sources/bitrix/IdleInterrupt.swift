internal import Glibc
internal import Synchronization

/// Whether Ctrl-C came while nothing ran and nothing was read.
private let came = Atomic<Bool>(false)

/// Ctrl-C at a prompt between reading and running: it does not end the program, and an input that was about to run does not.
enum IdleInterrupt {
    /// Takes the signal from now on wherever nobody else does; what is ignored stays so.
    static func install() {
        var action = sigaction()
        sigaction(SIGINT, nil, &action)
        guard action.__sigaction_handler.sa_handler == nil else { return }  // SIG_DFL
        action.__sigaction_handler.sa_handler = { _ in came.store(true, ordering: .relaxed) }
        sigaction(SIGINT, &action, nil)
    }

    /// What came before counts no longer.
    static func forget() { came.store(false, ordering: .relaxed) }

    /// Whether one came since ``forget()``.
    static var isThere: Bool { came.load(ordering: .relaxed) }
}
