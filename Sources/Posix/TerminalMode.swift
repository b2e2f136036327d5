internal import Glibc

/// Keeps the terminal's mode safe while a prompt changes it: whatever ends the process then, the mode is what it was before.
///
///     TerminalMode.keep(afterwards: "\u{1B}[?2004l")
///     defer { TerminalMode.release() }
///
/// What ends a process: exit(3), from wherever it is called; signals that nobody handles, as SIGALRM and SIGUSR1; crashes. Not
/// SIGKILL, which nothing can see. Signals that somebody handles, or ignores, stay as they are.
public enum TerminalMode {
    // Invariant: written by the thread that reads the terminal, before handlers are there that read it, or after they are gone.
    nonisolated(unsafe) private static var kept = termios()
    nonisolated(unsafe) private static var isKept = false
    nonisolated(unsafe) private static var isWatchingExit = false
    nonisolated(unsafe) private static var lastWords: StaticString = ""
    nonisolated(unsafe) private static var handled: [(signal: Int32, action: sigaction)] = []

    /// Signals that end a process where nobody handles them (signal(7)).
    private static let fatal = [
        SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ, SIGPIPE, SIGIO, SIGPWR, SIGSTKFLT,
        SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP,
    ]

    /// Remembers the mode of standard input, for the time until ``release()``. Does nothing where that is no terminal.
    ///
    /// - Parameter afterwards: what is written to standard output as well, where the mode has to be set back.
    public static func keep(afterwards: StaticString = "") {
        release()
        guard tcgetattr(STDIN_FILENO, &kept) == 0 else { return }
        lastWords = afterwards
        isKept = true
        if !isWatchingExit {
            isWatchingExit = true
            atexit { TerminalMode.restore() }
        }
        var action = sigaction()
        sigfillset(&action.sa_mask)
        action.__sigaction_handler.sa_handler = { signal in
            TerminalMode.restore()
            Glibc.signal(signal, SIG_DFL)
            raise(signal)  // delivered when this returns
        }
        for signal in fatal {
            var old = sigaction()
            sigaction(signal, nil, &old)
            let handler = old.__sigaction_handler.sa_handler
            guard unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_DFL, to: Int.self) else { continue }
            sigaction(signal, &action, nil)
            handled.append((signal, old))
        }
    }

    /// The mode is somebody else's again, who has set it back.
    public static func release() {
        isKept = false
        for (signal, action) in handled {
            var action = action
            sigaction(signal, &action, nil)
        }
        handled = []
    }

    /// Sets the mode back. Only what a signal handler may call.
    private static func restore() {
        guard isKept else { return }
        isKept = false
        // A process in the background would be stopped by this.
        if tcgetpgrp(STDIN_FILENO) == getpgrp() { tcsetattr(STDIN_FILENO, TCSANOW, &kept) }
        _ = Glibc.write(STDOUT_FILENO, lastWords.utf8Start, lastWords.utf8CodeUnitCount)
    }
}
