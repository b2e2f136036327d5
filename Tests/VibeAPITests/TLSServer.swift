import Foundation
import Synchronization

/// `openssl s_server` with a certificate made for the occasion: answers every request with 200 and a page of its own.
///
/// Needs the `openssl` command; without it, `init` throws and the test fails in words.
final class TLSServer {
    /// Holds `certificate` and nothing else.
    let trusted: URL
    let certificate: URL
    private let directory: URL
    let url: String
    private let process: Child

    /// - Parameters:
    ///   - address: The IP address that the certificate is for; the server itself always listens on 127.0.0.1.
    ///   - days: How long the certificate is valid; negative for one that has expired.
    init(for address: String, days: Int = 1) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("bitrix-tls-\(UUID().uuidString)")
        trusted = directory.appendingPathComponent("trusted")
        certificate = trusted.appendingPathComponent("certificate.pem")
        try FileManager.default.createDirectory(at: trusted, withIntermediateDirectories: true)
        do {
            // In two steps: `openssl req -x509` makes no certificate that has expired.
            _ = try Child(
                "openssl",
                [
                    "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem",
                    "-out", "request.pem", "-subj", "/CN=test", "-addext", "subjectAltName=IP:\(address)",
                ], in: directory.path
            ).finish()
            _ = try Child(
                "openssl",
                [
                    "x509", "-req", "-in", "request.pem", "-signkey", "key.pem", "-copy_extensions", "copy",
                    "-days", "\(days)", "-out", "trusted/certificate.pem",
                ], in: directory.path
            ).finish()
            (process, url) = try Self.serve(in: directory)
        } catch {
            try? FileManager.default.removeItem(at: directory)
            throw error
        }
    }

    /// Ends the server and removes its files.
    func stop() {
        process.stop()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Starts the server on a free port and waits until it says which.
    private static func serve(in directory: URL) throws -> (Child, url: String) {
        let child = try Child(
            "openssl",
            ["s_server", "-accept", "127.0.0.1:0", "-key", "key.pem", "-cert", "trusted/certificate.pem", "-www"],
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

/// Bytes that one thread notes and another looks at.
final class Recorder: Sendable {
    private let storage = Mutex<[UInt8]>([])

    /// What was noted so far.
    var bytes: [UInt8] { storage.withLock { $0 } }

    /// Adds bytes.
    func record(_ bytes: [UInt8]) { storage.withLock { $0 += bytes } }
}
