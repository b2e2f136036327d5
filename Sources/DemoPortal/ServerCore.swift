internal import CMicrohttpd
internal import Glibc
internal import Synchronization

/// What the server's threads share, and the functions that libmicrohttpd calls on them.
///
/// Nothing here may trap, whatever clients send: text from the wire is repaired to UTF-8, null pointers end a request.
final class ServerCore: Sendable {
    let portal: Portal
    let library: Microhttpd
    let stopSignal: StopSignal
    let clients = ClientSockets()
    /// How many requests came for each reserved id that is counted, since the server started.
    private let visits = Mutex<[Int: Int]>([:])

    init(portal: Portal, library: Microhttpd, stopSignal: StopSignal) {
        self.portal = portal
        self.library = library
        self.stopSignal = stopSignal
    }

    /// One request while it is read. Only the thread of its connection touches it.
    private final class Exchange {
        /// Path and query as the client sent them.
        let target: String
        /// libmicrohttpd announces a request once before its body; the answer is due on a later call.
        var isAnnounced = false
        /// The body as far as it has come.
        var body: [UInt8] = []

        init(target: String) { self.target = target }
    }

    /// Counts a request for the reserved id, and returns how many came before it.
    private func countVisit(_ id: Int) -> Int {
        visits.withLock { visits in
            visits[id, default: 0] += 1
            return visits[id, default: 1] - 1
        }
    }

    // MARK: - Called by libmicrohttpd

    /// Keeps the raw target, since libmicrohttpd's own reading of it is decoded already.
    static let onTarget: cmhd_target_handler = { _, target, _ in
        let exchange = Exchange(target: target.map { String(cString: $0) } ?? "")
        // Given back by `onCompleted`, which libmicrohttpd calls once for each request that came by here.
        return Unmanaged.passRetained(exchange).toOpaque()
    }

    static let onCompleted: MHD_RequestCompletedCallback = { _, _, exchange, _ in
        guard let pointer = exchange?.pointee else { return }
        exchange?.pointee = nil
        // The retain of `onTarget`.
        Unmanaged<Exchange>.fromOpaque(pointer).release()
    }

    /// Keeps book of the connections; what it puts into `note` is the duplicate's number plus one, nil being none.
    static let onConnection: MHD_NotifyConnectionCallback = { context, connection, note, event in
        guard let context, let connection, let note else { return }
        // `PortalServer` keeps the core alive for as long as there are threads that call this.
        let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
        if event == .CONNECTION_NOTIFY_STARTED {
            let duplicate = core.clients.add(cmhd_socket(core.library.api, connection))
            note.pointee = duplicate.flatMap { UnsafeMutableRawPointer(bitPattern: Int($0) + 1) }
        } else if let pointer = note.pointee {
            note.pointee = nil
            core.clients.remove(Int32(truncatingIfNeeded: Int(bitPattern: pointer) - 1))
        }
    }

    static let onRequest: MHD_AccessHandlerCallback = { context, connection, _, method, _, piece, bodySize, exchange in
        guard let context, let connection, let method, let pointer = exchange?.pointee else { return .NO }
        // `PortalServer` keeps the core alive for as long as there are threads that call this.
        let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
        // Alive until `onCompleted`.
        let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
        guard exchange.isAnnounced else {
            exchange.isAnnounced = true
            return .YES
        }
        if let bodySize, bodySize.pointee > 0 {
            // What comes beyond the limit is swallowed, so that the client hears the portal's refusal.
            if let piece, exchange.body.count <= Portal.longestBody {
                exchange.body += UnsafeRawBufferPointer(start: piece, count: bodySize.pointee)
            }
            bodySize.pointee = 0
            return .YES
        }
        let connected = ServerConnection(core: core, handle: connection)
        let request = PortalRequest(
            exchange.target, method: String(cString: method), headers: connected.requestHeaders,
            body: exchange.body)
        let answer = core.portal.answer(to: request, earlier: core.countVisit)
        return connected.send(answer) ? .YES : .NO
    }
}
