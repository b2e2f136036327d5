internal import Glibc
internal import LuaBridge

/// One running call of a host function: its arguments, and the description of what it returns.
///
/// Valid only until the function returns. Arguments are read without conversions and without metamethods. Results are
/// described in order; C makes Lua values of them after the function has returned, so nothing here can raise.
///
/// ```swift
/// try lua.openModule(named: "clock", source: Array("return ...".utf8), functions: [
///     "add": { call in call.returns((call.integer(1) ?? 0) + (call.integer(2) ?? 0)) }
/// ])
/// ```
public struct HostCall {
    private let bridge: OpaquePointer

    init(bridge: OpaquePointer) { self.bridge = bridge }

    /// The number of arguments.
    public var argumentCount: Int { Int(lb_argument_count(bridge)) }

    /// Argument `index`, from 1, where it is a number with an integer value.
    public func integer(_ index: Int) -> Int64? {
        let value = lb_argument(bridge, Int32(index))
        switch value.kind {
        case LB_INTEGER: return value.integer
        case LB_FLOAT: return Int64(exactly: value.number)
        default: return nil
        }
    }

    /// Argument `index`, from 1, where it is a number.
    public func number(_ index: Int) -> Double? {
        let value = lb_argument(bridge, Int32(index))
        return value.kind == LB_INTEGER || value.kind == LB_FLOAT ? value.number : nil
    }

    /// Argument `index`, from 1, where it is a number with an integer value in the range. Scripts can reach host functions with
    /// any argument (`debug.getupvalue`), so each checks what it gets.
    public func integer(_ index: Int, in range: ClosedRange<Int64>) -> Int? {
        integer(index).flatMap { range.contains($0) ? Int($0) : nil }
    }

    /// Argument `index`, from 1, where it is a number in the range; never NaN.
    public func number(_ index: Int, in range: ClosedRange<Double>) -> Double? {
        number(index).flatMap { range.contains($0) ? $0 : nil }
    }

    /// The bytes of argument `index`, from 1, where it is a string.
    public func bytes(_ index: Int) -> [UInt8]? {
        string(index).map { Array($0) }
    }

    /// Argument `index`, from 1, where it is a string; bytes that are no UTF-8 are replaced.
    public func text(_ index: Int) -> String? {
        string(index).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Lua's own bytes of argument `index`, where it is a string.
    private func string(_ index: Int) -> UnsafeRawBufferPointer? {
        let value = lb_argument(bridge, Int32(index))
        return value.kind == LB_STRING ? UnsafeRawBufferPointer(start: value.text.bytes, count: value.text.count) : nil
    }

    /// Argument `index`, from 1, as a value, with what is in a table as far as the bounds go; nil where there is no such argument.
    /// Functions are ``LuaValue/opaque(type:)``.
    public func value(_ index: Int, bounds: LuaBounds = LuaBounds()) -> LuaValue? {
        guard let list = try? ValueList() else { return nil }
        lb_read_argument(bridge, Int32(index), list.bridge, lb_bounds(bounds))
        return list.values(of: nil).first
    }

    /// Returns a value; an ``LuaValue/opaque(type:)`` arrives as nil.
    public func returns(_ value: LuaValue) { add(value, to: lb_results(bridge)) }

    /// Returns nil.
    public func returnsNil() { returns(LB_NIL) { _ in } }

    /// Returns a boolean.
    public func returns(_ value: Bool) { returns(LB_BOOLEAN) { $0.boolean = value } }

    /// Returns an integer.
    public func returns(_ value: Int64) { returns(LB_INTEGER) { $0.integer = value } }

    /// Returns a float.
    public func returns(_ value: Double) { returns(LB_FLOAT) { $0.number = value } }

    private func returns(_ kind: lb_kind, _ set: (inout lb_value) -> Void) {
        var value = lb_value()
        value.kind = kind
        set(&value)
        lb_add(lb_results(bridge), value)
    }

    /// Returns a string, or nil for nil.
    public func returns(_ value: String?) {
        guard var value else { return returnsNil() }
        value.withUTF8 { returns($0) }
    }

    /// Returns a string of any bytes.
    public func returns(_ bytes: UnsafeBufferPointer<UInt8>) {
        add(UnsafeRawBufferPointer(bytes), to: lb_results(bridge))
    }

    /// Returns a string of any bytes.
    public func returns(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { returns($0) } }

    /// Returns a table with the fields that `body` adds.
    public func returnsTable(_ body: (Fields) -> Void) {
        returns(LB_TABLE) { _ in }
        body(Fields(call: self))
        returns(LB_TABLE_END) { _ in }
    }

    /// Returns two values: the decoded JSON text and nil, or nil, a code that says what is wrong with the text, and where a
    /// string is damaged, its place in the text: `data[3].name (id 73): "…\x`. The codes are `EMPTY_ANSWER`, `INVALID_JSON`,
    /// `INVALID_UTF8`, `INVALID_STRING` and `TOO_DEEP`.
    ///
    /// - Parameters:
    ///   - bytes: is handed over. No copy is made where `capacity` exceeds `count` by 64.
    ///   - release: frees `bytes` when the text is decoded.
    public func returnsJSON(
        _ bytes: UnsafeMutablePointer<CChar>?, count: Int, capacity: Int,
        release: @convention(c) (UnsafeMutableRawPointer?) -> Void
    ) {
        lb_add_json(lb_results(bridge), bytes, count, capacity, release)
    }

    /// Raises the first described value instead of returning.
    public func raises() { lb_raise(bridge) }

    /// Ends this part of the call: it waits for something that goes by this number, from 1.
    ///
    /// The function is called again, with ``awaited`` set and without arguments, and has to end then, however long that
    /// takes. Inside of a coroutine that the module's Lua part resumed by `native.resume` that is when it is resumed again;
    /// everywhere else, at once.
    public func awaits(_ ticket: Int) { lb_await(bridge, Int64(ticket)) }

    /// What the call waited for; nil where it is made for the first time.
    public var awaited: Int? {
        let ticket = lb_awaited(bridge)
        return ticket == 0 ? nil : Int(ticket)
    }

    /// The fields of a table that a host function returns.
    public struct Fields {
        fileprivate let call: HostCall

        /// Adds a string field; nil adds nothing.
        public func set(_ name: String, _ value: String?) {
            guard let value else { return }
            call.returns(name)
            call.returns(value)
        }

        /// Adds an integer field; nil adds nothing.
        public func set(_ name: String, _ value: Int?) {
            guard let value else { return }
            call.returns(name)
            call.returns(Int64(value))
        }

        /// Adds a float field.
        public func set(_ name: String, _ value: Double) {
            call.returns(name)
            call.returns(value)
        }

        /// Adds a string field of any bytes.
        public func set(_ name: String, _ bytes: [UInt8]) {
            call.returns(name)
            bytes.withUnsafeBufferPointer { call.returns($0) }
        }

        /// Adds a field that is a table, with the fields that `body` adds to it.
        public func set(_ name: String, _ body: (Fields) -> Void) {
            call.returns(name)
            call.returnsTable(body)
        }

        /// Adds a boolean field.
        public func set(_ name: String, _ value: Bool) {
            call.returns(name)
            call.returns(value)
        }
    }
}

/// Keeps a host function's name and body alive and in place while C holds pointers to them.
final class HostFunction {
    private let name: UnsafeMutablePointer<CChar>?
    private let body: (HostCall) -> Void

    init(name: String, body: @escaping (HostCall) -> Void) {
        self.name = strdup(name)
        self.body = body
    }

    deinit { free(name) }

    var entry: lb_host_entry {
        lb_host_entry(
            name: UnsafePointer(name) ?? emptyText,
            function: { context, call in
                // The LuaState that registered this function keeps it alive until the interpreter is closed.
                guard let context else { return }
                Unmanaged<HostFunction>.fromOpaque(context).takeUnretainedValue().body(HostCall(bridge: call))
            },
            context: Unmanaged.passUnretained(self).toOpaque())
    }
}
