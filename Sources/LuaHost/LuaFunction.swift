internal import LuaBridge

/// A Lua function, kept for Swift to call as long as this object lives.
///
///     let double = try lua.function(of: "local n = ... return 2 * n", chunkName: "=double")
///     try lua.call(double, [21])   // [.integer(42)]
///
/// It belongs to the interpreter that made it, and to that one's thread; once that is closed, calls throw.
public final class LuaFunction: Hashable, @unchecked Sendable {
    // Invariant: used on the thread of `owner` only, as the interpreter itself is. The reference is valid as long as the owner is open.
    let reference: OpaquePointer
    private(set) weak var owner: LuaState?

    init(_ reference: OpaquePointer, of owner: LuaState) {
        self.reference = reference
        self.owner = owner
    }

    deinit {
        if let bridge = owner?.bridge { lb_release(bridge, reference) }
    }

    /// Whether both are the same reference; two references to one function differ.
    public static func == (a: LuaFunction, b: LuaFunction) -> Bool { a === b }

    /// By the reference.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension LuaState {
    /// Compiles text, which may be any bytes, to a function.
    ///
    /// - Parameter chunkName: where messages say the text is from: `=name`, or `@file` (manual, `lua_load`).
    /// - Throws: the syntax error.
    public func function(of text: [UInt8], chunkName: String) throws(LuaError) -> LuaFunction {
        var reference: OpaquePointer?
        try perform { bridge in
            text.withUnsafeBytes { bytes in
                lb_compile(
                    bridge, bytes.assumingMemoryBound(to: CChar.self).baseAddress, bytes.count, chunkName, &reference)
            }
        }
        guard let reference else { throw .outOfMemory }
        return LuaFunction(reference, of: self)
    }

    /// The same for a text.
    public func function(of text: String, chunkName: String) throws(LuaError) -> LuaFunction {
        try function(of: Array(text.utf8), chunkName: chunkName)
    }

    /// How a function runs.
    public enum CallMode: Sendable {
        /// Ctrl-C and limits stop it.
        case run
        /// The same, but debug hooks of scripts are off: for code of our own that may come upon a script's, such as a `__tostring`.
        case quietRun
        /// Nothing stops it, no garbage is collected, and no limit of memory holds: for code of our own that runs none of a script's,
        /// finalizers included, and is soon done.
        case inside

        fileprivate var bridge: lb_mode {
            switch self {
            case .run: LB_RUN
            case .quietRun: LB_RUN_QUIETLY
            case .inside: LB_INSIDE
            }
        }
    }

    /// Calls a function.
    ///
    /// - Parameters:
    ///   - arguments: an ``LuaValue/opaque(type:)`` arrives as nil.
    ///   - bounds: how much of the results is copied.
    ///   - mode: how it runs.
    /// - Returns: all results.
    /// - Throws: the function's error; `the interpreter is running` in a host function, since runs do not nest.
    @discardableResult public func call(
        _ function: LuaFunction, _ arguments: [LuaValue] = [], bounds: LuaBounds = LuaBounds(), mode: CallMode = .run
    ) throws(LuaError) -> [LuaValue] {
        guard function.owner === self else { throw .foreignFunction }
        let given = try ValueList(arguments), results = try ValueList()
        // An error's text may be all that is left of it: `arguments` has to live until the call is over.
        try perform {
            lb_call_function($0, function.reference, given.bridge, results.bridge, lb_bounds(bounds), mode.bridge)
        }
        return results.values(of: self)
    }

    /// Runs a function without arguments, whose results stay in Lua.
    ///
    /// - Parameter receiver: is called with the results in a list, whose field `n` is their number; or, where the function fails, with nil
    ///   and the value of the error. It must run no code of scripts.
    /// - Throws: the function's error.
    public func run(_ function: LuaFunction, handingResultsTo receiver: LuaFunction) throws(LuaError) {
        guard function.owner === self, receiver.owner === self else { throw .foreignFunction }
        try perform { lb_run_function($0, function.reference, receiver.reference) }
    }

    /// Calls a function with the value of the last error, and with a table of the variables of the function that raised it, where
    /// ``keepScopeOfErrors()`` has kept them.
    public func handError(to receiver: LuaFunction) throws(LuaError) {
        guard receiver.owner === self else { throw .foreignFunction }
        try perform { lb_hand_error($0, receiver.reference) }
    }

    /// A global, read raw; nil where there is none.
    public func value(ofGlobal name: String, bounds: LuaBounds = LuaBounds()) throws(LuaError) -> LuaValue {
        let results = try ValueList()
        try perform { lb_get_global($0, name, results.bridge, lb_bounds(bounds)) }
        return results.values(of: self).first ?? .nil
    }

    /// Sets a global, without metamethods.
    public func setGlobal(_ name: String, to value: LuaValue) throws(LuaError) {
        let list = try ValueList([value])
        try perform { lb_set_global($0, name, list.bridge) }
    }
}
