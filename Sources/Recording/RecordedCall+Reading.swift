internal import ErrorCodes
internal import JSON
internal import VibeAPI

extension RecordedCall {
    /// Reads a line; what is wrong with it is said in words, with the byte (from 1) where that helps.
    init(line: [UInt8]) throws(FormatError) {
        let members = try FormatError.check { () throws(JSONSyntaxError) in try JSONTokens.members(of: line) }
        let fields = RecordedFields(bytes: line, members: members)
        request = try fields.string("request")
        guard request.split(separator: " ").count == 2, request.contains(" /") else {
            throw FormatError(message: "\"request\" should look like \"GET /v1/contacts/71\"")
        }
        attempts = try fields.has("attempts") ? fields.integer("attempts") : 1
        elapsed = try fields.number("elapsed")
        if let error = try fields.object("error") {
            let kind = ErrorKind(rawValue: try error.string("kind"))
            guard let kind, kind != .api, kind != .script else {
                throw FormatError(message: "\"kind\" of the error should be network, response or config")
            }
            let status = try error.has("status") ? error.integer("status") : nil
            let code = try error.string("code")
            outcome = .failure(VibeError(recorded: code, of: kind, try error.string("message"), status: status))
            return
        }
        let status = try fields.integer("status")
        guard (100...999).contains(status) else { throw FormatError(message: "\"status\" should be from 100 to 999") }
        var headers: [(name: String, value: String)] = []
        if let given = try fields.object("headers") {
            for (name, _) in given.members { headers.append((name, try given.string(name))) }
        }
        outcome = .answer(status: status, headers: headers, body: try Self.body(fields))
    }

    private static func body(_ fields: RecordedFields) throws(FormatError) -> [UInt8] {
        let present = ["body", "text", "base64"].filter { fields.has($0) }
        guard present.count == 1 else {
            throw FormatError(
                message: "one of \"body\", \"text\" and \"base64\" should be there, not \(present.count) of them")
        }
        if let range = fields.range("body") {
            // White space around it came with it.
            let space: Set<UInt8> = [0x20, 0x09]
            let lead = fields.bytes[..<range.lowerBound].reversed().prefix { space.contains($0) }.count
            let trail = fields.bytes[range.upperBound...].prefix { space.contains($0) }.count
            return Array(fields.bytes[range.lowerBound - lead..<range.upperBound + trail])
        }
        let text = try fields.string(present[0])
        guard present[0] == "base64" else { return Array(text.utf8) }
        guard let bytes = Base64.decode(text) else { throw FormatError(message: "\"base64\" holds something else") }
        return bytes
    }
}
