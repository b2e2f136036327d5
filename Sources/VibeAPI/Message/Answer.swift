internal import Glibc

/// What the server answered: status, headers, and the body as it came.
///
/// A value that cannot be copied, because it owns the body's memory.
///
///     let answer = try client.get("/v1/contacts/71", query: "include=company")
///     print(answer.status, answer.header("content-type") ?? "?")  // 200 application/json; charset=utf-8
///     let block = answer.takeBody().take()
public struct Answer: ~Copyable {
    /// The HTTP status, as the server has it: of three digits, from 200 for the API. Redirects (3xx) that are not followed are
    /// handed back like every other status.
    public let status: Int
    /// The body; empty for 204 and 304.
    public let body: Body
    /// The status line and the headers.
    public let head: Head

    init(status: Int, head: Head, body: consuming Body) {
        self.status = status
        self.head = head
        self.body = body
    }

    /// Makes an answer that no server sent just now, such as one from a recording.
    ///
    ///     let answer = Answer(status: 404, headers: [("content-type", "application/json")], body: body)
    ///
    /// - Parameter headers: Names and values without line breaks; what stands behind one in a value is left out.
    public init(status: Int, headers: [(name: String, value: String)], body: consuming Body) {
        var head = Head()
        for line in ["HTTP/1.1 \(status)"] + headers.map({ "\($0.name): \($0.value.prefix { !$0.isNewline })" }) {
            Array("\(line)\r\n".utf8).withUnsafeBytes { head.append($0) }
        }
        self.init(status: status, head: head, body: body)
    }

    /// The version of HTTP: `1.0`, `1.1` or `2`.
    public var httpVersion: String { head.httpVersion }

    /// The value of a response header, nil if the answer has none of that name.
    ///
    /// - Parameter name: In any letter case, such as `retry-after`.
    /// - Returns: The first such header's value without white space around it; bytes that are not UTF-8 become U+FFFD.
    public func header(_ name: String) -> String? { head.value(of: name) }

    /// Keeps only the body, to give it away.
    public consuming func takeBody() -> Body { body }
}

/// The status line and the headers of one answer, as raw bytes that are looked at only when somebody asks.
public struct Head: Sendable {
    /// Lines as they came, each with its line break.
    private var bytes: [UInt8] = []
    /// Whether the empty line at the end has come. What follows it, trailers, is no header.
    private(set) var isComplete = false

    /// How long the lines may be together, in bytes.
    static let limit = 100 << 10

    init() { bytes.reserveCapacity(512) }

    var isEmpty: Bool { bytes.isEmpty }

    /// The length of the lines so far, in bytes.
    var count: Int { bytes.count }

    /// Takes one line as libcurl gives it. A status line starts over: it ends what a 1xx or a proxy said before.
    mutating func append(_ line: UnsafeRawBufferPointer) {
        if line.first == UInt8(ascii: "H"), line.starts(with: "HTTP/".utf8) {
            bytes.removeAll(keepingCapacity: true)
            isComplete = false
        }
        guard !isComplete else { return }
        if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
            isComplete = true
        } else {
            bytes.append(contentsOf: line)
        }
    }

    /// Overwrites secrets that the server sent back.
    mutating func mask(_ secrets: [Secret]) {
        bytes.withUnsafeMutableBytes { bytes in
            for secret in secrets { secret.mask(in: bytes) }
        }
    }

    /// The version of HTTP: `1.0`, `1.1` or `2`.
    public var httpVersion: String {
        String(decoding: bytes.prefix { $0 != UInt8(ascii: " ") }.dropFirst(5), as: UTF8.self)
    }

    /// The first value of a header, in any letter case; nil where there is none of that name.
    public func value(of name: String) -> String? {
        // Looks at each line where it stands: this is asked several times for every answer.
        var name = name
        return name.withUTF8 { name in
            bytes.withUnsafeBytes { bytes in
                // What follows a line end is a header: the status line has none before it.
                var line = Self.lineEnd(in: bytes, from: 0) + 1
                while line < bytes.count {
                    let end = Self.lineEnd(in: bytes, from: line)
                    if Self.begins(bytes[line..<end], with: name) {
                        return String(decoding: Self.trimmed(bytes[(line + name.count + 1)..<end]), as: UTF8.self)
                    }
                    line = end + 1
                }
                return nil
            }
        }
    }

    /// The index of the next line end, or of the end of all bytes.
    private static func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
        else { return bytes.count }
        return UnsafeRawPointer(found) - base
    }

    /// Whether a line is the header of this name, in any letter case.
    private static func begins(_ line: Slice<UnsafeRawBufferPointer>, with name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard line.count > name.count, line[line.startIndex + name.count] == UInt8(ascii: ":") else { return false }
        return (0..<name.count).allSatisfy { lowercased(line[line.startIndex + $0]) == lowercased(name[$0]) }
    }

    /// Every header in the order of the answer, names as they came; bytes that are not UTF-8 become U+FFFD.
    public var headers: [Header] {
        bytes.withUnsafeBytes { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { line in
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
                let value = Self.trimmed(line[(colon + 1)...])
                return Header(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
            }
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func trimmed(_ value: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        let begun = value.drop(while: isSpace)
        guard let last = begun.lastIndex(where: { !isSpace($0) }) else { return begun.prefix(0) }
        return begun[...last]
    }
}
