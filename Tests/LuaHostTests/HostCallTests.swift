import Foundation
import LuaHost
import Testing

@Suite struct HostCallTests {
    /// Opens a module `m` with one function `f` and runs a chunk.
    private func run(_ text: String, _ function: @escaping (HostCall) -> Void) throws -> Lua {
        let lua = try Lua()
        try lua.state.openModule(named: "m", parts: [Array("return ...".utf8)], functions: ["f": function])
        try lua.run(text)
        return lua
    }

    @Test("Arguments are read without conversions")
    func arguments() throws {
        nonisolated(unsafe) var seen: [String] = []
        _ = try run("m.f() m.f(7, 7.0, 7.5, '7', nil, {}, true, 'Ёж\\0x')") { call in
            for i in 1...8 {
                seen.append(
                    [
                        call.integer(i).map { "i\($0)" }, call.number(i).map { "n\($0)" },
                        call.text(i).map { "s\($0)" },
                    ].compactMap { $0 }.joined(separator: " "))
            }
            seen.append("\(call.argumentCount)")
        }
        #expect(
            seen == Array(repeating: "", count: 8) + ["0"]
                + ["i7 n7.0", "i7 n7.0", "n7.5", "s7", "", "", "", "sЁж\0x", "8"])
    }

    @Test("Results arrive in order, with their types")
    func results() throws {
        let lua = try run(
            """
            local a, b, c, d, e, t, u, v = m.f()
            assert(a == nil and b == true and math.type(c) == 'integer' and c == 1 << 62)
            assert(d == 0.5 and e == 'x\\0y' and t.name == 'n' and t.count == 3 and t.missing == nil and u == '')
            assert(v == nil and select('#', m.f()) == 8)
            out('ok')
            """
        ) { call in
            call.returnsNil()
            call.returns(true)
            call.returns(Int64(1) << 62)
            call.returns(0.5)
            call.returns("x\0y")
            call.returnsTable { fields in
                fields.set("name", "n")
                fields.set("count", 3)
                fields.set("missing", nil as String?)
            }
            call.returns("")
            call.returns(nil as String?)
        }
        #expect(lua.output == ["ok"])
    }

    @Test("A host function can raise any value, and pcall catches it")
    func raising() throws {
        let lua = try run(
            "local ok, e = pcall(m.f) out(tostring(ok), e.code) ok, e = pcall(m.f, 1) out(tostring(ok), e)"
        ) { call in
            if call.argumentCount == 0 {
                call.returnsTable { $0.set("code", "X") }
            } else {
                call.returns("text")
            }
            call.raises()
        }
        #expect(lua.output == ["false\tX", "false\ttext"])
    }

    @Test("Host functions work from coroutines, metamethods, callbacks and finalizers, one inside the other")
    func everywhere() throws {
        let script = """
            local co = coroutine.wrap(function() coroutine.yield(m.f('a')) return m.f('b') end)
            out(co(), co())
            out((('x-y'):gsub('%a', m.f)))
            local t = {'c', 'a', 'b'}
            table.sort(t, function(a, b) return m.f(a) < m.f(b) end)
            out(table.concat(t))
            out(setmetatable({}, {__index = function(_, k) return m.f(k) end}).key)
            do local c <close> = setmetatable({}, {__close = function() m.f('closed') end}) end
            setmetatable({}, {__gc = function() m.f('collected') end})
            collectgarbage()
            """
        nonisolated(unsafe) var calls: [String] = []
        let lua = try run(script) { call in
            calls.append(call.text(1) ?? "?")
            call.returns("<" + (call.text(1) ?? "?") + ">")
        }
        #expect(lua.output == ["<a>\t<b>", "<x>-<y>", "abc", "<key>"])
        #expect(calls.contains("closed") && calls.contains("collected"))
    }
}
