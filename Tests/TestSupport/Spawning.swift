import Glibc
import Synchronization

/// Tests run at the same time, and so do the programs that they start: none may inherit another's pipe, which would stay
/// open for as long as that program lives.
enum Spawning {
    /// Held by whoever starts a program, or owns a pipe that is not yet marked as its own.
    private static let lock = Mutex(())

    /// A pipe that no program inherits: its end to read from, its end to write to; nil where there is none.
    static func pipe() -> (read: Int32, write: Int32)? {
        lock.withLock { _ in
            var ends: [Int32] = [-1, -1]
            guard Glibc.pipe(&ends) == 0 else { return nil }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return (ends[0], ends[1])
        }
    }

    /// Starts a program by `start`, which returns what posix_spawn does.
    static func start(_ start: () -> Int32) -> Int32 { lock.withLock { _ in start() } }
}
