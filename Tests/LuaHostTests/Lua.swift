import Foundation
import LuaHost

/// An interpreter for tests: the host functions `out` and `json` are globals of the module `test`.
final class Lua {
    let state: LuaState
    private(set) var output: [String] = []

    init() throws {
        state = try LuaState()
        try state.openModule(
            named: "test",
            source: Array(
                "local t = ... out, json, fields, digits, null = t.out, t.json, t.fields, t.digits, t.null return t"
                    .utf8),
            functions: [
                // Keeps its arguments as text.
                "out": { [unowned self] call in
                    output.append((0..<call.argumentCount).map { call.text($0 + 1) ?? "?" }.joined(separator: "\t"))
                },
                // Decodes its argument: value, nil; or nil, code.
                "json": { call in
                    let text = Array((call.text(1) ?? "").utf8)
                    Self.returnJSON(text, padding: call.integer(2) ?? 64, from: call)
                },
            ])
    }

    static func returnJSON(_ text: [UInt8], padding: Int64, from call: HostCall) {
        let capacity = text.count + Int(padding)
        let block = UnsafeMutablePointer<CChar>.allocate(capacity: max(capacity, 1))
        block.initialize(repeating: 0, count: max(capacity, 1))
        for (i, byte) in text.enumerated() { block[i] = CChar(bitPattern: byte) }
        call.returnsJSON(block, count: text.count, capacity: capacity) { free($0) }
    }

    /// Runs a chunk and returns what it gave to `out`.
    @discardableResult func run(_ text: String) throws -> [String] {
        output = []
        try state.load(text: text, chunkName: "=test")
        try state.run()
        return output
    }

    /// Runs a chunk that has to fail and returns the text of its error.
    func failure(_ text: String) -> String? {
        do {
            try run(text)
            return nil
        } catch {
            return (error as? LuaError)?.description
        }
    }
}
