public import Glibc

/// Files by descriptor: the one place where the program opens, reads and writes them.
///
/// Every descriptor is closed in programs that this one starts, and none is below 3: what a script prints can never end up in a
/// file of ours.
public enum File {
    /// Opens a file, as open(2) does.
    ///
    /// - Parameters:
    ///   - flags: `O_RDONLY`, `O_WRONLY | O_CREAT | O_APPEND`, …; `O_CLOEXEC` is added.
    ///   - mode: Permissions of a file that is made.
    /// - Returns: The descriptor, or -1 with the reason in `errno`.
    public static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) -> Int32 {
        aboveStandardStreams(Glibc.open(path, flags | O_CLOEXEC, mode))
    }

    /// Makes and opens a file of a new name for its owner only: six other characters replace the `XXXXXX` before `suffix`.
    ///
    ///     File.makeTemporary("/tmp/bitrix-XXXXXX", suffix: ".lua")
    ///
    /// - Returns: The descriptor and the name, or nil with the reason in `errno`.
    public static func makeTemporary(_ pattern: String, suffix: String = "") -> (descriptor: Int32, path: String)? {
        var name = Array((pattern + suffix).utf8CString)
        let descriptor = aboveStandardStreams(mkstemps(&name, Int32(suffix.utf8.count)))
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return (descriptor, String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// `CStart` fills the standard descriptors at the start; a script may have closed one since, in C code.
    private static func aboveStandardStreams(_ descriptor: Int32) -> Int32 {
        guard (0...2).contains(descriptor) else { return descriptor }
        let higher = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        let reason = errno
        close(descriptor)
        errno = reason
        return higher
    }

    /// Writes all bytes, in one piece where the system takes them so.
    ///
    /// - Returns: How many are written; fewer than there are where a write has failed, with the reason in `errno`.
    @discardableResult public static func write(_ bytes: some Sequence<UInt8>, to descriptor: Int32) -> Int {
        let bytes = Array(bytes)
        return bytes.withUnsafeBytes { write($0, to: descriptor) }
    }

    /// The same without a copy.
    @discardableResult public static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        return written
    }

    /// The same where the other end of a pipe may be closed: that is a failure (`EPIPE`), and does not end the program.
    @discardableResult public static func writeUnsignalled(_ bytes: some Sequence<UInt8>, to descriptor: Int32) -> Int {
        var brokenPipe = sigset_t(), before = sigset_t(), pending = sigset_t()
        sigemptyset(&brokenPipe)
        sigaddset(&brokenPipe, SIGPIPE)
        sigpending(&pending)
        let isOurs = sigismember(&pending, SIGPIPE) == 0
        pthread_sigmask(SIG_BLOCK, &brokenPipe, &before)
        let written = write(bytes, to: descriptor)
        let reason = errno
        var atOnce = timespec()
        if isOurs { _ = sigtimedwait(&brokenPipe, nil, &atOnce) }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        errno = reason
        return written
    }

    /// Everything that a descriptor has up to its end, at most `limit` bytes; nil where a read has failed, with the reason in `errno`.
    public static func readAll(from descriptor: Int32, limit: Int = .max) -> [UInt8]? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &piece, min(piece.count, limit - bytes.count))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return bytes
    }

    /// The bytes of a file, at most `limit` of them; nil where it cannot be read, with the reason in `errno`.
    public static func read(_ path: String, limit: Int = .max) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return readAll(from: descriptor, limit: limit)
    }

    /// What became of a request for a lock.
    public enum Lock: Equatable, Sendable {
        /// It is ours until the descriptor is closed, or until the process ends, however it does.
        case taken
        /// Another process has it.
        case held
        /// The file system has no locks (some network and FUSE file systems): nobody can tell.
        case unsupported
    }

    /// Takes the lock of a whole file (flock(2)), which other programs heed that ask for it.
    ///
    /// - Parameter waits: Whether to wait for a process that has it.
    public static func lock(_ descriptor: Int32, waits: Bool = false) -> Lock {
        while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            return errno == EWOULDBLOCK ? .held : .unsupported
        }
        return .taken
    }

    /// Whether a descriptor is a terminal.
    public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) != 0 }
}

extension Collection<UInt8> {
    /// The bytes without the UTF-8 mark (EF BB BF) that editors of Windows begin a text with.
    public var withoutMark: SubSequence { starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self[...] }
}
