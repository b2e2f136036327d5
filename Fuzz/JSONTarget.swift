import Glibc
import LuaHost

/// The decoder of answers: JSON text → Lua values, compared with ``ReferenceJSON``; also where memory is short.
final class JSONTarget: FuzzTarget {
    static let name = "json"

    private var lua: Interpreter?
    private var refused = 0, accepted = 0, starved = 0

    init() throws {}

    var remarks: [String] { ["\(accepted) texts read, \(refused) refused, \(starved) decodes that ran out of memory"] }

    func runCase(_ dice: inout Dice) throws -> Int {
        // A new interpreter now and then; closed, it has to have given back all of its memory.
        if lua == nil || dice.oneIn(200) {
            try lua?.close()
            lua = try Interpreter()
        }
        guard let lua else { return 0 }
        var text = JSONMaker.text(&dice)
        if dice.oneIn(2) { text = Mutation.mutated(text, &dice) }
        if dice.oneIn(50) { text = [0xEF, 0xBB, 0xBF] + text }
        let padding = dice.pick([0, 1, 63, 64, 200])
        try check(text, padding, lua)
        if dice.oneIn(4) { try starve(text, padding, lua, &dice) }
        return 1
    }

    private func check(_ text: [UInt8], _ padding: Int, _ lua: Interpreter) throws {
        let expected = ReferenceJSON.canonical(text)
        guard try lua.decoded(text, padding) == expected else {
            let small = minimised(text) { (try? lua.decoded($0, padding) != ReferenceJSON.canonical($0)) ?? false }
            func said(_ value: [UInt8]?) -> String { value.map(quoted) ?? "refused" }
            throw Finding(
                input: quoted(small), seen: "\(said(try lua.decoded(small, padding))) (\(lua.problem))",
                right:
                    "as a JSON reader by RFC 8259 and the table Values have it: \(said(ReferenceJSON.canonical(small)))"
            )
        }
        if expected == nil { refused += 1 } else { accepted += 1 }
    }

    /// With little memory: an error of Lua's, or the right value; and nothing stays behind.
    private func starve(_ text: [UInt8], _ padding: Int, _ lua: Interpreter, _ dice: inout Dice) throws {
        try lua.collect()
        let idle = lua.state.memoryUsed
        lua.state.limitMemory(to: idle + dice.small(20_000))
        let outcome = Result { try lua.decoded(text, padding) }
        lua.state.limitMemory(to: nil)
        switch outcome {
        case .success(let value):
            guard value == ReferenceJSON.canonical(text) else {
                throw Finding(
                    input: quoted(text), seen: value.map(quoted) ?? "refused",
                    right: "the same value with little memory")
            }
        case .failure(let error):
            guard "\(error)".contains("not enough memory") else {
                throw Finding(input: quoted(text), seen: "\(error)", right: "'not enough memory', and no other error")
            }
            starved += 1
        }
        try lua.collect()
        let left = lua.state.memoryUsed - idle
        guard left < 200_000 else {
            throw Finding(
                input: quoted(text), seen: "\(left) bytes stay",
                right: "memory that was used for a decode is free again")
        }
        try check(Array(#"{"works":[1,null]}"#.utf8), 64, lua)
    }
}

/// An interpreter with a function that decodes a text and describes the value.
private final class Interpreter {
    let state: LuaState
    private var text: [UInt8] = []
    private var padding = 0
    private var outcome: [UInt8]?
    /// The code of the last text that was refused.
    private(set) var problem = ""
    private var blocks = 0

    private static let source = """
        local native = ...
        local null, fields, mathtype, pack, concat = native.null, native.fields, math.type, string.pack, table.concat
        local out
        local function add(v)
          local t = type(v)
          if v == null then out[#out + 1] = "null"
          elseif t == "boolean" then out[#out + 1] = tostring(v)
          elseif mathtype(v) == "integer" then out[#out + 1] = "i" .. v
          elseif t == "number" then out[#out + 1] = "f" .. ("%u"):gsub("%%u", function()
            local n = ("<i8"):unpack(("<d"):pack(v))
            if n >= 0 then return ("%d"):format(n) end
            local q = (n >> 1) // 5
            return ("%d%d"):format(q, n - q * 10)
          end)
          elseif t == "string" then out[#out + 1] = "s" .. #v .. ":" .. v
          elseif t == "table" then
            local names = fields(v)
            if names then
              out[#out + 1] = "{"
              local seen = 0
              for _, name in ipairs(names) do
                out[#out + 1] = "s" .. #name .. ":" .. name .. "="
                if v[name] == nil then out[#out + 1] = "null" else add(v[name]) seen = seen + 1 end
                out[#out + 1] = ","
              end
              for _ in next, v do seen = seen - 1 end
              out[#out + 1] = seen == 0 and "}" or "?"
            else
              out[#out + 1] = "["
              for i = 1, #v do add(v[i]) out[#out + 1] = "," end
              local count = 0
              for _ in next, v do count = count + 1 end
              out[#out + 1] = count == #v and "]" or "?"
            end
          else out[#out + 1] = t end
        end
        function decode()
          out = {}
          local value, problem = native.json()
          if problem then native.refused(problem) else
            add(value)
            native.accepted(concat(out))
          end
          out = nil
        end
        return native
        """

    init() throws {
        state = try LuaState()
        try state.openModule(
            named: "fuzz", source: Array(Self.source.utf8),
            functions: [
                "json": { [unowned self] call in
                    let capacity = text.count + padding
                    let block = UnsafeMutablePointer<CChar>.allocate(capacity: max(capacity, 1))
                    block.initialize(repeating: 0, count: max(capacity, 1))
                    for (index, byte) in text.enumerated() { block[index] = CChar(bitPattern: byte) }
                    call.returnsJSON(block, count: text.count, capacity: capacity) { free($0) }
                },
                "accepted": { [unowned self] call in outcome = call.bytes(1) },
                "refused": { [unowned self] call in problem = call.text(1) ?? "?" },
            ])
    }

    /// What Lua sees of a text; nil where it is refused.
    func decoded(_ text: [UInt8], _ padding: Int) throws -> [UInt8]? {
        (self.text, self.padding, outcome, problem) = (text, padding, nil, "")
        try state.load(text: "decode()", chunkName: "=fuzz")
        try state.run()
        if outcome == nil, problem.isEmpty { problem = "neither a value nor a code" }
        return outcome
    }

    func collect() throws {
        try state.load(text: "collectgarbage() collectgarbage()", chunkName: "=fuzz")
        try state.run()
    }

    func close() throws {
        state.close()
        guard state.memoryUsed == 0 else {
            throw Finding(input: "", seen: "\(state.memoryUsed) bytes", right: "a closed interpreter holds no memory")
        }
    }
}
