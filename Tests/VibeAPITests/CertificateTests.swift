import ErrorCodes
import Foundation
import TestSupport
import Testing

@testable import VibeAPI

@Suite("Certificates")
struct CertificateTests {
    @Test("A certificate from nowhere is refused by its reason, and nothing is sent")
    func selfSigned() throws {
        let server = try TLSServer(for: "127.0.0.1")
        defer { server.stop() }
        let error = VibeClient(configuration: try configuration(server.url)).failure()
        try expectInvalid(error, "it is self-signed, and no authority here knows it (to trust it, set SSL_CERT_FILE)")
    }

    @Test("A certificate in SSL_CERT_FILE is trusted")
    func trusted() throws {
        let server = try TLSServer(for: "127.0.0.1")
        defer { server.stop() }
        #expect(try VibeClient(configuration: trusting(server)).see("/v1/me").status == 200)
    }

    @Test("A private authority is trusted where it is set, as a file or as a folder, and unknown elsewhere")
    func authority() throws {
        let server = try TLSServer(for: "127.0.0.1", hasAuthority: true)
        defer { server.stop() }
        try expectInvalid(
            VibeClient(configuration: try configuration(server.url)).failure(),
            "it comes from an unknown authority (to trust that one, set SSL_CERT_FILE)")
        #expect(try VibeClient(configuration: trusting(server)).see("/v1/me").status == 200)
        _ = try Child("openssl", ["rehash", "."], in: server.trusted.path).finish()
        let settings = try configuration(server.url, environment: ["SSL_CERT_DIR": server.trusted.path])
        #expect(try VibeClient(configuration: settings).see("/v1/me").status == 200)
    }

    @Test("A TLS connection whose bytes are damaged on the way breaks with the library's words")
    func damaged() throws {
        let server = try TLSServer(for: "127.0.0.1")
        defer { server.stop() }
        let port = try #require(UInt16(server.url.split(separator: ":").last ?? ""))
        let relay = try SocketServer(
            greeting: { connection in
                // What follows the handshake comes in records of type 23, after those that belong to it.
                var isFirst = true
                connection.relay(toPort: port) { bytes in
                    defer { isFirst = false }
                    return isFirst ? bytes : bytes.dropLast() + [bytes[bytes.count - 1] ^ 1]
                }
            }, script: { _, _ in })
        defer { relay.stop() }
        let settings = try configuration(
            "https://127.0.0.1:\(relay.port)", environment: ["SSL_CERT_FILE": server.certificate.path])
        let error = try #require(VibeClient(configuration: settings).failure())
        #expect(error.kind == .network && error.code == .transferFailed)
        // How much comes undamaged is a matter of how the bytes are cut into pieces.
        #expect(error.message.hasPrefix("the connection to 127.0.0.1:\(relay.port) broke before "))
    }

    @Test("A certificate in SSL_CERT_DIR is trusted")
    func trustedDirectory() throws {
        let server = try TLSServer(for: "127.0.0.1")
        defer { server.stop() }
        _ = try Child("openssl", ["rehash", "."], in: server.trusted.path).finish()
        let settings = try configuration(server.url, environment: ["SSL_CERT_DIR": server.trusted.path])
        #expect(try VibeClient(configuration: settings).see("/v1/me").status == 200)
    }

    @Test("A certificate for another host is refused, even if it is trusted")
    func otherHost() throws {
        let server = try TLSServer(for: "192.0.2.1")
        defer { server.stop() }
        try expectInvalid(VibeClient(configuration: trusting(server)).failure(), "it is for another host")
    }

    @Test("A certificate that has expired is refused, even if it is trusted")
    func expired() throws {
        let server = try TLSServer(for: "127.0.0.1", days: -1)
        defer { server.stop() }
        try expectInvalid(
            VibeClient(configuration: trusting(server)).failure(),
            "it has expired (is this computer's clock right?)")
    }

    @Test("A file of certificates that is not there is named")
    func missingFile() throws {
        let settings = try configuration(
            "https://127.0.0.1:9", environment: ["SSL_CERT_FILE": "/nonexistent/ca.pem"])
        // libcurl looks at the file only once it is connected.
        let server = try SocketServer { connection, _ in connection.waitForPeerToClose() }
        defer { server.stop() }
        var reachable = settings
        reachable.base = try BaseURL("https://127.0.0.1:\(server.port)")
        let error = try #require(VibeClient(configuration: reachable).failure())
        #expect(error.kind == .config)
        #expect(error.code == .certificateStoreInvalid)
        #expect(
            error.message
                == "cannot read trusted certificates from the file /nonexistent/ca.pem (SSL_CERT_FILE)")
    }

    @Test("HTTP/2 is offered where there is TLS")
    func offersHTTP2() throws {
        let hello = Recorder()
        let server = try SocketServer(
            greeting: { connection in
                hello.record(connection.read())
                connection.close()
            }, script: { _, _ in })
        defer { server.stop() }
        _ = VibeClient(configuration: try configuration("https://127.0.0.1:\(server.port)")).failure()
        #expect(String(decoding: hello.bytes, as: UTF8.self).contains("\u{2}h2\u{8}http/1.1"))
    }

    @Test(
        "A libcurl that is missing or too old is an error in words",
        arguments: [
            ("libnothing.so.4", "libnothing.so.4: cannot open"), ("libc.so.6", "it has no function curl_global_init"),
        ])
    func noLibrary(name: String, reason: String) throws {
        let error = try #require(failure { () throws(VibeError) in try LibCurl.load(name) })
        #expect(error.kind == .config)
        #expect(error.code == .libcurlUnavailable)
        #expect(error.message.hasPrefix("cannot load \(name), which every request needs"))
        #expect(error.message.contains(reason))
    }

    private func trusting(_ server: TLSServer) throws -> Configuration {
        try configuration(server.url, environment: ["SSL_CERT_FILE": server.certificate.path])
    }

    private func expectInvalid(_ error: VibeError?, _ reason: String) throws {
        let error = try #require(error)
        #expect(error.kind == .network)
        #expect(error.code == .certificateInvalid)
        #expect(error.message.hasPrefix("the certificate of 127.0.0.1:"))
        #expect(error.message.hasSuffix(" is not valid: \(reason)"))
    }
}
