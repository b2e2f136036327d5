internal import Glibc

/// Another program that takes the terminal for a while.
public enum ChildProcess {
    /// Runs a line of the shell and waits for it, with the signals of a program in the foreground.
    ///
    /// - Returns: The exit status; -1 where it could not be started or was ended by a signal.
    public static func run(_ line: String) -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var usual = sigset_t()
        sigemptyset(&usual)
        sigaddset(&usual, SIGINT)
        sigaddset(&usual, SIGQUIT)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var arguments: [UnsafeMutablePointer<CChar>?] = (["/bin/sh", "-c", line] as [String]).map { strdup($0) }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        // Ctrl-C is meant for the other program.
        let interrupt = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, interrupt) }
        var child = pid_t()
        guard posix_spawn(&child, "/bin/sh", nil, &attributes, arguments, environ) == 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            if errno != EINTR { return -1 }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}
