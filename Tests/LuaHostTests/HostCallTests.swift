import Foundation
import LuaHost
import Testing

@Suite struct HostCallTests {
    /// Opens a module `m` with one function `f` and runs a chunk.
    private func run(_ text: String, _ function: @escaping (HostCall) -> Void) throws -> Lua {
        let lua = try Lua()
        try lua.state.openModule(named: "m", source: Array("return ...".utf8), functions: ["f": function])
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

    /// A function that waits for ticket 1, then 2, and so on, and returns the ticket that it waited for.
    private func runWaiting(_ text: String) throws -> [String] {
        nonisolated(unsafe) var last = 0
        return try run(text) { call in
            if let ticket = call.awaited { return call.returns(Int64(ticket)) }
            last += 1
            call.awaits(last)
        }.output
    }

    @Test("A call that waits is made again at once where nobody schedules")
    func waitsByItself() throws {
        let output = try runWaiting(
            """
            out(tostring(m.f()), tostring(coroutine.wrap(function() return m.f() end)()), tostring(m.can_wait()))
            """)
        #expect(output == ["1\t2\tfalse"])
    }

    @Test("In a coroutine of the scheduler it yields its ticket, and goes on when it is resumed")
    func waitsByYielding() throws {
        let output = try runWaiting(
            """
            local function show(...)
              local t = {...}
              for i = 1, select('#', ...) do t[i] = tostring(t[i]) end
              out(table.concat(t, ' '))
            end
            local co = coroutine.create(function(...)
              show('begins', ...)
              local ok, value = pcall(m.f, 'argument')
              show(ok, value, m.can_wait())
              show('in a coroutine of its own', coroutine.wrap(function() return m.f(), m.can_wait() end)())
              table.sort({1, 2}, function() show('in a comparator', m.f()) return false end)
              show('after a yield', coroutine.yield('x', 'y'))
              return 'done', m.f()
            end)
            show(m.resume(co, 'a', 'b'))
            show(m.resume(co, 'ignored'))
            show(m.resume(co, 'c', 'd'))
            show(m.resume(co))
            show(m.resume(co))
            show(m.resume(coroutine.create(function() error('oops', 0) end)))
            show(m.can_wait(), pcall(m.resume) == false)
            """)
        #expect(
            output == [
                "begins a b", "1", "true 1 true", "in a coroutine of its own 2 false", "in a comparator 3", "nil x y",
                "after a yield c d", "4", "true done 4", "false cannot resume dead coroutine", "false oops",
                "false true",
            ])
    }

    @Test("A waiting coroutine that somebody else resumes or closes does no harm")
    func waitsForeign() throws {
        let output = try runWaiting(
            """
            local co = coroutine.create(function() return m.f() end)
            local ticket = m.resume(co)
            out(tostring(ticket), tostring(select(2, coroutine.resume(co))))
            local closed = coroutine.create(function() m.f() end)
            out(tostring(m.resume(closed)), tostring(coroutine.close(closed)), tostring(m.f()))
            """)
        #expect(output == ["1\t1", "2\ttrue\t3"])
    }
}
