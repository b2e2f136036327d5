internal import JSON

/// Replaces people's data by fake data, so that a recording can be shown to others: `--mask`.
///
/// A hash of the original chooses the replacement, so an original gets the same one in every recording, and no table has to be
/// kept. Joins still join, and a search for a masked number finds it. Who knows an original can compute its replacement; who sees
/// only the replacement cannot tell which of many originals it stands for.
///
/// ```swift
/// let pseudonymizer = Pseudonymizer()
/// pseudonymizer.masked(target: "/v1/contacts?filter[phone]=79161234567")  // another number
/// ```
///
/// | in the response | in the recording |
/// |---|---|
/// | names, also in `fm`, users, requisites | other names of the same script and gender |
/// | phones | the country code and the form stay; the rest begins with 000, which no network uses |
/// | e-mail addresses | fake ones in `example.org` |
/// | addresses, comments, titles, custom fields, text under unknown names | other words of the same script |
/// | INN, passport and account numbers, whole numbers of 7 digits and more under unknown names | other digits |
/// | names of members, segments of paths and queries that are e-mail addresses or phones | the same as values |
/// | sentences of the API | stay, without the people in them: ``MessageScrubber`` |
/// | ids, dates, counts, flags, codes such as `CLIENT` | stay if name and value say so: ``FieldClass``, ``ValueShape`` |
///
/// Responses about the portal stay whole: `…/fields`, `/v1/statuses`, `/v1/currencies`, `/v1/guide` and `/v1/openapi.json`. A body
/// that is not JSON keeps its punctuation and loses its words.
package struct Pseudonymizer: Sendable {
    /// Makes a pseudonymizer. All are alike.
    package init() {}

    /// A request's path and query, or a URL, without people.
    package func masked(target: String) -> String { RequestTarget.masked(target) }

    /// The body of a response without people. Bytes that need no replacement stay as they are.
    ///
    /// - Parameter request: Method and target of the request: `GET /v1/contacts/71`.
    package func masked(body: [UInt8], respondingTo request: String) -> [UInt8] {
        let target = request.drop { $0 != " " }.dropFirst()
        return Self.describesPortal(target) ? body : masked(body: body, isBatch: request == "POST /v1/batch")
    }

    private static func describesPortal(_ target: Substring) -> Bool {
        let path = target.prefix { $0 != "?" }
        return path.hasSuffix("/fields")
            || ["/v1/statuses", "/v1/currencies", "/v1/guide", "/v1/openapi.json"].contains { path == $0 }
    }

    /// - Parameter isBatch: Whether the body responds to `POST /v1/batch`, whose `data.errors` holds sentences of the API.
    func masked(body: [UInt8], isBatch: Bool = false) -> [UInt8] {
        guard JSONTokens.accept(body) else { return Self.masked(text: body) }
        var walk = BodyWalk(JSONTokens(body), isBatch: isBatch)
        var result: [UInt8] = []
        var copied = 0
        while let (range, other) = walk.nextReplacement() {
            result += body[copied..<range.lowerBound]
            result += other
            copied = range.upperBound
        }
        return result + body[copied...]
    }

    /// A body that is not JSON. One that is not UTF-8 does not become UTF-8.
    private static func masked(text body: [UInt8]) -> [UInt8] {
        if body.isUTF8 { return Array(FakeData.text(String(decoding: body, as: UTF8.self)).utf8) }
        return body.map { byte in
            if byte >= 0x80 { return 0xFF }
            let character = Character(Unicode.Scalar(byte))
            return character.isLetter ? UInt8(ascii: "x") : character.isNumber ? UInt8(ascii: "0") : byte
        }
    }
}
