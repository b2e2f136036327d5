internal import CMicrohttpd

/// A client's connection, during one call of libmicrohttpd.
struct ServerConnection {
    let core: ServerCore
    let handle: OpaquePointer

    private var api: UnsafePointer<cmhd_api> { core.library.api }

    /// The header lines of the request, in the order in which they came.
    var requestHeaders: PortalHeaders {
        var headers: PortalHeaders = [:]
        withUnsafeMutablePointer(to: &headers) { headers in
            _ = api.pointee.get_connection_values(
                handle, .HEADER_KIND,
                { context, _, name, value in
                    guard let context, let name else { return .YES }
                    context.assumingMemoryBound(to: PortalHeaders.self).pointee
                        .append(String(cString: name), value.map { String(cString: $0) } ?? "")
                    return .YES
                }, headers)
        }
        return headers
    }

    /// Hands an answer to libmicrohttpd, after its delay. False if the server stops meanwhile or memory runs out.
    func send(_ answer: PortalAnswer) -> Bool {
        if case .delayed(let milliseconds) = answer.delivery, !core.stopSignal.pause(milliseconds: milliseconds) {
            return false
        }
        let response =
            switch answer.delivery {
            case .whole, .delayed: wholeResponse(answer.body)
            case .cut(let count):
                pacedResponse(
                    BodyReader(body: answer.body, end: count, piece: .max, pause: 0, stopSignal: core.stopSignal))
            case .drip(let bytes, let milliseconds):
                pacedResponse(
                    BodyReader(
                        body: answer.body, end: .max, piece: bytes, pause: milliseconds, stopSignal: core.stopSignal))
            }
        guard let response else { return false }
        defer { api.pointee.destroy_response(response) }
        for field in answer.headers.fields {
            _ = api.pointee.add_response_header(response, field.name, field.value)
        }
        return api.pointee.queue_response(handle, UInt32(answer.status), response) == .YES
    }

    private func wholeResponse(_ body: [UInt8]) -> OpaquePointer? {
        body.withUnsafeBytes { bytes in
            // MUST_COPY: the pointer is only read during the call.
            api.pointee.create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
    }

    private func pacedResponse(_ reader: BodyReader) -> OpaquePointer? {
        // Given back by the last function, which libmicrohttpd calls once when it drops the response.
        let context = Unmanaged.passRetained(reader)
        let response = api.pointee.create_response_from_callback(
            UInt64(reader.body.count), 4096,
            { context, position, buffer, capacity in
                guard let context, let buffer else { return -2 }
                // Alive until the last function; only the connection's thread calls.
                return Unmanaged<BodyReader>.fromOpaque(context).takeUnretainedValue()
                    .read(at: position, into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
            },
            context.toOpaque(),
            { context in
                if let context { Unmanaged<BodyReader>.fromOpaque(context).release() }
            })
        if response == nil { context.release() }
        return response
    }
}

/// Gives a body to libmicrohttpd piece by piece.
private final class BodyReader {
    let body: [UInt8]
    /// How many bytes go out before the connection ends.
    private let end: Int
    private let piece: Int
    /// Milliseconds before each piece.
    private let pause: Int
    private let stopSignal: StopSignal

    init(body: [UInt8], end: Int, piece: Int, pause: Int, stopSignal: StopSignal) {
        self.body = body
        self.end = min(end, body.count)
        self.piece = piece
        self.pause = pause
        self.stopSignal = stopSignal
    }

    /// MHD_CONTENT_READER_END_WITH_ERROR, a macro that Swift does not see: ends the connection at once.
    private static let hangUp = -2

    /// Copies the next piece into the buffer, and returns its length or `hangUp`.
    func read(at position: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard position < UInt64(end) else { return Self.hangUp }
        if pause > 0, !stopSignal.pause(milliseconds: pause) { return Self.hangUp }
        let start = Int(position)
        let count = min(piece, end - start, buffer.count)
        buffer.copyBytes(from: body[start..<start + count])
        return count
    }
}
