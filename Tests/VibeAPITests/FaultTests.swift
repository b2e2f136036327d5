import ErrorCodes
import TestSupport
import Testing
import VibeAPI

@Suite("Faults of the network")
struct FaultTests {
    /// One way to misbehave, and what it is called. `PLACE` in the message stands for host and port.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: VibeError.Code
        let message: String
        let script: SocketServer.Script

        init(_ name: String, _ code: VibeError.Code, _ message: String, script: @escaping SocketServer.Script) {
            testDescription = name
            self.code = code
            self.message = message
            self.script = script
        }
    }

    static let faults = [
        Fault("reset before the answer", .connectionReset, "PLACE reset the connection before it answered") {
            connection, _ in connection.reset()
        },
        Fault("reset within the headers", .connectionReset, "PLACE reset the connection within the answer's headers") {
            connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Le")
            connection.reset()
        },
        Fault(
            "reset within the body", .connectionReset,
            "PLACE reset the connection before the answer was complete (3 bytes of the body came)"
        ) { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123")
            connection.reset()
        },
        Fault("closed before the answer", .emptyReply, "PLACE closed the connection without an answer") {
            connection, _ in connection.close()
        },
        Fault("closed within the status line", .emptyReply, "PLACE closed the connection without an answer") {
            connection, _ in
            connection.write("HTTP/1.1 20")
            connection.close()
        },
        Fault("closed within a header", .answerCut, "PLACE closed the connection within the answer's headers") {
            connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX-A")
            connection.close()
        },
        Fault("closed before the empty line", .answerCut, "PLACE closed the connection within the answer's headers") {
            connection, _ in
            connection.write("HTTP/1.1 200 OK\r\n")
            connection.close()
        },
        Fault("closed within the headers", .answerCut, "PLACE closed the connection within the answer's headers") {
            connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n")
            connection.close()
        },
        Fault(
            "closed within a body of known length", .answerCut,
            "PLACE closed the connection before the answer was complete (3 bytes of the body came)"
        ) { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123")
            connection.close()
        },
        Fault(
            "closed within a chunk", .answerCut,
            "PLACE closed the connection before the answer was complete (3 bytes of the body came)"
        ) { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n123")
            connection.close()
        },
        Fault(
            "half-closed before the last chunk", .answerCut,
            "PLACE closed the connection before the answer was complete (3 bytes of the body came)"
        ) { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n")
            connection.halfClose()
            connection.waitForPeerToClose()
        },
        Fault("garbage instead of HTTP", .badHTTP, "what PLACE answered is not valid HTTP") { connection, _ in
            connection.write("220 mail.example ESMTP\r\n")
            connection.close()
        },
        Fault("an unknown version of HTTP", .badHTTP, "what PLACE answered is not valid HTTP") { connection, _ in
            connection.write("HTTP/7.3 200 OK\r\n\r\n")
            connection.close()
        },
        Fault("headers without end", .headersTooLarge, "the headers of the answer from PLACE are larger than 100 KiB") {
            connection, _ in
            connection.write("HTTP/1.1 200 OK\r\n")
            let header = "X-Filler: " + String(repeating: "x", count: 1000) + "\r\n"
            for _ in 0..<2000 { connection.write(header) }
            connection.waitForPeerToClose()
        },
        Fault(
            "one header without end", .headersTooLarge, "the headers of the answer from PLACE are larger than 100 KiB"
        ) { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nX-Filler: " + String(repeating: "x", count: 500_000))
            connection.waitForPeerToClose()
        },
        Fault("a length that is none", .badHTTP, "what PLACE answered is not valid HTTP") { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n12345")
            connection.close()
        },
        Fault("a chunk of impossible length", .badHTTP, "what PLACE answered is not valid HTTP") { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n123\r\n")
            connection.close()
        },
    ]

    @Test("Every way to misbehave has its code and words", arguments: faults)
    func misbehaviour(fault: Fault) throws {
        let server = try SocketServer(script: fault.script)
        defer { server.stop() }
        let error = try #require(try client(server).failure())
        #expect(error.kind == (fault.code == .headersTooLarge ? .response : .network))
        #expect(error.code == fault.code)
        let message = fault.message.replacing("PLACE", with: "127.0.0.1:\(server.port)")
        #expect(error.message.hasPrefix(message))
        #expect(!error.message.hasSuffix(":") && !error.message.hasSuffix(" "))
        #expect(!"\(error)".contains(testKey))
    }

    @Test("A port where nobody listens")
    func refused() throws {
        let server = try SocketServer { _, _ in }
        server.stop()
        let error = try client(server).failure()
        let message = "cannot connect to 127.0.0.1:\(server.port): connection refused"
        #expect(error == VibeError(.connectionRefused, message))
        #expect(error?.description == "CONNECTION_REFUSED: \(message)")
    }

    @Test("An address that no way leads to")
    func unreachable() throws {
        // The broadcast address: the system refuses to connect to it, with or without a network.
        let error = try #require(VibeClient(configuration: try configuration("http://255.255.255.255:9")).failure())
        #expect(error.kind == .network && error.code == .connectFailed)
        #expect(error.message.hasPrefix("cannot connect to 255.255.255.255:9: "))
    }

    @Test("IPv6 works, and messages name it with its brackets")
    func ipv6() throws {
        let server = try SocketServer(usesIPv6: true) { connection, request in
            connection.answer(body: request.headers.first { $0.hasPrefix("Host: ") } ?? "")
        }
        #expect(try client(server).see("/v1/me").body == "Host: [::1]:\(server.port)")
        server.stop()
        #expect(try client(server).failure()?.message == "cannot connect to [::1]:\(server.port): connection refused")
    }

    @Test("A body that is longer than announced ends where it was announced, and the connection with it")
    func tooMuch() throws {
        let server = try SocketServer { connection, _ in
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwordHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen")
        }
        defer { server.stop() }
        let client = try client(server)
        for _ in 1...2 { #expect(try client.see("/v1/me").body == "word") }
        #expect(server.connectionCount == 2)
    }

    @Test("A host that does not exist")
    func unknownHost() throws {
        // A label of 64 letters is too long for the domain name system, so no resolver is asked: works without a network.
        let host = String(repeating: "a", count: 64) + ".invalid"
        let error = VibeClient(configuration: try configuration("http://\(host)")).failure()
        #expect(error == VibeError(.hostNotFound, "cannot find the host \"\(host)\""))
    }

    @Test("A server without TLS where TLS is expected")
    func noTLS() throws {
        let server = try SocketServer(greeting: { $0.write("HTTP/1.1 400 Bad Request\r\n\r\n") }, script: { _, _ in })
        defer { server.stop() }
        let settings = try configuration("https://127.0.0.1:\(server.port)")
        let error = try #require(VibeClient(configuration: settings).failure())
        #expect(error.kind == .network)
        #expect(error.code == .tlsFailed)
        #expect(error.message.hasPrefix("no TLS connection to 127.0.0.1:\(server.port): "))
    }
}
