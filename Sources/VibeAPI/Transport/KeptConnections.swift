internal import Glibc

/// The HTTP/1 connections that libcurl keeps open between two requests, by their own ends.
///
/// An answer that comes while nobody has asked belongs to no request (RFC 9112, 6.3 and 9.2), and a connection that the server
/// has closed answers none. Both show as something to read, so one look just before a request is sent tells whether the
/// connection can carry it. libcurl 8 looks by itself; before, it takes a stray answer for the next one. Connections of HTTP/2
/// are not held here: frames may come at any time there, and libcurl reads them.
final class KeptConnections {
    /// This computer's end of a connection, address and port, which no two connections of a client share; as one number, because
    /// every request compares it.
    struct End: Equatable {
        private let hash: UInt64

        /// - Parameter address: As libcurl writes it: `127.0.0.1`, `::1`.
        init(address: UnsafePointer<CChar>, port: Int) {
            // FNV-1a.
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: port)
            var place = address
            while place.pointee != 0 {
                hash = (hash ^ UInt64(UInt8(bitPattern: place.pointee))) &* 0x100_0000_01B3
                place += 1
            }
            self.hash = hash
        }
    }

    /// Few, and the one that was used last is used next, so it stands at the end.
    private var kept: [(socket: Int32, end: End)] = []

    /// Notes that an answer of HTTP/1 is complete, and that its connection stays open.
    func keep(_ socket: Int32, _ end: End) {
        // The number may have belonged to a connection that has been closed since.
        kept.removeAll { $0.socket == socket || $0.end == end }
        kept.append((socket, end))
    }

    /// Notes that a connection is about to be used, and tells whether it cannot be: there is something to read, or its end.
    func isSpoilt(_ end: End) -> Bool {
        guard let index = kept.lastIndex(where: { $0.end == end }) else { return false }
        var look = pollfd(fd: kept.remove(at: index).socket, events: Int16(POLLIN), revents: 0)
        return poll(&look, 1, 0) > 0
    }

    /// Notes that a connection has just been made: what was known of its end is past.
    func forget(_ end: End) { kept.removeAll { $0.end == end } }
}
