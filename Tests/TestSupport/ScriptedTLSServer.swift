public import Foundation

/// A TLS server that misbehaves to order, on HTTP/1.1 or HTTP/2, over any number of connections. Its answers are
/// `{"connection":N,"request":N}`, both counted from 1.
///
/// In Python, whose `ssl` stands in for what a test's own sockets lack; needs `python3` and `openssl`.
public final class ScriptedTLSServer {
    /// What it does.
    public enum Mode: String, Sendable, CaseIterable {
        /// HTTP/1.1: a second answer that nobody has asked for follows each answer.
        case stray
        /// HTTP/1.1: TLS is closed in order (close_notify) after each answer.
        case notify
        /// HTTP/2: PING, SETTINGS and WINDOW_UPDATE follow each answer.
        case idleFrames
        /// HTTP/2: GOAWAY follows each answer.
        case idleGoaway
        /// HTTP/2: the first request is given up by GOAWAY.
        case goaway
        /// HTTP/2: the second request, on a connection that worked, is given up by GOAWAY.
        case keptGoaway
        /// HTTP/2: the first request's stream ends with INTERNAL_ERROR.
        case resetStream
        /// HTTP/2: the first request's stream is refused.
        case refusedStream
        /// A proxy that answers 502 to CONNECT.
        case proxy502
    }

    /// The PEM file whose holder trusts the server.
    public let certificate: URL
    /// `https://127.0.0.1:<port>`
    public let url: String
    private let directory: URL
    private let process: Child

    /// Starts the server, with a certificate of its own.
    ///
    /// - Parameter isStubborn: Whether it gives up every request that it gives up at all, not only the first.
    public init(_ mode: Mode, isStubborn: Bool = false) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("bitrix-tls-\(UUID().uuidString)")
        let trusted = directory.appendingPathComponent("trusted")
        certificate = trusted.appendingPathComponent("certificate.pem")
        try FileManager.default.createDirectory(at: trusted, withIntermediateDirectories: true)
        do {
            try TLSServer.makeCertificates("127.0.0.1", "1", false, in: directory.path)
            process = try Child(
                "python3", ["-c", Self.script, mode.rawValue, isStubborn ? "1" : ""], in: directory.path)
        } catch {
            try? FileManager.default.removeItem(at: directory)
            throw error
        }
        var said = ""
        while !said.hasSuffix("\n"), case let bytes = process.read(), !bytes.isEmpty {
            said += String(decoding: bytes, as: UTF8.self)
        }
        url = "https://127.0.0.1:\(said.prefix { $0 != "\n" })"
        guard said.hasSuffix("\n") else {
            stop()
            throw Child.Failure(description: "python3 is not installed or has no ssl, and this test needs both")
        }
    }

    /// Ends the server and removes its files.
    public func stop() {
        process.stop()
        try? FileManager.default.removeItem(at: directory)
    }

    private static let script = #"""
        import itertools, socket, ssl, struct, sys, threading
        mode, is_stubborn = sys.argv[1:]
        connections, requests = itertools.count(1), itertools.count(1)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain("server.pem", "key.pem")
        is_h2 = mode not in ("stray", "notify", "proxy502")
        tls.set_alpn_protocols(["h2" if is_h2 else "http/1.1"])

        def body(connection, request): return b'{"connection":%d,"request":%d}' % (connection, request)

        def http1(c, connection):
            data = b""
            while True:
                while b"\r\n\r\n" not in data:
                    more = c.recv(65536)
                    if not more: return
                    data += more
                data = data.split(b"\r\n\r\n", 1)[1]
                if mode == "proxy502":
                    c.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                    continue
                def answer(text): c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))
                # Both in one segment, so that what is too much is there whenever the client looks.
                c.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
                answer(body(connection, next(requests)))
                if mode == "stray": answer(b'{"stray":true}')
                c.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)
                if mode == "notify": return c.unwrap()

        def exactly(c, count):
            data = b""
            while len(data) < count:
                more = c.recv(count - len(data))
                if not more: raise OSError
                data += more
            return data

        # RFC 9113, 4.1: length, type, flags, stream, payload.
        def frame(kind, flags, stream, payload=b""):
            return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload
        DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8

        def http2(c, connection):
            exactly(c, 24)
            c.sendall(frame(SETTINGS, 0, 0))
            for index in itertools.count(1):
                while True:
                    head = exactly(c, 9)
                    payload = exactly(c, int.from_bytes(head[:3], "big"))
                    kind, flags, stream = struct.unpack(">BBI", head[3:])
                    if kind == SETTINGS and not flags & 1: c.sendall(frame(SETTINGS, 1, 0))
                    if kind == HEADERS: break
                request = next(requests)
                is_first = is_stubborn or request == 1
                if mode == "goaway" and is_first or mode == "keptGoaway" and request == 2:
                    c.sendall(frame(GOAWAY, 0, 0, struct.pack(">II", stream - 2 if stream > 1 else 0, 0)))
                    while c.recv(65536): pass
                    return
                if mode in ("resetStream", "refusedStream") and is_first:
                    c.sendall(frame(RST_STREAM, 0, stream, struct.pack(">I", 2 if mode == "resetStream" else 7)))
                    continue
                # 0x88 is ":status: 200" (RFC 7541, appendix A).
                out = frame(HEADERS, 4, stream, b"\x88") + frame(DATA, 1, stream, body(connection, request))
                if mode == "idleGoaway": out += frame(GOAWAY, 0, 0, struct.pack(">II", stream, 0))
                c.sendall(out)
                if mode == "idleFrames":
                    c.sendall(frame(PING, 0, 0, b"12345678") + frame(SETTINGS, 0, 0)
                        + frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1000)))

        def serve(c, connection):
            try:
                c = tls.wrap_socket(c, server_side=True)
                (http2 if is_h2 else http1)(c, connection)
            except (OSError, ssl.SSLError): pass
            finally: c.close()

        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        print(listener.getsockname()[1], flush=True)
        while True:
            c = listener.accept()[0]
            c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(c, next(connections)), daemon=True).start()
        """#
}
