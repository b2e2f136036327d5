/// An error that left Lua.
public struct LuaError: Error, Equatable {
    /// What `lua` prints after the program's name: message and, where stock lua shows one, traceback. Lua's strings are
    /// bytes, so this may be any.
    public let bytes: [UInt8]

    /// The fields of that name of an error object, where the error was a table that has them.
    public let kind: String?
    /// See ``kind``.
    public let code: String?
    /// See ``kind``.
    public let status: Int?

    /// Whether the run was ended by Ctrl-C.
    public let isInterrupt: Bool

    static let outOfMemory = LuaError(message: "not enough memory")
    static let closed = LuaError(message: "the interpreter is closed")

    init(
        bytes: [UInt8], kind: String? = nil, code: String? = nil, status: Int? = nil, isInterrupt: Bool = false
    ) {
        self.bytes = bytes
        self.isInterrupt = isInterrupt
        self.kind = kind
        self.code = code
        self.status = status
    }

    private init(message: String) {
        self.init(bytes: Array(message.utf8))
    }
}

extension LuaError: CustomStringConvertible {
    /// The text, with bytes that are no UTF-8 replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
