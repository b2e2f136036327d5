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
    /// What the last call came to, however it ended.
    public private(set) var lastCall = Call()
    /// Told of each wait before it begins.
    public var onWait: (Wait) -> Void = { _ in }
    /// Told of each attempt when it has ended.
    public var onAttempt: (Attempt) -> Void = { _ in }

    private let clock: Clock
    private let readError: (UnsafeRawBufferPointer) -> (code: String?, retryAfter: Double?)
    private let shouldStop: () -> Bool
    private var engine: Engine?
    /// When the server's own count of requests allows the next one, by the clock.
    private var notBefore = 0.0

    /// What a call came to.
    public struct Call: Sendable {
        /// How often the request was sent; 0 if it was not.
        public var attempts = 0
        /// How long the call took in all, in seconds.
        public var elapsed = 0.0
    }

    /// A wait, and why.
    public struct Wait: Sendable {
        /// How long, in seconds.
        public let seconds: Double
        /// The code of what failed, or `X-RateLimit-Remaining` where nothing did.
        public let reason: String
        /// The attempt that comes after the wait, and how many there are at the most.
        public let attempt: Int, attempts: Int
    }

    /// One attempt, as a trace shows it. Holds no secret.
    public struct Attempt: Sendable {
        /// Path and query.
        public let target: String
        /// The HTTP status; nil if no answer came.
        public let status: Int?
        /// The code of the failure; nil if an answer came.
        public let failure: String?
        /// How long it took, in seconds.
        public let seconds: Double
        /// The length of the body.
        public let bytes: Int
        /// From 1.
        public let number: Int
        /// `X-Request-Id` of the answer.
        public let requestId: String?
    }

    /// Makes a client; costs nothing, loads nothing, connects to nothing.
    ///
    /// - Parameters:
    ///   - configuration: Where to send requests, and with which credentials and limits.
    ///   - clock: Time and chance.
    ///   - readError: Finds the code and the wait that a body of the API asks for; this module knows no JSON.
    ///   - shouldStop: Asked while a request waits: whenever bytes or a signal arrive, and at least ten times a second. If it
    ///     says yes, the request is abandoned with `INTERRUPTED`.
    public init(
        configuration: Configuration, clock: Clock = .real,
        readError: @escaping (UnsafeRawBufferPointer) -> (code: String?, retryAfter: Double?) = { _ in (nil, nil) },
        shouldStop: @escaping () -> Bool = { false }
    ) {
        self.configuration = configuration
        self.clock = clock
        self.readError = readError
        self.shouldStop = shouldStop
    }

    /// Sends a GET and waits for the answer, whatever its status is.
    ///
    /// Failures that may go better next time are repeated as ``Configuration/retries`` says; the last real answer or error is
    /// what comes back. Before a request, the server's `X-RateLimit-Remaining` and `-Reset` are respected. A redirect to the
    /// same scheme, host and port is followed, five times at the most; any other is the answer. The key is sent to the
    /// configured host and to no other.
    ///
    /// - Parameters:
    ///   - path: Begins with a slash and includes the version: `/v1/contacts/71`. Percent-encoded by the caller.
    ///   - query: What follows the `?`, percent-encoded by the caller: `include=company,requisite`.
    /// - Throws: Kind `config`: `INVALID_PATH`, `LIBCURL_UNAVAILABLE`, `CERTIFICATE_STORE_INVALID`. Kind `network` if no complete
    ///   answer came. Kind `response`: `ANSWER_TOO_LARGE`, `BAD_CONTENT_ENCODING`, `OUT_OF_MEMORY`.
    public func get(_ path: String, query: String? = nil) throws(VibeError) -> Answer {
        lastCall = Call()
        var url = try url(path, query)
        var redirects = 0
        let target = query.map { "\(path)?\($0)" } ?? path
        let start = clock.now()
        defer { lastCall.elapsed = clock.now() - start }
        var waited = 0.0
        while true {
            try waitForRateLimit(&waited)
            lastCall.attempts += 1
            let next = lastCall.attempts + 1
            do throws(VibeError) {
                let answer = try send(url, target: target)
                if let next = redirection(of: answer), redirects < 5 {
                    redirects += 1
                    lastCall.attempts -= 1
                    url = next
                    continue
                }
                guard answer.status >= 400 else { return answer }
                let outcome = outcome(of: answer)
                let wait = configuration.retries.wait(
                    before: next, after: outcome, waited: waited, random: clock.random())
                guard let wait, case .answer(let status, let code, _) = outcome else { return answer }
                try pause(wait, because: code ?? "HTTP_\(status)", &waited)
            } catch {
                let wait = configuration.retries.wait(
                    before: next, after: .failure(error), waited: waited, random: clock.random())
                guard let wait else { throw error }
                try pause(wait, because: error.code.rawValue, &waited)
            }
        }
    }

    private func send(_ url: String, target: String) throws(VibeError) -> Answer {
        let start = clock.now()
        func note(status: Int?, failure: String?, bytes: Int, requestId: String?) {
            onAttempt(
                Attempt(
                    target: target, status: status, failure: failure, seconds: clock.now() - start, bytes: bytes,
                    number: lastCall.attempts, requestId: requestId))
        }
        do throws(VibeError) {
            let engine = try startedEngine()
            let answer = try engine.finish(try engine.start(url), shouldStop: shouldStop)
            if answer.header("x-ratelimit-remaining") == "0",
                let reset = answer.header("x-ratelimit-reset").flatMap({ Double($0) }), reset > 0
            {
                notBefore = clock.now() + min(reset, configuration.retries.longestWait)
            }
            note(
                status: answer.status, failure: nil, bytes: answer.body.count, requestId: answer.header("x-request-id"))
            return answer
        } catch {
            note(status: error.status, failure: error.code.rawValue, bytes: 0, requestId: nil)
            throw error
        }
    }

    /// Where a redirect leads, if that is on the same server: nothing else may get the key.
    private func redirection(of answer: borrowing Answer) -> String? {
        guard [301, 302, 303, 307, 308].contains(answer.status), let location = answer.header("location"),
            location.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        let origin = configuration.base.origin
        if location.hasPrefix("/") && !location.hasPrefix("//") { return origin + location }
        return location.hasPrefix(origin + "/") ? location : nil
    }

    private func outcome(of answer: borrowing Answer) -> RetryPolicy.Outcome {
        let error = answer.body.withUnsafeBytes { readError($0) }
        let header = answer.header("retry-after").flatMap { RetryAfter.seconds($0, now: clock.now()) }
        return .answer(status: answer.status, code: error.code, retryAfter: error.retryAfter ?? header)
    }

    private func waitForRateLimit(_ waited: inout Double) throws(VibeError) {
        let wait = notBefore - clock.now()
        guard wait > 0 else { return }
        notBefore = 0
        try pause(wait, because: "X-RateLimit-Remaining", &waited)
    }

    private func pause(_ seconds: Double, because reason: String, _ waited: inout Double) throws(VibeError) {
        onWait(
            Wait(
                seconds: seconds, reason: reason, attempt: lastCall.attempts + 1,
                attempts: configuration.retries.attempts))
        clock.sleep(seconds, shouldStop)
        waited += seconds
        if shouldStop() { throw VibeError(.network, .interrupted, "interrupted while waiting for the next attempt") }
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
