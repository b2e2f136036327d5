internal import ErrorCodes

/// One request of the API, before it is sent: method, path, query, and what a POST carries.
///
///     let request = Request("/v1/contacts/71", query: "include=company")
///     print(request.method, request.target)  // GET /v1/contacts/71?include=company
public struct Request: Sendable {
    /// `GET`, or `POST` where there is a body.
    public var method: String { body == nil ? "GET" : "POST" }
    /// Begins with a slash and includes the version. Percent-encoded by the caller.
    public let path: String
    /// What follows the `?`, percent-encoded by the caller; nil for none.
    public let query: String?
    /// A JSON text to POST. The product reads only, so the one POST that it sends is a batch of gets.
    public let body: [UInt8]?
    /// How many requests may be under way when this one is sent, itself included; at least 1.
    public var concurrency: Int

    /// Describes a request; nothing is checked yet.
    public init(_ path: String, query: String? = nil, body: [UInt8]? = nil, concurrency: Int = 2) {
        self.path = path
        self.query = query
        self.body = body
        self.concurrency = concurrency
    }

    /// Path and query, as traces, errors and recordings show them.
    public var target: String { query.map { "\(path)?\($0)" } ?? path }

    /// Joins base, path and query. What could change the host or cut the URL short is refused, not repaired.
    func url(under base: BaseURL) throws(VibeError) -> String {
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw VibeError(.invalidPath, "the path must begin with a slash, as /v1/contacts/71 does")
        }
        try Self.check(path, "path", forbidden: "?#\\")
        // libcurl would fold them, and so leave the base.
        guard !path.hasDotSegment else {
            throw VibeError(.invalidPath, "the path has a segment \".\" or \"..\": write the path in full")
        }
        guard let query else { return base.text + path }
        try Self.check(query, "query", forbidden: "#")
        return "\(base.text)\(path)?\(query)"
    }

    private static func check(_ text: String, _ name: String, forbidden: StaticString) throws(VibeError) {
        let forbidden = UnsafeBufferPointer(start: forbidden.utf8Start, count: forbidden.utf8CodeUnitCount)
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }) else {
            throw VibeError(
                .invalidPath,
                "the \(name) holds a character that must be percent-encoded (a space is %20, a question mark %3F)")
        }
    }
}

extension StringProtocol {
    /// Whether a path has a segment `.` or `..`, percent-encoded or not.
    var hasDotSegment: Bool {
        // Most paths have neither, and are done with here.
        guard utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "%") }) else { return false }
        return split(separator: "/").contains {
            [".", "..", "%2e", "%2e%2e", ".%2e", "%2e."].contains($0.lowercased())
        }
    }
}
