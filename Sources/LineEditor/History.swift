/// What was typed before: whole blocks, oldest first, each once.
///
/// With a path the entries outlive the session. The file has one entry a line, in which `\n` stands for a newline and `\\`
/// for a backslash; `\!` begins one that is not suggested (mode 0600, in a directory that is made with mode 0700). An entry is added at its end, and once there are
/// too many the file is replaced as a whole, both under a lock, so that neither a crash nor another session loses anything.
/// This session sees its own entries and those from before it.
///
///     var history = History(path: "/home/me/.local/state/bitrix/history")
///     history.add("for i = 1, 3 do\n  print(i)\nend")
///     history.entries.last  // the same block, also in the next session
public struct History {
    /// Oldest first. Nothing is in here twice.
    public private(set) var entries: [String]

    private let file: HistoryFile?
    private var discouraged: Set<String> = []
    private let limit: Int
    private let isSecret: (String) -> Bool

    /// Reads what is there.
    ///
    /// - Parameters:
    ///   - path: The file; nil keeps the entries in memory only. What cannot be read counts as empty.
    ///   - limit: How many entries are kept; the oldest go.
    ///   - isSecret: Says of an entry that it must not be kept, neither in the file nor in memory.
    public init(
        path: String?, limit: Int = 5000, isSecret: @escaping (String) -> Bool = { History.looksLikeKey($0) }
    ) {
        self.limit = max(0, limit)
        self.isSecret = isSecret
        file = path.map { HistoryFile(path: $0) }
        let kept = Self.newest(file?.read() ?? [], self.limit)
        entries = kept.map(\.text)
        discouraged = Set(kept.filter(\.isDiscouraged).map(\.text))
    }

    /// Keeps an entry as the newest. An earlier one that is equal goes; what is blank or secret is not kept.
    ///
    /// It may be suggested again, too.
    ///
    /// A file that cannot be written is left as it is: the prompt is worth more than its history.
    public mutating func add(_ entry: String) {
        guard entry.contains(where: { !$0.isWhitespace }), !isSecret(entry) else { return }
        discouraged.remove(entry)
        entries.removeAll { $0 == entry }
        entries.append(entry)
        entries.removeFirst(max(0, entries.count - limit))
        write(entry, isDiscouraged: false)
    }

    /// From now on, in later sessions too, an entry that is kept is not suggested, such as one that failed; Up and Ctrl-R
    /// still find it.
    public mutating func discourage(_ entry: String) {
        guard entries.contains(entry), discouraged.insert(entry).inserted else { return }
        write(entry, isDiscouraged: true)
    }

    private func write(_ entry: String, isDiscouraged: Bool) {
        let limit = limit
        file?.add(HistoryFile.Entry(text: entry, isDiscouraged: isDiscouraged), limit: limit) {
            Self.newest($0, limit)
        }
    }

    /// The last `limit` entries, each only at its last place.
    private static func newest(_ entries: [HistoryFile.Entry], _ limit: Int) -> [HistoryFile.Entry] {
        var seen = Set<String>(), kept: [HistoryFile.Entry] = []
        for entry in entries.reversed() where kept.count < limit && seen.insert(entry.text).inserted {
            kept.append(entry)
        }
        return kept.reversed()
    }

    /// The newest entry that begins with `text` and goes on after it, but for those that were discouraged.
    func suggestion(for text: String) -> String? {
        guard !text.isEmpty else { return nil }
        let length = text.utf8.count
        guard
            let entry = entries.last(where: { entry in
                entry.utf8.count > length && entry.utf8.starts(with: text.utf8)
                    && Motion.floor(entry, length) == length && !discouraged.contains(entry)
            })
        else { return nil }
        return entry.part(length..<entry.utf8.count)
    }

    /// Whether a text holds what looks like a key of the Vibe API, a bearer token, or another long random word.
    ///
    ///     History.looksLikeKey("key = 'vibe_api_0123456789abcdef'")  // true
    ///     History.looksLikeKey("bitrix.contact(71)")                 // false
    public static func looksLikeKey(_ text: String) -> Bool {
        let words = text.utf8.split { byte in
            !isLetter(byte) && !isDigit(byte) && byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-")
        }
        for word in words {
            let word = String(decoding: word, as: UTF8.self).lowercased()
            let parts = word.split(separator: "_", maxSplits: 2)
            // `vibe_api_…`, `vibe_app_…`, and whatever kind the API adds.
            if parts.count == 3, parts[0].hasSuffix("vibe"), parts[2].count >= 8 { return true }
            if word.count >= 32, word.utf8.contains(where: isDigit),
                word.utf8.contains(where: { $0 >= UInt8(ascii: "a") })
            {
                return true
            }
        }
        return holdsBearerToken(text)
    }

    /// Whether the word behind `Bearer` is more than a word of English: a token as RFC 6750, 2.1, has it, of 8 characters and more.
    private static func holdsBearerToken(_ text: String) -> Bool {
        let words = text.utf8.split { !isLetter($0) && !isDigit($0) && !"-._~+/=".utf8.contains($0) }
        var isBehindBearer = false
        for word in words where word.contains(where: { isLetter($0) || isDigit($0) }) {
            let text = String(decoding: word, as: UTF8.self)
            let isOdd = word.contains { isDigit($0) || "~+/=".utf8.contains($0) } || text.dropLast().contains(".")
            if isBehindBearer, word.count >= 16 || word.count >= 8 && isOdd { return true }
            isBehindBearer = text.lowercased() == "bearer"
        }
        return false
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
