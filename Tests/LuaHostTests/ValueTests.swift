import LuaHost
import Testing

/// Values and functions across the border, both ways.
@Suite struct ValueTests {
    private let state: LuaState

    init() throws { state = try LuaState() }

    private func results(
        _ text: String, _ arguments: [LuaValue] = [], bounds: LuaBounds = LuaBounds()
    ) throws -> [LuaValue] {
        try state.call(try state.function(of: text, chunkName: "=test"), arguments, bounds: bounds)
    }

    @Test(
        "What goes to Lua and comes back is the same",
        arguments: [
            .nil, true, false, 0, -1, .integer(.max), .integer(.min), .float(0.1), .float(-0.0), .float(1e308),
            .float(.infinity), .float(-.infinity), .float(5e-324), .string([]), .string([0, 255, 10, 0]), "ä€😀",
            .string([UInt8](repeating: 65, count: 100_000)), .null, [], [1, 2, .null, 4], ["a": ["b": ["c": [1.5]]]],
            [1: "x", -1: "y", 1.5: "z", true: false], [.null: 1],
        ] as [LuaValue])
    func roundTrip(value: LuaValue) throws {
        let back = try results("return ...", [value])
        #expect(back.count == 1)
        #expect(sorted(back[0]) == sorted(value))
    }

    /// Tables with their entries in an order that does not depend on Lua's hashes.
    private func sorted(_ value: LuaValue) -> LuaValue {
        guard let table = value.table else { return value }
        let entries = table.entries.map { LuaTable.Entry(key: $0.key, value: sorted($0.value)) }
        return .table(LuaTable(entries.sorted { "\($0.key)" < "\($1.key)" }))
    }

    @Test("Lua sees the types that Swift said: integers and floats, strings of bytes, bitrix.null as what it is")
    func types() throws {
        let text = """
            local i, f, s, t, n, b = ...
            return math.type(i), math.type(f), #s, #t, type(n), tostring(n), b == nil, select('#', ...)
            """
        let values: [LuaValue] = [7, 7.0, .string([0, 1]), ["a", "b"], .null, .nil, .nil]
        #expect(try results(text, values) == ["integer", "float", 2, 2, "userdata", "null", true, 7])
        #expect(try results("return 0/0")[0].number?.isNaN == true)
        #expect(try results("return 2^53, 3 // 1, 3 / 1") == [9007199254740992.0, 3, 3.0])
    }

    @Test("All results come, also none and many")
    func results() throws {
        #expect(try results("") == [] && results("return nil") == [.nil] && results("return nil, nil") == [.nil, .nil])
        #expect(try results("return table.unpack({}, 1, 5000)").count == 5000)
    }

    @Test("What cannot cross is opaque, by its type; as a key it is left out on the way to Lua")
    func opaque() throws {
        let values = try results("return print, coroutine.create(print), io.stdout, {[print] = 1}")
        #expect(values[0] == .opaque(type: "function") && values[1] == .opaque(type: "thread"))
        #expect(values[2] == .opaque(type: "userdata"))
        #expect(values[3].table?.entries == [.init(key: .opaque(type: "function"), value: 1)])
        let text = "local t, v = ... return next(t), v"
        #expect(try results(text, [values[3], .opaque(type: "thread")]) == [.nil, .nil])
        #expect(try results("return next((...))", [.table(LuaTable([.init(key: .float(.nan), value: 1)]))]) == [.nil])
    }

    @Test("Metamethods and metatables play no part")
    func raw() throws {
        let text = """
            local function trap() error('a metamethod ran') end
            return setmetatable({a = 1}, {__index = trap, __pairs = trap, __len = trap, __tostring = trap, __metatable = 1})
            """
        #expect(try results(text) == [["a": 1]])
        let global =
            "setmetatable(_G, {__index = function() error('ran') end, __newindex = function() error('ran') end})"
        _ = try results(global)
        #expect(try state.value(ofGlobal: "nowhere") == .nil)
        try state.setGlobal("somewhere", to: [1, 2])
        #expect(try state.value(ofGlobal: "somewhere") == [1, 2])
        #expect(try results("return #somewhere") == [2])
        try state.setGlobal("somewhere", to: .nil)
        #expect(try results("return rawget(_G, 'somewhere')") == [.nil])
    }

    @Test("Bounds: depth, number of values, bytes; what is beyond is marked or missing, and cycles end")
    func bounds() throws {
        let deep = try results("local t = {} for i = 1, 100 do t = {t} end return t", bounds: LuaBounds(depth: 2))
        #expect(deep == [[[.opaque(type: "table")]]])
        let cycle = try results("local t = {} t.t = t return t", bounds: LuaBounds(depth: 3))
        #expect(cycle == [["t": ["t": ["t": .opaque(type: "table")]]]])
        #expect(try results("return {}", bounds: LuaBounds(depth: 0)) == [.opaque(type: "table")])
        let many = try results("local t = {} for i = 1, 1000 do t[i] = i end return t", bounds: LuaBounds(values: 21))
        #expect(many[0].table?.list == (1...10).map { .integer($0) })
        let long = try results("return ('x'):rep(11), 'short', ('y'):rep(6)", bounds: LuaBounds(bytes: 10))
        #expect(long == [.opaque(type: "string"), "short", .opaque(type: "string")])
        // Far deeper than any stack: the bound itself is bounded.
        let text = "local t = {} for i = 1, 100000 do t = {t} end return t"
        #expect(try results(text, bounds: LuaBounds(depth: .max)).count == 1)
    }

    @Test("Functions that are kept can be called, with what they remember, and are let go of")
    func functions() throws {
        let bounds = LuaBounds(keepsFunctions: true)
        let made = try results("local n = 0 return {count = function(k) n = n + k return n end}, print", bounds: bounds)
        let count = try #require(made[0]["count"]?.function)
        #expect(try state.call(count, [2]) == [2] && state.call(count, [3]) == [5])
        #expect(made[1].function != nil)
        // A function goes back as itself.
        #expect(
            try results("local a, b = ... return a == b, a(1)", [.function(count), .function(count)]) == [true, 6])
        let watch = "weak = setmetatable({}, {__mode = 'k'})  return function(f) weak[f] = true end"
        let note = try #require(try results(watch, bounds: bounds)[0].function)
        var once = try results("return function() end", bounds: bounds)
        try state.call(note, once)
        let ask = "collectgarbage() collectgarbage() return next(weak) ~= nil"
        #expect(try results(ask) == [true])
        once = []
        #expect(try results(ask) == [false])
    }

    @Test("An error holds the value that was raised, its text, and its place")
    func errors() throws {
        func error(_ text: String) throws -> LuaError? {
            do throws(LuaError) {
                _ = try state.call(try state.function(of: text, chunkName: "=test"))
                return nil
            } catch {
                return error
            }
        }
        let plain = try #require(try error("\nerror('oops')"))
        #expect(plain.value == "test:2: oops" && plain.place == .init(source: "=test", line: 2))
        #expect(plain.description.hasPrefix("test:2: oops\nstack traceback:\n"))
        let object = try error("error({code = 'X', body = {data = {1}}, n = 4, ok = true})")
        #expect(object?.value["code"] == "X" && object?.value["ok"] == true)
        #expect(object?.value["body"] == .opaque(type: "table"))
        #expect(object?["n"] == "4" && object?["ok"] == nil)
        #expect(try error("error()")?.value == .nil && error("error(print)")?.value == .opaque(type: "function"))
        let trap = "error(setmetatable({a = 1}, {__tostring = function() error('again') end, __index = error}))"
        // As in lua, the error of the message handler takes the place of the first.
        #expect(try error(trap)?.value == "test:1: again")
        #expect(throws: LuaError.self) { try state.function(of: "x = = 1", chunkName: "=test") }
        #expect(throws: LuaError.self) { try state.function(of: "\u{1B}Lua", chunkName: "=test") }
    }

    @Test("Host functions get and return values; runs do not nest")
    func hostCalls() throws {
        let kept = try state.function(of: "return 1", chunkName: "=kept")
        var inner: [String] = []
        try state.openModule(
            named: "m", source: Array("return ...".utf8),
            functions: [
                "echo": { call in
                    for index in 1...call.argumentCount { call.returns(call.value(index) ?? "none") }
                },
                "count": { $0.returns($0.value(9) == nil) },
                "nest": { [state] call in
                    do throws(LuaError) { try state.call(kept) } catch { inner.append("\(error)") }
                    do throws(LuaError) { try state.setGlobal("x", to: 1) } catch { inner.append("\(error)") }
                    call.returns("done")
                },
            ])
        let text = "return m.echo({1, {a = 'b'}, [3] = m.echo}, 'x', 1.5, nil, true, print)"
        #expect(
            try results(text)
                == [[1, ["a": "b"], .nil], "x", 1.5, .nil, true, .nil].map {
                    $0 == [1, ["a": "b"], .nil] ? [1, ["a": "b"]] : $0
                })
        #expect(try results("return m.count()") == [true])
        #expect(try results("return m.nest(), x") == ["done", .nil])
        #expect(inner == ["the interpreter is running", "the interpreter is running"])
        #expect(try state.call(kept) == [1])
    }

    @Test("A function outlives its interpreter without harm, and belongs to no other")
    func closed() throws {
        let function = try state.function(of: "return 1", chunkName: "=f")
        let other = try LuaState()
        let error = #expect(throws: LuaError.self) { try other.call(function) }
        #expect(error?.description == "the function belongs to another interpreter")
        state.close()
        #expect(throws: LuaError.self) { try state.call(function) }
        #expect(throws: LuaError.self) { try state.value(ofGlobal: "print") }
    }

    @Test("Finalizers that run while values cross see nothing of it")
    func finalizers() throws {
        let text = """
            for i = 1, 200 do setmetatable({}, {__gc = function() local t = {} for j = 1, 20 do t[j] = {} end end}) end
            local a = {} for i = 1, 2000 do a[i] = {i, tostring(i)} end
            return a, ...
            """
        for _ in 0..<20 {
            let values = try results(text, [["x": [1, 2, 3]], .string([UInt8](repeating: 7, count: 5000))])
            #expect(
                values[0].table?.list.count == 2000 && values[1] == ["x": [1, 2, 3]] && values[2].bytes?.count == 5000)
        }
    }

    @Test("A call can be stopped, and a script's debug hook does not see a quiet one")
    func quiet() throws {
        _ = try results("seen = 0 debug.sethook(function() seen = seen + 1 end, 'l')")
        let function = try state.function(of: "local a = 1\nlocal b = 2\nreturn seen", chunkName: "=f")
        let before = try state.call(function, mode: .quietRun)
        #expect(try state.call(function, mode: .quietRun) == before)
        let after = try state.call(function)
        #expect((after[0].integer ?? 0) > (before[0].integer ?? 0))
    }
}
