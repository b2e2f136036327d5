import Glibc

extension SocketConnection {
    /// Carries bytes between this connection and a port of 127.0.0.1 until one of them closes, as a proxy's tunnel does.
    ///
    /// - Parameter change: May damage what the server sends, piece by piece.
    public func relay(toPort port: UInt16, change: ([UInt8]) -> [UInt8] = { $0 }) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        let isConnected = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        let server = SocketConnection(socket, number: 0)
        defer { server.close() }
        guard isConnected else { return }
        while let ready = waitForInput(or: server) {
            let bytes = ready.read()
            if bytes.isEmpty { return }
            if ready === self { server.write(bytes) } else { write(change(bytes)) }
        }
    }

    /// The one of two connections that has something to read, or that was closed.
    private func waitForInput(or other: SocketConnection) -> SocketConnection? {
        guard let mine = socket, let theirs = other.socket else { return nil }
        var polled = [mine, theirs].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&polled, 2, -1) < 0 {
            if errno != EINTR { return nil }
        }
        return polled[0].revents != 0 ? self : other
    }
}
