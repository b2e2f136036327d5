import Foundation
import LuaHost
import Synchronization
import Testing

/// Law 1: no error jumps over a Swift frame. The allocator's limit is swept upwards in small steps over scripts that call
/// host functions from every place, so that each allocation fails once. Whatever fails, every Swift object that was
/// born has died, every buffer is freed, and the interpreter works afterwards.
@Suite(.serialized) struct MemoryTests {
    /// Lives while a host function runs; a jump over its frame would leave it alive for ever.
    private final class Witness {
        static let born = Atomic(0)
        static let died = Atomic(0)
        init() { Self.born.add(1, ordering: .relaxed) }
        deinit { Self.died.add(1, ordering: .relaxed) }
    }

    private static let blocksHandedOver = Atomic(0)
    private static let blocksFreed = Atomic(0)

    /// A state with the host functions `m.echo`, `m.fail`, `m.json` and `m.late`, which waits.
    private func makeState() throws -> LuaState {
        let state = try LuaState()
        try state.openModule(
            named: "m", source: Array("return ...".utf8),
            functions: [
                "echo": { call in
                    let witness = Witness()
                    defer { withExtendedLifetime(witness) {} }
                    call.returns(call.text(1))
                    call.returnsTable { $0.set("text", call.text(1)) }
                },
                "fail": { call in
                    let witness = Witness()
                    defer { withExtendedLifetime(witness) {} }
                    call.returnsTable { $0.set("code", "FAILED") }
                    call.raises()
                },
                "late": { call in
                    let witness = Witness()
                    defer { withExtendedLifetime(witness) {} }
                    guard let ticket = call.awaited else { return call.awaits(7) }
                    call.returnsTable { $0.set("ticket", ticket) }
                },
                "json": { call in
                    let witness = Witness()
                    defer { withExtendedLifetime(witness) {} }
                    let json = #"{"a":[1,null,{"b":"text that is longer than forty characters, to be sure"}],"c":null}"#
                    let text = Array(json.utf8)
                    let block = UnsafeMutablePointer<CChar>.allocate(capacity: text.count + 64)
                    block.initialize(repeating: 0, count: text.count + 64)
                    for (i, byte) in text.enumerated() { block[i] = CChar(bitPattern: byte) }
                    MemoryTests.blocksHandedOver.add(1, ordering: .relaxed)
                    call.returnsJSON(block, count: text.count, capacity: text.count + 64) { block in
                        MemoryTests.blocksFreed.add(1, ordering: .relaxed)
                        free(block)
                    }
                },
            ])
        return state
    }

    private static let scripts = [
        "plain code": "for i = 1, 20 do local s, t = m.echo(('x'):rep(i * 10)) m.json() end",
        "pcall": "for i = 1, 20 do pcall(m.fail) pcall(m.json) local ok, e = xpcall(m.fail, debug.traceback) end",
        "coroutines": """
        for i = 1, 10 do
            local co = coroutine.wrap(function(...) for j = 1, 5 do coroutine.yield(m.echo('y'), m.json()) end m.fail() end)
            for j = 1, 5 do co() end
            pcall(co)
        end
        """,
        "metamethods": """
        for i = 1, 20 do
            local t = setmetatable({}, {__index = function(_, k) return (m.echo(k)) end, __gc = function() m.json() end})
            local s = t.name .. t.other
            local c <close> = setmetatable({}, {__close = function() m.echo('closed') m.json() end})
        end
        collectgarbage()
        """,
        "waiting": """
        for i = 1, 20 do
            local co = coroutine.create(function() local ok, t = pcall(m.late) m.late() return t.ticket end)
            local first, second = m.resume(co), m.resume(co)
            local ok, ticket = m.resume(co)
            if coroutine.status(co) == 'dead' and ok == true then assert(first == 7 and second == 7) end
            if ok == false then error(ticket, 0) end
            m.late()
        end
        """,
        "gsub": "local s = ('a b c '):rep(20):gsub('%a', function(c) return (m.echo(c .. c)) end)",
        "sort": """
        local t = {}
        for i = 1, 40 do t[i] = tostring(i * 7919 % 101) end
        table.sort(t, function(a, b) m.json() return (m.echo(a)) < (m.echo(b)) end)
        """,
        "require": """
        for i = 1, 10 do
            package.loaded.part = nil
            package.preload.part = function(name) return {name = m.echo(name), data = m.json()} end
            assert(require('part').name == 'part')
        end
        """,
    ]

    @Test(
        "At every limit: nothing leaks, nothing crashes, and the interpreter goes on", arguments: scripts.keys.sorted())
    func sweep(name: String) throws {
        let script = try #require(Self.scripts[name])
        let state = try makeState()
        func run(_ text: String) throws {
            try state.load(text: text, chunkName: "=sweep")
            try state.run()
        }
        let collect = "collectgarbage() collectgarbage()"
        try run(script)
        try run(collect)
        let idle = state.memoryUsed

        var failures = 0
        var successes = 0
        var room = 0
        while successes < 3 {
            state.limitMemory(to: idle + room)
            do {
                try run(script)
                successes += 1
            } catch let error as LuaError {
                #expect(error.description.contains("not enough memory"))
                failures += 1
            }
            state.limitMemory(to: nil)
            try run("assert(m.echo('works') == 'works' and m.json().a[2] ~= nil and not pcall(m.fail)) " + collect)
            #expect(Witness.born.load(ordering: .relaxed) == Witness.died.load(ordering: .relaxed))
            #expect(Self.blocksHandedOver.load(ordering: .relaxed) == Self.blocksFreed.load(ordering: .relaxed))
            room += 16
            try #require(room < 10_000_000, "the script never had enough")
        }
        #expect(failures > 20)
        #expect(state.memoryUsed < idle + 20_000, "memory stays behind")
        print(
            "sweep over \(name): \(failures + successes) limits, \(failures) memory errors,",
            "\(Witness.born.load(ordering: .relaxed)) objects born so far, as many died")
        state.close()
        #expect(state.memoryUsed == 0)
    }

    @Test("At every limit values cross whole or not at all: calls, globals, kept functions, error values")
    func sweepOverCalls() throws {
        let state = try makeState()
        let text = """
            local t, f = ...
            local made = {t = t, list = {}, name = ('x'):rep(100)}
            for i = 1, 10 do made.list[i] = {id = i, name = m.echo('y' .. i)} end
            if t.fails then error({code = 'X', t = made}) end
            return made, function(n) return n, made end, f
            """
        let given: LuaValue = ["a": [1, 2, ["b": .string([UInt8](repeating: 98, count: 300))]], "n": .null]
        let bounds = LuaBounds(keepsFunctions: true)
        func once() throws(LuaError) {
            let function = try state.function(of: text, chunkName: "=sweep")
            let results = try state.call(function, [given, .function(function)], bounds: bounds)
            #expect(results.count == 3 && results[0]["list"]?.table?.list.count == 10)
            #expect(results[0]["t"]?["a"]?.table?.list.last?["b"]?.bytes?.count == 300)
            if let inner = results[1].function { #expect(try state.call(inner, [5])[0] == 5) }
            try state.setGlobal("kept", to: results[0])
            #expect(try state.value(ofGlobal: "kept")["name"]?.bytes?.count == 100)
            do throws(LuaError) {
                try state.call(function, [["fails": true]])
                Issue.record("it has to fail")
            } catch {
                if error.description.contains("not enough memory") { throw error }
                #expect(error.value["code"] == "X")
            }
            try state.setGlobal("kept", to: .nil)
        }
        func collect() throws {
            try state.load(text: "kept = nil collectgarbage() collectgarbage()", chunkName: "=collect")
            try state.run()
        }
        try once()
        try once()
        try collect()
        let idle = state.memoryUsed
        var failures = 0, successes = 0, room = 0
        while successes < 3 {
            state.limitMemory(to: idle + room)
            do throws(LuaError) {
                try once()
                successes += 1
            } catch {
                #expect(error.description.contains("not enough memory"), "\(error)")
                failures += 1
            }
            state.limitMemory(to: nil)
            try collect()
            #expect(Witness.born.load(ordering: .relaxed) == Witness.died.load(ordering: .relaxed))
            room += 16
            try #require(room < 10_000_000, "it never had enough")
        }
        #expect(failures > 20)
        #expect(state.memoryUsed < idle + 20_000, "memory stays behind")
        print("sweep over calls: \(failures + successes) limits, \(failures) memory errors")
        state.close()
    }
}
