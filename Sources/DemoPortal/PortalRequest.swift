/// A request to the portal, as it came over the wire: nothing in it is decoded.
///
///     PortalRequest("/v1/contacts/71?include=company", headers: ["X-Api-Key": "YOUR_API_KEY"])
public struct PortalRequest: Sendable, Equatable {
    /// The method in its own letter case: `GET`.
    public let method: String
    /// The path, with its percent escapes: `/v1/contacts/71`.
    public let path: String
    /// What follows the first question mark, with its percent escapes; nil if there is no question mark.
    public let query: String?
    /// The header lines.
    public let headers: PortalHeaders
    /// The body; empty where there is none.
    public let body: [UInt8]

    /// A request from its parts. Any text is allowed everywhere; the portal answers what makes no sense with an error.
    ///
    /// - Parameters:
    ///   - target: Path and query as they stand in the request line. A fragment is not expected and not removed.
    ///   - method: The method, in capitals.
    ///   - headers: The header lines.
    ///   - body: What follows them.
    public init(_ target: String, method: String = "GET", headers: PortalHeaders = [:], body: [UInt8] = []) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        path = String(parts[0])
        query = parts.count > 1 ? String(parts[1]) : nil
        self.headers = headers
        self.body = body
    }

    /// The decoded segments of the path: `["v1", "contacts", "71"]`; `[""]` for `/`.
    var segments: [String] {
        path.dropFirst(path.hasPrefix("/") ? 1 : 0)
            .split(separator: "/", omittingEmptySubsequences: false)
            .map { Self.decode($0, plusIsSpace: false) }
    }

    /// The decoded parameters of the query, in order. A parameter without `=` has an empty value.
    var parameters: [(name: String, value: String)] {
        (query ?? "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                name: Self.decode(sides[0], plusIsSpace: true),
                value: sides.count > 1 ? Self.decode(sides[1], plusIsSpace: true) : ""
            )
        }
    }

    /// The decoded values of the `include` parameters, in order: several count as one list.
    var includes: [String] { parameters.filter { $0.name == "include" }.map(\.value) }

    /// Replaces percent escapes by their bytes. What is no escape stays; bytes that are no UTF-8 become U+FFFD.
    private static func decode(_ text: Substring, plusIsSpace: Bool) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = hexByte(rest.prefix(2)) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The byte that two hexadecimal digits stand for, or nil if these are not two such digits.
    private static func hexByte(_ digits: Substring.UTF8View) -> UInt8? {
        let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return values.count == 2 && digits.count == 2 ? UInt8(values[0] << 4 | values[1]) : nil
    }
}
