internal import Glibc
internal import Posix
internal import TerminalText

/// Files of text, as people write them.
public enum TextFile {
    /// The text of a file, which holds its bytes (``Swift/String/init(exactly:)``), without the mark that some editors begin it with.
    ///
    /// Only of files: what came through a pipe is gone, and to open one again would wait for ever.
    ///
    /// - Parameter limit: how many bytes are read at most.
    /// - Returns: nil where it cannot be read; `errno` tells why, `EINVAL` that it is a device, a pipe or a socket.
    public static func read(_ path: String, limit: Int = .max) -> String? {
        bytes(of: path, limit: limit).map { String(exactly: $0.withoutMark) }
    }

    /// The bytes of a file, under the same conditions.
    static func bytes(of path: String, limit: Int) -> [UInt8]? {
        let descriptor = File.open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { return nil }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            errno = facts.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
            return nil
        }
        return File.readAll(from: descriptor, limit: limit)
    }
}
