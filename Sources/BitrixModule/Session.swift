internal import ErrorCodes
internal import LuaHost
internal import VibeAPI

/// What the module keeps between calls: the client, and what an error needs to tell about the last answer.
///
/// Lua is one thread, and so is this: the host functions of one interpreter are its only users.
final class Session {
    /// The interpreter that owns this session, through its host functions. Nil while an interpreter that was let go closes
    /// itself: its finalizers still run.
    private weak var lua: LuaState?
    private let observer: BitrixModule.Observer
    private let makeConfiguration: () throws(VibeError) -> Configuration
    private var client: VibeClient?
    private var isReconfigured = false
    private let requestLimit: Int?
    /// What `bitrix.configure` was given.
    private var settings = Settings()
    /// The call that ended last; nil before the first.
    private(set) var last: LastCall?
    /// The last list of which the portal has more than came.
    var partialList: (count: Int, total: Int?)?
    /// Whether the portal takes batches, until it says otherwise. It belongs to the portal: another one is asked again.
    var offersBatches = true

    init(
        lua: LuaState, requestLimit: Int?, observer: BitrixModule.Observer,
        configure: @escaping () throws(VibeError) -> Configuration
    ) {
        self.lua = lua
        self.observer = observer
        self.requestLimit = requestLimit
        makeConfiguration = configure
    }

    /// `native.request(path, query, body, concurrency)` → the call's id, status, decoded body, nil; or id, status, nil, what is wrong with the
    /// body, and where; or, where no answer came, nil, nil, fields of an error object. A GET, or a POST where there is a body.
    func request(_ call: HostCall) {
        if let id = call.awaited { return finish(id, call) }
        do throws(VibeError) {
            let client = try openClient()
            var request = Request(call.text(1) ?? "", query: call.text(2), body: call.bytes(3))
            if let concurrency = call.integer(4, in: 1...1_000_000) { request.concurrency = concurrency }
            call.awaits(try client.submit(request))
        } catch {
            fail(call, error, CallStats())
        }
    }

    private func finish(_ id: VibeClient.CallID, _ call: HostCall) {
        guard let client else { return call.returnsNil() }
        let collected = client.collect(id)
        observer.onUnblock()
        guard let completion = collected else { return call.returnsNil() }
        let stats = completion.stats
        var ended = LastCall(id, completion.request, client.configuration)
        let memory = last?.takeMemory() ?? []
        defer { last = ended }
        do throws(VibeError) {
            let answer = try completion.takeOutcome().get()
            ended.keep(answer, stats, in: memory)
            call.returns(Int64(id))
            call.returns(Int64(answer.status))
            let body = answer.takeBody().take()
            call.returnsJSON(
                body.start.assumingMemoryBound(to: CChar.self), count: body.count, capacity: body.capacity,
                release: body.release)
        } catch {
            ended.keep(error, stats)
            // The stop is raised when this returns; the fields are for places where Lua cannot, as in finalizers.
            if error.code == .interrupted, let stop = lua?.stop, !stop.isInterrupt {
                return fail(call, ErrorKind.limit.rawValue, stop.code, stop.message, stats)
            }
            guard error.code == .requestLimit else { return fail(call, error, stats) }
            lua?.stopForTooManyRequests()
            fail(
                call, ErrorKind.limit.rawValue, error.codeName, "no further request is allowed (--max-requests)", stats)
        }
    }

    private func fail(_ call: HostCall, _ error: VibeError, _ stats: CallStats) {
        fail(call, error.kind.rawValue, error.codeName, error.message, stats, status: error.status)
    }

    private func fail(
        _ call: HostCall, _ kind: String, _ code: String, _ message: String, _ stats: CallStats, status: Int? = nil
    ) {
        call.returnsNil()
        call.returnsNil()
        call.returnsTable { fields in
            fields.set("kind", kind)
            fields.set("code", code)
            fields.set("message", message)
            fields.set("status", status)
            fields.set("attempts", stats.attempts)
            fields.set("elapsed", stats.elapsed)
        }
    }

    /// `native.details(id)` → a table about the answer of that call; nil where another call has ended since.
    func describeAnswer(_ call: HostCall) {
        guard let last, call.integer(1) == Int64(last.id) else { return call.returnsNil() }
        call.returnsTable { last.describeForError($0) }
    }

    /// `native.last()` → the last request and its answer as `bitrix.last` shows them, nil where there was none.
    func showLastAnswer(_ call: HostCall) {
        guard let last else { return call.returnsNil() }
        call.returnsTable { last.describe($0) }
    }

    /// `native.wait()` → the id of a call that has ended; each is told once. Or nil and why: the run is to stop, or nothing
    /// is under way.
    func wait(_ call: HostCall) {
        do throws(VibeError) {
            let client = try openClient()
            defer { observer.onUnblock() }
            call.returns(Int64(try client.nextCompleted()))
        } catch {
            call.returnsNil()
            call.returns(error.message)
        }
    }

    /// `native.hold(seconds, reason)`: nothing is sent for a time, because an answer asks for that.
    func hold(_ call: HostCall) {
        client?.hold(call.number(1, in: Self.seconds) ?? 0, because: call.text(2) ?? "")
    }

    /// `native.seconds(value)` → the seconds that a server's `retryAfter` asks to wait, a number, digits or a date of HTTP; nil where
    /// it is none of these.
    func understandWait(_ call: HostCall) {
        let number = call.number(1).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
        guard let seconds = number ?? call.text(1).flatMap({ Wait.seconds($0) }) else { return call.returnsNil() }
        call.returns(seconds)
    }

    /// `native.cancel(id)`: nobody waits for that call any more.
    func cancel(_ call: HostCall) {
        guard let id = call.integer(1) else { return }
        client?.cancel(Int(id))
    }

    /// `native.settings()` → each setting and what its number is: `connect_timeout=seconds,max_answer=whole,…`.
    static func listSettings(_ call: HostCall) {
        let list = Settings.table.map { setting in
            if case .whole = setting.field { setting.name + "=whole" } else { setting.name + "=seconds" }
        }
        call.returns(list.joined(separator: ","))
    }

    /// `native.configure(name, value, …)`: settings by their names.
    func configure(_ call: HostCall) {
        for index in stride(from: 1, to: 2 * Settings.table.count, by: 2) {
            guard let name = call.text(index), let field = Settings.table.first(where: { $0.name == name })?.field
            else { continue }
            switch field {
            case .seconds(let path):
                settings[keyPath: path] = call.number(index + 1, in: Self.seconds) ?? settings[keyPath: path]
            case .whole(let path):
                settings[keyPath: path] = call.integer(index + 1, in: Self.counts) ?? settings[keyPath: path]
            }
        }
        guard let client else { return }
        // The client lives on: its limits, connections and what it knows of the portal are not settings.
        var configuration = client.configuration
        settings.apply(to: &configuration)
        _ = client.adopt(configuration)
    }

    /// As many requests as the limit says may be sent from now on.
    func countRequestsAnew() { client?.requestsLeft = requestLimit }

    /// Numbers that settings may have; `bitrix.configure` says so in words.
    private static let seconds = 0...1e12
    private static let counts: ClosedRange<Int64> = 1...1_000_000_000_000

    /// The configuration is asked for again at the next request; it may lead to another portal.
    func reconnect() {
        isReconfigured = true
        offersBatches = true
    }

    private func openClient() throws(VibeError) -> VibeClient {
        // Calls that are under way end at the portal where they began.
        if let client, !isReconfigured || client.hasCalls { return client }
        var configuration = try makeConfiguration()
        isReconfigured = false
        JSONText.prepare()
        settings.apply(to: &configuration)
        if let client, client.adopt(configuration) { return client }
        let client = VibeClient(
            configuration: configuration,
            readError: { (Self.code(in: $0), Self.retryAfter(in: $0)) },
            shouldStop: { [weak lua] in lua?.isStopPending ?? true })
        client.onWait = observer.onWait
        client.onAttempt = observer.onAttempt
        client.onEnd = observer.onEnd
        client.onBlock = observer.onBlock
        client.requestsLeft = self.client.map(\.requestsLeft) ?? requestLimit
        client.replay = observer.replay
        self.client = client
        return client
    }

    /// The code of an error in a body, in the forms that `errors.lua` understands, too.
    private static func code(in body: UnsafeRawBufferPointer) -> String? {
        for place in ["/error/code", "/code", "/error"] {
            if let text = JSONText.text(at: place, in: body) { return text }
        }
        return nil
    }

    private static func retryAfter(in body: UnsafeRawBufferPointer) -> String? {
        for place in ["/error/retryAfter", "/retryAfter"] {
            if let number = JSONText.number(at: place, in: body) {
                // Without an exponent, as such a number is written.
                return Int(exactly: min(number, 1e15)).map(String.init) ?? String(number)
            }
            if let text = JSONText.text(at: place, in: body) { return text }
        }
        return nil
    }
}
