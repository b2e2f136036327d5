import Glibc

private let streamSocket = Int32(SOCK_STREAM.rawValue)

/// One connection to 127.0.0.1 that speaks just enough HTTP/1.1, and shows what real clients hide.
final class HTTPClient {
    /// An answer as it came.
    struct Reply {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]
        /// Whether as many bytes came as Content-Length announced.
        let isComplete: Bool

        subscript(name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    }

    struct Failure: Error {
        let call: String
        let number: Int32
    }

    private let socket: Int32
    private var received: [UInt8] = []
    /// How often something was there to be read: one for an answer that came as one piece.
    private(set) var pieces = 0

    /// Connects. Nothing waits longer than 20 s.
    init(port: UInt16) throws {
        socket = Self.openSocket()
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // The object is complete here, so `deinit` closes the socket also when this throws.
        guard result == 0 else { throw Failure(call: "connect", number: errno) }
    }

    deinit { close(socket) }

    private static func openSocket() -> Int32 {
        Glibc.socket(AF_INET, streamSocket, 0)
    }

    /// Sends a request and reads its answer.
    func exchange(_ target: String, method: String = "GET", headers: [(String, String)] = []) throws -> Reply {
        try write(
            "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(headers.map { "\($0): \($1)\r\n" }.joined())\r\n")
        return try readReply(hasBody: method != "HEAD")
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Failure(call: "send", number: errno) }
            rest = rest.dropFirst(count)
        }
    }

    func readReply(hasBody: Bool = true) throws -> Reply {
        let separator = Array("\r\n\r\n".utf8)
        while true {
            if let end = received.indices.first(where: { received[$0...].starts(with: separator) }) {
                let lines = String(decoding: received[..<end], as: UTF8.self).split(separator: "\r\n")
                received.removeFirst(end + separator.count)
                let headers = lines.dropFirst().map { line in
                    let sides = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                    return (name: String(sides[0]), value: String(sides[1].drop { $0 == " " }))
                }
                let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
                while hasBody, received.count < length, try fill() {}
                let body = Array(received.prefix(hasBody ? length : 0))
                received.removeFirst(body.count)
                return Reply(
                    status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: headers, body: body,
                    isComplete: !hasBody || body.count == length)
            }
            guard try fill() else { throw Failure(call: "recv: the server closed", number: 0) }
        }
    }

    /// Tells the server that nothing more will come, and reads to the end of the stream.
    func finish() throws {
        shutdown(socket, Int32(SHUT_WR))
        while try fill() {}
    }

    /// Whether the server has closed the connection, once everything it sent is read.
    func isAtEnd() throws -> Bool { try received.isEmpty && !fill() }

    /// Reads what there is. False at the end of the stream.
    private func fill() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &buffer, buffer.count, 0)
        // A connection that the server resets has ended too.
        if count < 0, errno == ECONNRESET { return false }
        guard count >= 0 else { throw Failure(call: "recv", number: errno) }
        received += buffer.prefix(count)
        if count > 0 { pieces += 1 }
        return count > 0
    }
}
