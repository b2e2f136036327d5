internal import LuaHost
internal import VibeAPI

/// What is kept of the last call: for error objects (`native.details`) and for `bitrix.last`.
struct LastAnswer {
    private var request = Request("/")
    private var call = Call()
    private var client: VibeClient?
    private var status: Int?
    private var head: Head?
    private var failure: VibeError?
    /// Copied, because the body itself is given to Lua; its memory is used again and again.
    private var body: [UInt8] = []

    /// How many bytes of a body an error shows.
    private static let excerptLength = 160
    /// A longer body's memory is given back with the next call.
    private static let keptCapacity = 1 << 20

    /// Forgets the call before.
    mutating func begin(_ request: Request, _ client: VibeClient) {
        self.request = request
        self.client = client
        call = Call()
        status = nil
        head = nil
        failure = nil
        body.removeAll(keepingCapacity: body.capacity <= Self.keptCapacity)
    }

    mutating func keep(_ answer: borrowing Answer, _ call: Call) {
        self.call = call
        status = answer.status
        head = answer.head
        answer.body.withUnsafeBytes { body.append(contentsOf: $0) }
    }

    mutating func keep(_ error: VibeError, _ call: Call) {
        self.call = call
        status = error.status
        failure = error
    }

    /// `native.details()` → what an error object shows besides the body.
    func describeForError(_ fields: HostCall.Fields) {
        fields.set("attempts", call.attempts)
        fields.set("elapsed", call.elapsed)
        fields.set("requestId", head?.value(of: "x-request-id"))
        fields.set("excerpt", Array(body.prefix(Self.excerptLength)))
        fields.set("isWhole", body.count <= Self.excerptLength)
        guard let status, status >= 300 else { return }
        fields.set("location", head?.value(of: "location"))
        fields.set("retryAfter", head?.value(of: "retry-after").flatMap { Int($0) })
    }

    /// `bitrix.last`; false where there was no call yet.
    func describe(_ hostCall: HostCall) -> Bool {
        guard let client else { return false }
        hostCall.returnsTable { fields in
            fields.set("request") { fields in
                fields.set("method", request.method)
                fields.set("path", request.target)
                fields.set("url", client.configuration.base.text + request.target)
                fields.set("headers") {
                    Self.set(client.configuration.requestHeaders(posting: request.body != nil), in: $0)
                }
                if let body = request.body { fields.set("body", body) }
            }
            fields.set("status", status)
            fields.set("code", failure?.code.rawValue)
            fields.set("message", failure?.message)
            fields.set("attempts", call.attempts)
            fields.set("elapsed", call.elapsed)
            fields.set("timings") { fields in
                fields.set("dns", call.timings.nameLookup)
                fields.set("connect", call.timings.connect)
                fields.set("tls", call.timings.tls)
                fields.set("first_byte", call.timings.firstByte)
                fields.set("total", call.timings.total)
            }
            guard let head else { return }
            fields.set("http_version", head.httpVersion)
            fields.set("headers") { Self.set(head.headers, in: $0) }
            fields.set("body", body)
        }
        return true
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
