/// An error that left Lua.
public struct LuaError: Error, Equatable {
    /// What `lua` prints after the program's name: message and, where stock lua shows one, traceback. Lua's strings are
    /// bytes, so this may be any.
    public let bytes: [UInt8]

    /// What was raised, as far as ``bounds`` go; nil where that is not known, as for syntax errors.
    public let value: LuaValue

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

    /// How much of an error's value is copied: error objects hold whole answers.
    static let bounds = LuaBounds(depth: 1, values: 1000, bytes: 1 << 20)

    /// Whether the run was ended by Ctrl-C, or by a signal that asks the process to end.
    public let isInterrupt: Bool

    static let outOfMemory = LuaError(message: "not enough memory")
    static let closed = LuaError(message: "the interpreter is closed")
    static let running = LuaError(message: "the interpreter is running")
    static let foreignFunction = LuaError(message: "the function belongs to another interpreter")

    init(bytes: [UInt8], value: LuaValue = .nil, place: Place? = nil, isInterrupt: Bool = false) {
        self.bytes = bytes
        self.value = value
        self.place = place
        self.isInterrupt = isInterrupt
    }

    /// An error of this text, in which no code was run, such as a syntax error.
    public init(text bytes: [UInt8]) { self.init(bytes: bytes) }

    private init(message: String) {
        self.init(bytes: Array(message.utf8))
    }
}

extension LuaError {
    /// The field of an error object as a text, where it is a string or a number: `error["code"]`.
    public subscript(name: String) -> String? {
        guard let value = value[name] else { return nil }
        if let integer = value.integer { return String(integer) }
        return value.text ?? value.number.map { "\($0)" }
    }
}

extension LuaError {
    /// The same error in other words.
    public func saying(_ bytes: [UInt8]) -> LuaError {
        LuaError(bytes: bytes, value: value, place: place, isInterrupt: isInterrupt)
    }
}

extension LuaError: CustomStringConvertible {
    /// The text, with bytes that are no UTF-8 replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
