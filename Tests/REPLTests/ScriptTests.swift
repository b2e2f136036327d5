import LuaHost
import REPL
import Testing

@Suite("Saved scripts") struct ScriptTests {
    @Test("A return inside of a loop does not end the script, and no two words become one")
    func returns() throws {
        let prompt = try Prompt()
        try prompt.run(
            "for k, v in pairs({a = 1, b = 2}) do if v == 2 then return k end end print('not found')", "_ .. '!'",
            "while true do return end", "x = 1('y'):upper()", "goto on do return 1 end ::on:: return 2, 3;")
        let script = prompt.session.script().text
        let other = try Prompt()
        try other.run("out = {} function print(...) out[#out + 1] = table.concat({...}, ' ') end")
        try other.run(String(script.dropFirst("#!/usr/bin/env bitrix\n".count)) + "done = true")
        #expect(try other.run("done, table.concat(out, ',')") == "true\n\"b,b!,Y\"\n")
    }

    @Test("Locals stay locals, expressions print, what failed is left out, used results become locals")
    func script() throws {
        let prompt = try Prompt()
        try prompt.run("local x = 20", "local function twice(n)\n  return n * 2\nend", "twice(x) -- forty")
        _ = prompt.failure("nosuch()")
        try prompt.run("_ + 1", "x = _2;", "=x, nil, 'three'", "local y = 5 return y", "print and nil", "{1}")
        try prompt.run("(function() ran = true end)()", "for _, v in ipairs{1} do z = v end", "-- done", "")
        let script = prompt.session.script(comments: ["Saved by a test\nand more"]).text
        // What the function for printing says is tested by what it prints; it ends at the first line that is not indented.
        #expect(script.hasPrefix("#!/usr/bin/env bitrix\n-- Saved by a testand more\nlocal function show(...)\n"))
        let rest = try #require(script.firstRange(of: "\nend\n")).upperBound
        #expect(
            script[rest...] == """
                local x = 20
                local function twice(n)
                  return n * 2
                end
                local _1 = twice(x)
                print(_1)
                local _ = _1
                local _2 = _ + 1
                print(_2)
                x = _2;
                print(x, nil, 'three')
                local y = 5 print(y)
                print(print and nil)
                show({1})
                ;(function() ran = true end)()
                for _, v in ipairs{1} do z = v end
                -- done

                """)
        let other = try Prompt()
        try other.run("local out = {} function print(v, ...) out[#out + 1] = v end bitrix = {fields = function() end}")
        try other.run(String(script.dropFirst("#!/usr/bin/env bitrix\n".count)))
        #expect(try other.run("out, ran, z") == "{40, 41, 41, 5, \"{\\n  1 = 1\\n}\"}\ntrue\n1\n")
    }

    @Test("What uses the value of an error is left out, and what uses that; the rest runs")
    func errorsAreLeftOut() throws {
        let prompt = try Prompt()
        _ = prompt.failure("error({code = 'X'})")
        try prompt.run("_e.code", "local code = _", "local function why() return _e end", "why()", "local a = 1", "a")
        try prompt.run("kept = _e", "kept", "local code = 'mine'", "code", "function f(_e) return _e end")
        let script = prompt.session.script()
        #expect(
            script.text
                == "#!/usr/bin/env bitrix\nlocal a = 1\nprint(a)\nlocal code = 'mine'\nprint(code)\n"
                + "function f(_e) return _e end\n")
        #expect(script.count == 5 && script.leftOut == 6)
    }

    @Test("What a semicolon silenced is silent in the script, and what was the last expression of a block is printed")
    func forms() throws {
        let prompt = try Prompt()
        try prompt.run(
            "5;", "local t = {n = 1}\nt.n", "t.n;", "_ + 1", "tostring(1);", "#t", "#!/bin/x\nt.n", "#!x", "{};")
        #expect(
            prompt.session.script().text
                == "#!/usr/bin/env bitrix\nlocal _ = 5\nlocal t = {n = 1}\nprint(t.n)\nlocal _3 = t.n\nlocal _ = _3\n"
                + "print(_ + 1)\nlocal _ = tostring(1)\nprint(#t)\n--#!/bin/x\nprint(t.n)\n--#!x\nlocal _ = {}\n")
    }

    @Test("Tables are printed with all values, fields in the API's order, empty ones too")
    func tables() throws {
        let prompt = try Prompt()
        try prompt.run("function get() return test.json[[{\"id\":1,\"name\":null,\"a\":{\"b\":\"c\"}}]] end")
        try prompt.run("local g = get() g.mine = true return g, nil, 'x', {10, 9, z = {}}")
        let script = prompt.session.script(of: [2...2]).text
        let other = try Prompt()
        try other.run(
            "local out = {} function print(v) out[#out + 1] = tostring(v) end bitrix = {fields = test.fields}",
            "function get() return test.json[[{\"id\":1,\"name\":null,\"a\":{\"b\":\"c\"}}]] end",
            String(script.dropFirst("#!/usr/bin/env bitrix\n".count)))
        other.screen.lines = 60
        let lines = try other.run("(table.concat(out, '¦'):gsub('\\n', '/'))")
        #expect(
            lines
                == "\"{/  id = 1/  name = null/  a = {/    b = \\\"c\\\"/  }/  mine = true/}¦nil¦x¦{/  1 = 10/  2 = 9/  z = {}/}\"\n"
        )
    }

    @Test("A range takes the inputs of those numbers; the script runs")
    func range() throws {
        let prompt = try Prompt()
        try prompt.run("local a = 1", "a", "local b = a + 1", "b", "return")
        let script = prompt.session.script(of: [1...1, 3...9]).text
        #expect(script == "#!/usr/bin/env bitrix\nlocal a = 1\nlocal b = a + 1\nprint(b)\n\n")
        let other = try Prompt()
        try other.run("local out = {} function print(...) out[#out + 1] = table.concat({...}, ' ') end")
        try other.run(String(script.dropFirst("#!/usr/bin/env bitrix\n".count)))
        #expect(try other.run("out") == "{\"2\"}\n")
    }
}
