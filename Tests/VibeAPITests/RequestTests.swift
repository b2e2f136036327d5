import ErrorCodes
import Foundation
import Synchronization
import TestSupport
import Testing
import VibeAPI

@Suite("Requests on the wire")
struct RequestTests {
    @Test("A request is exactly this, header for header")
    func wholeRequest() throws {
        let server = try SocketServer { connection, _ in connection.answer(body: "{}") }
        defer { server.stop() }
        _ = try client(server).see("/v1/contacts/71", query: "include=company,requisite")
        let request = try #require(server.requests.first)
        let lines = request.components(separatedBy: "\r\n")
        #expect(lines.first == "GET /v1/contacts/71?include=company,requisite HTTP/1.1")
        // What can be decompressed depends on how libcurl was built.
        let encodings = lines.filter { $0.hasPrefix("Accept-Encoding: ") }
        #expect(encodings.count == 1 && encodings[0].contains("gzip"))
        let rest = lines.dropFirst().filter { !$0.isEmpty && !encodings.contains($0) }.sorted()
        #expect(
            rest == [
                "Accept: application/json",
                "Host: 127.0.0.1:\(server.port)",
                "User-Agent: bitrix/9.8.7 (Lua 5.4)",
                "X-Api-Key: \(testKey)",
            ])
    }

    @Test("A session travels in Authorization, next to the key")
    func session() throws {
        let server = try SocketServer { connection, _ in connection.answer(body: "{}") }
        defer { server.stop() }
        let settings = try configuration(server.url, environment: ["VIBE_SESSION_TOKEN": testSession])
        _ = try VibeClient(configuration: settings).see("/v1/me")
        let request = try #require(server.requests.first)
        #expect(request.contains("\r\nX-Api-Key: \(testKey)\r\n"))
        #expect(request.contains("\r\nAuthorization: Bearer \(testSession)\r\n"))
    }

    @Test(
        "However the base is written, requests go to /v1 behind its prefix",
        arguments: [
            ("", ""), ("/", ""), ("/v1", ""), ("/v1/", ""), ("/portal", "/portal"), ("/portal/", "/portal"),
            ("/portal/v1", "/portal"), ("/portal/v1/", "/portal"), ("/a/b//v1//", "/a/b"), ("/v1/v1", "/v1"),
        ])
    func prefix(written: String, prefix: String) throws {
        let server = try SocketServer { connection, request in connection.answer(body: request.target) }
        defer { server.stop() }
        let client = VibeClient(configuration: try configuration(server.url + written))
        #expect(try client.see("/v1/contacts/71", query: "a=b").body == "\(prefix)/v1/contacts/71?a=b")
    }

    @Test("Requests share a connection, and headers and bodies do not leak from one into the next")
    func keepAlive() throws {
        let server = try SocketServer { connection, request in
            if request.target == "/v1/1" {
                connection.answer("404 Not Found", headers: ["X-Request-Id: one"], body: "first, and longer")
            } else {
                connection.answer(body: "2nd")
            }
        }
        defer { server.stop() }
        let client = try client(server)
        #expect(try client.see("/v1/1") == Seen(status: 404, body: "first, and longer"))
        let second = try client.get("/v1/2")
        let requestID = second.header("x-request-id")
        #expect(requestID == nil)
        #expect(try client.see("/v1/2") == Seen(status: 200, body: "2nd"))
        #expect(server.connectionCount == 1)
        #expect(server.requests.count == 3)
    }

    @Test("A kept connection that the server has closed is replaced without a word")
    func staleConnection() throws {
        let server = try SocketServer { connection, _ in
            connection.answer(body: "\(connection.number)")
            connection.close()
        }
        defer { server.stop() }
        let client = try client(server)
        #expect(try client.see("/v1/me").body == "1")
        #expect(try client.see("/v1/me").body == "2")
    }

    @Test("Kept connections that die under a request are replaced without a word, as often as that happens")
    func dyingConnections() throws {
        // Whoever asks a second time on a connection finds it closed.
        let asked = Mutex<Set<Int>>([])
        let server = try SocketServer { connection, _ in
            let isFirst = asked.withLock { $0.insert(connection.number).inserted }
            isFirst ? connection.answer(body: "here") : connection.close()
        }
        defer { server.stop() }
        let client = try client(server)
        var codes: [String] = []
        for _ in 1...30 {
            if let error = client.failure() { codes.append(error.codeName) }
        }
        #expect(codes == [])
    }

    @Test("A client that failed goes on working")
    func afterFailure() throws {
        let server = try SocketServer { connection, request in
            request.target == "/v1/bad" ? connection.reset() : connection.answer(body: "fine")
        }
        defer { server.stop() }
        let client = try client(server)
        let place = "127.0.0.1:\(server.port)"
        for _ in 0..<2 {
            // Nothing of the answer before is taken for a part of this one.
            let error = VibeError(.connectionReset, "\(place) reset the connection before it answered")
            #expect(client.failure("/v1/bad") == error)
            #expect(try client.see("/v1/good").body == "fine")
        }
    }

    @Test("A connection is not inherited by programs that a script starts")
    func closeOnExec() throws {
        let server = try SocketServer { connection, _ in connection.answer(body: "{}") }
        defer { server.stop() }
        let client = try client(server)
        _ = try client.see("/v1/me")
        let sockets = (0..<1024).filter { Self.peerPort(of: $0) == server.port }
        #expect(sockets.count == 1)
        #expect(sockets.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
        // The client and its connection live until here.
        withExtendedLifetime(client) {}
    }

    /// The port on the other side of a connected socket.
    private static func peerPort(of socket: Int32) -> UInt16? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(socket, $0, &size) }
        }
        return result == 0 ? UInt16(bigEndian: address.sin_port) : nil
    }

    @Test(
        "A path or query that could bend the request is refused and not sent",
        arguments: [
            ("", nil), ("v1/me", nil), ("@evil.example/", nil), ("/v1/a b", nil), ("/v1/a\r\nX-Evil: 1", nil),
            ("/v1/a\u{0}b", nil), ("/v1/Иван", nil), ("/v1/a?b", nil), ("/v1/a#b", nil), ("/v1\\a", nil),
            ("/v1/me", "a b"), ("/v1/me", "a=1#b"), ("/v1/me", "a=1\nX-Evil: 1"), ("/v1/me", "имя=1"),
        ] as [(String, String?)])
    func badPath(path: String, query: String?) throws {
        let server = try SocketServer { connection, _ in connection.answer(body: "{}") }
        defer { server.stop() }
        let error = try #require(try client(server).failure(path, query: query))
        #expect(error.kind == .config)
        #expect(error.code == .invalidPath)
        #expect(server.connectionCount == 0)
    }
}
