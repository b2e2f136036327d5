internal import Glibc
internal import Posix
internal import TerminalText

/// The file that a ``History`` lives in.
struct HistoryFile {
    /// Absolute or relative to the working directory; a symbolic link is followed.
    let path: String

    /// What a line holds.
    struct Entry: Equatable {
        var text: String
        /// Whether it is never suggested. Of several lines with one text, the last one counts.
        var isDiscouraged = false
    }

    /// The entries, oldest first; none where there is no file that can be read.
    func read() -> [Entry] {
        guard let bytes = File.read(target)?.withoutMark else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).map { line in
            // No entry's own line begins so: a backslash in it is two.
            let isDiscouraged = line.starts(with: Self.mark)
            return Entry(
                text: Self.entry(fromLine: line.dropFirst(isDiscouraged ? Self.mark.count : 0)),
                isDiscouraged: isDiscouraged)
        }
    }

    private static let mark = Array("\\!".utf8)

    private static func line(of entry: Entry) -> [UInt8] {
        (entry.isDiscouraged ? mark : []) + line(of: entry.text)
    }

    /// Adds an entry at the end, while no other session does. Where more than `limit` lines and a tenth of that are there then,
    /// the file is replaced by what `newest` keeps of them: so each entry costs one line, and seldom the whole file.
    func add(_ entry: Entry, limit: Int, newest: ([Entry]) -> [Entry]) {
        makeDirectories()
        let lock = File.open(target + ".lock", O_RDWR | O_CREAT)
        guard lock >= 0 else { return }
        defer { close(lock) }
        // On a file system without locks, entries of two sessions may displace each other; without the entry nothing is better.
        _ = File.lock(lock, waits: true)
        guard let count = append(Self.line(of: entry)) else { return }
        if count > limit + limit / 10 { write(newest(read())) }
    }

    /// The line of an entry, without its newline.
    static func line(of entry: String) -> [UInt8] {
        var line: [UInt8] = []
        for byte in entry.exactBytes {
            switch byte {
            case UInt8(ascii: "\n"): line += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\\"): line += [byte, byte]
            default: line.append(byte)
            }
        }
        return line
    }

    /// The entry of a line: what ``line(of:)`` was given. A backslash before anything else stands for itself.
    static func entry(fromLine line: some Sequence<UInt8>) -> String {
        var bytes: [UInt8] = [], isEscaped = false
        for byte in line {
            if isEscaped {
                if byte != UInt8(ascii: "n") && byte != UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        if isEscaped { bytes.append(UInt8(ascii: "\\")) }
        return String(exactly: bytes)
    }

    private var target: String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Writes a line behind those that are there. A last one without an end, which a crash may have left, gets its end first.
    ///
    /// - Returns: how many there are now; nil where the file cannot be written.
    private func append(_ line: [UInt8]) -> Int? {
        let newline = UInt8(ascii: "\n")
        let target = target
        let before = File.read(target) ?? []
        let file = File.open(target, O_WRONLY | O_CREAT | O_APPEND)
        guard file >= 0 else { return nil }
        defer { close(file) }
        fchmod(file, 0o600)
        let bytes = (before.last ?? newline) == newline ? line + [newline] : [newline] + line + [newline]
        return File.write(bytes, to: file) == bytes.count ? before.count { $0 == newline } + 1 : nil
    }

    private func write(_ entries: [Entry]) {
        let target = target
        guard let (file, name) = File.makeTemporary(target + ".XXXXXX") else { return }
        let bytes = entries.flatMap { Self.line(of: $0) + [UInt8(ascii: "\n")] }
        let isWritten = File.write(bytes, to: file) == bytes.count
        if close(file) != 0 || !isWritten || rename(name, target) != 0 { unlink(name) }
    }

    /// Makes the directories that are missing, for nobody else to read.
    private func makeDirectories() {
        let parts = path.split(separator: "/").dropLast()
        var directory = path.hasPrefix("/") ? "/" : ""
        for part in parts {
            directory += part + "/"
            mkdir(directory, 0o700)
        }
    }
}
