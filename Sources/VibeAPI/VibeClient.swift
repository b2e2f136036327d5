internal import ErrorCodes

/// Makes requests to the API and hands back what it answers.
///
/// Knows how to send credentials, how to wait, and how to say what went wrong; knows no JSON: bodies are handed on as bytes.
///
///     let client = VibeClient(configuration: configuration)
///     let answer = try client.get("/v1/contacts/71", query: "include=company")
///     print(answer.status)  // 200
///
/// Many calls can be under way at once: ``submit(_:)`` gives its number, ``collect(_:)`` waits for that call while it drives all
/// of them, ``nextCompleted()`` waits for any. One client serves a program: its connections are kept open and used again, which makes
/// the second request several times faster than the first. libcurl is loaded with the first request.
///
/// Deliberately not Sendable: transfers are driven on the calling thread, and libcurl allows one thread at a time. Use
/// a client where it was made.
public final class VibeClient {
    /// What the client was made with, or has adopted since.
    public private(set) var configuration: Configuration
    /// Told of each wait before it begins.
    public var onWait: (Wait) -> Void = { _ in }
    /// Told of each attempt when it has ended.
    public var onAttempt: ((Attempt) -> Void)?
    /// Told of each call when it has ended, before its answer is handed over; not of those that were never sent, or that were
    /// interrupted.
    public var onEnd: ((borrowing Completion) -> Void)?
    /// Called before the thread blocks until something arrives, or until a wait is over, and about ten times a second meanwhile.
    public var onBlock: () -> Void = {}
    /// How many requests may still be sent, repetitions and followed redirects included; nil for as many as there are. At 0 calls
    /// that are to be sent end with `REQUEST_LIMIT`, once those under way have ended.
    public var requestsLeft: Int?
    /// Answers in the place of the network, where it is set; nothing is sent then.
    public var replay: ((Request) -> Completion)?

    /// A call that was submitted: its number in their order, from 1.
    public typealias CallID = Int

    private let clock: Clock
    private let readError: (UnsafeRawBufferPointer) -> (code: String?, retryAfter: String?)
    private let shouldStop: () -> Bool
    private var engine: Engine?
    private var window = RateLimitWindow()
    private var limiter = ConcurrencyLimiter()
    /// The end of the window that was told of last.
    private var toldOpening = 0.0
    /// The end of the pause that was told of last, and what asks for it.
    private var toldHold = 0.0, holdReason = ""
    /// Whether calls were submitted that nobody has collected.
    public var hasCalls: Bool { !calls.isEmpty }

    /// Every call that was submitted and not handed over.
    private var calls: [CallID: PendingCall] = [:]
    /// Those that are to be sent, in their order.
    private var waiting: [CallID] = []
    /// How many attempts are on their way.
    private var inFlight = 0
    /// Those that have ended, in the order in which they did.
    private var ended: [CallID] = []
    private var lastID = 0

    /// Makes a client; costs nothing, loads nothing, connects to nothing.
    ///
    /// - Parameters:
    ///   - configuration: Where to send requests, and with which credentials and limits.
    ///   - clock: Time and chance.
    ///   - readError: Finds the code and the wait that a body of the API asks for, as the digits or the text that stands there; this
    ///     module knows no JSON.
    ///   - shouldStop: Asked while a request waits: whenever bytes or a signal arrive, and at least ten times a second. If it
    ///     says yes, the request is abandoned with `INTERRUPTED`.
    public init(
        configuration: Configuration, clock: Clock = .real,
        readError: @escaping (UnsafeRawBufferPointer) -> (code: String?, retryAfter: String?) = { _ in (nil, nil) },
        shouldStop: @escaping () -> Bool = { false }
    ) {
        self.configuration = configuration
        self.clock = clock
        self.readError = readError
        self.shouldStop = shouldStop
    }

    /// Changes settings of the living client: time-outs, limits, retries. Attempts that begin from now on follow them; connections,
    /// the server's count of requests, and what was learnt from refusals stay, because they belong to the portal.
    ///
    /// - Returns: false, with nothing changed, where the configuration is of another portal
    ///   (``Configuration/isOfSamePortal(as:)``), which wants a client of its own.
    public func adopt(_ configuration: Configuration) -> Bool {
        guard configuration.isOfSamePortal(as: self.configuration) else { return false }
        self.configuration = configuration
        engine?.adopt(configuration)
        return true
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
        guard let completion = collect(try submit(Request(path, query: query))) else { throw Self.nothingInFlight }
        return try completion.takeOutcome().get()
    }

    /// Takes a request on, to be sent when somebody waits for one: by ``collect(_:)`` or ``nextCompleted()``.
    ///
    /// - Throws: `INVALID_PATH`. What else may fail is told by ``collect(_:)``.
    public func submit(_ request: Request) throws(VibeError) -> CallID {
        let url = try request.url(under: configuration.base)
        lastID += 1
        let call = PendingCall(request, url: url, startedAt: clock.now())
        calls[lastID] = call
        if let replay {
            call.completion = replay(request)
            ended.append(lastID)
        } else {
            waiting.append(lastID)
        }
        return lastID
    }

    /// Waits for one call while it drives all of them, and hands over how it ended: all that is known of it. The failure is as
    /// ``get(_:query:)`` throws it; besides, kind `network` with `INTERRUPTED` where the wait was ended from outside, which ends this call, not
    /// the others, and kind `limit` with `REQUEST_LIMIT`.
    ///
    /// - Returns: nil for a call that is unknown, or was handed over.
    public func collect(_ id: CallID) -> Completion? {
        guard let call = calls[id] else { return nil }
        defer { forget(id) }
        var failure = Self.nothingInFlight
        do throws(VibeError) {
            try drive { call.completion != nil }
        } catch {
            failure = error
        }
        guard var completion = call.completion.take() else {
            call.stats.elapsed = clock.now() - call.startedAt
            return Completion(of: call.request, .failure(interruption(of: call) ?? failure), call.stats)
        }
        completion.stats.retryAfter = waitAsked(by: completion)
        return completion
    }

    /// The wait that an answer asks for which is no success, in seconds.
    private func waitAsked(by completion: borrowing Completion) -> Double? {
        switch completion.outcome {
        case .success(let answer):
            guard answer.status >= 300, case .answer(_, _, let asked) = outcome(of: answer) else { return nil }
            return asked
        case .failure: return nil
        }
    }

    /// Waits until any call has ended, and tells which one; each is told once. ``collect(_:)`` then hands it over at once.
    ///
    /// - Throws: Kind `network`: `INTERRUPTED` where the wait was ended from outside; `TRANSFER_FAILED` where no call is under way,
    ///   or libcurl itself failed.
    public func nextCompleted() throws(VibeError) -> CallID {
        try drive { !ended.isEmpty }
        return ended.removeFirst()
    }

    /// Sends nothing for a time, at most ``RetryPolicy/maxWait``: an answer has asked for that in a way of its own.
    ///
    /// - Parameter reason: what ``onWait`` is told.
    public func hold(_ seconds: Double, because reason: String) {
        let seconds = min(max(0, seconds), configuration.retries.maxWait)
        limiter.hold(seconds, now: clock.now())
        (toldHold, holdReason) = (limiter.notBefore, reason)
        onWait(Wait(seconds: seconds, reason: reason, attempt: 2, attempts: configuration.retries.attempts))
    }

    /// Ends a call that nobody waits for any more. One that is unknown or was handed over is left alone.
    public func cancel(_ id: CallID) { forget(id) }
}

// MARK: - Driving

extension VibeClient {
    /// Sends what may be sent and moves what is on its way, until `isDone`.
    ///
    /// - Throws: `INTERRUPTED` when the wait is to end, or what keeps libcurl from working at all.
    private func drive(until isDone: () -> Bool) throws(VibeError) {
        while true {
            let opening = sendWaiting()
            var moved = false
            if let engine, inFlight > 0 {
                for (id, transfer, result) in try engine.step() {
                    conclude(id, transfer, result)
                    moved = true
                }
            }
            if isDone() { return }
            if shouldStop() {
                // Who asks next is told anew of what still has to be waited for.
                (toldOpening, toldHold) = (0, 0)
                throw Self.interrupted
            }
            if moved { continue }  // what has ended may let the next one go
            if let engine, inFlight > 0 {
                onBlock()
                try engine.wait(atMost: max(0.001, opening - clock.now()))
            } else if opening < .infinity {
                tellOfWait()
                onBlock()
                clock.sleep(max(0, opening - clock.now())) {
                    onBlock()
                    return shouldStop()
                }
            } else {
                throw Self.nothingInFlight
            }
        }
    }

    /// Sends every call that may be sent now.
    ///
    /// - Returns: when the next one may be, by the clock; infinity where none waits for a time.
    private func sendWaiting() -> Double {
        guard !waiting.isEmpty else { return .infinity }
        let now = clock.now()
        window.open(now: now)
        let mayBeSent = limiter.limit
        var left: [CallID] = []
        var opening = Double.infinity
        for id in waiting {
            guard let call = calls[id] else { continue }
            let due = max(call.due, limiter.notBefore, window.opens(now: now, inFlight: inFlight) ?? 0)
            if requestsLeft == 0 {
                if inFlight > 0 { left.append(id) } else { refuse(id, call, Self.limitReached) }
            } else if due <= now && inFlight < min(max(1, call.request.concurrency), mayBeSent) {
                send(id, call)
            } else {
                left.append(id)
                if due > now { opening = min(opening, due) }
            }
        }
        waiting = left
        return opening
    }

    /// Tells of the wait that begins because the server's count of requests is used up, or because an earlier answer asks for a
    /// pause; once, whatever waits for it.
    private func tellOfWait() {
        let now = clock.now()
        guard let call = waiting.lazy.compactMap({ self.calls[$0] }).first(where: { $0.due <= now }) else {
            return
        }
        let opening = window.opens(now: now, inFlight: inFlight) ?? 0
        if limiter.notBefore > max(now, opening), toldHold != limiter.notBefore {
            toldHold = limiter.notBefore
            call.waited += limiter.notBefore - now
            tell(limiter.notBefore - now, holdReason, call)
        } else if opening > now, toldOpening != opening {
            toldOpening = opening
            call.waited += opening - now
            tell(opening - now, "X-RateLimit-Remaining", call)
        }
    }

    private func tell(_ seconds: Double, _ reason: String, _ call: PendingCall) {
        onWait(
            Wait(
                seconds: seconds, reason: reason, attempt: call.stats.attempts + 1,
                attempts: configuration.retries.attempts))
    }

    private func send(_ id: CallID, _ call: PendingCall) {
        call.attemptStartedAt = clock.now()
        do throws(VibeError) {
            call.transfer = try startedEngine().start(call.url, posting: call.request.body, for: id)
            requestsLeft = requestsLeft.map { $0 - 1 }
            call.stats.attempts += 1
            inFlight += 1
        } catch {
            end(id, call, .failure(error))
        }
    }

    private func startedEngine() throws(VibeError) -> Engine {
        if let engine { return engine }
        let engine = try Engine(configuration)
        self.engine = engine
        return engine
    }

    /// Ends a call, on its way or not, and frees what it held.
    private func forget(_ id: CallID) {
        guard let call = calls.removeValue(forKey: id) else { return }
        if let transfer = call.transfer {
            inFlight -= 1
            engine?.remove(transfer)
        }
        waiting.removeAll { $0 == id }
        ended.removeAll { $0 == id }
    }
}

// MARK: - What came of an attempt

extension VibeClient {
    private func conclude(_ id: CallID, _ transfer: Transfer, _ result: Engine.Outcome) {
        guard let engine, let call = calls[id] else { return }
        call.stats.timings = transfer.timings
        inFlight -= 1
        call.transfer = nil
        defer { engine.remove(transfer) }
        do throws(VibeError) {
            let answer = try engine.take(transfer, result)
            window.note(answer, now: clock.now(), date: clock.date(), longest: configuration.retries.maxWait)
            if answer.status != 429 { limiter.answered() }
            note(call, status: answer.status, failure: nil, head: answer.head, bytes: answer.body.count)
            if call.redirects < 5, let next = redirection(of: answer, to: call) {
                call.redirects += 1
                call.stats.attempts -= 1
                call.url = next
                waiting.insert(id, at: 0)
            } else if answer.status >= 400, repeats(id, call, after: outcome(of: answer)) {
                return
            } else {
                end(id, call, .success(answer))
            }
        } catch {
            if error.code == .tooManyOpenFiles, inFlight > 0 {
                // Those that are under way give theirs back; until then nothing was sent.
                limiter.crowded(inFlight: inFlight)
                call.stats.attempts -= 1
                requestsLeft = requestsLeft.map { $0 + 1 }
                waiting.insert(id, at: 0)
                return
            }
            note(call, status: error.status, failure: error.codeName, head: nil, bytes: 0)
            if !repeats(id, call, after: .failure(error)) { end(id, call, .failure(error)) }
        }
    }

    /// Lets a call be sent again, where the policy says so.
    private func repeats(_ id: CallID, _ call: PendingCall, after outcome: RetryPolicy.Outcome) -> Bool {
        let wait = configuration.retries.wait(
            before: call.stats.attempts + 1, after: outcome, waited: call.waited, random: clock.random(),
            isPost: call.request.body != nil)
        guard let wait else { return false }
        let now = clock.now()
        if case .answer(429, _, _) = outcome {
            limiter.refused(startedAt: call.attemptStartedAt, inFlight: inFlight + 1, wait: wait, now: now)
            (toldHold, holdReason) = (limiter.notBefore, outcome.name)
        }
        // What else keeps it from being sent is part of the same wait.
        call.due = max(now + wait, limiter.notBefore, window.opens(now: now, inFlight: inFlight) ?? 0)
        tell(call.due - now, outcome.name, call)
        call.waited += call.due - now
        waiting.append(id)
        return true
    }

    private func end(_ id: CallID, _ call: PendingCall, _ outcome: consuming Result<Answer, VibeError>) {
        call.stats.elapsed = clock.now() - call.startedAt
        call.stats.number = id
        if onEnd != nil {
            call.stats.oldestInFlight = calls.lazy
                .filter { $0.key != id && $0.value.completion == nil }.map(\.key).min()
        }
        let completion = Completion(of: call.request, outcome, call.stats)
        onEnd?(completion)
        call.completion = consume completion
        ended.append(id)
    }

    /// Ends a call that is not sent; nobody hears of it but whoever waits for it.
    private func refuse(_ id: CallID, _ call: PendingCall, _ error: VibeError) {
        call.stats.elapsed = clock.now() - call.startedAt
        call.completion = Completion(of: call.request, .failure(error), call.stats)
        ended.append(id)
    }

    private func note(_ call: PendingCall, status: Int?, failure: String?, head: Head?, bytes: Int) {
        guard let onAttempt else { return }
        onAttempt(
            Attempt(
                method: call.request.method, target: call.target(under: configuration.base),
                requestHeaders: configuration.requestHeaders(posting: call.request.body != nil), status: status,
                failure: failure, head: head, seconds: clock.now() - call.attemptStartedAt,
                timings: call.stats.timings, bytes: bytes, number: call.stats.attempts,
                requestId: head?.value(of: "x-request-id")))
    }

    /// Where a redirect leads, if that is on the same server: nothing else may get the key. A POST is never sent on.
    private func redirection(of answer: borrowing Answer, to call: PendingCall) -> String? {
        guard [301, 302, 303, 307, 308].contains(answer.status), call.request.body == nil,
            let location = answer.header("location"), !location.isEmpty,
            location.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return engine?.resolve(location, from: call.url, under: configuration.base)
    }

    private func outcome(of answer: borrowing Answer) -> RetryPolicy.Outcome {
        let error = answer.body.withUnsafeBytes { readError($0) }
        let date = clock.date()
        let asked =
            error.retryAfter.flatMap { RetryAfter.seconds($0, now: date) }
            ?? answer.header("retry-after").flatMap { RetryAfter.seconds($0, now: date) }
        return .answer(status: answer.status, code: error.code, retryAfter: asked)
    }

    /// How a call is told that its wait was ended from outside; nil where that is not what happened.
    private func interruption(of call: PendingCall) -> VibeError? {
        guard shouldStop() else { return nil }
        if let transfer = call.transfer { return TransferResult(transfer).interrupted }
        return Self.interrupted
    }

    private static var interrupted: VibeError {
        VibeError(.interrupted, "interrupted while waiting for the next attempt")
    }

    private static var limitReached: VibeError {
        VibeError(.requestLimit, "the limit of requests is reached, and this one was not sent")
    }

    private static var nothingInFlight: VibeError {
        VibeError(.transferFailed, "no request is under way")
    }
}
