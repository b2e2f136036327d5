/// The header lines of a request or an answer, in their order.
///
///     let headers: PortalHeaders = ["X-Api-Key": "vibe_api_demo"]
///     headers["x-api-key"]  // "vibe_api_demo"
public struct PortalHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// One header line.
    public struct Field: Sendable, Equatable {
        /// The name as it was given; letter case has no meaning.
        public let name: String
        /// The value as it was given.
        public let value: String
    }

    /// The lines, in order; a name may come more than once.
    public private(set) var fields: [Field]

    /// Header lines in the order of the literal.
    public init(dictionaryLiteral fields: (String, String)...) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    /// The value of the first line with this name in any letter case, or nil if there is none.
    ///
    /// An empty value is a value: `headers["X-Api-Key"] == ""` differs from nil.
    public subscript(name: String) -> String? {
        let name = name.lowercased()
        return fields.first { $0.name.lowercased() == name }?.value
    }

    /// Adds a line after the others.
    public mutating func append(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }
}
