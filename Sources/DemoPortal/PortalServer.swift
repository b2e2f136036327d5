internal import CMicrohttpd
internal import Glibc
internal import Synchronization

/// A ``Portal`` that answers over HTTP/1.1 on 127.0.0.1: to this computer only, without a key, without TLS.
///
/// Every connection has a thread of its own, so a slow answer holds up nobody else. libmicrohttpd is loaded when the
/// first server is started.
///
///     let server = try PortalServer(portal: .builtIn)
///     print(server.url)  // http://127.0.0.1:40213
///     // … any HTTP client …
///     server.stop()
public final class PortalServer: Sendable {
    /// The port that it listens on.
    public let port: UInt16

    /// The address without a slash at the end: `http://127.0.0.1:8080`.
    public var url: String { "http://127.0.0.1:\(port)" }

    private let core: ServerCore

    private struct Daemon: @unchecked Sendable {
        // Invariant: libmicrohttpd's handle is used by `stop` only, under the lock of `daemon`.
        let handle: OpaquePointer
    }

    private let daemon: Mutex<Daemon?>

    /// Starts to listen; when it returns, clients can connect.
    ///
    /// - Parameters:
    ///   - portal: What to answer with.
    ///   - port: The port, or 0 for any that is free.
    /// - Throws: ``PortalServerError`` with `portInUse`, `portNotAllowed`, `libraryMissing` or `systemFailure`.
    public init(portal: Portal, port: UInt16 = 0) throws(PortalServerError) {
        let library = try Microhttpd.shared()
        let listener = try LoopbackSocket(port: port)
        let core: ServerCore
        do throws(PortalServerError) {
            core = ServerCore(portal: portal, library: library, stopSignal: try StopSignal())
        } catch {
            close(listener.descriptor)
            throw error
        }
        // Invariant: `core` outlives the threads that get this pointer: `stop` ends them before `self` lets it go.
        let context = Unmanaged.passUnretained(core).toOpaque()
        let handle = Self.withSignalsBlocked {
            cmhd_start(
                library.api, listener.descriptor, ServerCore.onTarget, ServerCore.onRequest, ServerCore.onCompleted,
                ServerCore.onConnection, context)
        }
        guard let handle else {
            core.stopSignal.send()
            core.stopSignal.dispose()
            throw PortalServerError(
                code: .systemFailure,
                message: "libmicrohttpd could not start the demo portal: \(PortalServerError.text(of: errno))")
        }
        self.port = listener.port
        self.core = core
        daemon = Mutex(Daemon(handle: handle))
    }

    deinit { stop() }

    /// Ends all connections, also those that wait for a slow answer, and returns when no thread of the server is left.
    ///
    /// May be called more than once and from any thread; the later ones wait for the first.
    public func stop() {
        daemon.withLock { daemon in
            guard let running = daemon else { return }
            daemon = nil
            let api = core.library.api.pointee
            core.stopSignal.send()
            let listener = api.quiesce_daemon(running.handle)
            core.clients.hangUp(patience: 1000)
            api.stop_daemon(running.handle)
            // From its quiescence on the socket is ours; the daemon's threads may look at it until they end.
            if listener >= 0 { close(listener) }
            core.stopSignal.dispose()
        }
    }

    /// Runs `body` so that the threads it creates never get a signal: Ctrl-C belongs to the program's own thread.
    ///
    /// Signals of a crash stay: blocked, they would end the process without the crash reporter's word.
    private static func withSignalsBlocked<Value>(_ body: () -> Value) -> Value {
        var blocked = sigset_t()
        var before = sigset_t()
        sigfillset(&blocked)
        for crash in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&blocked, crash) }
        pthread_sigmask(SIG_SETMASK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }
}
