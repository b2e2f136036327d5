internal import LuaHost
public import VibeAPI

/// What is kept of the call that ended last: for `bitrix.last`, for error objects, and for a prompt's commands about it.
///
/// Holds no secret: the values of secret headers are replaced, and what the server sent back of them is masked.
public struct LastCall {
    /// Where the requests of its client go.
    private let configuration: Configuration
    /// Its number in the order of calls.
    let id: Int
    /// What was asked.
    public let request: Request
    /// Attempts, time, and where the time of the last attempt went.
    public private(set) var stats = CallStats()
    /// The HTTP status; nil if no answer came.
    public private(set) var status: Int?
    /// The answer's status line and headers; nil if no answer came.
    public private(set) var head: Head?
    /// The answer's body as it came, decompressed.
    public private(set) var body: [UInt8] = []
    /// Why there is no answer; nil if there is one.
    public private(set) var failure: VibeError?

    /// How many bytes of a body an error shows.
    private static let excerptLength = 160
    /// The memory of a longer body is given back with the next call.
    private static let keptCapacity = 1 << 20

    init(_ id: Int, _ request: Request, _ configuration: Configuration) {
        self.id = id
        self.request = request
        self.configuration = configuration
    }

    /// Where the request went, as it would be typed into a browser.
    public var url: String { configuration.base.text + request.target }

    /// What was sent with it: "(hidden)" stands for secrets.
    public var requestHeaders: [Header] { configuration.requestHeaders(posting: request.body != nil) }

    mutating func keep(_ answer: borrowing Answer, _ stats: CallStats, in memory: consuming [UInt8]) {
        self.stats = stats
        status = answer.status
        head = answer.head
        // Copied, because the body itself is given to Lua; the memory is used again and again.
        body = memory
        body.removeAll(keepingCapacity: body.capacity <= Self.keptCapacity)
        answer.body.withUnsafeBytes { body.append(contentsOf: $0) }
    }

    mutating func keep(_ error: VibeError, _ stats: CallStats) {
        self.stats = stats
        status = error.status
        failure = error
    }

    /// Gives the body's memory away.
    mutating func takeMemory() -> [UInt8] {
        var memory: [UInt8] = []
        swap(&memory, &body)
        return memory
    }
}

// MARK: - For Lua

extension LastCall {
    /// `native.details(id)` → what an error object shows besides the body.
    func describeForError(_ fields: HostCall.Fields) {
        fields.set("attempts", stats.attempts)
        fields.set("elapsed", stats.elapsed)
        fields.set("requestId", head?.value(of: "x-request-id"))
        fields.set("excerpt", Array(body.prefix(Self.excerptLength)))
        fields.set("isWhole", body.count <= Self.excerptLength)
        guard let status, status >= 300 else { return }
        fields.set("location", head?.value(of: "location"))
        guard let seconds = stats.retryAfter else { return }
        if let whole = Int(exactly: seconds) {
            fields.set("retryAfter", whole)
        } else {
            fields.set("retryAfter", seconds)
        }
    }

    /// `bitrix.last`.
    func describe(_ fields: HostCall.Fields) {
        fields.set("request") { fields in
            fields.set("method", request.method)
            fields.set("path", request.target)
            fields.set("url", url)
            fields.set("headers") { Self.set(requestHeaders, in: $0) }
            if let body = request.body { fields.set("body", body) }
        }
        fields.set("status", status)
        fields.set("code", failure?.codeName)
        fields.set("message", failure?.message)
        fields.set("attempts", stats.attempts)
        fields.set("elapsed", stats.elapsed)
        fields.set("timings") { fields in
            fields.set("dns", stats.timings.nameLookup)
            fields.set("connect", stats.timings.connect)
            fields.set("tls", stats.timings.tls)
            fields.set("first_byte", stats.timings.firstByte)
            fields.set("total", stats.timings.total)
        }
        guard let head else { return }
        fields.set("http_version", head.httpVersion)
        fields.set("headers") { Self.set(head.headers, in: $0) }
        fields.set("body", body)
    }

    /// Headers by their names in lower case; those that came more than once in one text, as RFC 9110 allows.
    private static func set(_ headers: [Header], in fields: HostCall.Fields) {
        var values: [String: String] = [:]
        for header in headers {
            let name = header.name.lowercased()
            values[name] = values[name].map { "\($0), \(header.value)" } ?? header.value
        }
        for (name, value) in values { fields.set(name, value) }
    }
}
