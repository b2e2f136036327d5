internal import LuaBridge

// MARK: - A session at a prompt

extension LuaState {
    /// Opens the Lua part of a session: runs it with a table of its host functions as argument and keeps the table that it
    /// returns where no script sees it. Once per interpreter.
    ///
    /// The part's `load` gets the texts of ``loadInput(_:)`` and returns a function, or nil, a message and whether the text
    /// is the beginning of a chunk. Its `keep` gets the results of ``runInput()``, its field `error` the value of an error.
    public func openSession(
        source: [UInt8], functions: KeyValuePairs<String, (HostCall) -> Void>
    ) throws(LuaError) {
        let boxes = functions.map { HostFunction(name: $0.key, body: $0.value) }
        self.functions += boxes
        let entries = boxes.map(\.entry)
        try perform { bridge in
            source.withUnsafeBytes { bytes in
                let chars = bytes.assumingMemoryBound(to: CChar.self)
                let text = lb_text(bytes: chars.baseAddress ?? emptyText, count: chars.count)
                return lb_session_open(bridge, text, entries, entries.count)
            }
        }
    }

    /// Lets the session's part compile an input; nothing is run.
    public func loadInput(_ texts: [[UInt8]]) throws(LuaError) -> Input {
        guard let bridge else { throw .closed }
        switch withTexts(texts, { lb_session_load(bridge, $0, $1) }) {
        case LB_OK: return .complete
        case LB_INCOMPLETE: return .incomplete(failure(of: bridge))
        default: throw failure(of: bridge)
        }
    }

    /// Runs what ``loadInput(_:)`` compiled, and hands its results to the part.
    public func runInput() throws(LuaError) {
        try perform { lb_session_run($0) }
    }

    /// Makes the error of the last run that of the session, and the variables of the function that raised it, where
    /// ``keepScopeOfErrors()`` has kept them, variables of the session.
    public func adoptError() throws(LuaError) {
        try perform { lb_session_adopt_error($0) }
    }

    /// Calls a function of the session's part, as a run that Ctrl-C and limits can stop.
    ///
    /// - Returns: the bytes of the string that it returns; nil where it returns none.
    @discardableResult public func callSession(_ function: String, _ texts: [[UInt8]]) throws(LuaError) -> [UInt8]? {
        guard let bridge else { throw .closed }
        var result = lb_text()
        guard withTexts(texts, { lb_session_call(bridge, function, $0, $1, &result) }) == LB_OK else {
            throw failure(of: bridge)
        }
        return result.bytes == nil ? nil : bytes(of: result)
    }

    /// Hands texts over as one block of memory, so that no pointer outlives the closure it was made for.
    private func withTexts(
        _ texts: [[UInt8]], _ body: (UnsafePointer<lb_text>, Int) -> lb_status
    ) -> lb_status {
        let block = texts.flatMap { $0 }
        return block.withUnsafeBytes { bytes in
            let chars = bytes.assumingMemoryBound(to: CChar.self)
            var offset = 0
            let list = texts.map { text in
                defer { offset += text.count }
                return lb_text(bytes: chars.baseAddress.map { $0 + offset } ?? emptyText, count: text.count)
            }
            return list.withUnsafeBufferPointer { buffer in
                guard let start = buffer.baseAddress else {
                    var none = lb_text()
                    return body(&none, 0)
                }
                return body(start, buffer.count)
            }
        }
    }
}
