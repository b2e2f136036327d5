internal import LuaBridge

/// Values on their way between Swift and C: owns the list that the bridge reads and fills.
final class ValueList {
    let bridge: OpaquePointer

    /// An empty list, or one of these values.
    init(_ values: [LuaValue] = []) throws(LuaError) {
        guard let bridge = lb_values_new() else { throw .outOfMemory }
        self.bridge = bridge
        for value in values { add(value, to: bridge) }
    }

    deinit { lb_values_free(bridge) }

    /// All that is in the list; functions in it belong to the interpreter, and are let go of with the values.
    func values(of owner: LuaState?) -> [LuaValue] {
        var index = 0
        var values: [LuaValue] = []
        let count = lb_values_count(bridge)
        while index < count { values.append(value(at: &index, owner)) }
        return values
    }

    /// The value at an index, which moves behind it. Depth is bounded by what filled the list.
    private func value(at index: inout Int, _ owner: LuaState?) -> LuaValue {
        let item = lb_values_at(bridge, index)
        index += 1
        switch item.kind {
        case LB_BOOLEAN: return .boolean(item.boolean)
        case LB_INTEGER: return .integer(item.integer)
        case LB_FLOAT: return .float(item.number)
        case LB_STRING: return .string(Array(UnsafeRawBufferPointer(start: item.text.bytes, count: item.text.count)))
        case LB_NULL: return .null
        case LB_FUNCTION:
            guard let owner, let reference = item.function else { return .nil }
            return .function(LuaFunction(reference, of: owner))
        case LB_OPAQUE:
            let name = UnsafeRawBufferPointer(start: item.text.bytes, count: item.text.count)
            return .opaque(type: String(decoding: name, as: UTF8.self))
        case LB_TABLE:
            var entries: [LuaTable.Entry] = []
            while lb_values_at(bridge, index).kind != LB_TABLE_END {
                let key = value(at: &index, owner)
                entries.append(LuaTable.Entry(key: key, value: value(at: &index, owner)))
            }
            index += 1
            return .table(LuaTable(entries))
        default: return .nil
        }
    }
}

/// Adds a value to a list of the bridge; what cannot cross is nil.
func add(_ value: LuaValue, to list: OpaquePointer) {
    var item = lb_value()
    switch value {
    case .nil, .opaque: item.kind = LB_NIL
    case .boolean(let boolean):
        item.kind = LB_BOOLEAN
        item.boolean = boolean
    case .integer(let integer):
        item.kind = LB_INTEGER
        item.integer = integer
    case .float(let number):
        item.kind = LB_FLOAT
        item.number = number
    case .null: item.kind = LB_NULL
    case .function(let function):
        item.kind = LB_FUNCTION
        item.function = function.reference
    case .string(let bytes):
        bytes.withUnsafeBytes { add($0, to: list) }
        return
    case .table(let table):
        item.kind = LB_TABLE
        lb_add(list, item)
        for entry in table.entries where entry.key.isKey {
            add(entry.key, to: list)
            add(entry.value, to: list)
        }
        item.kind = LB_TABLE_END
    }
    lb_add(list, item)
}

/// Adds a string to a list of the bridge.
func add(_ bytes: UnsafeRawBufferPointer, to list: OpaquePointer) {
    var item = lb_value()
    item.kind = LB_STRING
    item.text = lb_text(bytes: bytes.assumingMemoryBound(to: CChar.self).baseAddress, count: bytes.count)
    lb_add(list, item)
}

extension LuaValue {
    /// Whether a table can have it as a key.
    fileprivate var isKey: Bool {
        switch self {
        case .nil, .opaque: false
        case .float(let number): !number.isNaN
        default: true
        }
    }
}

extension lb_bounds {
    init(_ bounds: LuaBounds) {
        // Far more than anybody's stack takes would be a crash in C, which nests a call for each table.
        self.init(
            depth: Int32(clamping: min(bounds.depth, 200)), values: max(0, bounds.values), bytes: max(0, bounds.bytes),
            keeps_functions: bounds.keepsFunctions)
    }
}
