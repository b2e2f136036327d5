internal import JSON

/// The portal's answer: what is sent, and how.
///
///     let answer = Portal.builtIn.answer(to: PortalRequest("/v1/contacts/9429"))
///     answer.status                   // 429
///     answer.headers["Retry-After"]   // "3"
public struct PortalAnswer: Sendable, Equatable {
    /// How the body reaches the client.
    public enum Delivery: Sendable, Equatable {
        /// At once and in full.
        case whole
        /// In full, but nothing of it, not even the status line, before this time has passed.
        case delayed(milliseconds: Int)
        /// The header announces the whole body, but the connection ends after this many bytes of it.
        case cut(after: Int)
        /// In pieces of this many bytes, each after a pause of this length.
        case drip(bytes: Int, milliseconds: Int)
    }

    /// The HTTP status, 200 to 599.
    public let status: Int
    /// The header lines, except those that the server adds by itself (Content-Length, Date, Connection).
    public internal(set) var headers: PortalHeaders
    /// The whole body. For HEAD it is the body that GET would bring: its length is announced, no byte of it is sent.
    public let body: [UInt8]
    /// How the body is sent.
    public let delivery: Delivery

    init(status: Int, headers: PortalHeaders, body: [UInt8], delivery: Delivery = .whole) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delivery = delivery
    }

    /// An answer in the API's own format.
    init(status: Int, headers: PortalHeaders = [:], json: JSONValue, delivery: Delivery = .whole) {
        var headers = headers
        if headers["Content-Type"] == nil { headers.append("Content-Type", "application/json; charset=utf-8") }
        self.init(status: status, headers: headers, body: json.bytes, delivery: delivery)
    }

    /// A success in the API's envelope: `{"success":true,"data":…}`.
    init(data: JSONValue, delivery: Delivery = .whole) {
        self.init(status: 200, json: ["success": true, "data": data], delivery: delivery)
    }
}
