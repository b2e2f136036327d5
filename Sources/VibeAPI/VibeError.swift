public import ErrorCodes

/// Why a request brought no answer that could be used.
///
/// Answers that the API itself gives, a 404 with `ENTITY_NOT_FOUND` for instance, are not errors here: they come back as an
/// ``Answer``, and whoever decodes the body decides.
///
/// No part of an error holds the key or the session token, and none repeats text that could hold them.
///
///     do {
///         let answer = try client.get("/v1/contacts/71")
///     } catch where error.code == .connectionRefused {
///         print(error)  // CONNECTION_REFUSED: cannot connect to 127.0.0.1:9: connection refused
///     }
public struct VibeError: Error, Equatable, Sendable {
    /// The catalogue's codes; those of the API itself are never in an error of this module.
    public typealias Code = OwnCode

    /// Who is to blame, the first thing that a caller wants to know.
    public let kind: ErrorKind
    /// The stable name of the failure as users see it, such as `CONNECTION_REFUSED`.
    public let codeName: String
    /// One line of English without the code: what happened, where (host and port), and where it helps, what to do.
    public let message: String
    /// The HTTP status, if the failure came after the answer's first line.
    public let status: Int?

    /// The catalogue's code; nil for a name that a recording of another version of the program holds.
    public var code: Code? { Code(rawValue: codeName) }

    /// Makes an error of the kind that the catalogue has for the code; `message` must not hold a key, nor text that came from one.
    public init(_ code: Code, _ message: String, status: Int? = nil) {
        self.init(recorded: code.rawValue, of: code.kind, message, status: status)
    }

    /// Makes an error as a recording tells of it: of any name.
    public init(recorded codeName: String, of kind: ErrorKind, _ message: String, status: Int? = nil) {
        self.kind = kind
        self.codeName = codeName
        self.message = message
        self.status = status
    }
}

extension VibeError: CustomStringConvertible {
    /// Code and message: `HOST_NOT_FOUND: cannot find the host "api.invalid"`.
    public var description: String { "\(codeName): \(message)" }
}
