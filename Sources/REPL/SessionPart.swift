internal import LuaHost

/// The session's Lua part, seen from Swift: its functions by name.
///
/// The part is code of our own that no script sees. Functions that may come upon a script's code, such as a `__tostring` of a value that
/// is shown, are called as runs, which Ctrl-C ends; all others inside of none.
struct SessionPart {
    private let lua: LuaState
    private let functions: [String: LuaFunction]

    /// Opens the part, with the host functions that it calls.
    init(
        _ lua: LuaState, source: [UInt8], functions: KeyValuePairs<String, (HostCall) -> Void>
    ) throws(LuaError) {
        self.lua = lua
        let part = try lua.openHiddenModule(named: "bitrix.session", source: source, functions: functions)
        var byName: [String: LuaFunction] = [:]
        for entry in part.table?.entries ?? [] {
            if let name = entry.key.text, let function = entry.value.function { byName[name] = function }
        }
        self.functions = byName
    }

    /// Asks a function that runs no code of a script; nil where it fails, for want of memory.
    func ask(_ name: String, _ arguments: LuaValue...) -> LuaValue? {
        ask(name, arguments)
    }

    /// The same, with arguments in a list.
    func ask(_ name: String, _ arguments: [LuaValue]) -> LuaValue? {
        (try? results(of: name, arguments, .inside))?.first
    }

    /// Calls a function that may come upon code of a script.
    func run(_ name: String, _ arguments: LuaValue...) throws(LuaError) {
        _ = try results(of: name, arguments, .quietRun)
    }

    /// Lets the part compile an input, with what its `load` takes.
    ///
    /// - Throws: the syntax error, also where the input is only the beginning of a chunk.
    func load(_ arguments: LuaValue...) throws(LuaError) -> LuaFunction {
        let results = try results(of: "load", arguments, .inside, keepsFunctions: true)
        if let function = results.first?.function { return function }
        throw LuaError(text: results.count > 1 ? results[1].bytes ?? [] : [])
    }

    /// Runs an input; the part keeps its results, or its error.
    func runInput(_ input: LuaFunction) throws(LuaError) {
        guard let keep = functions["keep"] else { return }
        try lua.run(input, handingResultsTo: keep)
    }

    /// Makes the last error, and the variables that were kept of it, the session's.
    func adoptError() throws(LuaError) {
        guard let adopt = functions["adopt"] else { return }
        try lua.handError(to: adopt)
    }

    private func results(
        of name: String, _ arguments: [LuaValue], _ mode: LuaState.CallMode, keepsFunctions: Bool = false
    ) throws(LuaError) -> [LuaValue] {
        guard let function = functions[name] else { return [] }
        return try lua.call(function, arguments, bounds: LuaBounds(keepsFunctions: keepsFunctions), mode: mode)
    }
}
