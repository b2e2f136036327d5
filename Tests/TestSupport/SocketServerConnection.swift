import Glibc
import Synchronization

/// One accepted connection of a ``SocketServer``, for its script to use and to abuse.
///
/// Errors of writing are ignored: the client of a misbehaving server is free to leave.
public final class SocketConnection: Sendable {
    /// 1 for the server's first connection, 2 for its second.
    public let number: Int

    private let state: Mutex<State>

    private struct State {
        /// -1 once it is closed.
        var socket: Int32
        /// Bytes that came behind the last request's empty line.
        var pending: [UInt8] = []
    }

    init(_ socket: Int32, number: Int) {
        self.number = number
        state = Mutex(State(socket: socket))
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends bytes at once; each call is a segment of its own, nothing is held back.
    public func write(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count, let socket {
            let result = bytes.withUnsafeBytes {
                send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { return }
            sent += result
        }
    }

    /// Sends text as UTF-8, without changing line breaks.
    public func write(_ text: String) { write(text.utf8) }

    /// Sends a whole answer with `Content-Length`.
    ///
    /// - Parameters:
    ///   - status: With its reason, such as `404 Not Found`.
    ///   - headers: Further lines, such as `Retry-After: 2`.
    public func answer(_ status: String = "200 OK", headers: [String] = [], body: some Collection<UInt8>) {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + headers
        write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + Array(body))
    }

    /// Sends a whole answer with a text for its body.
    public func answer(_ status: String = "200 OK", headers: [String] = [], body: String) {
        answer(status, headers: headers, body: Array(body.utf8))
    }

    /// Waits for bytes and returns those that came; empty when the peer has closed.
    public func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 16384)
        while let socket {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            return Array(buffer.prefix(max(count, 0)))
        }
        return []
    }

    /// Returns when the peer has closed or the server is stopped; what it sends is thrown away.
    public func waitForPeerToClose() {
        while !read().isEmpty {}
    }

    /// Says that nothing more will be sent; the peer can still send.
    public func halfClose() {
        if let socket { shutdown(socket, Int32(SHUT_WR)) }
    }

    /// Closes in order (FIN). May be called twice.
    public func close() {
        state.withLock {
            guard $0.socket >= 0 else { return }
            Glibc.close($0.socket)
            $0.socket = -1
        }
    }

    /// Tears the connection down (RST). What was written before still arrives.
    public func reset() {
        if let socket {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        }
        close()
    }

    /// Reads one request up to its empty line, and the body that its `Content-Length` announces; nil when the peer has
    /// closed.
    func readRequest() -> SocketRequest? {
        var bytes = state.withLock { state in
            defer { state.pending = [] }
            return state.pending
        }
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let start = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) {
                var request = SocketRequest(bytes: Array(bytes[..<(start + end.count)]), body: [])
                var rest = Array(bytes[(start + end.count)...])
                let length = request.headers.first { $0.lowercased().hasPrefix("content-length: ") }
                let count = length.flatMap { Int($0.dropFirst(16)) } ?? 0
                while rest.count < count {
                    let more = read()
                    guard !more.isEmpty else { return nil }
                    rest += more
                }
                request.body = Array(rest.prefix(count))
                state.withLock { $0.pending = Array(rest.dropFirst(count)) }
                return request
            }
            let more = read()
            guard !more.isEmpty else { return nil }
            bytes += more
        }
    }

    /// Wakes a thread that reads or writes, from another thread; the connection's own thread closes it then.
    func interrupt() {
        state.withLock {
            guard $0.socket >= 0 else { return }
            shutdown($0.socket, Int32(SHUT_RDWR))
        }
    }

    /// The descriptor; nil once it is closed.
    var socket: Int32? {
        state.withLock { $0.socket >= 0 ? $0.socket : nil }
    }
}
