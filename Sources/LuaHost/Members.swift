/// What a value consists of, as far as a message about it wants to know.
public struct Members: Equatable, Sendable {
    /// One member of a table with a string as key.
    public struct Member: Equatable, Sendable {
        /// The key.
        public let name: String
        /// The type of the value; `null` for a member that the API sent so, which is absent in Lua.
        public let type: String
        /// The value, where it is a number, a boolean or a short string; else "".
        public let value: String

        /// Makes a member.
        public init(name: String, type: String, value: String) {
            self.name = name
            self.type = type
            self.value = value
        }
    }

    /// The type of the value; `record` for an object that the API sent, `error` for an error object of the module.
    public let kind: String
    /// The length of a table.
    public let count: Int
    /// The members of a table, at most a thousand of them; those that are null first.
    public let list: [Member]

    /// Makes members.
    public init(kind: String, count: Int, list: [Member]) {
        self.kind = kind
        self.count = count
        self.list = list
    }

    /// Reads what the bridge wrote.
    public init(_ text: String) {
        // As bytes: a carriage return before a line end would make one character of both.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            line.split(separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
                .map { String(decoding: Array($0), as: UTF8.self) }
        }
        let head = lines.first ?? []
        kind = head.first ?? "nil"
        count = head.count > 1 ? Int(head[1]) ?? 0 : 0
        list = lines.dropFirst().filter { $0.count == 3 }.map { Member(name: $0[0], type: $0[1], value: $0[2]) }
    }

    /// The member of a name.
    public subscript(name: String) -> Member? { list.first { $0.name == name } }

    /// The names of all members.
    public var names: [String] { list.map(\.name) }
}
