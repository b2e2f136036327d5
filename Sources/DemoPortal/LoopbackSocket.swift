internal import Glibc

private let streamSocket = Int32(SOCK_STREAM.rawValue)

/// A socket that listens on 127.0.0.1, and on no other address.
struct LoopbackSocket {
    let descriptor: Int32
    /// The port, also where 0 asked for any.
    let port: UInt16

    /// - Throws: `portInUse`, `portNotAllowed` or `systemFailure`; nothing is left open then.
    init(port: UInt16) throws(PortalServerError) {
        let descriptor = socket(AF_INET, streamSocket, 0)
        guard descriptor >= 0 else { throw .systemCall("socket") }
        do throws(PortalServerError) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            // Lets a restarted server have its port back while old connections linger in TIME_WAIT.
            var yes: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            self.port = try Self.listen(descriptor, port)
            self.descriptor = descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func listen(_ descriptor: Int32, _ port: UInt16) throws(PortalServerError) -> UInt16 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failedCall = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> String? in
                if bind(descriptor, address, size) != 0 { return "bind" }
                if Glibc.listen(descriptor, SOMAXCONN) != 0 { return "listen" }
                return getsockname(descriptor, address, &size) != 0 ? "getsockname" : nil
            }
        }
        guard let failedCall else { return UInt16(bigEndian: address.sin_port) }
        switch errno {
        case EADDRINUSE:
            throw PortalServerError(
                code: .portInUse,
                message: "port \(port) of 127.0.0.1 is in use; choose another one, or 0 for any that is free")
        case EACCES:
            throw PortalServerError(
                code: .portNotAllowed,
                message:
                    "port \(port) of 127.0.0.1 is not allowed for this user; choose one from 1024 on, or 0 for any"
            )
        default: throw .systemCall(failedCall)
        }
    }
}
