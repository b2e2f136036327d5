internal import JSON

/// What the portal answers for a reserved contact id.
///
/// Members of an entry of `reserved` in `portal.json`:
///
/// | member | meaning |
/// |---|---|
/// | `id` | the reserved id |
/// | `note`, `russian` | what the entry is for; shown by `GET /` |
/// | `status` | the HTTP status; 200 if left out |
/// | `headers` | header lines of this answer; a Content-Type replaces the usual one |
/// | `error` | the body is the API's error envelope around this object |
/// | `json` | the body is this value |
/// | `text` | the body is this string |
/// | `hex` | the body is these bytes, two hexadecimal digits each |
/// | `nesting` | the body is a success whose `data.nested` is this many arrays in one another |
/// | `contact` | the body is the answer for this contact |
/// | `delay` | milliseconds before the answer starts |
/// | `cut` | the connection ends after this many bytes of the body |
/// | `drip` | `{"bytes": 16, "milliseconds": 100}`: the body comes in such pieces, after such pauses |
/// | `then` | all this is for the first request only; later ones get the answer for this contact |
///
/// One of `error` … `contact` must be there, and one of `delay`, `cut`, `drip` may be.
struct ReservedAnswer: Sendable {
    private enum Content {
        case bytes([UInt8])
        case contact(JSONValue.Object)
    }

    let id: Int
    let note: StartPageNote
    /// The entity whose ids they are.
    static let path = "contacts"
    /// The API's code in the body, or nil if the body has none.
    let code: String?
    let status: Int
    private let headers: PortalHeaders
    private let content: Content
    private let delivery: PortalAnswer.Delivery
    /// The contact that every request but the first gets; nil if all get the same.
    private let successor: JSONValue.Object?

    /// Whether the answer depends on how many requests came before.
    var isCounted: Bool { successor != nil }

    init(
        _ object: JSONValue.Object, _ decoder: PortalDataDecoder, _ contacts: PortalData.Records
    ) throws(PortalDataError) {
        let contents = ["error", "json", "text", "hex", "nesting", "contact"]
        try decoder.allow(
            ["id", "note", "russian", "status", "headers"] + contents + ["delay", "cut", "drip", "then"], in: object)
        guard contents.count(where: { object[$0] != nil }) == 1 else {
            throw decoder.failure("expected one of \(contents.joined(separator: ", "))", in: object)
        }
        id = try decoder.integer("id", in: object, 1...Int.max)
        note = try StartPageNote(object, decoder)
        status = object["status"] == nil ? 200 : try decoder.integer("status", in: object, 200...599)
        code = object["error"]?.object?["code"]?.string ?? object["json"]?.object?["error"]?.object?["code"]?.string
        content = try Self.content(object, decoder, contacts)
        delivery = try Self.delivery(object, decoder)
        successor = object["then"] == nil ? nil : try Self.contact("then", object, decoder, contacts)

        var headers: PortalHeaders = [:]
        for (name, value) in try decoder.object("headers", in: object).members {
            guard let value = value.string else { throw decoder.failure("'headers' must hold strings", in: object) }
            headers.append(name, value)
        }
        if let error = object["error"]?.object {
            headers = Refusal(status: status, error: error, headers: headers).answer.headers
        }
        if headers["Content-Type"] == nil, status != 204 {
            headers.append("Content-Type", "application/json; charset=utf-8")
        }
        self.headers = headers
    }

    /// The answer to a request before which `earlier` others came; `complete` adds to a contact what the request
    /// asked to be included.
    func answer(earlier: Int, _ complete: (JSONValue.Object) -> JSONValue) -> PortalAnswer {
        if earlier > 0, let successor { return PortalAnswer(data: complete(successor)) }
        let body =
            switch content {
            case .bytes(let bytes): bytes
            case .contact(let contact): PortalAnswer(data: complete(contact)).body
            }
        return PortalAnswer(status: status, headers: headers, body: body, delivery: delivery)
    }

    private static func content(
        _ object: JSONValue.Object, _ decoder: PortalDataDecoder, _ contacts: PortalData.Records
    ) throws(PortalDataError) -> Content {
        if object["error"] != nil {
            let error = try decoder.object("error", in: object)
            return .bytes(Refusal(status: 400, error: error).answer.body)
        }
        if let json = object["json"] { return .bytes(json.bytes) }
        if let text = try decoder.string("text", in: object) { return .bytes(Array(text.utf8)) }
        if let hex = try decoder.string("hex", in: object) {
            let digits = hex.compactMap(\.hexDigitValue)
            guard digits.count == hex.count, digits.count.isMultiple(of: 2) else {
                throw decoder.failure("'hex' must be pairs of hexadecimal digits", in: object)
            }
            return .bytes(stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
        }
        if object["nesting"] != nil {
            let depth = try decoder.integer("nesting", in: object, 1...1_000_000)
            let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return .bytes(Array(#"{"success":true,"data":{"nested":\#(arrays)}}"#.utf8))
        }
        return .contact(try contact("contact", object, decoder, contacts))
    }

    /// The contact whose id the member holds, under the reserved id: a client asks for that one.
    private static func contact(
        _ member: String, _ object: JSONValue.Object, _ decoder: PortalDataDecoder, _ contacts: PortalData.Records
    ) throws(PortalDataError) -> JSONValue.Object {
        let id = try decoder.integer(member, in: object, 1...Int.max)
        guard var contact = contacts[id] else { throw decoder.failure("there is no contact \(id)", in: object) }
        let reserved = JSONValue.number(String(try decoder.integer("id", in: object, 1...Int.max)))
        for index in contact.members.indices where contact.members[index].name == "id" {
            contact.members[index].value = reserved
        }
        return contact
    }

    private static func delivery(
        _ object: JSONValue.Object, _ decoder: PortalDataDecoder
    ) throws(PortalDataError) -> PortalAnswer.Delivery {
        // Ten minutes: more is a mistake in the data.
        let milliseconds = 1...600_000
        guard ["delay", "cut", "drip"].count(where: { object[$0] != nil }) <= 1 else {
            throw decoder.failure("expected at most one of delay, cut, drip", in: object)
        }
        if object["delay"] != nil {
            return .delayed(milliseconds: try decoder.integer("delay", in: object, milliseconds))
        }
        if object["cut"] != nil { return .cut(after: try decoder.integer("cut", in: object, 0...1_000_000)) }
        guard object["drip"] != nil else { return .whole }
        let drip = try decoder.object("drip", in: object)
        try decoder.allow(["bytes", "milliseconds"], in: drip)
        return .drip(
            bytes: try decoder.integer("bytes", in: drip, 1...1_000_000),
            milliseconds: try decoder.integer("milliseconds", in: drip, milliseconds))
    }
}
