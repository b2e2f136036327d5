import ErrorCodes
import Synchronization
import TestSupport
import Testing
import VibeAPI

/// Many calls on one thread (CONTRIBUTING, law 2; docs/api.md, section 7).
@Suite(.timeLimit(.minutes(1))) struct ConcurrencyTests {
    @Test("As many requests as allowed are under way at once, over as many connections", arguments: [1, 2, 5])
    func atOnce(concurrency: Int) throws {
        let gathering = Gathering(concurrency)
        let server = try SocketServer { connection, request in
            gathering.wait()
            connection.answer(body: request.target)
        }
        defer { server.stop() }
        let client = try client(server)
        let count = concurrency * 3
        var tickets: Set<VibeClient.CallID> = []
        for number in 1...count { tickets.insert(try client.submit(Request("/\(number)", concurrency: concurrency))) }
        var bodies: [String] = []
        while let ticket = try? client.nextCompleted() {
            #expect(tickets.remove(ticket) != nil)
            bodies.append(try client.seeEnd(of: ticket))
        }
        #expect(tickets.isEmpty && Set(bodies) == Set((1...count).map { "/\($0)" }))
        #expect(server.connectionCount == concurrency)
    }

    @Test("Unless said otherwise, two requests are under way at once, as many as the portal works on (docs/api.md, 7)")
    func two() throws {
        #expect(Request("/v1/x").concurrency == 2)
    }

    @Test("Waiting for one call moves the others, and calls may be finished in any order")
    func anyOrder() throws {
        let gathering = Gathering(2)
        let server = try SocketServer { connection, request in
            if request.target != "/3" { gathering.wait() }
            connection.answer(body: request.target)
        }
        defer { server.stop() }
        let client = try client(server)
        let first = try client.submit(Request("/1")), second = try client.submit(Request("/2"))
        #expect(try client.seeEnd(of: second) == "/2")
        #expect(try client.see("/3") == Seen(status: 200, body: "/3"))
        #expect(try client.seeEnd(of: first) == "/1")
        #expect(failure { () throws(VibeError) in try client.nextCompleted() } != nil)
        #expect(failure { () throws(VibeError) in try client.finish(first) } != nil)
    }

    @Test("A cancelled call, waiting or under way, is not told of, and the others go on")
    func cancelled() throws {
        let server = try SocketServer { connection, request in
            if request.target == "/held" { return connection.waitForPeerToClose() }
            connection.answer(body: request.target)
        }
        defer { server.stop() }
        let client = try client(server)
        let held = try client.submit(Request("/held", concurrency: 1))
        let behind = try client.submit(Request("/behind", concurrency: 1))
        let other = try client.submit(Request("/other"))
        #expect(try client.nextCompleted() == other)
        #expect(try client.seeEnd(of: other) == "/other")
        client.cancel(held)
        client.cancel(held)
        #expect(try client.nextCompleted() == behind)
        client.cancel(behind)
        #expect(failure { () throws(VibeError) in try client.nextCompleted() } != nil)
    }

    @Test("A failure of one call leaves the others alone; each has its own attempts")
    func failures() throws {
        let busy = Mutex(2)
        let server = try SocketServer { connection, request in
            let isBusy =
                request.target == "/busy"
                && busy.withLock {
                    $0 -= 1; return $0 >= 0
                }
            if request.target == "/reset" { return connection.reset() }
            connection.answer(isBusy ? "503 Busy" : "200 OK", headers: isBusy ? ["Retry-After: 7"] : [], body: "done")
        }
        defer { server.stop() }
        let clock = TestClock()
        let client = VibeClient(
            configuration: try configuration(server.url) { $0.retries = RetryPolicy() }, clock: clock.clock)
        let calls = try ["/busy", "/reset", "/fine"].map { try client.submit(Request($0, concurrency: 3)) }
        #expect(try client.seeEnd(of: calls[2]) == "done" && client.lastCall.attempts == 1)
        #expect(failure { () throws(VibeError) in try client.finish(calls[1]) }?.code == .connectionReset)
        #expect(client.lastCall.attempts == 5)
        #expect(try client.seeEnd(of: calls[0]) == "done" && client.lastCall.attempts == 3)
        // 1, 2, 4 and 8 s for one; 7 and 7 s for the other, at the same time.
        #expect(clock.time - TestClock.start == 15)
    }

    @Test("After a 429 nobody goes before the wait is over, and then half as many at once")
    func congestion() throws {
        let refused = Mutex(6)
        let underWay = Mutex((now: 0, most: 0))
        let first = Gathering(6), second = Gathering(3)
        let server = try SocketServer { connection, request in
            let isRefused = refused.withLock {
                $0 -= 1; return $0 >= 0
            }
            if isRefused {
                first.wait()
                return connection.answer("429 Slow", headers: ["Retry-After: 9"], body: "")
            }
            underWay.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            second.wait()
            underWay.withLock { $0.now -= 1 }
            connection.answer(body: request.target)
        }
        defer { server.stop() }
        let clock = TestClock()
        let client = VibeClient(
            configuration: try configuration(server.url) { $0.retries = RetryPolicy() }, clock: clock.clock)
        let calls = try (1...9).map { try client.submit(Request("/\($0)", concurrency: 6)) }
        for (number, call) in calls.enumerated() { #expect(try client.seeEnd(of: call) == "/\(number + 1)") }
        #expect(clock.waits.reduce(0, +) == 9, "one wait for all")
        // Three, and one more for each round of answers.
        #expect(underWay.withLock { (3...4).contains($0.most) } && server.requests.count == 15)
    }

    @Test("A wait that an answer asks for in its own way holds everything back, and is told of")
    func hold() throws {
        let server = try SocketServer { connection, request in connection.answer(body: request.target) }
        defer { server.stop() }
        let clock = TestClock()
        let client = VibeClient(configuration: try configuration(server.url), clock: clock.clock)
        var waits: [String] = []
        client.onWait = { waits.append("\($0.seconds) \($0.reason)") }
        client.hold(4, because: "RATE_LIMITED")
        #expect(try client.see("/x").status == 200 && clock.waits == [4] && waits == ["4.0 RATE_LIMITED"])
        client.hold(500, because: "R")
        #expect(try client.see("/x").status == 200 && clock.waits == [4, 30], "the longest wait at the most")
    }

    @Test("No request is sent past the limit, repetitions and redirects included; those under way are waited for")
    func budget() throws {
        let server = try SocketServer { connection, request in
            switch request.target {
            case "/busy": connection.answer("503 Busy", headers: ["Retry-After: 1"], body: "")
            case "/moved": connection.answer("302 Found", headers: ["Location: /here"], body: "")
            default: connection.answer(body: request.target)
            }
        }
        defer { server.stop() }
        func client(_ limit: Int) throws -> VibeClient {
            let client = VibeClient(
                configuration: try configuration(server.url) { $0.retries = RetryPolicy() }, clock: TestClock().clock)
            client.requestsLeft = limit
            return client
        }
        let many = try client(3)
        let calls = try (1...5).map { try many.submit(Request("/\($0)")) }
        let ends = calls.map { call in (try? many.seeEnd(of: call)) ?? "" }
        #expect(ends == ["/1", "/2", "/3", "", ""] && server.requests.count == 3 && many.requestsLeft == 0)
        #expect(try client(3).failure("/busy")?.code == .requestLimit)
        #expect(server.requests.count == 6)
        #expect(try client(1).failure("/moved")?.code == .requestLimit)
        #expect(try client(2).see("/moved").body == "/here" && server.requests.count == 9)
    }

    @Test("What the server's count leaves is shared by the requests under way; all that wait are told of once")
    func pacing() throws {
        let log = Mutex<[Int]>([])
        let left = Mutex(3)
        let server = try SocketServer { connection, request in
            let left = left.withLock { left in
                left -= 1
                return left
            }
            log.withLock { $0.append(left) }
            connection.answer(
                headers: ["X-RateLimit-Remaining: \(max(0, left))", "X-RateLimit-Reset: 20"], body: request.target)
        }
        defer { server.stop() }
        let clock = TestClock()
        let client = VibeClient(configuration: try configuration(server.url), clock: clock.clock)
        var waits: [String] = []
        client.onWait = { waits.append("\($0.seconds) \($0.reason)") }
        #expect(try client.see("/first").status == 200)
        let calls = try (1...4).map { try client.submit(Request("/\($0)", concurrency: 4)) }
        for call in calls.prefix(2) { _ = try client.seeEnd(of: call) }
        #expect(waits == [] && log.withLock { $0.sorted() } == [0, 1, 2])
        left.withLock { $0 = 100 }
        for call in calls.suffix(2) { _ = try client.seeEnd(of: call) }
        #expect(waits == ["20.0 X-RateLimit-Remaining"] && clock.waits == [20])
    }

    @Test("A batch is a POST with a JSON body; a GET after it on the same connection is a GET again")
    func posts() throws {
        let bodies = Mutex<[String]>([])
        let server = try SocketServer { connection, request in
            bodies.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
            connection.answer(body: "{}")
        }
        defer { server.stop() }
        let client = try client(server)
        for body in [#"{"calls":[1]}"#, nil, "", nil] {
            let ticket = try client.submit(Request("/v1/batch", body: body.map { Array($0.utf8) }))
            #expect(try client.seeEnd(of: ticket) == "{}")
        }
        let lines = server.requests.map { $0.split(separator: " ")[0] }
        #expect(lines == ["POST", "GET", "POST", "GET"] && server.connectionCount == 1)
        #expect(bodies.withLock { $0 } == [#"{"calls":[1]}"#, "", "", ""])
        let types = server.requests.map { $0.contains("Content-Type: application/json\r\n") }
        #expect(types == [true, false, true, false])
        #expect(server.requests.allSatisfy { $0.contains("X-Api-Key: \(testKey)\r\n") })
    }

    @Test("A POST is sent again only where the server did not look at it: 429; and never to another address")
    func repeatsPost() throws {
        for (status, count) in [("429 Slow", 5), ("502 Bad", 1), ("503 Busy", 1), ("504 Late", 1), ("302 Found", 1)] {
            let server = try SocketServer { connection, _ in
                connection.answer(status, headers: ["Location: /elsewhere"], body: "")
            }
            defer { server.stop() }
            let client = VibeClient(
                configuration: try configuration(server.url) { $0.retries = RetryPolicy() }, clock: TestClock().clock)
            _ = try client.finish(client.submit(Request("/v1/batch", body: [])))
            #expect(server.requests.count == count, "\(status)")
        }
        let server = try SocketServer { connection, _ in connection.reset() }
        defer { server.stop() }
        let client = VibeClient(
            configuration: try configuration(server.url) { $0.retries = RetryPolicy() }, clock: TestClock().clock)
        let call = try client.submit(Request("/v1/batch", body: []))
        #expect(failure { () throws(VibeError) in try client.finish(call) }?.code == .connectionReset)
        #expect(server.requests.count == 1)
    }

    @Test("Where the wait is ended from outside, one call is, and the others stay")
    func stopped() throws {
        let server = try SocketServer { connection, request in
            if request.target == "/held" { return connection.waitForPeerToClose() }
            connection.answer(body: request.target)
        }
        defer { server.stop() }
        var stops = false
        let client = VibeClient(configuration: try configuration(server.url), shouldStop: { stops })
        let held = try client.submit(Request("/held")), other = try client.submit(Request("/other"))
        #expect(try client.nextCompleted() == other)
        stops = true
        #expect(failure { () throws(VibeError) in try client.finish(held) }?.code == .interrupted)
        #expect(failure { () throws(VibeError) in try client.nextCompleted() } != nil)
        stops = false
        #expect(try client.seeEnd(of: other) == "/other")
    }

    @Test("An observer hears of each call once, when it has ended; a stand-in answers without a network")
    func observed() throws {
        let server = try SocketServer { connection, request in connection.answer("404 No", body: "no") }
        let client = try client(server)
        var ends: [String] = []
        client.onEnd = { completion in
            let (request, call) = (completion.request, completion.stats)
            switch completion.outcome {
            case .success(let answer):
                ends.append("\(request.method) \(request.target) \(answer.status) \(call.attempts)")
            case .failure(let error): ends.append("\(request.target) \(error.codeName) \(call.attempts)")
            }
        }
        #expect(try client.see("/v1/x", query: "a=b").status == 404)
        server.stop()
        #expect(client.failure("/v1/y")?.code == .connectionRefused)
        #expect(ends == ["GET /v1/x?a=b 404 1", "/v1/y CONNECTION_REFUSED 1"])

        client.replay = { request in
            Completion(of: request, .failure(VibeError(.timeout, request.target)), CallStats(attempts: 3, elapsed: 9))
        }
        #expect(client.failure("/v1/z") == VibeError(.timeout, "/v1/z"))
        #expect(client.lastCall.attempts == 3 && client.lastCall.elapsed == 9 && ends.count == 2)
    }
}

extension VibeClient {
    /// The body of a call's answer.
    fileprivate func seeEnd(of ticket: CallID) throws(VibeError) -> String {
        let answer = try finish(ticket)
        return answer.body.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
