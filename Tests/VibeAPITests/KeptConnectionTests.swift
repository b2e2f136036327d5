import ErrorCodes
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import VibeAPI

/// Connections that are kept between two requests: RFC 9112, 9.3 to 9.6, and RFC 9113, 6.8 and 8.7.
@Suite struct KeptConnectionTests {
    /// A server whose connections a test can write to while nobody has asked.
    private func run(
        _ check: (VibeClient, SocketServer, _ idle: () -> SocketConnection?) throws -> Void
    ) throws {
        let last = Mutex<SocketConnection?>(nil)
        let server = try SocketServer { connection, request in
            last.withLock { $0 = connection }
            connection.answer(body: request.target)
        }
        defer { server.stop() }
        try check(try client(server), server) { last.withLock { $0 } }
    }

    @Test("What comes on an idle connection is no answer to the next request, whatever it is")
    func stray() throws {
        let strays = [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray",
            "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n",
            "H", "\r\n",
        ]
        try run { (client, server, idle) throws in
            for (index, stray) in strays.enumerated() {
                #expect(try client.see("/v1/\(index)").body == "/v1/\(index)")
                idle()?.write(stray)
            }
            #expect(try client.see("/v1/last").body == "/v1/last")
            #expect(client.lastCall.attempts == 1 && server.requests.count == strays.count + 1)
            #expect(server.connectionCount == strays.count + 1)
        }
    }

    @Test("On a connection to a proxy likewise")
    func strayOfProxy() throws {
        let last = Mutex<SocketConnection?>(nil)
        let proxy = try SocketServer { connection, request in
            last.withLock { $0 = connection }
            connection.answer(body: request.target)
        }
        defer { proxy.stop() }
        let environment = ["VIBE_URL": "http://api.invalid", "VIBE_API_KEY": testKey, "http_proxy": proxy.url]
        let client = VibeClient(configuration: try Configuration(environment: { environment[$0] }, version: "1"))
        for index in 1...3 {
            #expect(try client.see("/v1/\(index)").body == "http://api.invalid/v1/\(index)")
            last.withLock { $0 }?.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray")
        }
        #expect(proxy.connectionCount == 3 && proxy.requests.count == 3)
    }

    @Test("Kept connections that died cost no attempt, however many there are")
    func died() throws {
        try run { (client, server, idle) throws in
            for index in 1...14 {
                #expect(try client.see("/v1/\(index)").body == "/v1/\(index)")
                idle()?.halfClose()
                #expect(client.lastCall.attempts == 1)
            }
            #expect(server.requests.count == 14 && server.connectionCount == 14)
        }
    }

    @Test("A connection that dies with a request on it costs no attempt where it was kept, and one where it was new")
    func diesUnderway() throws {
        let server = try SocketServer { connection, request in
            if request.target == "/v1/bad" { return connection.close() }
            connection.answer(body: request.target)
        }
        defer { server.stop() }
        let client = try client(server)
        for _ in 1...7 {
            #expect(try client.see("/v1/good").body == "/v1/good")
            // Whoever closes new connections, too, is told of.
            #expect(client.failure("/v1/bad")?.code == .emptyReply)
            #expect(client.lastCall.attempts == 1)
        }
    }

    @Test("A connection that nothing has come on is used again, by POST and GET alike")
    func used() throws {
        try run { (client, server, _) throws in
            for index in 1...5 {
                #expect(try client.see("/v1/\(index)").body == "/v1/\(index)")
                let ticket = try client.submit(Request("/v1/batch", body: Array("{}".utf8)))
                let status = try client.finish(ticket).status
                #expect(status == 200)
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test("Other settings are those of the next attempts; the connection and the server's count stay")
    func adopt() throws {
        let server = try SocketServer { connection, request in
            let count = request.target == "/v1/last" ? ["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 3"] : []
            connection.answer(headers: count, body: String(repeating: "x", count: 100))
        }
        defer { server.stop() }
        let clock = TestClock()
        let settings = try configuration(server.url)
        let client = VibeClient(configuration: settings, clock: clock.clock)
        #expect(try client.see("/v1/last").body.count == 100)
        var changed = settings
        changed.maxAnswer = 10
        #expect(client.adopt(changed))
        #expect(client.failure()?.code == .answerTooLarge)
        #expect(clock.waits == [3] && server.connectionCount == 1)
        var other = settings
        other.base = try BaseURL("http://127.0.0.1:9")
        #expect(!client.adopt(other) && client.configuration.base == settings.base)
    }

    // MARK: Over TLS

    private func seen(
        _ mode: ScriptedTLSServer.Mode, calls: Int, change: (inout Configuration) -> Void = { _ in }
    ) throws -> (bodies: [String], attempts: [Int], waits: [String]) {
        let server = try ScriptedTLSServer(mode)
        defer { server.stop() }
        let settings = try configuration(
            server.url, environment: ["SSL_CERT_FILE": server.certificate.path], change: change)
        let client = VibeClient(configuration: settings, clock: TestClock().clock)
        var waits: [String] = []
        client.onWait = { waits.append($0.reason) }
        var bodies: [String] = []
        var attempts: [Int] = []
        for _ in 0..<calls {
            bodies.append(try client.see("/v1/me").body)
            attempts.append(client.lastCall.attempts)
        }
        return (bodies, attempts, waits)
    }

    private func body(_ connection: Int, _ request: Int) -> String {
        #"{"connection":\#(connection),"request":\#(request)}"#
    }

    @Test("Stray answers and orderly ends of TLS spoil a connection as they do without TLS")
    func tls() throws {
        let stray = try seen(.stray, calls: 4)
        #expect(stray.bodies == (1...4).map { body($0, $0) } && stray.attempts == [1, 1, 1, 1])
        let notify = try seen(.notify, calls: 14)
        #expect(notify.bodies == (1...14).map { body($0, $0) } && notify.attempts.allSatisfy { $0 == 1 })
    }

    @Test("Frames of HTTP/2 may come at any time: the connection stays, unless they say that it ends")
    func idleFrames() throws {
        let frames = try seen(.idleFrames, calls: 5)
        #expect(frames.bodies == (1...5).map { body(1, $0) })
        let goaway = try seen(.idleGoaway, calls: 5)
        #expect(goaway.bodies == (1...5).map { body($0, $0) } && goaway.attempts == [1, 1, 1, 1, 1])
    }

    @Test("Streams that the server gives up are asked for again, as where a connection broke")
    func streams() throws {
        func repeated(_ configuration: inout Configuration) { configuration.retries = RetryPolicy() }
        let goaway = try seen(.goaway, calls: 1, change: repeated)
        #expect(goaway.bodies == [body(2, 2)] && goaway.attempts == [2] && goaway.waits == ["STREAM_FAILED"])
        let reset = try seen(.resetStream, calls: 1, change: repeated)
        #expect(reset.bodies == [body(1, 2)] && reset.attempts == [2] && reset.waits == ["STREAM_FAILED"])
        // The server says that it has not looked at them, or it was a kept connection: that costs nothing.
        let refused = try seen(.refusedStream, calls: 1)
        #expect(refused.attempts == [1])
        let kept = try seen(.keptGoaway, calls: 2)
        #expect(kept.bodies == [body(1, 1), body(2, 3)] && kept.attempts == [1, 1])
    }

    @Test("Where it is not asked for again, the message says what was given up")
    func words() throws {
        for (mode, words) in [
            (ScriptedTLSServer.Mode.goaway, " gave up the connection before it answered: "),
            (.resetStream, " gave up the stream of this request before it answered: HTTP/2 stream 1 "),
        ] {
            let server = try ScriptedTLSServer(mode)
            defer { server.stop() }
            let settings = try configuration(server.url, environment: ["SSL_CERT_FILE": server.certificate.path])
            let error = try #require(VibeClient(configuration: settings).failure())
            #expect(error.kind == .network && error.code == .streamFailed)
            #expect(error.message.hasPrefix(settings.base.authority + words) && error.message.last != " ")
        }
    }

    @Test("A new connection resumes the TLS session of the one before, also where settings change between")
    func resumedSession() throws {
        // It closes each connection after its answer, a page that says whether the session was a new one.
        let server = try TLSServer(for: "127.0.0.1")
        defer { server.stop() }
        let environment = [
            "VIBE_URL": server.url, "VIBE_API_KEY": testKey, "SSL_CERT_FILE": server.certificate.path,
        ]
        let client = VibeClient(configuration: try Configuration(environment: { environment[$0] }, version: "1"))
        #expect(try client.see("/v1/1").body.contains("\nNew, TLS"))
        #expect(try client.see("/v1/2").body.contains("\nReused, TLS"))
        var configuration = client.configuration
        configuration.maxAnswer += 1
        #expect(client.adopt(configuration))
        #expect(try client.see("/v1/3").body.contains("\nReused, TLS"))
    }

    @Test("A first header line that begins with a blank touches nothing of the answer before")
    func foldedFirstHeader() throws {
        // Under AddressSanitizer this ends the tests where a libcurl before 8.1.1 uses a handle again.
        let server = try SocketServer { connection, request in
            let fold = request.target == "/v1/0" ? "" : " x: " + String(repeating: "folded ", count: 400) + "\r\n"
            connection.write("HTTP/1.1 200 OK\r\n\(fold)Content-Length: 5\r\n\r\n\(request.target)")
        }
        defer { server.stop() }
        let client = try client(server)
        for index in 0..<4 {
            // Newer versions of libcurl forgive the blank, older ones do not.
            do {
                let body = try client.see("/v1/\(index)").body
                #expect(body == "/v1/\(index)")
            } catch {
                #expect(index > 0 && (error as? VibeError)?.code == .badHTTP, "\(error)")
            }
        }
        #expect(server.requests.count == 4)
    }
}
