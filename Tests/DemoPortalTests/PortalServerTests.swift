import Foundation
import Help
import Localization
import TestSupport
import Testing

@testable import DemoPortal

/// The same rules through a socket, and what only a socket can show.
struct PortalServerTests {
    private let contact71 = Array(#"{"success":true,"data":\#(Case.ivan)}"#.utf8)

    @Test("Every case of the table has the same answer over HTTP, all on one connection")
    func table() throws {
        let server = try PortalServer(portal: .builtIn)
        defer { server.stop() }
        let client = try HTTPClient(port: server.port)
        for expected in Case.all {
            let headers = expected.headers.fields.map { ($0.name, $0.value) }
            let reply = try client.exchange(expected.target, method: expected.method, headers: headers)
            try expected.check(status: reply.status, headers: { reply[$0] }, body: reply.body)
            #expect(reply.isComplete, "\(expected.testDescription)")
        }
    }

    @Test("HEAD announces the body of GET and sends none")
    func head() throws {
        let server = try PortalServer(portal: .builtIn)
        defer { server.stop() }
        let client = try HTTPClient(port: server.port)
        let head = try client.exchange("/v1/contacts/71", method: "HEAD")
        #expect(head.status == 200)
        #expect(head["Content-Length"] == String(contact71.count))
        // Had a body followed, this answer would not be readable.
        #expect(try client.exchange("/v1/contacts/71").body == contact71)
    }

    @Test("A request with a body is answered, and the connection stays usable")
    func requestBody() throws {
        let server = try PortalServer(portal: .builtIn)
        defer { server.stop() }
        let client = try HTTPClient(port: server.port)
        let body = String(repeating: "x", count: 300_000)
        try client.write(
            "POST /v1/contacts/71 HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(try client.readReply().status == 405)
        #expect(try client.exchange("/v1/contacts/71").body == contact71)
    }

    @Test(
        "The body of a batch arrives whole: by length, in chunks, after 100 Continue; one that is too long is refused")
    func batch() throws {
        let server = try PortalServer(portal: .builtIn)
        defer { server.stop() }
        let client = try HTTPClient(port: server.port)
        let body = #"{"calls":[{"entity":"contacts","action":"get","entityId":71}]}"#
        let head = "POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        func check() throws {
            let reply = try client.readReply()
            #expect(reply.status == 200)
            #expect(
                String(decoding: reply.body, as: UTF8.self).hasPrefix(
                    #"{"success":true,"data":{"results":{"0":{"id":71,"#))
        }
        try client.write("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        try check()
        let (first, second) = (body.prefix(20), body.dropFirst(20))
        let chunks = [first, second].map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined()
        try client.write("\(head)Transfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n")
        try check()
        try client.write("\(head)Expect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
        #expect(try client.readReply().status == 100)
        try client.write(body)
        try check()
        try client.write("\(head)Content-Length: 1048577\r\n\r\n")
        try client.write([UInt8](repeating: 0x20, count: 1_048_577))
        let refused = try client.readReply()
        #expect(refused.status == 413)
        #expect(String(decoding: refused.body, as: UTF8.self).contains(#""code":"PAYLOAD_TOO_LARGE""#))
        #expect(refused["X-Request-Id"]?.hasPrefix("demo-") == true)
    }

    @Test("Every server counts for itself, over all its connections, the requests for an id that recovers")
    func recovery() throws {
        for _ in 0..<2 {
            let server = try PortalServer(portal: .builtIn)
            defer { server.stop() }
            let statuses = try (0..<3).map { _ in
                try HTTPClient(port: server.port).exchange("/v1/contacts/942906").status
            }
            #expect(statuses == [429, 200, 200])
        }
    }

    @Test("An answer comes in one piece, so that none waits for an acknowledgement")
    func keepAlive() throws {
        let server = try PortalServer(portal: .builtIn)
        defer { server.stop() }
        let client = try HTTPClient(port: server.port)
        for number in 1...200 {
            // A head and a body on their own would cost 40 ms each time (Nagle's algorithm and delayed acknowledgements).
            #expect(try client.exchange("/v1/contacts/71").body == contact71)
            #expect(client.pieces == number)
        }
    }

    @Test("A cut body announces more than it sends, then the connection ends")
    func cut() throws {
        let server = try PortalServer(portal: .builtIn)
        defer { server.stop() }
        let client = try HTTPClient(port: server.port)
        let reply = try client.exchange("/v1/contacts/920003")
        #expect(reply.status == 200)
        let whole = DemoPortalTests.contact71(as: 920003, String(decoding: contact71, as: UTF8.self)).utf8
        #expect(reply["Content-Length"] == String(whole.count))
        #expect(reply.body == Array(whole.prefix(60)))
        #expect(!reply.isComplete)
        #expect(try client.isAtEnd())
    }

    @Test(
        "Slow answers and dripping ones arrive in full, not before their time",
        arguments: [
            (#""delay": 80"#, 80), (#""drip": {"bytes": 10, "milliseconds": 20}"#, 60),
        ])
    func slow(delivery: String, milliseconds: Int) throws {
        let data = #"{"reserved": [{"id": 9, "text": "0123456789abcdefghijABCDEFGHIJ", \#(delivery)}]}"#
        let server = try PortalServer(portal: Portal(Array(data.utf8)))
        defer { server.stop() }
        let client = try HTTPClient(port: server.port)
        for _ in 0..<2 {
            let clock = ContinuousClock()
            let start = clock.now
            let reply = try client.exchange("/v1/contacts/9")
            #expect(clock.now - start >= .milliseconds(milliseconds))
            #expect(String(decoding: reply.body, as: UTF8.self) == "0123456789abcdefghijABCDEFGHIJ")
        }
    }

    @Test(
        "A slow answer holds up nobody else, and stop does not wait for it",
        arguments: [
            "/v1/contacts/99120", "/v1/contacts/98120",
        ])
    func stopDuringSlowAnswer(target: String) throws {
        let server = try PortalServer(portal: .builtIn)
        let slow = try HTTPClient(port: server.port)
        try slow.write("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try HTTPClient(port: server.port).exchange("/v1/contacts/71").body == contact71)
        #expect(ContinuousClock().measure { server.stop() } < .seconds(10))
        // What is left is the end of the stream, with or without the beginning of an answer before it.
        let reply = try? slow.readReply()
        #expect(reply?.isComplete != true)
        #expect(try slow.isAtEnd())
    }

    @Test("After stop nobody listens, and stop may be called again")
    func stopTwice() throws {
        let server = try PortalServer(portal: .builtIn)
        let idle = try HTTPClient(port: server.port)
        server.stop()
        server.stop()
        #expect(try idle.isAtEnd())
        #expect(throws: HTTPClient.Failure.self) { try HTTPClient(port: server.port) }
        // The port is free for the next server.
        let next = try PortalServer(portal: .builtIn, port: server.port)
        #expect(next.url == "http://127.0.0.1:\(server.port)")
        next.stop()
    }

    @Test("A server that is let go stops")
    func deinitialisation() throws {
        var server: PortalServer? = try PortalServer(portal: .builtIn)
        let port = try #require(server?.port)
        server = nil
        #expect(throws: HTTPClient.Failure.self) { try HTTPClient(port: port) }
    }

    @Test("A port in use is named, with the way out")
    func portInUse() throws {
        let first = try PortalServer(portal: .builtIn)
        defer { first.stop() }
        let error = #expect(throws: PortalServerError.self) { try PortalServer(portal: .builtIn, port: first.port) }
        #expect(error?.code == .portInUse)
        #expect(
            error?.description
                == "port \(first.port) of 127.0.0.1 is in use; choose another one, or 0 for any that is free")
        let russian = Help.message(error?.description ?? "", .russian)
        #expect(!russian.holdsEnglish)
        #expect(try HTTPClient(port: first.port).exchange("/v1/contacts/71").status == 200)
    }

    @Test("A missing library is named, with the package that has it")
    func libraryMissing() {
        let error = #expect(throws: PortalServerError.self) { try Microhttpd.load("libnosuch.so.0") }
        #expect(error?.code == .libraryMissing)
        #expect(error?.message.contains("cannot load libnosuch.so.0") == true)
        #expect(error?.message.contains("apt install libmicrohttpd12") == true)
        // What the loader says follows the bracket.
        let russian = String(Help.message(error?.description ?? "", .russian).prefix { $0 != ")" })
        #expect(russian.contains(/[а-яё]{2}/) && !russian.holdsEnglish, "\(russian)")
        #expect(throws: PortalServerError.self) { try Microhttpd.load("libc.so.6") }
    }

    /// Bytes that are no proper request, under a name that a test report can bear.
    struct Garbage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String

        init(_ name: String, _ text: String) {
            testDescription = name
            self.text = text
        }

        private static let long = String(repeating: "a", count: 200_000)

        static let all = [
            Garbage("empty lines", "\r\n\r\n"),
            Garbage("a method alone", "GET\r\n\r\n"),
            Garbage("no target", "GET  HTTP/1.1\r\n\r\n"),
            Garbage("zero bytes", "\u{0}\u{0}\u{0}\r\n\r\n"),
            Garbage("a zero byte in the target", "GET /\u{0}/v1 HTTP/1.1\r\nHost: a\r\n\r\n"),
            Garbage("a version of the future", "GET /v1/contacts/71 HTTP/9.9\r\n\r\n"),
            Garbage("a header without a colon", "GET /v1/contacts/71 HTTP/1.1\r\nno colon\r\n\r\n"),
            Garbage("a zero byte in a header", "GET /v1/contacts/71 HTTP/1.1\r\nHost: a\r\nX-Api-Key: a\u{0}b\r\n\r\n"),
            Garbage("a negative length", "GET /v1/contacts/71 HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"),
            Garbage(
                "a chunk without a size",
                "POST /v1/contacts/71 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            Garbage("a target of 200 kB", "GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n"),
            Garbage("a header of 200 kB", "GET / HTTP/1.1\r\nHost: a\r\nX-Long: \(long)\r\n\r\n"),
            Garbage(
                "20,000 headers",
                "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X-Many: 1\r\n", count: 20_000))\r\n"),
            Garbage("emoji", "💥 /💥?💥 HTTP/1.1\r\n💥: 💥\r\n\r\n"),
        ]
    }

    @Test("Whatever a client sends, the next one is served", arguments: Garbage.all)
    func garbage(garbage: Garbage) throws {
        let server = try PortalServer(portal: .builtIn)
        defer { server.stop() }
        let bytes = Array(garbage.text.utf8)
        for bytes in [bytes, Array(bytes.dropLast(3)), [0xFF, 0xFE] + bytes] {
            let client = try HTTPClient(port: server.port)
            // The server may close before everything is sent.
            try? client.write(bytes)
            try client.finish()
        }
        let client = try HTTPClient(port: server.port)
        #expect(try client.exchange("/v1/contacts/71").body == contact71)
        #expect(try client.exchange("/v1/contacts/\u{FF}\u{1F4A5}").status == 400)
    }

    @Test("A server that stops amid malformed requests does not crash", arguments: Garbage.all)
    func stopAmidGarbage(garbage: Garbage) throws {
        for _ in 0..<10 {
            let server = try PortalServer(portal: .builtIn)
            let clients = try (0..<3).map { _ in try HTTPClient(port: server.port) }
            for client in clients { try? client.write(garbage.text) }
            server.stop()
            for client in clients { try client.finish() }
        }
    }

    @Test("Many connections at once are all served")
    func manyConnections() throws {
        let server = try PortalServer(portal: .builtIn)
        defer { server.stop() }
        let clients = try (0..<100).map { _ in try HTTPClient(port: server.port) }
        for client in clients { try client.write("GET /v1/contacts/71 HTTP/1.1\r\nHost: a\r\n\r\n") }
        for client in clients { #expect(try client.readReply().body == contact71) }
    }
}
