/// Makes requests to the API and hands back what it answers.
///
/// Knows how to send credentials, how to wait, and how to say what went wrong; knows no JSON: bodies are handed on as bytes.
///
///     let client = VibeClient(configuration: configuration)
///     let answer = try client.get("/v1/contacts/71", query: "include=company")
///     print(answer.status)  // 200
///
/// One client serves a program: its connections are kept open and used again, which makes the second request several times
/// faster than the first. libcurl is loaded with the first request.
///
/// Deliberately not Sendable: transfers are driven on the calling thread, and libcurl allows one thread at a time. Use
/// a client where it was made.
public final class VibeClient {
    /// What the client was made with.
    public let configuration: Configuration
    private let shouldStop: () -> Bool
    private var engine: Engine?

    /// Makes a client; costs nothing, loads nothing, connects to nothing.
    ///
    /// - Parameters:
    ///   - configuration: Where to send requests, and with which credentials and limits.
    ///   - shouldStop: Asked while a request waits: whenever bytes or a signal arrive, and at least ten times a second. If it says
    ///     yes, the request is abandoned with `INTERRUPTED`.
    public init(configuration: Configuration, shouldStop: @escaping () -> Bool = { false }) {
        self.configuration = configuration
        self.shouldStop = shouldStop
    }

    /// Sends a GET and waits for the answer, whatever its status is.
    ///
    /// Redirects are not followed: the 3xx is the answer. The key is sent to the configured host and to no other. A request on
    /// a kept connection that the server has closed meanwhile is sent again by libcurl on a new one, once.
    ///
    /// - Parameters:
    ///   - path: Begins with a slash and includes the version: `/v1/contacts/71`. Percent-encoded by the caller.
    ///   - query: What follows the `?`, percent-encoded by the caller: `include=company,requisite`.
    /// - Throws: Kind `config`: `INVALID_PATH`, `LIBCURL_UNAVAILABLE`, `CERTIFICATE_STORE_INVALID`. Kind `network` if no complete
    ///   answer came. Kind `response`: `ANSWER_TOO_LARGE`, `BAD_CONTENT_ENCODING`, `OUT_OF_MEMORY`.
    public func get(_ path: String, query: String? = nil) throws(VibeError) -> Answer {
        let url = try url(path, query)
        let engine = try startedEngine()
        let transfer = try engine.start(url)
        return try engine.finish(transfer, shouldStop: shouldStop)
    }

    private func startedEngine() throws(VibeError) -> Engine {
        if let engine { return engine }
        let engine = try Engine(configuration)
        self.engine = engine
        return engine
    }

    /// Joins base, path and query. What could change the host or cut the URL short is refused, not repaired.
    private func url(_ path: String, _ query: String?) throws(VibeError) -> String {
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw VibeError(.config, .invalidPath, "the path must begin with a slash, as /v1/contacts/71 does")
        }
        try check(path, "path", forbidden: "?#\\")
        guard let query else { return configuration.base.text + path }
        try check(query, "query", forbidden: "#")
        return "\(configuration.base.text)\(path)?\(query)"
    }

    private func check(_ text: String, _ name: String, forbidden: StaticString) throws(VibeError) {
        let forbidden = UnsafeBufferPointer(start: forbidden.utf8Start, count: forbidden.utf8CodeUnitCount)
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }) else {
            throw VibeError(
                .config, .invalidPath,
                "the \(name) holds a character that must be percent-encoded (a space is %20, a question mark %3F)")
        }
    }
}
