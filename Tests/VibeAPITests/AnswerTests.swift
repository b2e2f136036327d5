import ErrorCodes
import Foundation
import TestSupport
import Testing
import VibeAPI

@Suite("Answers")
struct AnswerTests {
    @Test(
        "A body comes back raw, whatever the status",
        arguments: [
            ("200 OK", #"{"success":true,"data":{"id":71}}"#), ("201 Created", ""), ("202 Accepted", "\u{0}\u{1}"),
            ("400 Bad Request", "{"), ("404 Not Found", #"{"success":false,"error":{"code":"ENTITY_NOT_FOUND"}}"#),
            ("429 Too Many Requests", "later"), ("500 Internal Server Error", "Иван Петров"),
            ("502 Bad Gateway", "<html><body>nginx</body></html>"), ("599 Odd", "odd"),
        ])
    func statuses(status: String, body: String) throws {
        let server = try SocketServer { connection, _ in connection.answer(status, body: body) }
        defer { server.stop() }
        let seen = try client(server).see("/v1/contacts/71")
        #expect(String(seen.status) == status.prefix(3))
        #expect(seen.body == body)
    }

    @Test("204 and 304 end with their headers", arguments: ["204 No Content", "304 Not Modified"])
    func noBody(status: String) throws {
        let server = try SocketServer { connection, _ in connection.write("HTTP/1.1 \(status)\r\n\r\n") }
        defer { server.stop() }
        let client = try client(server)
        #expect(try String(client.see("/v1/me").status) == status.prefix(3))
        #expect(try client.see("/v1/me").body.isEmpty)
        #expect(server.connectionCount == 1)
    }

    @Test("What comes before the final status, 1xx, is not the answer")
    func informational() throws {
        let server = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 103 Early Hints\r\nX-Request-Id: early\r\nLink: </a>\r\n\r\n")
            connection.answer(headers: ["X-Request-Id: final"], body: "ok")
        }
        defer { server.stop() }
        let answer = try client(server).get("/v1/me")
        let (status, requestID, link) = (answer.status, answer.header("X-Request-Id"), answer.header("Link"))
        #expect(status == 200)
        #expect(requestID == "final")
        #expect(link == nil)
    }

    @Test("Headers are found in any letter case, trimmed, and the first one counts")
    func headers() throws {
        let server = try SocketServer { connection, _ in
            connection.answer(
                headers: [
                    "x-request-id:abc-1", "Retry-After:  2 \t", "X-RateLimit-Remaining: 299", "X-Empty:", "Vary: a",
                    "VARY: b", "Content-Type: application/json; charset=utf-8",
                ], body: "{}")
        }
        defer { server.stop() }
        let answer = try client(server).get("/v1/me")
        let expected: [(String, String?)] = [
            ("X-Request-Id", "abc-1"), ("retry-after", "2"), ("x-ratelimit-remaining", "299"), ("x-empty", ""),
            ("vary", "a"), ("content-type", "application/json; charset=utf-8"), ("content", nil), ("x-none", nil),
        ]
        for (name, value) in expected {
            let found = answer.header(name)
            #expect(found == value, "\(name)")
        }
        let version = answer.httpVersion
        #expect(version == "1.1")
    }

    @Test("A chunked body arrives whole, its trailers are no headers")
    func chunked() throws {
        let server = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.write("5\r\nhello\r\n")
            connection.write("7\r\n, world\r\n0\r\nRetry-After: 99\r\n\r\n")
        }
        defer { server.stop() }
        let client = try client(server)
        #expect(try client.see("/v1/me").body == "hello, world")
        let answer = try client.get("/v1/me")
        let wait = answer.header("retry-after")
        #expect(wait == nil)
    }

    @Test("However the pieces of a body fall, there is room behind it", arguments: [1, 63, 64, 65, 4096])
    func pieces(second: Int) throws {
        let pieces = [String(repeating: "a", count: 4096), String(repeating: "b", count: second)]
        let server = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in pieces { connection.write("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n") }
            connection.write("0\r\n\r\n")
        }
        defer { server.stop() }
        let answer = try client(server).get("/v1/me")
        let (count, capacity) = (answer.body.count, answer.body.capacity)
        #expect(count == 4096 + second)
        #expect(capacity >= count + Body.padding)
        let text = answer.body.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        #expect(text == pieces.joined())
    }

    @Test("A compressed body comes back decompressed")
    func compressed() throws {
        let packed = try gzip(of: "printf '{\"name\":\"Иван\"}'")
        let server = try SocketServer { connection, _ in
            connection.answer(headers: ["Content-Encoding: gzip"], body: packed)
        }
        defer { server.stop() }
        #expect(try client(server).see("/v1/contacts/71").body == #"{"name":"Иван"}"#)
    }

    @Test("A body that is not what its Content-Encoding says is a response error")
    func badlyCompressed() throws {
        let server = try SocketServer { connection, _ in
            connection.answer(headers: ["Content-Encoding: gzip"], body: "this is not gzip")
        }
        defer { server.stop() }
        let error = try #require(try client(server).failure())
        #expect(error.kind == .response)
        #expect(error.code == .badContentEncoding)
        #expect(error.status == 200)
    }

    @Test(
        "A compressed body that something follows is told of in a whole sentence",
        arguments: [("gzip", "\\0"), ("gzip", "more"), ("gzip", "0123456789abcdef")])
    func followed(encoding: String, more: String) throws {
        let body = try gzip(of: "printf '{}'") + Child("printf", [more]).finish()
        let server = try SocketServer { $0.answer(headers: ["Content-Encoding: \(encoding)"], body: ($1, body).1) }
        defer { server.stop() }
        let error = try #require(try client(server).failure())
        #expect(error.code == .badContentEncoding)
        #expect(
            error.message
                == "the answer from 127.0.0.1:\(server.port) cannot be decompressed: something follows its end")
    }

    @Test("A redirect on the same server is followed, by path or by address, as one attempt", arguments: [true, false])
    func sameServer(byPath: Bool) throws {
        let server = try SocketServer { connection, request in
            guard request.target == "/v1/old?a=b" else { return connection.answer(body: "at \(request.target)") }
            let host = request.headers.first { $0.lowercased().hasPrefix("host:") }?.dropFirst(6) ?? ""
            let address = byPath ? "/v1/new?c=d" : "http://\(host)/v1/new?c=d"
            connection.answer("301 Moved", headers: ["Location: \(address)"], body: "")
        }
        defer { server.stop() }
        let client = try client(server)
        let seen = try client.see("/v1/old", query: "a=b")
        #expect(seen == Seen(status: 200, body: "at /v1/new?c=d"))
        #expect(client.lastCall.attempts == 1 && server.requests.count == 2)
        #expect(server.requests.allSatisfy { $0.contains("X-Api-Key: \(testKey)\r\n") })
    }

    @Test("A server that redirects in circles is asked six times")
    func circle() throws {
        let server = try SocketServer { connection, request in
            connection.answer("302 Found", headers: ["Location: \(request.target)"], body: "")
        }
        defer { server.stop() }
        let seen = try client(server).see("/v1/x")
        #expect(seen.status == 302 && server.requests.count == 6)
    }

    @Test(
        "A redirect elsewhere is handed back",
        arguments: [
            "//evil.example/v1", "https://127.0.0.1:1/", "http://127.0.0.1.evil.example/", "/v1/a b", "",
            "http://127.0.0.1/v1/x", "http://user@127.0.0.1:PORT/v1/x", "https://127.0.0.1:PORT/v1/x", "file:///v1/x",
        ])
    func elsewhere(location: String) throws {
        let server = try SocketServer { connection, request in
            let port = request.text.firstMatch(of: /Host: 127\.0\.0\.1:(\d+)/).map { String($0.1) } ?? ""
            connection.answer("302 Found", headers: ["Location: \(location.replacing("PORT", with: port))"], body: "")
        }
        defer { server.stop() }
        let seen = try client(server).see("/v1/x")
        #expect(seen.status == 302 && server.requests.count == 1)
    }

    @Test("A redirect may leave the base's path prefix; the trace has what was asked for")
    func outOfPrefix() throws {
        let server = try SocketServer { connection, request in
            if request.target == "/other?x=1" { return connection.answer(body: "there") }
            connection.answer("302 Found", headers: ["Location: /other?x=1"], body: "")
        }
        defer { server.stop() }
        let client = VibeClient(configuration: try configuration(server.url + "/portal"))
        var traced: [String] = []
        client.onAttempt = { traced.append($0.target) }
        #expect(try client.see("/v1/x") == Seen(status: 200, body: "there"))
        #expect(traced == ["/v1/x", "/other?x=1"])
    }

    @Test("The same server is the same in any form of its address")
    func addressForms() throws {
        let server = try SocketServer { connection, request in
            if request.target == "/ok" { return connection.answer(body: "here") }
            connection.answer("302 Found", headers: ["Location: /ok"], body: "")
        }
        defer { server.stop() }
        let short = server.url.replacing("127.0.0.1", with: "127.1")
        #expect(try VibeClient(configuration: configuration(short)).see("/v1/x") == Seen(status: 200, body: "here"))
    }

    @Test(
        "A redirect may be relative (RFC 9110, 10.2.2), and name the same server in another way",
        arguments: [
            ("y", "/v1/y"), ("../v2/y?a=b", "/v2/y?a=b"), ("?c=d", "/v1/x?c=d"), ("//127.0.0.1:PORT/v1/y", "/v1/y"),
            ("HTTP://127.0.0.1:PORT/v1/y", "/v1/y"), ("http://127.0.0.1:PORT", "/"),
        ])
    func sameServer(location: String, target: String) throws {
        let server = try SocketServer { connection, request in
            if request.target == target { return connection.answer(body: request.target) }
            let port = request.text.firstMatch(of: /Host: 127\.0\.0\.1:(\d+)/).map { String($0.1) } ?? ""
            connection.answer("302 Found", headers: ["Location: \(location.replacing("PORT", with: port))"], body: "")
        }
        defer { server.stop() }
        let client = try client(server)
        var traced: [String] = []
        client.onAttempt = { traced.append($0.target) }
        #expect(try client.see("/v1/x") == Seen(status: 200, body: target))
        #expect(traced == ["/v1/x", target])
    }

    @Test("A redirect to another server is handed back with its Location, and nothing is sent there")
    func redirect() throws {
        let elsewhere = try SocketServer { connection, _ in connection.answer(body: "stolen") }
        defer { elsewhere.stop() }
        let target = elsewhere.url + "/v1/contacts/71"
        let server = try SocketServer { connection, _ in
            connection.answer("302 Found", headers: ["Location: \(target)"], body: "moved")
        }
        defer { server.stop() }
        let answer = try client(server).get("/v1/contacts/71")
        let (status, location) = (answer.status, answer.header("location"))
        #expect(status == 302)
        #expect(location == target)
        #expect(elsewhere.connectionCount == 0)
    }

    @Test("A body can be given away, with zeros behind it for the parser", arguments: [0, 1, 100, 4096, 1_000_000])
    func take(size: Int) throws {
        let body = String(repeating: "x", count: size)
        let server = try SocketServer { connection, _ in connection.answer(body: body) }
        defer { server.stop() }
        let block = try client(server).get("/v1/me").takeBody().take()
        defer { block.release(block.start) }
        #expect(block.count == size)
        #expect(block.capacity >= size + Body.padding)
        let bytes = UnsafeRawBufferPointer(start: block.start, count: size + Body.padding)
        #expect(bytes.prefix(size).allSatisfy { $0 == UInt8(ascii: "x") })
        #expect(bytes.suffix(Body.padding).allSatisfy { $0 == 0 })
    }
}
