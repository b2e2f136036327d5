public import Foundation

/// `openssl s_server` with a certificate made for the occasion: answers every request with 200 and a page of its own.
///
/// Needs the `openssl` command; without it, `init` throws and the test fails in words.
public final class TLSServer {
    /// Holds `certificate` and nothing else.
    public let trusted: URL
    /// The PEM file whose holder trusts the server: its own certificate, or that of its authority.
    public let certificate: URL
    /// `https://127.0.0.1:<port>`
    public let url: String
    private let directory: URL
    private let process: Child

    /// Starts the server.
    ///
    /// - Parameters:
    ///   - address: The IP address that the certificate is for; the server itself always listens on 127.0.0.1.
    ///   - days: How long the certificate is valid; negative for one that has expired.
    ///   - hasAuthority: Whether the certificate comes from a private authority, or from itself.
    public init(for address: String, days: Int = 1, hasAuthority: Bool = false) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("bitrix-tls-\(UUID().uuidString)")
        trusted = directory.appendingPathComponent("trusted")
        certificate = trusted.appendingPathComponent("certificate.pem")
        try FileManager.default.createDirectory(at: trusted, withIntermediateDirectories: true)
        do {
            try Self.makeCertificates(address, "\(days)", hasAuthority, in: directory.path)
            (process, url) = try Self.serve(in: directory)
        } catch {
            try? FileManager.default.removeItem(at: directory)
            throw error
        }
    }

    /// Makes key.pem, server.pem, and what trusts it.
    static func makeCertificates(
        _ address: String, _ days: String, _ hasAuthority: Bool, in directory: String
    ) throws {
        func openssl(_ arguments: [String]) throws { _ = try Child("openssl", arguments, in: directory).finish() }
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        var signer = ["-signkey", "key.pem"]
        if hasAuthority {
            let subject = ["-subj", "/CN=authority", "-addext", "basicConstraints=critical,CA:TRUE"]
            try openssl(
                ["req", "-x509", "-keyout", "authority.pem", "-out", "trusted/certificate.pem"] + newKey + subject)
            signer = ["-CA", "trusted/certificate.pem", "-CAkey", "authority.pem", "-CAcreateserial"]
        }
        // In two steps: `openssl req -x509` makes no certificate that has expired.
        let subject = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:\(address)"]
        try openssl(["req", "-keyout", "key.pem", "-out", "request.pem"] + newKey + subject)
        try openssl(
            ["x509", "-req", "-in", "request.pem", "-copy_extensions", "copy", "-days", days, "-out", "server.pem"]
                + signer)
        if !hasAuthority { _ = try Child("cp", ["server.pem", "trusted/certificate.pem"], in: directory).finish() }
    }

    /// Ends the server and removes its files.
    public func stop() {
        process.stop()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Starts the server on a free port and waits until it says which.
    private static func serve(in directory: URL) throws -> (Child, url: String) {
        let child = try Child(
            "openssl",
            ["s_server", "-accept", "127.0.0.1:0", "-key", "key.pem", "-cert", "server.pem", "-www"],
            in: directory.path)
        var said = ""
        while case let bytes = child.read(), !bytes.isEmpty {
            said += String(decoding: bytes, as: UTF8.self)
            // The last line may not be complete.
            let lines = said.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix("ACCEPT ") }) {
                return (child, "https://" + line.dropFirst("ACCEPT ".count))
            }
        }
        child.stop()
        throw Child.Failure(description: "openssl s_server ended before it listened: \(said)")
    }
}
