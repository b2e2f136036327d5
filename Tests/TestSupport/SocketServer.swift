import Glibc
import Synchronization

/// A server for tests that misbehaves to order: plain sockets on 127.0.0.1 or ::1, driven by a closure.
///
/// The closure gets every request and the connection it came on, and writes whatever bytes it likes, in whatever pieces,
/// or none; it may close, half-close, reset, or hold the line. Every connection has a thread of its own, so one
/// that is held does not block the next.
///
///     let server = try SocketServer { connection, request in
///         connection.answer(body: #"{"success":true}"#)
///     }
///     defer { server.stop() }
///     // … a client talks to server.port …
///     server.requests  // ["GET /v1/contacts/71 HTTP/1.1\r\nHost: …\r\n\r\n"]
public final class SocketServer: Sendable {
    /// Handles one request; runs on the connection's thread. When it returns, the next request is read.
    public typealias Script = @Sendable (_ connection: SocketConnection, _ request: SocketRequest) -> Void

    /// What could not be done to start a server.
    public struct Failure: Error, CustomStringConvertible {
        /// The call and its errno in words.
        public let description: String
    }

    /// The port that the system chose.
    public let port: UInt16

    private let usesIPv6: Bool
    private let listener: Int32
    private let script: Script
    private let greeting: @Sendable (SocketConnection) -> Void
    private let log = Mutex(Log())

    private struct Log {
        var requests: [SocketRequest] = []
        var connections: [SocketConnection] = []
        var threads: [pthread_t] = []
        var isStopped = false
    }

    /// Starts to listen on a loopback address.
    ///
    /// - Parameters:
    ///   - usesIPv6: Whether that is ::1, instead of 127.0.0.1.
    ///   - greeting: Called for each new connection before anything is read; may read and write raw bytes.
    ///   - script: Called for each request.
    /// - Throws: ``Failure`` if the system gives no socket.
    public init(
        usesIPv6: Bool = false, greeting: @escaping @Sendable (SocketConnection) -> Void = { _ in },
        script: @escaping Script
    ) throws {
        self.script = script
        self.greeting = greeting
        self.usesIPv6 = usesIPv6
        (listener, port) = try Self.listen(usesIPv6: usesIPv6, backlog: 64)
        start { self.acceptConnections() }
    }

    /// `http://127.0.0.1:<port>` or `http://[::1]:<port>`
    public var url: String { "http://\(usesIPv6 ? "[::1]" : "127.0.0.1"):\(port)" }

    /// All requests so far, in the order of their arrival, each as the bytes that came up to the empty line.
    public var requests: [String] { log.withLock { $0.requests.map(\.text) } }

    /// How many connections were accepted so far.
    public var connectionCount: Int { log.withLock { $0.connections.count } }

    /// Ends all connections, and returns when no thread of the server is left. May be called twice.
    public func stop() {
        let wasStopped = log.withLock { log in
            defer { log.isStopped = true }
            return log.isStopped
        }
        guard !wasStopped else { return }
        // Wakes the thread that waits in accept.
        shutdown(listener, Int32(SHUT_RDWR))
        // The accepting thread adds connections until it ends.
        let accepting = log.withLock { $0.threads.removeFirst() }
        pthread_join(accepting, nil)
        let (connections, threads) = log.withLock { ($0.connections, $0.threads) }
        connections.forEach { $0.interrupt() }
        threads.forEach { pthread_join($0, nil) }
        close(listener)
    }

    private func acceptConnections() {
        while true {
            let socket = accept(listener, nil, nil)
            if socket < 0, errno == EINTR { continue }
            guard socket >= 0 else { return }
            // A program that a test runs must not inherit the connection: it would keep it open.
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            let connection = log.withLock { log in
                let connection = SocketConnection(socket, number: log.connections.count + 1)
                log.connections.append(connection)
                return log.isStopped ? nil : connection
            }
            guard let connection else { continue }
            start {
                self.greeting(connection)
                while let request = connection.readRequest() {
                    self.log.withLock { $0.requests.append(request) }
                    self.script(connection, request)
                }
                connection.close()
            }
        }
    }

    /// Runs `body` on a thread that `stop` waits for.
    private func start(_ body: @escaping @Sendable () -> Void) {
        final class Work: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        // The retain is given back by the thread, which runs exactly once.
        let work = Unmanaged.passRetained(Work(body)).toOpaque()
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { work in
                if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
                return nil
            }, work)
        precondition(result == 0, "no thread for a test's server")
        let started = thread
        log.withLock { $0.threads.append(started) }
    }

    /// A listening socket on a loopback address and its port.
    private static func listen(usesIPv6: Bool, backlog: Int32) throws -> (socket: Int32, port: UInt16) {
        func failure(_ call: String) -> Failure { Failure(description: "\(call): \(String(cString: strerror(errno)))") }
        let family = usesIPv6 ? AF_INET6 : AF_INET
        let socket = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure("socket") }
        // Family and port stand at the same place in both forms; the IPv4 address stands where the other has its flow.
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(family)
        address.sin6_addr = in6addr_loopback
        if !usesIPv6 { address.sin6_flowinfo = UInt32(0x7F00_0001).bigEndian }
        var size = socklen_t(usesIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 && Glibc.listen(socket, backlog) == 0 && getsockname(socket, $0, &size) == 0
            }
        }
        guard isListening else {
            defer { close(socket) }
            throw failure("bind")
        }
        return (socket, UInt16(bigEndian: address.sin6_port))
    }
}

/// A request as it came over the wire.
public struct SocketRequest: Sendable {
    /// Everything up to and including the empty line.
    public let bytes: [UInt8]
    /// What followed it, by `Content-Length`.
    public var body: [UInt8]

    /// The bytes as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first line's parts: `GET`, `/v1/contacts/71?include=company`, `HTTP/1.1`.
    public var requestLine: [String] { lines[0].split(separator: " ").map(String.init) }

    /// What stands between method and version.
    public var target: String { requestLine.count > 1 ? requestLine[1] : "" }

    /// The header lines in their order, without the request line.
    public var headers: [String] { lines.dropFirst().filter { !$0.isEmpty } }

    private var lines: [String] {
        text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }
}
