internal import Glibc

/// The HTTP/1 connections that libcurl keeps open between two requests, by their own ends.
///
/// An answer that comes while nobody has asked belongs to no request (RFC 9112, 6.3 and 9.2), and a connection that the server
/// has closed answers none. Both show as something to read, so one look just before a request is sent tells whether the
/// connection can carry it. libcurl 8 looks by itself; before, it takes a stray answer for the next one. Connections of HTTP/2
/// are not held here: frames may come at any time there, and libcurl reads them.
final class KeptConnections {
    /// This computer's end of a connection, which no two connections of a client share.
    struct End: Hashable {
        let address: String
        let port: Int
    }

    private var sockets: [End: Int32] = [:]
    private var ends: [Int32: End] = [:]

    /// Notes that an answer of HTTP/1 is complete, and that its connection stays open.
    func keep(_ socket: Int32, _ end: End) {
        // The number belonged to a connection that has been closed since.
        if let before = ends.updateValue(end, forKey: socket), before != end { sockets[before] = nil }
        sockets[end] = socket
    }

    /// Notes that a connection is about to be used, and tells whether it cannot be: there is something to read, or its end.
    func isSpoilt(_ end: End) -> Bool {
        guard let socket = sockets.removeValue(forKey: end) else { return false }
        ends[socket] = nil
        var look = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&look, 1, 0) > 0
    }

    /// Notes that a connection has just been made: what was known of its end is past.
    func forget(_ end: End) {
        if let socket = sockets.removeValue(forKey: end) { ends[socket] = nil }
    }
}
