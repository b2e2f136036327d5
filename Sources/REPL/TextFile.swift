internal import Glibc
internal import TextMeasure

/// Files of text, as people write them.
public enum TextFile {
    /// The text of a file, which holds its bytes (``Swift/String/init(exactly:)``), without the mark that some editors begin it with.
    ///
    /// Only of files: what came through a pipe is gone, and to open one again would wait for ever.
    ///
    /// - Parameter limit: how many bytes are read at most.
    /// - Returns: nil where it cannot be read; `errno` tells why.
    public static func read(_ path: String, limit: Int = .max) -> String? {
        bytes(of: path, limit: limit).map { bytes in
            String(exactly: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
        }
    }

    /// The bytes of a file, under the same conditions.
    static func bytes(of path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { return nil }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            errno = facts.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
            return nil
        }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = systemRead(descriptor, &part, min(part.count, limit - bytes.count))
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { break }
            bytes += part[..<count]
        }
        return bytes
    }
}

private let systemRead = Glibc.read
