internal import CReadline
internal import Glibc
internal import Synchronization

/// The signals that came while a prompt is open, one bit each.
private let arrived = Atomic<UInt64>(0)

/// The thread that waits for input.
// Invariant: written by `install`, on that thread, before handlers are there that read it; the value fits one word.
nonisolated(unsafe) private var reader = pthread_self()

/// Remembers a signal. One that another thread of the program was given goes to the thread that waits: there it stays
/// pending until that thread looks.
private let remember: @convention(c) (Int32) -> Void = { signal in
    if pthread_equal(pthread_self(), reader) != 0 {
        arrived.bitwiseOr(1 << UInt64(signal), ordering: .relaxed)
    } else {
        pthread_kill(reader, signal)
    }
}

/// Takes over the signals that matter to a prompt, and gives them back.
///
/// They stay blocked but for the time in which input is waited for, so that nothing is ever interrupted in the middle of
/// drawing or editing, and none is missed between looking and waiting. What the program had installed comes back
/// with ``restore()``.
final class Signals {
    private static let ends = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    private static let ours = [SIGINT, SIGTSTP, SIGCONT, SIGWINCH, SIGTERM, SIGHUP, SIGQUIT]
    private var saved: [(signal: Int32, action: sigaction)] = []
    private var savedMask = sigset_t()

    /// Installs the handlers.
    init() { install() }

    /// Blocks and handles our signals; one that the program ignores stays ignored.
    func install() {
        arrived.store(0, ordering: .relaxed)
        reader = pthread_self()
        var set = sigset_t()
        sigemptyset(&set)
        for signal in Self.ours { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, &savedMask)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = remember
        sigfillset(&action.sa_mask)
        saved = []
        for signal in Self.ours {
            var old = sigaction()
            sigaction(signal, nil, &old)
            if isIgnored(old) { continue }
            sigaction(signal, &action, nil)
            saved.append((signal, old))
        }
    }

    /// Gives all signals back. What is still pending reaches whom it would have reached without us.
    func restore() {
        for (signal, action) in saved {
            var action = action
            sigaction(signal, &action, nil)
        }
        saved = []
        pthread_sigmask(SIG_SETMASK, &savedMask, nil)
    }

    /// Whether this signal came; asks once for each.
    func take(_ signal: Int32) -> Bool {
        let bit: UInt64 = 1 << UInt64(signal)
        return arrived.bitwiseAnd(~bit, ordering: .relaxed).oldValue & bit != 0
    }

    /// The signal that asks the process to end, if one came.
    func takeEnd() -> Int32? { [SIGTERM, SIGHUP, SIGQUIT].first { take($0) } }

    /// Lets in what has come already: where input is there, waiting for it does not (Linux, pselect), and what was typed behind
    /// Ctrl-C would be taken for what was typed before it.
    func letIn() {
        var open = mask(welcoming: Self.ours), before = sigset_t()
        pthread_sigmask(SIG_SETMASK, &open, &before)
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Whether a signal is there that nobody has taken.
    var isPending: Bool { arrived.load(ordering: .relaxed) != 0 }

    /// Waits for input, letting signals in; false if it was a signal that came, or if the time is over.
    func waitForInput(_ descriptor: Int32, milliseconds: Int32 = -1) -> Bool {
        if isPending { return false }
        guard wait(descriptor, milliseconds, Self.ours) else { return false }
        // Where both are there, pselect tells of the input only. The signal comes first: Ctrl-C has dropped what was typed before it,
        // and what is there now was typed behind it.
        letPendingIn(Self.ours)
        return !isPending
    }

    /// Whether this signal came, or is blocked and pending; it is taken then.
    func takePending(_ signal: Int32) -> Bool {
        letPendingIn([signal])
        return take(signal)
    }

    /// Lets those of some signals of ours come that are blocked and pending.
    private func letPendingIn(_ signals: [Int32]) {
        var pending = sigset_t()
        sigpending(&pending)
        var open = sigset_t(), before = sigset_t()
        sigemptyset(&open)
        for (signal, _) in saved where signals.contains(signal) && sigismember(&pending, signal) == 1 {
            sigaddset(&open, signal)
        }
        pthread_sigmask(SIG_UNBLOCK, &open, &before)
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Waits for input in the middle of a key; false if a signal came that ends the prompt. All others have to wait.
    func waitForMoreInput(_ descriptor: Int32, milliseconds: Int32 = -1) -> Bool {
        while true {
            if wait(descriptor, 0, []) { return true }
            if hasEnd { return false }
            if wait(descriptor, milliseconds, Self.ends) { return true }
            if milliseconds >= 0 || hasEnd { return false }
        }
    }

    /// Whether a signal is there that ends the prompt.
    var hasEnd: Bool {
        let bits = arrived.load(ordering: .relaxed)
        return Self.ends.contains { bits & 1 << UInt64($0) != 0 }
    }

    private func wait(_ descriptor: Int32, _ milliseconds: Int32, _ welcome: [Int32]) -> Bool {
        var mask = mask(welcoming: welcome)
        return crl_wait(descriptor, milliseconds, &mask) > 0
    }

    private func mask(welcoming welcome: [Int32]) -> sigset_t {
        var mask = savedMask
        for signal in Self.ours { sigaddset(&mask, signal) }
        for (signal, _) in saved where welcome.contains(signal) { sigdelset(&mask, signal) }
        return mask
    }

    private func isIgnored(_ action: sigaction) -> Bool {
        let handler = action.__sigaction_handler.sa_handler
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
