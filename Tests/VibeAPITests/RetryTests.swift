import ErrorCodes
import Synchronization
import TestSupport
import Testing
import VibeAPI

/// The rule alone: what is repeated, and after how long (docs/api.md, section 7).
@Suite struct RetryPolicyTests {
    private func wait(
        _ outcome: RetryPolicy.Outcome, before next: Int = 2, waited: Double = 0, random: Double = 0
    ) -> Double? {
        RetryPolicy().wait(before: next, after: outcome, waited: waited, random: random)
    }

    @Test("By status, never by a list of codes", arguments: 400...599)
    func statuses(status: Int) {
        let isTemporary = [408, 429, 502, 503, 504].contains(status)
        for code in [nil, "RATE_LIMITED", "NEVER_SEEN", "ENTITY_NOT_FOUND"] {
            #expect((wait(.answer(status: status, code: code, retryAfter: nil)) != nil) == isTemporary)
        }
        #expect(wait(.answer(status: status, code: "ERROR_LOOP_DETECTED", retryAfter: 1)) == nil)
    }

    @Test("A connection that failed or broke is tried again; a time-out, a certificate and a setting are not")
    func failures() {
        let temporary: [VibeError.Code] = [
            .connectionRefused, .connectFailed, .connectTimeout, .connectionReset, .emptyReply, .answerCut,
            .transferFailed, .lookupFailed, .proxyUnavailable, .streamFailed,
        ]
        let final: [VibeError.Code] = [
            .timeout, .tooSlow, .hostNotFound, .certificateInvalid, .tlsFailed, .proxyFailed, .badHTTP, .interrupted,
            .missingAPIKey, .tooManyOpenFiles, .answerTooLarge, .headersTooLarge, .badContentEncoding,
        ]
        for code in temporary { #expect(wait(.failure(VibeError(code, ""))) == 1) }
        for code in final { #expect(wait(.failure(VibeError(code, ""))) == nil) }
    }

    @Test("Waits that nobody asks for double from 1 s, up to a quarter longer, to 30 s at the most")
    func exponential() {
        var policy = RetryPolicy()
        policy.attempts = 20
        policy.maxTotalWait = .infinity
        func wait(_ next: Int, _ random: Double) -> Double? {
            policy.wait(
                before: next, after: .answer(status: 502, code: nil, retryAfter: nil), waited: 0, random: random)
        }
        #expect((2...9).map { wait($0, 0) } == [1, 2, 4, 8, 16, 30, 30, 30])
        #expect((2...9).map { wait($0, 1) } == [1.25, 2.5, 5, 10, 20, 30, 30, 30])
    }

    @Test("What the server asks for is kept; beyond the longest wait it is not asked again")
    func asked() {
        #expect(wait(.answer(status: 429, code: nil, retryAfter: 3), random: 1) == 3)
        #expect(wait(.answer(status: 429, code: nil, retryAfter: 0)) == 1, "as where it asks for nothing")
        #expect(wait(.answer(status: 429, code: nil, retryAfter: 30)) == 30)
        #expect(wait(.answer(status: 429, code: nil, retryAfter: 31)) == nil)
    }

    @Test("Attempts and the time in all are bounded")
    func bounds() {
        #expect(wait(.answer(status: 502, code: nil, retryAfter: nil), before: 5) == 8)
        #expect(wait(.answer(status: 502, code: nil, retryAfter: nil), before: 6) == nil)
        #expect(wait(.answer(status: 429, code: nil, retryAfter: 20), waited: 100) == 20)
        #expect(wait(.answer(status: 429, code: nil, retryAfter: 21), waited: 100) == nil)
    }
}

/// The client, against a server that misbehaves by plan, with a clock that only counts.
@Suite struct RetryTests {
    /// Counts seconds instead of waiting.
    /// How the server treats one request.
    enum Move: Sendable { case answer(String, headers: [String] = [], body: String = "{}"), reset, cut, hangUp }

    private func run(
        _ moves: [Move], limited: Bool = false, _ check: (VibeClient, SocketServer, TestClock) throws -> Void
    ) throws {
        let next = Mutex(0)
        let server = try SocketServer { connection, _ in
            let index = next.withLock { index in
                defer { index += 1 }
                return index
            }
            switch moves[min(index, moves.count - 1)] {
            case .answer(let status, let headers, let body):
                // On a kept connection libcurl itself would repeat a request that finds it closed.
                connection.answer(status, headers: headers + ["Connection: close"], body: body)
                connection.close()
            case .reset: connection.reset()
            case .cut:
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"cut")
                connection.close()
            case .hangUp: connection.close()
            }
        }
        defer { server.stop() }
        let clock = TestClock()
        let client = VibeClient(
            configuration: try configuration(server.url) { $0.retries = RetryPolicy() }, clock: clock.clock,
            readError: { body in
                // Stands in for JSON: the body is "CODE seconds".
                let words = String(decoding: body, as: UTF8.self).split(separator: " ").map(String.init)
                return words.count == 2 ? (words[0], words[1].replacing("_", with: " ")) : (nil, nil)
            })
        try check(client, server, clock)
    }

    @Test("Failures that pass are waited out, and the answer comes")
    func passes() throws {
        let moves: [Move] = [.answer("502 Bad"), .reset, .cut, .hangUp, .answer("200 OK", body: "here")]
        try run(moves) { (client, server, clock) throws in
            var reasons: [String] = []
            client.onWait = { reasons.append("\($0.reason) \($0.seconds) \($0.attempt)/\($0.attempts)") }
            #expect(try client.see("/v1/x") == Seen(status: 200, body: "here"))
            #expect(server.requests.count == 5 && client.lastCall.attempts == 5 && client.lastCall.elapsed == 15)
            #expect(clock.waits == [1, 2, 4, 8])
            #expect(
                reasons == [
                    "HTTP_502 1.0 2/5", "CONNECTION_RESET 2.0 3/5", "ANSWER_CUT 4.0 4/5", "EMPTY_REPLY 8.0 5/5",
                ])
        }
    }

    @Test("What does not pass comes back as it is, not as a message about attempts")
    func givesUp() throws {
        try run([.answer("503 Busy", body: "BUSY 2")]) { (client, server, clock) throws in
            #expect(try client.see("/v1/x") == Seen(status: 503, body: "BUSY 2"))
            #expect(server.requests.count == 5 && clock.waits == [2, 2, 2, 2])
        }
        try run([.reset]) { (client, server, clock) throws in
            #expect(client.failure()?.code == .connectionReset)
            #expect(server.requests.count == 5 && client.lastCall.attempts == 5)
        }
    }

    @Test(
        "The body's wait goes before the header's; a header may hold seconds or a date",
        arguments: [
            ([], "CODE 3", 3.0), (["Retry-After: 9"], "CODE 3", 3), (["Retry-After: 9"], "", 9),
            (["Retry-After: Sun, 06 Nov 1994 08:49:44 GMT"], "", 7),
            // The two older forms of RFC 9110, 5.6.7, in which a year of two digits is never more than 50 years ahead.
            (["Retry-After: Sunday, 06-Nov-94 08:49:44 GMT"], "", 7),
            (["Retry-After: Sun Nov  6 08:49:44 1994"], "", 7),
            (["Retry-After: Saturday, 06-Nov-93 08:49:44 GMT"], "", 1), ([], "CODE Sunday,_06-Nov-94_08:49:44_GMT", 7),
            (["Retry-After: Sun, 31 Feb 1995 08:49:44 GMT"], "", 1), (["Retry-After: 2.5"], "", 2.5),
            (["Retry-After: 0x10"], "", 1), (["Retry-After: inf"], "", 1),
            // A date that has passed, and dates that no calendar has: nobody repeats at once.
            (["Retry-After: Sun, 06 Nov 1994 08:49:30 GMT"], "", 1), ([], "CODE 0", 1), ([], "CODE -5", 1),
            (["Retry-After: Sun, 06 Nov 9223372036854775807 08:49:37 GMT"], "", 1),
            (["Retry-After: soon"], "", 1), (["Retry-After: -5"], "", 1), ([], "", 1),
        ])
    func retryAfter(headers: [String], body: String, wait: Double) throws {
        try run([.answer("429 Slow", headers: headers, body: body), .answer("200 OK")]) { (client, _, clock) throws in
            #expect(try client.see("/v1/x").status == 200)
            #expect(clock.waits == [wait])
        }
    }

    @Test(
        "What the last answer asked for is told as it was understood",
        arguments: [
            (["Retry-After: 9"], "", 9.0), (["Retry-After: 9"], "CODE 3", 3),
            (["Retry-After: Sunday, 06-Nov-94 08:49:44 GMT"], "", 7), (["Retry-After: soon"], "", nil), ([], "", nil),
        ] as [([String], String, Double?)])
    func asked(headers: [String], body: String, seconds: Double?) throws {
        for status in ["404 No", "429 Slow"] {
            try run([.answer(status, headers: headers, body: body)]) { (client, _, _) throws in
                client.requestsLeft = 1
                _ = try? client.see("/v1/x")
                if status == "404 No" { #expect(client.lastCall.retryAfter == seconds) }
            }
        }
    }

    @Test(
        "A count that begins anew at a date is understood, too",
        arguments: ["784111784", "Sun, 06 Nov 1994 08:49:44 GMT"])
    func resetDate(reset: String) throws {
        let headers = ["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: \(reset)"]
        try run([.answer("200 OK", headers: headers), .answer("200 OK")]) { (client, _, clock) throws in
            for path in ["/v1/a", "/v1/b"] { _ = try client.see(path) }
            #expect(clock.waits == [7])
        }
    }

    @Test(
        "What a repetition cannot mend is asked once",
        arguments: ["400 Bad", "401 No", "403 No", "404 No", "422 No", "500 Oops"])
    func final(status: String) throws {
        try run([.answer(status)]) { (client, server, clock) throws in
            let seen = try client.see("/v1/x")
            #expect("\(seen.status)" == status.prefix(3))
            #expect(server.requests.count == 1 && clock.waits == [])
        }
    }

    @Test("ERROR_LOOP_DETECTED and a wait beyond the longest one fail at once")
    func failsAtOnce() throws {
        for body in ["ERROR_LOOP_DETECTED 1", "RATE_LIMITED 60"] {
            try run([.answer("429 Slow", body: body)]) { (client, server, clock) throws in
                #expect(try client.see("/v1/x").status == 429)
                #expect(server.requests.count == 1 && clock.waits == [])
            }
        }
    }

    @Test("The server's own count of requests is respected before it has to say no")
    func pacing() throws {
        let headers = ["X-RateLimit-Limit: 300", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 12"]
        try run([.answer("200 OK", headers: headers), .answer("200 OK")]) { (client, _, clock) throws in
            #expect(try client.see("/v1/a").status == 200)
            #expect(clock.waits == [])
            clock.time += 5
            #expect(try client.see("/v1/b").status == 200)
            #expect(clock.waits == [7])
            #expect(try client.see("/v1/c").status == 200)
            #expect(clock.waits == [7])
        }
    }

    @Test("A count that is used up says by itself when it begins anew, whatever answers before it said")
    func pacingShortens() throws {
        func headers(_ remaining: Int, _ reset: Int) -> [String] {
            ["X-RateLimit-Remaining: \(remaining)", "X-RateLimit-Reset: \(reset)"]
        }
        let moves: [Move] = [
            .answer("200 OK", headers: headers(299, 60)), .answer("404 No", headers: headers(0, 3)), .answer("200 OK"),
        ]
        try run(moves) { (client, _, clock) throws in
            for path in ["/v1/a", "/v1/b", "/v1/c"] { _ = try client.see(path) }
            #expect(clock.waits == [3])
        }
    }

    @Test("A trace hears of every attempt, and holds no key")
    func attempts() throws {
        try run([.answer("502 Bad", headers: ["X-Request-Id: \(testKey)"]), .reset, .answer("200 OK", body: "12345")]) {
            (client, _, _) throws in
            var seen: [String] = []
            client.onAttempt = {
                seen.append(
                    "\($0.number) \($0.target) \($0.status ?? 0) \($0.failure ?? "-") \($0.bytes) \($0.requestId ?? "-")"
                )
            }
            _ = try client.see("/v1/x", query: "a=b")
            #expect(
                seen == [
                    "1 /v1/x?a=b 502 - 2 " + String(repeating: "*", count: testKey.count),
                    "2 /v1/x?a=b 0 CONNECTION_RESET 0 -", "3 /v1/x?a=b 200 - 5 -",
                ])
        }
    }
}
