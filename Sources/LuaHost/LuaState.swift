internal import Glibc
internal import LuaBridge

/// A Lua 5.4 interpreter.
///
/// Lua errors come back as thrown ``LuaError``s; none ever jumps over a Swift frame. A state belongs to the thread that
/// made it. It lives until ``close()``, which runs pending finalizers; a state that is merely let go is closed, too.
///
/// ```swift
/// let lua = try LuaState()
/// try lua.load(text: "print(6 * 7)", chunkName: "=example")
/// try lua.run()                                    // prints 42
/// ```
public final class LuaState {
    var bridge: OpaquePointer?

    /// Owners of the registered host functions: the interpreter holds plain pointers to them until it is closed.
    var functions: [HostFunction] = []

    /// Opens an interpreter with the standard libraries and, as `lua` does, with the generational collector.
    ///
    /// - Parameter ignoringEnvironment: lua's `-E`: `LUA_PATH` and `LUA_CPATH` are not read.
    /// - Throws: a ``LuaError`` where there is not enough memory.
    public init(ignoringEnvironment: Bool = false) throws(LuaError) {
        guard let bridge = lb_open(ignoringEnvironment) else { throw .outOfMemory }
        self.bridge = bridge
    }

    deinit { close() }

    /// Closes the interpreter: to-be-closed variables and finalizers run. Afterwards every call throws.
    ///
    /// - Parameter atExit: the process ends right after, so Lua's memory is not given back piece by piece.
    /// - Returns: why finalizers were stopped, where they were.
    @discardableResult public func close(atExit: Bool = false) -> Stop? {
        var signal: Int32 = 0
        let reason = atExit ? lb_close_at_exit(bridge, &signal) : lb_close(bridge, &signal)
        bridge = nil
        functions = []
        return Stop(reason, endSignal: signal)
    }

    /// Why a run was ended from outside.
    public struct Stop: Equatable, Sendable {
        /// `INTERRUPTED` for Ctrl-C, or that of a limit: `TIME_LIMIT`.
        public let code: String
        /// The same in words.
        public let message: String
        /// Whether it was Ctrl-C, or a signal that asks the process to end, and no limit.
        public let isInterrupt: Bool
        /// SIGINT for Ctrl-C, SIGTERM or SIGHUP; nil for a limit.
        public let signal: Int32?

        init?(_ reason: lb_stop_reason, endSignal: Int32) {
            guard reason != LB_STOP_NONE else { return nil }
            code = String(cString: lb_stop_code(reason))
            message = String(cString: lb_stop_message(reason))
            signal = reason == LB_STOP_INTERRUPT ? SIGINT : reason == LB_STOP_TERMINATE ? endSignal : nil
            isInterrupt = signal != nil
        }
    }

    /// The bytes that Lua's allocator holds now; 0 after ``close()``.
    public var memoryUsed: Int { bridge.map { lb_memory_used($0) } ?? 0 }

    /// Limits what Lua may allocate, in bytes; nil lifts the limit. Beyond it Lua raises "not enough memory".
    ///
    /// - Parameter stoppingRun: a run that was refused memory is stopped for good, even if it catches that error.
    public func limitMemory(to bytes: Int?, stoppingRun: Bool = false) {
        guard let bridge else { return }
        lb_memory_limit(bridge, bytes.map { max(1, $0) } ?? 0, stoppingRun)
    }

    /// Writes warnings by a function, which gets them in pieces, instead of to standard error.
    public func writeWarnings(by write: @escaping @convention(c) (UnsafePointer<CChar>) -> Void) {
        guard let bridge else { return }
        lb_write_warnings_by(bridge, write)
    }

    /// Switches warnings on, as lua's `-W` (manual, `warn`).
    public func enableWarnings() {
        guard let bridge else { return }
        lb_warnings_on(bridge)
    }

    /// The release and copyright line of the Lua that is linked in, as `lua -v` prints it.
    public static var copyright: String { String(cString: lb_copyright()) }
}

// MARK: - Chunks

extension LuaState {
    /// Compiles a file; nil is standard input. A first line that begins with `#` and a UTF-8 mark are skipped.
    ///
    /// - Parameters:
    ///   - path: a file name, which may be any bytes; a Swift string can be passed as it is.
    ///   - allowingBytecode: a file that begins with precompiled code is refused otherwise.
    /// - Throws: stock lua's messages: `cannot open x.lua: No such file or directory`, or the syntax error.
    public func load(file path: UnsafePointer<CChar>?, allowingBytecode: Bool = false) throws(LuaError) {
        try perform { lb_load_file($0, path, allowingBytecode) }
    }

    /// Compiles text, which may be any bytes, as one chunk.
    ///
    /// - Parameter chunkName: where messages say the text is from: `=name`, or `@file` (manual, `lua_load`).
    public func load(text: UnsafePointer<CChar>, chunkName: String) throws(LuaError) {
        try perform { lb_load_text($0, text, strlen(text), chunkName) }
    }

    /// What a line at the prompt turned out to be.
    public enum Input {
        /// A chunk that is ready to run.
        case complete
        /// The beginning of a chunk: more lines are needed, or, at the end of input, this is the error.
        case incomplete(LuaError)
    }

    /// Compiles one input of a prompt, named `stdin`: as an expression where that compiles and is wanted, else as a
    /// statement. Nothing is run, so a failing expression is never run twice.
    public func load(input: [UInt8], asExpression: Bool) throws(LuaError) -> Input {
        guard let bridge else { throw .closed }
        let status = input.withUnsafeBytes { bytes in
            let chars = bytes.assumingMemoryBound(to: CChar.self)
            return chars.baseAddress.map { lb_load_input(bridge, $0, chars.count, asExpression) }
                ?? lb_load_input(bridge, "", 0, asExpression)
        }
        switch status {
        case LB_OK: return .complete
        case LB_INCOMPLETE: return .incomplete(failure(of: bridge))
        default: throw failure(of: bridge)
        }
    }

    /// Runs the loaded chunk and drops its results.
    ///
    /// - Parameter passingArguments: hands it the positive elements of the global `arg`, as lua does for a script.
    public func run(passingArguments: Bool = false) throws(LuaError) {
        try perform { lb_run($0, passingArguments) }
    }

    /// Runs the loaded chunk and hands its results, where there are any, to the global `print`.
    public func runPrintingResults() throws(LuaError) {
        try perform { lb_run_printing($0) }
    }

    /// Calls `require(module)` and stores the result in a global (lua's `-l`).
    public func require(_ module: UnsafePointer<CChar>, asGlobal global: UnsafePointer<CChar>) throws(LuaError) {
        try perform { lb_require($0, global, module) }
    }
}

// MARK: - Stopping

extension LuaState {
    /// Lets Ctrl-C, SIGTERM and SIGHUP stop what runs, and limits stop it for good. Those signals and SIGALRM are taken while a
    /// chunk runs, so this is for the one interpreter of a program.
    public func handleSignals() {
        guard let bridge else { return }
        lb_handle_signals(bridge)
    }

    /// Limits the time that all runs together may take, in seconds; then the run is stopped. Needs ``handleSignals()``.
    ///
    /// - Parameter perRun: each run may take so long, as at a prompt.
    public func limitTime(to seconds: Double, perRun: Bool = false) {
        guard let bridge else { return }
        lb_time_limit(bridge, Int64((seconds * 1000).rounded(.up)), perRun)
    }

    /// Whether Ctrl-C only ever stops the run, as a prompt wants it. Else a second one within a second ends the process.
    ///
    /// - Parameter deafText: What is said once on standard error where a run goes on though it was stopped two seconds ago; then
    ///   the next Ctrl-C ends the process.
    public func returnToPrompt(onInterrupt returns: Bool, deafText: String? = nil) {
        guard let bridge else { return }
        // Kept for ever: a signal handler may read it at any time.
        lb_interrupts_return_to_prompt(bridge, returns, deafText.flatMap { UnsafePointer(strdup($0)) })
    }

    /// Whether the running chunk is to stop, by Ctrl-C or a limit. A host function that waits asks this and returns
    /// then; what it returns is dropped, and the stop is raised in its place.
    public var isStopPending: Bool { bridge.map { lb_stop_pending($0) } ?? false }

    /// Whether this run, or the last one, was stopped from outside, even if the script caught that.
    public var wasStopped: Bool { bridge.map { lb_stopped($0) != LB_STOP_NONE } ?? false }

    /// Why the last run was stopped, where it was.
    public var stop: Stop? { bridge.flatMap { Stop(lb_stopped($0), endSignal: lb_end_signal($0)) } }

    /// SIGTERM or SIGHUP, once one has come during a run: the process is to end.
    public var endSignal: Int32? { bridge.map { lb_end_signal($0) }.flatMap { $0 == 0 ? nil : $0 } }

    /// Stops the running chunk because it has sent as many requests as it may; for host functions.
    public func stopForTooManyRequests() {
        guard let bridge else { return }
        lb_stop(bridge, LB_STOP_REQUESTS)
    }
}

// MARK: - Globals and modules

extension LuaState {
    /// Lets `require` look for Lua modules beside a script, after `package.path` and before C modules. Nothing changes
    /// where the script is in the current directory, in which `package.path` looks anyway.
    public func searchModules(beside script: UnsafePointer<CChar>) throws(LuaError) {
        try perform { lb_search_beside($0, script) }
    }

    /// Sets the global `arg`, where element `i - script` is argument `i`.
    ///
    /// - Parameters:
    ///   - arguments: as `main` gets them; copied.
    ///   - script: the index of the script's name, which becomes element 0.
    public func setArguments(
        _ arguments: UnsafePointer<UnsafePointer<CChar>?>, count: Int, script: Int
    ) throws(LuaError) {
        try perform { lb_set_arguments($0, arguments, Int32(count), Int32(script)) }
    }

    /// The bytes of `tostring` of a global, whose metamethods are run; nil where the global is nil or has no text.
    public func text(ofGlobal name: String) -> [UInt8]? {
        guard let bridge else { return nil }
        let text = lb_global_text(bridge, name)
        return text.bytes == nil ? nil : bytes(of: text)
    }

    /// The last error, and why the last run was stopped, are known no more.
    public func forgetError() {
        guard let bridge else { return }
        lb_forget_error(bridge)
    }

    /// From now on the variables of a function that raises an error are kept until the next run, for ``names(in:)``.
    public func keepScopeOfErrors() {
        guard let bridge else { return }
        lb_keep_error_scope(bridge)
    }

    /// The names in the table at a path, or of all variables for nil; none where there is no table.
    ///
    ///     lua.names(in: "c._included")   // ["company"]
    ///
    /// - Parameter path: A variable where the last error was raised, or a global, with fields behind it. Metamethods are not run.
    public func names(in path: String?) -> [String] {
        guard let bridge else { return [] }
        let text = path.map { lb_names(bridge, $0) } ?? lb_names(bridge, nil)
        return String(decoding: bytes(of: text), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// What is at a path where the last error was raised, read raw; see ``Members``.
    ///
    ///     lua.members(at: "list\n#1\n._included")   // kind "record", names ["company"], isNull("company")
    ///
    /// - Parameter path: a variable, then steps with a line end before each: `.name`, `#number`, `$variable`.
    /// - Returns: nil without memory.
    public func members(at path: String) -> Members? {
        guard let bridge else { return nil }
        let text = lb_members(bridge, path)
        return text.bytes == nil ? nil : Members(String(decoding: bytes(of: text), as: UTF8.self))
    }

    /// Whether a text is a whole chunk. Nothing is run; a chunk that was loaded before is gone, and what is known of the last
    /// error with it.
    public func compiles(_ text: String) -> Bool {
        guard case .complete? = try? load(input: Array(text.utf8), asExpression: true) else { return false }
        return true
    }

    /// Opens a module: runs its Lua part with a table of its host functions as argument, and stores what that returns
    /// as `package.loaded[name]` and as the global of that name. Its chunk is called `[name]` in messages.
    ///
    /// The table also holds `null` (what a null inside a JSON array becomes), `fields` (the member names of a decoded
    /// object, in the order of the JSON text), `part` (further parts that a release build holds compiled), and, for a
    /// scheduler of coroutines in which host functions may wait (``HostCall/awaits(_:)``), `resume` and `can_wait`.
    public func openModule(
        named name: String, source: [UInt8], functions: KeyValuePairs<String, (HostCall) -> Void>
    ) throws(LuaError) {
        try openModule(named: name, source: source, functions: functions, results: nil)
    }

    /// Opens a module that no script sees: runs its Lua part as ``openModule(named:source:functions:)`` does, and hands out what that
    /// returns, with functions that can be called.
    public func openHiddenModule(
        named name: String, source: [UInt8], functions: KeyValuePairs<String, (HostCall) -> Void>
    ) throws(LuaError) -> LuaValue {
        let results = try ValueList()
        try openModule(named: name, source: source, functions: functions, results: results)
        return results.values(of: self).first ?? .nil
    }

    private func openModule(
        named name: String, source: [UInt8], functions: KeyValuePairs<String, (HostCall) -> Void>, results: ValueList?
    ) throws(LuaError) {
        let boxes = functions.map { HostFunction(name: $0.key, body: $0.value) }
        self.functions += boxes
        let entries = boxes.map(\.entry)
        try perform { bridge in
            source.withUnsafeBytes { bytes in
                let chars = bytes.assumingMemoryBound(to: CChar.self)
                let text = lb_text(bytes: chars.baseAddress ?? emptyText, count: chars.count)
                return lb_open_module(bridge, name, text, entries, entries.count, results?.bridge)
            }
        }
    }
}

// MARK: - Failures

extension LuaState {
    func perform(_ operation: (OpaquePointer) -> lb_status) throws(LuaError) {
        guard let bridge else { throw .closed }
        switch operation(bridge) {
        case LB_OK: return
        case LB_BUSY: throw .running
        default: throw failure(of: bridge)
        }
    }

    func failure(of bridge: OpaquePointer) -> LuaError {
        let text = bytes(of: lb_failure_text(bridge))
        let words = String(decoding: text, as: UTF8.self)
        if let stop, lb_stopped(bridge) == LB_STOP_MEMORY, words.contains("not enough memory"),
            !words.contains(stop.code)
        {
            // Not even the error object found room, or its text.
            return LuaError(
                bytes: Array("\(stop.code): \(stop.message)".utf8),
                value: ["kind": "limit", "code": .string(stop.code), "message": .string(stop.message)])
        }
        var value = LuaValue.nil
        if let list = try? ValueList() {
            lb_error_value(bridge, list.bridge, lb_bounds(LuaError.bounds))
            value = list.values(of: nil).first ?? .nil
        }
        var source: UnsafePointer<CChar>?
        let line = Int(lb_failure_line(bridge, &source))
        let place = source.flatMap { line > 0 ? LuaError.Place(source: String(cString: $0), line: line) : nil }
        let isInterrupt = stop.map { $0.isInterrupt && words.contains($0.message) } ?? false
        return LuaError(bytes: text, value: value, place: place, isInterrupt: isInterrupt)
    }

    func bytes(of text: lb_text) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: text.bytes, count: text.count))
    }
}
