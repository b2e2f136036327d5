import ErrorCodes
import Foundation
import Glibc
import TestSupport
import Testing
import VibeAPI

@Suite("Proxies")
struct ProxyTests {
    private func settings(_ environment: [String: String]) throws -> Configuration {
        try Configuration(environment: { ["VIBE_API_KEY": testKey][$0] ?? environment[$0] }, version: "1")
    }

    @Test(
        "The variables are read by curl's rules",
        arguments: [
            ("http://h", ["http_proxy": "http://a:1"], "a:1"),
            ("http://h", ["HTTP_PROXY": "http://a:1"], nil),
            ("http://h", ["https_proxy": "http://a:1"], nil),
            ("https://h", ["https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:1"], "a:1"),
            ("https://h", ["HTTPS_PROXY": "b:1", "http_proxy": "http://a:1"], "b:1"),
            ("https://h", ["ALL_PROXY": "socks5://user:p%40ss%2Fw@c:1/"], "c:1"),
            ("http://h", ["http_proxy": "", "all_proxy": "c:1"], "c:1"),
        ] as [(String, [String: String], String?)])
    func variables(url: String, environment: [String: String], authority: String?) throws {
        let environment = environment.merging(["VIBE_URL": url]) { $1 }
        #expect(try settings(environment).proxy?.authority == authority)
    }

    @Test(
        "What is no address of a proxy is refused without being repeated",
        arguments: ["foo://user:do-not-show@a:1", "http://user:do-not-show@", "http://", "://a"])
    func invalid(address: String) throws {
        let error = failure { () throws(VibeError) in
            try Configuration(
                environment: {
                    ["VIBE_API_KEY": testKey, "VIBE_URL": "https://h", "HTTPS_PROXY": address][$0]
                }, version: "1")
        }
        #expect(error?.code == .invalidProxy)
        #expect(
            error?.message == "HTTPS_PROXY is no address of a proxy; it should look like http://host:3128")
    }

    @Test(
        "What cannot be in the address of a proxy is told by kind and position, before anything is sent",
        arguments: [
            (
                "http://user:p@ss@127.0.0.1:3128",
                "holds \"@\" in its user or password at position 14, which is written %40 there"
            ),
            (
                "user:p/ss@127.0.0.1:3128",
                "holds \"/\" in its user or password at position 7, which is written %2F there"
            ),
            ("http://us#er:x@h:1", "holds \"#\" in its user or password at position 10, which is written %23 there"),
            ("http://user:50%@h:1", "holds \"%\" in its user or password at position 15, which is written %25 there"),
            ("http://user:a%0Ab@h:1", "holds an encoded control character in its user or password at position 14"),
            ("http://user:a\u{1B}b@h:1", "holds a control character in its user or password at position 14"),
            ("http://h:99999", "has no valid host and port: a port is a number from 1 to 65535"),
            ("http://h:0", "has no valid host and port: a port is a number from 1 to 65535"),
            ("http://h:31x28", "has no valid host and port: a port is a number from 1 to 65535"),
            ("http://user:x@h:3128\r", "holds a line break at position 21"),
            ("http://h:3128\r", "holds a line break at position 14"),
            ("\"http://h:3128\"", "holds a quotation mark at position 1"),
            ("https_proxy=http://h:3128", "holds the name of a variable at position 1"),
            ("http://h h:3128", "holds a space at position 9"),
            ("http://[::1:3128", "has no valid host and port"),
        ])
    func unusable(address: String, words: String) throws {
        let error = failure { () throws(VibeError) in try Proxy(address, name: "https_proxy") }
        #expect(error?.kind == .config && error?.code == .invalidProxy)
        #expect(error?.message == "https_proxy \(words); it should look like http://host:3128")
    }

    @Test(
        "What a proxy says of the tunnel decides whether it is asked again, as a server's status does",
        arguments: [(502, true), (503, true), (504, true), (429, true), (403, false), (407, false), (500, false)])
    func tunnelStatus(status: Int, isRepeated: Bool) throws {
        let proxy = try SocketServer { connection, _ in connection.answer("\(status) No", body: "") }
        defer { proxy.stop() }
        var settings = try settings(["VIBE_URL": "https://api.invalid", "https_proxy": proxy.url])
        settings.retries.attempts = 2
        let client = VibeClient(configuration: settings, clock: TestClock().clock)
        let error = try #require(client.failure())
        #expect(error.code == (isRepeated ? .proxyUnavailable : .proxyFailed))
        #expect(error.message.hasSuffix(" does not lead to api.invalid:443: it answered \(status)"))
        #expect(client.lastCall.attempts == (isRepeated ? 2 : 1))
    }

    @Test("A proxy that closes the connection instead of an answer may answer the next time")
    func tunnelClosed() throws {
        let proxy = try SocketServer { connection, _ in connection.close() }
        defer { proxy.stop() }
        var settings = try settings(["VIBE_URL": "https://api.invalid", "https_proxy": proxy.url])
        settings.retries.attempts = 1
        let error = try #require(VibeClient(configuration: settings).failure())
        #expect(error.code == .proxyUnavailable && error.message.hasSuffix(": it closed the connection"))
    }

    @Test("A proxy over TLS: its certificate is its own, and SSL_CERT_FILE counts for it")
    func secure() throws {
        let proxy = try ScriptedTLSServer(.proxy502)
        defer { proxy.stop() }
        let place = String(proxy.url.dropFirst("https://".count))
        for host in ["https://api.invalid", "http://api.invalid"] {
            var environment = ["VIBE_URL": host, "all_proxy": proxy.url]
            var untrusting = try settings(environment)
            untrusting.retries.attempts = 1
            let error = try #require(VibeClient(configuration: untrusting).failure())
            #expect(error.code == .certificateInvalid)
            #expect(
                error.message == "the certificate of the proxy \(place) is not valid: "
                    + "it is self-signed, and no authority here knows it (to trust it, set SSL_CERT_FILE)")
            environment["SSL_CERT_FILE"] = proxy.certificate.path
            var trusting = try settings(environment)
            trusting.retries.attempts = 1
            let client = VibeClient(configuration: trusting)
            if host.hasPrefix("https") {
                #expect(client.failure()?.code == .proxyUnavailable)
            } else {
                #expect(try client.see("/v1/me").status == 502)
            }
        }
    }

    @Test(
        "A proxy over TLS whose certificate is for another host, or which speaks no TLS, is named, not the API's host")
    func secureFaults() throws {
        let other = try TLSServer(for: "192.0.2.1")
        defer { other.stop() }
        let plain = try SocketServer(greeting: { $0.write("HTTP/1.1 400 Bad\r\n\r\n") }, script: { _, _ in })
        defer { plain.stop() }
        func failure(_ proxy: String) throws -> VibeError? {
            var settings = try settings([
                "VIBE_URL": "https://api.invalid", "all_proxy": proxy, "SSL_CERT_FILE": other.certificate.path,
            ])
            settings.retries.attempts = 1
            return VibeClient(configuration: settings).failure()
        }
        let place = String(other.url.dropFirst("https://".count))
        #expect(
            try failure(other.url)
                == VibeError(
                    .certificateInvalid,
                    "the certificate of the proxy \(place) is not valid: it is for another host"))
        let error = try #require(try failure("https://127.0.0.1:\(plain.port)"))
        #expect(error.code == .tlsFailed)
        #expect(error.message.hasPrefix("no TLS connection to the proxy 127.0.0.1:\(plain.port): "))
    }

    @Test("A proxy carries the request to a host that only it can reach")
    func used() throws {
        let proxy = try SocketServer { connection, request in connection.answer(body: request.target) }
        defer { proxy.stop() }
        let settings = try settings(["VIBE_URL": "http://api.invalid", "http_proxy": proxy.url])
        #expect(try VibeClient(configuration: settings).see("/v1/me").body == "http://api.invalid/v1/me")
    }

    @Test("A loopback host is reached directly, whatever proxy is set")
    func loopback() throws {
        let server = try SocketServer { connection, request in connection.answer(body: request.target) }
        defer { server.stop() }
        let proxy = try SocketServer { connection, _ in connection.answer(body: "proxy") }
        defer { proxy.stop() }
        let settings = try settings(["VIBE_URL": server.url, "http_proxy": proxy.url, "all_proxy": proxy.url])
        #expect(try VibeClient(configuration: settings).see("/v1/me").body == "/v1/me")
        #expect(proxy.connectionCount == 0)
    }

    @Test("A host in NO_PROXY is reached directly")
    func exception() throws {
        let proxy = try SocketServer { connection, _ in connection.answer(body: "proxy") }
        defer { proxy.stop() }
        // The label is too long to be looked up: works without a network.
        let host = String(repeating: "a", count: 64) + ".invalid"
        let settings = try settings([
            "VIBE_URL": "http://\(host)", "http_proxy": proxy.url, "NO_PROXY": "example.com,.invalid",
        ])
        #expect(VibeClient(configuration: settings).failure()?.code == .hostNotFound)
        #expect(proxy.connectionCount == 0)
    }

    @Test("HTTPS_PROXY carries a TLS connection, whose certificate is still that of the server")
    func tunnel() throws {
        // An address that is reserved for documents: without the proxy nobody could reach it.
        let server = try TLSServer(for: "192.0.2.1")
        defer { server.stop() }
        let port = try #require(UInt16(server.url.split(separator: ":").last ?? ""))
        let proxy = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 Connection established\r\n\r\n")
            connection.relay(toPort: port)
            connection.close()
        }
        defer { proxy.stop() }
        let environment = [
            "VIBE_URL": "https://192.0.2.1:\(port)", "HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": server.certificate.path,
        ]
        #expect(try VibeClient(configuration: settings(environment)).see("/v1/me").status == 200)
        #expect(proxy.requests.count == 1 && proxy.requests[0].hasPrefix("CONNECT 192.0.2.1:\(port) HTTP/1.1\r\n"))
        #expect(!proxy.requests[0].contains(testKey))
    }

    @Test("A proxy that is asked for a tunnel never sees the key; its refusal is its own")
    func refusal() throws {
        let proxy = try SocketServer { connection, _ in
            connection.answer("407 Proxy Authentication Required", body: "")
        }
        defer { proxy.stop() }
        let settings = try settings([
            "VIBE_URL": "https://api.invalid", "VIBE_SESSION_TOKEN": testSession,
            "https_proxy": "http://user:do-not-show@127.0.0.1:\(proxy.port)",
        ])
        let error = try #require(VibeClient(configuration: settings).failure())
        #expect(error.kind == .network)
        #expect(error.code == .proxyFailed)
        let place = "127.0.0.1:\(proxy.port)"
        #expect(error.message == "the proxy \(place) does not lead to api.invalid:443: it answered 407")
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("CONNECT api.invalid:443 HTTP/1.1\r\n"))
        #expect(!request.contains(testKey) && !request.contains(testSession))
    }

    @Test("A proxy that does not listen is named, without its password")
    func unreachable() throws {
        let proxy = try SocketServer { _, _ in }
        proxy.stop()
        let settings = try settings([
            "VIBE_URL": "http://api.invalid", "http_proxy": "http://user:do-not-show@127.0.0.1:\(proxy.port)",
        ])
        let error = try #require(VibeClient(configuration: settings).failure())
        #expect(error.code == .proxyFailed)
        let place = "127.0.0.1:\(proxy.port)"
        #expect(error.message == "the proxy \(place) does not lead to api.invalid:80: connection refused")
    }

    @Test("Only the configuration counts: libcurl does not read the process's environment behind its back")
    func processEnvironment() async {
        await #expect(processExitsWith: .success) {
            let proxy = try SocketServer { connection, _ in connection.answer(body: "proxy") }
            setenv("http_proxy", proxy.url, 1)
            setenv("all_proxy", proxy.url, 1)
            let host = String(repeating: "a", count: 64) + ".invalid"
            let client = VibeClient(configuration: try configuration("http://\(host)"))
            try #require(client.failure()?.code == .hostNotFound)
            try #require(proxy.connectionCount == 0)
        }
    }
}
