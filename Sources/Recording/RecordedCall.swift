internal import ErrorCodes
internal import JSON
public import VibeAPI

/// One call of a recording: what was asked, and what came of it after all repetitions.
///
/// In the file it is one line of JSON. What tells two answers apart comes first, what differs from run to run last:
///
///     {"request":"GET /v1/contacts/71","status":200,"body":{"success":true,…},"headers":{"content-type":"…"}}
///     {"request":"GET /v1/contacts/7","error":{"kind":"network","code":"TIMEOUT","message":"…"},"attempts":1,"elapsed":60.001}
///
/// - `body` is the JSON that came, byte for byte; only line breaks between its tokens have become spaces. A body that is not
///   JSON is `text`, one that is not UTF-8 `base64`.
/// - `attempts` and `elapsed` (seconds) stand where an error object shows them: unless an answer below 300 came at
///   once, with JSON. They are 1 and 0 where they are left out.
/// - Members that are not known are ignored, so that a person may add a remark.
public struct RecordedCall {
    /// Method and target: `GET /v1/contacts/71?include=company`.
    public let request: String
    /// How often the request was sent.
    public let attempts: Int
    /// How long the call took in all, in seconds.
    public let elapsed: Double
    let outcome: Outcome

    enum Outcome {
        case answer(status: Int, headers: [(name: String, value: String)], body: [UInt8])
        case failure(VibeError)
    }

    /// The headers that the program reads; no others are recorded.
    static let headerNames = [
        "content-type", "location", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
        "x-request-id",
    ]

    init(request: String, attempts: Int, elapsed: Double, outcome: Outcome) {
        self.request = request
        self.attempts = attempts
        self.elapsed = elapsed
        self.outcome = outcome
    }

    /// The answer again, or the failure that stood in its place.
    ///
    /// - Throws: the recorded error; `OUT_OF_MEMORY`.
    public func answer() throws(VibeError) -> Answer {
        switch outcome {
        case .failure(let error): throw error
        case .answer(let status, let headers, let bytes):
            guard let body = Body(copying: bytes) else {
                throw VibeError(.outOfMemory, "no memory for the recorded answer", status: status)
            }
            return Answer(status: status, headers: headers, body: body)
        }
    }
}

// MARK: - Writing

extension RecordedCall {
    /// The line without its line break.
    var line: [UInt8] {
        var line = Array("{\"request\":".utf8)
        JSONString.append(request, to: &line)
        var isQuiet = false
        switch outcome {
        case .answer(let status, let headers, let body):
            line += ",\"status\":\(status)".utf8
            let isJSON = Self.append(body: body, to: &line)
            if !headers.isEmpty { Self.append(headers, to: &line) }
            isQuiet = status < 300 && isJSON && attempts == 1
        case .failure(let error):
            line += ",\"error\":{\"kind\":\"\(error.kind.rawValue)\",\"code\":".utf8
            JSONString.append(error.codeName, to: &line)
            line += ",\"message\":".utf8
            JSONString.append(error.message, to: &line)
            if let status = error.status { line += ",\"status\":\(status)".utf8 }
            line.append(UInt8(ascii: "}"))
        }
        if !isQuiet { line += ",\"attempts\":\(attempts),\"elapsed\":\((elapsed * 1000).rounded() / 1000)".utf8 }
        line.append(UInt8(ascii: "}"))
        return line
    }

    /// Returns whether it is JSON.
    private static func append(body: [UInt8], to line: inout [UInt8]) -> Bool {
        if JSONTokens.accept(body) {
            line += ",\"body\":".utf8
            // In JSON line breaks stand between tokens only: within strings they are escaped.
            line += body.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            return true
        }
        if body.isUTF8 {
            line += ",\"text\":".utf8
            JSONString.append(String(decoding: body, as: UTF8.self), to: &line)
        } else {
            line += ",\"base64\":\"\(Base64.encode(body))\"".utf8
        }
        return false
    }

    private static func append(_ headers: [(name: String, value: String)], to line: inout [UInt8]) {
        line += ",\"headers\":{".utf8
        for (index, header) in headers.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            JSONString.append(header.name, to: &line)
            line.append(UInt8(ascii: ":"))
            JSONString.append(header.value, to: &line)
        }
        line.append(UInt8(ascii: "}"))
    }
}

// MARK: - Reading

extension RecordedCall {
    /// Reads a line; what is wrong with it is said in words, with the byte (from 1) where that helps.
    init(line: [UInt8]) throws(Damage) {
        let members = try Damage.check { () throws(JSONSyntaxError) in try JSONTokens.members(of: line) }
        let fields = Fields(bytes: line, members: members)
        request = try fields.string("request")
        guard request.split(separator: " ").count == 2, request.contains(" /") else {
            throw Damage(message: "\"request\" should look like \"GET /v1/contacts/71\"")
        }
        attempts = try fields.has("attempts") ? fields.integer("attempts") : 1
        elapsed = try fields.number("elapsed")
        if let error = try fields.object("error") {
            let kind = ErrorKind(rawValue: try error.string("kind"))
            guard let kind, kind != .api, kind != .script else {
                throw Damage(message: "\"kind\" of the error should be network, response or config")
            }
            let status = try error.has("status") ? error.integer("status") : nil
            let code = try error.string("code")
            outcome = .failure(VibeError(recorded: code, of: kind, try error.string("message"), status: status))
            return
        }
        let status = try fields.integer("status")
        guard (100...999).contains(status) else { throw Damage(message: "\"status\" should be from 100 to 999") }
        var headers: [(name: String, value: String)] = []
        if let given = try fields.object("headers") {
            for (name, _) in given.members { headers.append((name, try given.string(name))) }
        }
        outcome = .answer(status: status, headers: headers, body: try Self.body(fields))
    }

    private static func body(_ fields: Fields) throws(Damage) -> [UInt8] {
        let present = ["body", "text", "base64"].filter { fields.has($0) }
        guard present.count == 1 else {
            throw Damage(
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
        guard let bytes = Base64.decode(text) else { throw Damage(message: "\"base64\" holds something else") }
        return bytes
    }

    /// What is wrong with a line.
    struct Damage: Error, Equatable {
        let message: String

        static func check<Value>(_ read: () throws(JSONSyntaxError) -> Value) throws(Damage) -> Value {
            do throws(JSONSyntaxError) {
                return try read()
            } catch {
                throw Damage(message: "\(error)")
            }
        }
    }

    /// The members of an object, asked for by name and type. The last of two equal names counts.
    struct Fields {
        let bytes: [UInt8]
        let members: [(name: String, value: Range<Int>)]

        func range(_ name: String) -> Range<Int>? { members.last { $0.name == name }?.value }

        func has(_ name: String) -> Bool { range(name) != nil }

        func string(_ name: String) throws(Damage) -> String {
            guard let range = range(name), bytes[range.lowerBound] == UInt8(ascii: "\"") else {
                throw Damage(message: "\"\(name)\" should be a string\(has(name) ? "" : "; it is missing")")
            }
            return JSONString.text(bytes[range])
        }

        func integer(_ name: String) throws(Damage) -> Int {
            guard let range = range(name), let value = Int(String(decoding: bytes[range], as: UTF8.self)), value >= 0
            else { throw Damage(message: "\"\(name)\" should be a whole number\(has(name) ? "" : "; it is missing")") }
            return value
        }

        /// 0 where it is missing.
        func number(_ name: String) throws(Damage) -> Double {
            guard let range = range(name) else { return 0 }
            guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value >= 0, value.isFinite else {
                throw Damage(message: "\"\(name)\" should be a number of seconds")
            }
            return value
        }

        /// nil where it is missing.
        func object(_ name: String) throws(Damage) -> Fields? {
            guard let range = range(name) else { return nil }
            guard bytes[range.lowerBound] == UInt8(ascii: "{") else {
                throw Damage(message: "\"\(name)\" should be an object")
            }
            let members = try Damage.check { () throws(JSONSyntaxError) in try JSONTokens.members(of: bytes, range) }
            return Fields(bytes: bytes, members: members)
        }
    }
}
