internal import LuaHost
internal import VibeAPI

/// What the module keeps between calls: the client, and what an error needs to tell about the last answer.
///
/// Lua is one thread, and so is this: the host functions of one interpreter are its only users.
final class Session {
    /// The interpreter that owns this session, through its host functions.
    private unowned let lua: LuaState
    private let observer: BitrixModule.Observer
    private let makeConfiguration: () throws(VibeError) -> Configuration
    private var client: VibeClient?
    private var requestsLeft: Int?
    private var settings = Settings()
    private var last = Details()

    /// What `bitrix.configure` was given.
    private struct Settings {
        var connectTimeout: Double?
        var timeout: Double?
        var answerLimit: Int64?
        var attempts: Int64?
        var longestWait: Double?
        var longestTotal: Double?

        func apply(to configuration: inout Configuration) {
            if let seconds = connectTimeout { configuration.connectTimeout = .seconds(seconds) }
            if let seconds = timeout { configuration.totalTimeout = .seconds(seconds) }
            if let limit = answerLimit { configuration.answerLimit = Int(limit) }
            if let attempts { configuration.retries.attempts = Int(attempts) }
            if let longestWait { configuration.retries.longestWait = longestWait }
            if let longestTotal { configuration.retries.longestTotal = longestTotal }
        }
    }

    /// What error objects show of an answer besides its body.
    private struct Details {
        var attempts = 0
        var elapsed = 0.0
        var requestId: String?
        var location: String?
        var retryAfter: Int?
        var excerpt: [UInt8] = []
        var isWhole = true
    }

    /// How many bytes of a body an error shows.
    private static let excerptLength = 160

    init(
        lua: LuaState, requestLimit: Int?, observer: BitrixModule.Observer,
        configure: @escaping () throws(VibeError) -> Configuration
    ) {
        self.lua = lua
        self.observer = observer
        requestsLeft = requestLimit
        makeConfiguration = configure
    }

    /// `native.get(path, query)` → status, decoded body, nil; or status, nil, what is wrong with the body; or, where no
    /// answer came, nil, fields of an error object.
    func get(_ call: HostCall) {
        last = Details()
        do throws(VibeError) {
            let client = try openClient()
            if let left = requestsLeft {
                if left == 0 {
                    // The stop is raised when this returns; the fields are for places where Lua cannot, as in finalizers.
                    lua.stopForTooManyRequests()
                    return fail(call, "limit", "REQUEST_LIMIT", "no further request is allowed (--max-requests)")
                }
                requestsLeft = left - 1
            }
            defer {
                last.attempts = client.lastCall.attempts
                last.elapsed = client.lastCall.elapsed
            }
            let answer = try client.get(call.text(1) ?? "", query: call.text(2))
            keepDetails(of: answer)
            call.returns(Int64(answer.status))
            let body = answer.takeBody().take()
            call.returnsJSON(
                body.start.assumingMemoryBound(to: CChar.self), count: body.count, capacity: body.capacity,
                release: body.release)
        } catch {
            fail(call, error.kind.rawValue, error.code.rawValue, error.message, status: error.status)
        }
    }

    private func fail(_ call: HostCall, _ kind: String, _ code: String, _ message: String, status: Int? = nil) {
        call.returnsNil()
        call.returnsTable { fields in
            fields.set("kind", kind)
            fields.set("code", code)
            fields.set("message", message)
            fields.set("status", status)
        }
    }

    /// `native.details()` → a table about the answer that `get` returned last.
    func describeLastAnswer(_ call: HostCall) {
        call.returnsTable { fields in
            fields.set("attempts", last.attempts)
            fields.set("elapsed", last.elapsed)
            fields.set("requestId", last.requestId)
            fields.set("location", last.location)
            fields.set("retryAfter", last.retryAfter)
            fields.set("excerpt", last.excerpt)
            fields.set("isWhole", last.isWhole)
        }
    }

    /// `native.configure(connect_timeout, timeout, max_answer, attempts, max_wait, max_total_wait)`, in seconds and bytes;
    /// nil leaves a setting as it is.
    func configure(_ call: HostCall) {
        settings.connectTimeout = call.number(1) ?? settings.connectTimeout
        settings.timeout = call.number(2) ?? settings.timeout
        settings.answerLimit = call.integer(3) ?? settings.answerLimit
        settings.attempts = call.integer(4) ?? settings.attempts
        settings.longestWait = call.number(5) ?? settings.longestWait
        settings.longestTotal = call.number(6) ?? settings.longestTotal
        client = nil
    }

    private func openClient() throws(VibeError) -> VibeClient {
        if let client { return client }
        var configuration = try makeConfiguration()
        settings.apply(to: &configuration)
        let client = VibeClient(
            configuration: configuration,
            readError: { (JSONText.text(at: "/error/code", in: $0), JSONText.number(at: "/error/retryAfter", in: $0)) },
            shouldStop: { [unowned lua] in lua.isStopPending })
        client.onWait = observer.onWait
        client.onAttempt = observer.onAttempt
        self.client = client
        return client
    }

    private func keepDetails(of answer: borrowing Answer) {
        last.requestId = answer.header("x-request-id")
        answer.body.withUnsafeBytes { bytes in
            last.excerpt = Array(bytes.prefix(Self.excerptLength))
            last.isWhole = bytes.count <= Self.excerptLength
        }
        guard answer.status >= 300 else { return }
        last.location = answer.header("location")
        last.retryAfter = answer.header("retry-after").flatMap { Int($0) }
    }
}
