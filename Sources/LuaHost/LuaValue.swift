/// A Lua value outside of Lua: a copy that no later run changes.
///
///     let results = try lua.call(function, [1, "two", .table([.integer(1): "x"])])
///     results[0]                 // .string("three")
///     results[1]["name"]?.text   // "Ivan"
///
/// Tables are read raw, without metamethods, as far as ``LuaBounds`` go. Strings are bytes, as in Lua.
public enum LuaValue: Hashable, Sendable {
    case `nil`
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    case string([UInt8])
    case table(LuaTable)
    /// A null that the API sent inside a list: `bitrix.null`.
    case null
    /// A function that can be called, where the bounds keep functions.
    case function(LuaFunction)
    /// A value of this type that stays in Lua: a function, a thread, userdata; or what bounds left out, a table or a string.
    case opaque(type: String)

    /// An integer, or nil.
    public init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .nil }

    /// A string of the UTF-8 bytes of a text.
    public static func string(_ text: String) -> LuaValue { .string(Array(text.utf8)) }
}

/// The members of a table, in the order in which Lua's `next` gives them.
public struct LuaTable: Hashable, Sendable {
    /// A key, never nil or NaN, and its value.
    public struct Entry: Hashable, Sendable {
        /// Never nil or NaN in a table that comes from Lua; one that goes there loses entries with such keys.
        public let key: LuaValue
        /// What stands there.
        public let value: LuaValue

        /// Makes an entry.
        public init(key: LuaValue, value: LuaValue) {
            self.key = key
            self.value = value
        }
    }

    /// All of them.
    public private(set) var entries: [Entry]

    /// Makes a table; of entries with the same key Lua keeps the last one.
    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// A list: the keys are 1, 2, …
    public init(list: [LuaValue]) {
        entries = list.enumerated().map { Entry(key: .integer(Int64($0.offset + 1)), value: $0.element) }
    }

    /// The value at a key; nil where there is none. Takes time in proportion to the entries.
    public subscript(key: LuaValue) -> LuaValue? { entries.first { $0.key == key }?.value }

    /// The value at a string key; nil where there is none.
    public subscript(name: String) -> LuaValue? { self[.string(name)] }

    /// The values at 1, 2, … up to the first that is not there.
    public var list: [LuaValue] {
        var byIndex: [Int64: LuaValue] = [:]
        for entry in entries {
            if case .integer(let index) = entry.key { byIndex[index] = entry.value }
        }
        var list: [LuaValue] = []
        while let next = byIndex[Int64(list.count + 1)] { list.append(next) }
        return list
    }
}

extension LuaValue {
    /// The bytes of a string.
    public var bytes: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// The text of a string; bytes that are no UTF-8 are replaced.
    public var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// An integer, or a float with the value of one.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .float(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// A number as a float.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }

    /// A boolean.
    public var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// A table.
    public var table: LuaTable? {
        if case .table(let table) = self { table } else { nil }
    }

    /// A function that can be called.
    public var function: LuaFunction? {
        if case .function(let function) = self { function } else { nil }
    }

    /// The value at a string key of a table.
    public subscript(name: String) -> LuaValue? { table?[name] }

    /// What Lua's `type` says.
    public var typeName: String {
        switch self {
        case .nil: "nil"
        case .boolean: "boolean"
        case .integer, .float: "number"
        case .string: "string"
        case .table: "table"
        case .null: "userdata"
        case .function: "function"
        case .opaque(let type): type
        }
    }
}

extension LuaValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral text: String) { self = .string(text) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// A float.
    public init(floatLiteral value: Double) { self = .float(value) }
    /// Nil.
    public init(nilLiteral: ()) { self = .nil }
    /// A list.
    public init(arrayLiteral list: LuaValue...) { self = .table(LuaTable(list: list)) }
    /// A table.
    public init(dictionaryLiteral members: (LuaValue, LuaValue)...) {
        self = .table(LuaTable(members.map { LuaTable.Entry(key: $0.0, value: $0.1) }))
    }
}

/// How much of Lua values is copied.
public struct LuaBounds: Sendable {
    /// Tables inside each other; what is deeper is ``LuaValue/opaque(type:)``.
    public var depth: Int
    /// Values in all, keys counted; further members of tables are left out.
    public var values: Int
    /// Bytes of strings in all; a string that does not fit is ``LuaValue/opaque(type:)``.
    public var bytes: Int
    /// Whether functions can be called, as ``LuaValue/function(_:)``; else they are ``LuaValue/opaque(type:)``.
    public var keepsFunctions: Bool

    /// Makes bounds; these are wide enough for every answer of the API.
    public init(depth: Int = 16, values: Int = 100_000, bytes: Int = 16 << 20, keepsFunctions: Bool = false) {
        self.depth = depth
        self.values = values
        self.bytes = bytes
        self.keepsFunctions = keepsFunctions
    }
}
