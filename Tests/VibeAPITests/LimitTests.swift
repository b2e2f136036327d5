import ErrorCodes
import Foundation
import TestSupport
import Testing
import VibeAPI

@Suite("Limits of size and time")
struct LimitTests {
    private static let limit = 100_000

    private func expectTooLarge(_ error: VibeError?, limit: Int = limit) throws {
        let error = try #require(error)
        #expect(error.kind == .response)
        #expect(error.code == .answerTooLarge)
        #expect(error.status == 200)
        #expect(error.message.contains("\(limit) bytes"))
    }

    @Test("A body as large as the limit is taken")
    func exact() throws {
        let server = try SocketServer { connection, _ in
            connection.answer(body: [UInt8](repeating: 0x20, count: Self.limit))
        }
        defer { server.stop() }
        #expect(try client(server) { $0.maxAnswer = Self.limit }.see("/v1/me").body.utf8.count == Self.limit)
    }

    @Test("A body that is announced as one byte larger is refused before it comes")
    func announced() throws {
        let server = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(Self.limit + 1)\r\n\r\n")
            connection.waitForPeerToClose()
        }
        defer { server.stop() }
        try expectTooLarge(try client(server) { $0.maxAnswer = Self.limit }.failure())
    }

    @Test("A chunked body that never ends is refused at the limit")
    func endless() throws {
        let server = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "400\r\n" + String(repeating: "x", count: 1024) + "\r\n"
            for _ in 0..<1000 { connection.write(chunk) }
            connection.waitForPeerToClose()
        }
        defer { server.stop() }
        try expectTooLarge(try client(server) { $0.maxAnswer = Self.limit }.failure())
    }

    @Test("A small compressed body that becomes huge is refused at the limit of 16 MiB")
    func bomb() throws {
        let packed = try gzip(of: "head -c 20000000 /dev/zero")
        #expect(packed.count < 50_000)
        let server = try SocketServer { connection, _ in
            connection.answer(headers: ["Content-Encoding: gzip"], body: packed)
        }
        defer { server.stop() }
        try expectTooLarge(try client(server).failure(), limit: 16 << 20)
    }

    @Test("Connecting takes 10 s at most, a request 60 s, a body 16 MiB, unless set")
    func defaults() throws {
        let settings = try configuration("http://127.0.0.1")
        #expect(settings.connectTimeout == .seconds(10))
        #expect(settings.timeout == .seconds(60))
        #expect(settings.maxAnswer == 16_777_216)
        #expect(settings.slowLimit == 100 && settings.slowTime == .seconds(30))
    }

    @Test("A server that never answers is given up")
    func silence() throws {
        let server = try SocketServer { connection, _ in connection.waitForPeerToClose() }
        defer { server.stop() }
        let error = try #require(try client(server) { $0.timeout = .milliseconds(60) }.failure())
        #expect(
            error == VibeError(.timeout, "no answer from 127.0.0.1:\(server.port) within 60 ms"))
    }

    @Test("An answer that does not go on is given up, and the message says how far it came")
    func stall() throws {
        let server = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234")
            connection.waitForPeerToClose()
        }
        defer { server.stop() }
        let error = try #require(try client(server) { $0.timeout = .milliseconds(100) }.failure())
        #expect(error.code == .timeout)
        #expect(error.status == 200)
        #expect(error.message.hasSuffix("was not complete after 100 ms (4 bytes of the body came)"))
    }

    @Test("An answer that drips is given up before its time is over; a silence before the first byte is not slow")
    func drip() throws {
        let server = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ndrip")
            connection.waitForPeerToClose()
        }
        defer { server.stop() }
        let slow = try client(server) {
            $0.slowLimit = 10_000
            $0.slowTime = .milliseconds(200)
        }
        let error = try #require(slow.failure())
        #expect(error.kind == .network && error.code == .tooSlow && error.status == 200)
        let message = "the answer from 127.0.0.1:\(server.port) came more slowly than 10000 bytes a second for 200 ms "
        #expect(error.message.hasPrefix(message) && error.message.hasSuffix("(4 bytes of the body came)"))
        let silent = try SocketServer { connection, _ in connection.waitForPeerToClose() }
        defer { silent.stop() }
        let patient = try client(silent) {
            $0.slowTime = .milliseconds(20)
            $0.timeout = .milliseconds(150)
        }
        #expect(patient.failure()?.code == .timeout)
    }

    @Test("A handshake that is never answered counts as connecting")
    func silentHandshake() throws {
        let server = try SocketServer { connection, _ in connection.waitForPeerToClose() }
        defer { server.stop() }
        let settings = try configuration("https://127.0.0.1:\(server.port)") { $0.connectTimeout = .milliseconds(60) }
        let error = VibeClient(configuration: settings).failure()
        #expect(
            error == VibeError(.connectTimeout, "no connection to 127.0.0.1:\(server.port) within 60 ms"))
    }

    @Test("The caller's check ends a wait at once, and the next request works")
    func interrupt() throws {
        let server = try SocketServer { connection, request in
            guard request.target == "/v1/slow" else { return connection.answer(body: "fast") }
            connection.write("HTTP/1.1 200 OK\r\n")
            connection.waitForPeerToClose()
        }
        defer { server.stop() }
        var mayStop = true
        let client = VibeClient(
            configuration: try configuration(server.url), shouldStop: { mayStop && !server.requests.isEmpty })
        let error = try #require(client.failure("/v1/slow"))
        #expect(error.code == .interrupted)
        #expect(error.message == "interrupted while waiting for 127.0.0.1:\(server.port)")
        mayStop = false
        #expect(try client.see("/v1/fast").body == "fast")
    }
}
