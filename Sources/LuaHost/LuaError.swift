/// An error that left Lua.
public struct LuaError: Error, Equatable {
    /// What `lua` prints after the program's name: message and, where stock lua shows one, traceback. Lua's strings are
    /// bytes, so this may be any.
    public let bytes: [UInt8]

    /// The fields of an error object that are strings or numbers, by name, of those in ``keptFields``.
    public let fields: [String: String]

    /// Where the error was raised, in the innermost Lua function that is not a module's own; nil where that is not known,
    /// as for syntax errors.
    public let place: Place?

    /// A line of a chunk.
    public struct Place: Equatable, Sendable {
        /// As the manual has it (`lua_Debug`, `source`): `@file`, or `=name` for text that is in no file.
        public let source: String
        /// From 1.
        public let line: Int

        /// Makes a place.
        public init(source: String, line: Int) {
            self.source = source
            self.line = line
        }
    }

    /// The fields of error objects that ``fields`` is about.
    static let keptFields = [
        "kind", "code", "message", "status", "method", "path", "hint", "userMessage", "retryAfter", "attempts",
        "requestId", "where", "call", "contact", "element",
    ]

    /// Whether the run was ended by Ctrl-C, or by a signal that asks the process to end.
    public let isInterrupt: Bool

    static let outOfMemory = LuaError(message: "not enough memory")
    static let closed = LuaError(message: "the interpreter is closed")

    init(bytes: [UInt8], fields: [String: String] = [:], place: Place? = nil, isInterrupt: Bool = false) {
        self.bytes = bytes
        self.fields = fields
        self.place = place
        self.isInterrupt = isInterrupt
    }

    private init(message: String) {
        self.init(bytes: Array(message.utf8))
    }
}

extension LuaError {
    /// Who speaks, for error objects of the module `bitrix`: `api`, `network`, `response`, `config`, `limit`.
    public var kind: String? { fields["kind"] }
    /// The code of an error object.
    public var code: String? { fields["code"] }
    /// The HTTP status of an error object.
    public var status: Int? { fields["status"].flatMap { Int($0) } }
}

extension LuaError {
    /// The same error in other words.
    public func saying(_ bytes: [UInt8]) -> LuaError {
        LuaError(bytes: bytes, fields: fields, place: place, isInterrupt: isInterrupt)
    }
}

extension LuaError: CustomStringConvertible {
    /// The text, with bytes that are no UTF-8 replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
