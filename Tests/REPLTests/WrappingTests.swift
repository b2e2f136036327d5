import Foundation
import LuaHost
import REPL
import TerminalText
import Testing

/// An input is wrapped before Lua sees it; nothing of that may be seen in what comes of it. Expected values are stock lua's.
@Suite("Nothing is seen of how inputs are wrapped") struct WrappingTests {
    @Test(
        "A result is the input's, through whatever return it comes",
        arguments: [
            ("for k, v in pairs({a=1,b=2}) do if v==2 then return k end end print('not found')", "\"b\"\n"),
            ("if true then return 1, nil, 3 end print(2)", "1\nnil\n3\n"),
            ("while true do return nil end f()", "nil\n"), ("do return nil, 2 end 5", "nil\n2\n"),
            ("repeat return 'x' until true 5", "\"x\"\n"), ("goto done do return 1 end ::done:: 7", "7\n"),
            ("local x = 1 for i = 1, 3 do if i == x then return i, nil end end x", "1\nnil\n"),
            ("for i = 1, 3 do if i == 4 then return i end end 'none'", "\"none\"\n"),
            ("for _, f in ipairs{function() return 8, 9 end} do return f() end 1", "8\n9\n"),
            ("if true then return end 5", ""), ("do return end", ""), ("(function() return nil, 1 end)()", "nil\n1\n"),
            ("return nil", "nil\n"), ("return (nil)", "nil\n"), ("return", ""), ("=nil, 2", "nil\n2\n"),
            ("local function f(...) return ... end f(nil, nil)", "nil\nnil\n"),
            ("local t <close> = setmetatable({}, {__close = function() end}) for i = 1, 2 do return i end t", "1\n"),
        ])
    func results(input: String, shown: String) throws {
        #expect(try Prompt().run(input) == shown)
    }

    @Test("No two words become one, and comments and long strings end where they end")
    func words() throws {
        let prompt = try Prompt()
        try prompt.run("out = {} function say(...) out[#out + 1] = table.concat({...}, ' ') end")
        #expect(prompt.failure("nil()") == "input 2:1: unexpected symbol near 'nil'")
        for input in [
            "repeat until true(say)('until')", "x = 0xA(say)('hex')", "x = 1(say)('one')", "x = nil(say)('nil')",
            "x = ...(say)('dots')", "x = {}(say)('table')", "x = [[a]](say)('long')", "x = 'a'--[[b]](say)('comment')",
            "local y = 5--[==[ c ]==](say)('level')", "local function f() end(say)('end')",
            "say('tail')--", "say('tail2') --[[ x ]]", "say('line') -- x\n-- y",
        ] { try prompt.run(input) }
        #expect(
            try prompt.run("table.concat(out, ' ')")
                == "\"until hex one nil dots table long comment level end tail tail2 line\"\n")
        #expect(!prompt.session.isComplete("x = 5 --[[ unfinished") && !prompt.session.isComplete("x = [==[ a ]]"))
        #expect(try prompt.run("local a = 1--x\nlocal b = a--[[y]]local c = b\na + b + c") == "3\n")
        #expect(try prompt.run("#!/usr/bin/env bitrix\n1 + 1") == "2\n")
    }

    @Test("Labels stay at the end of their block, and as many locals as Lua allows are allowed")
    func limits() throws {
        let prompt = try Prompt()
        #expect(try prompt.run("for i = 1, 3 do if i < 3 then goto go end n = i ::go:: end n") == "3\n")
        #expect(try prompt.run("goto out; local x = 1; ::out::") == "")
        let declaration = (1...200).map { "a\($0)" }.joined(separator: ",")
        #expect(try prompt.run("local \(declaration) = 1\na1") == "1\n")
    }

    @Test("The line of the input is in messages and tracebacks, whatever it calls")
    func tracebacks() throws {
        let prompt = try Prompt()
        for input in ["error('x')", "return error('x')", "local y = 1 for i = 1, 2 do return error('x') end y"] {
            let error = #expect(throws: LuaError.self) { try prompt.run(input) }
            let number = prompt.session.inputs.count
            #expect(error?.description.contains("\n\tinput \(number):1: in main chunk\n\t[C]: in ?") == true)
        }
    }

    @Test("Variables of the session are locals in messages about the input itself; a function's upvalues are upvalues")
    func upvalues() throws {
        let prompt = try Prompt()
        try prompt.run("local M, f = nil, nil")
        #expect(prompt.failure("M.x = 1") == "input 2:1: attempt to index a nil value (local 'M')")
        #expect(prompt.failure("M()") == "input 3:1: attempt to call a nil value (local 'M')")
        try prompt.run("function inner() return M.x end")
        #expect(prompt.failure("inner()") == "input 4:1: attempt to index a nil value (upvalue 'M')")
        try prompt.run("package.preload.mod = load([[local M return function() return M.x end]], '=mod')")
        #expect(prompt.failure("require('mod')()") == "mod:1: attempt to index a nil value (upvalue 'M')")
        #expect(prompt.failure("error('(upvalue \\'M\\')')") == "input 8:1: (upvalue 'M')")
        try prompt.run("f = function() error('deep') end")
        let error = #expect(throws: LuaError.self) { try prompt.run("f()") }
        #expect(error?.description.contains("\n\tinput 9:1: in local 'f'\n\tinput 10:1: in main chunk\n") == true)
    }

    @Test("Bytes that are no UTF-8 stay in a message as they are")
    func bytesInMessages() throws {
        let prompt = try Prompt()
        try prompt.run("local x")
        let error = #expect(throws: LuaError.self) {
            try prompt.run(String(exactly: Array("local s = '".utf8) + [0xE9] + Array("' x[s]()".utf8)))
        }
        #expect(error?.bytes.starts(with: Array("input 2:1: attempt to index a nil value (local 'x')".utf8)) == true)
        let other = #expect(throws: LuaError.self) {
            try prompt.run(String(exactly: Array("error('".utf8) + [0xE9] + Array("')".utf8)))
        }
        #expect(other?.bytes.starts(with: Array("input 3:1: ".utf8) + [0xE9, 0x0A]) == true)
    }

    @Test("What does not compile is told as that, whatever failed before it, from a file too")
    func errorOfNow() throws {
        let prompt = try Prompt()
        #expect(
            prompt.failure(
                "error(setmetatable({code = 'OLD', kind = 'api'}, {__tostring = function() return 'old' end}))")
                == "old")
        let error = #expect(throws: LuaError.self) { try prompt.session.run("x = = 1", file: "f.lua") }
        #expect(error?["code"] == nil && error?.place == nil)
        #expect(error?.description == "f.lua:1: unexpected symbol near '='")
        #expect(try prompt.run("_e") == "\"f.lua:1: unexpected symbol near '='\"\n")
    }

    @Test("In a file a sign at the beginning means nothing")
    func sign() throws {
        let error = #expect(throws: LuaError.self) { try Prompt().session.run("=1", file: "f.lua") }
        #expect(error?.description == "f.lua:1: unexpected symbol near '='")
    }
}

@Suite("What results are called") struct ResultNameTests {
    @Test("_ stays the last result, whatever an input declares or assigns")
    func underscore() throws {
        let prompt = try Prompt()
        try prompt.run("_ = 'global'", "_")
        #expect(try prompt.run("6 * 7", "local _, e = pcall(error, 'x')") == "\"x\"\n")
        #expect(try prompt.run("_, e") == "42\n\"x\"\n")
        #expect(try prompt.run("_ = 5").hasPrefix("-- _ is the prompt's own name") && prompt.run("_") == "42\n")
        #expect(prompt.failure("_1 = 5") == "input 8:1: attempt to assign to const variable '_1'")
        #expect(try prompt.run("local _1, _e = 7, 8", "_1") == "\"global\"\n")
        #expect(prompt.failure("error('bad')") != nil)
        #expect(try prompt.run("_e = 5", "_e") == "\"input 11:1: bad\"\n")
        #expect(try prompt.run("local function _() return 1 end _()", "_") == "1\n")
        #expect(try prompt.run("for _, _1 in ipairs{9} do n = _1 end n") == "9\n")
    }

    @Test("Of many results at once the first thousand have names, and that is said")
    func many() throws {
        let prompt = try Prompt()
        prompt.screen.numbersResults = true
        for count in [2000, 900_000] {
            let shown = try prompt.run(
                "table.unpack({}, 1, 0), table.unpack(setmetatable({}, {__index = function(_, i) return i end}), 1, \(count))"
            )
            #expect(shown.contains("only the first 1000 have names"))
            #expect(!shown.contains("bitrix.session"))
        }
        #expect(try prompt.run("_, _1001, _2000") == "1  -- _2001\n1  -- _2002\n1000  -- _2003\n")
        let error = try #require(prompt.failure("_3"))
        #expect(error.contains("_3 is no longer kept"))
        #expect(try prompt.run("local _3 = 1; for _2 = 1, 1 do end return _3") == "1  -- _2004\n")
    }

    @Test("Results have a budget: the oldest go, which is said; the last stays, also where it is larger")
    func budget() throws {
        var text = ""
        let lua = try LuaState()
        let session = try Session(
            lua: lua, screen: { Screen(columns: 80, lines: 24, usesColor: false) }, resultBudget: 1 << 20,
            write: { text += $0 })
        for _ in 1...3 { try session.run("('x'):rep(400000)") }
        #expect(text.hasSuffix("\n-- _1 is no longer kept: results may take 1 MB; :forget drops all\n"))
        text = ""
        try session.run("#_2, #_3")
        #expect(text == "400000  -- _4\n400000  -- _5\n")
        text = ""
        try session.run("('y'):rep(3000000);")
        #expect(text == "-- _2 to _5 are no longer kept: results may take 1 MB; :forget drops all\n")
        text = ""
        try session.run("#_, #_6")
        #expect(text.hasPrefix("3000000  -- _7\n3000000  -- _8\n"))
        #expect(throws: LuaError.self) { try session.run("_2") }
        try session.run("local t = {} for i = 1, 100000 do t[i] = {i} end t;")
        #expect(lua.memoryUsed > 4_000_000)
    }

    @Test("Who says null is told Lua's word: once, and wherever it stands alone")
    func null() throws {
        let prompt = try Prompt()
        let note = "-- Lua's word is nil; inside lists bitrix.null stands for null\n"
        #expect(try prompt.run("null") == "null\n", "the harness has a variable of this name")
        #expect(try prompt.run("_G.null = nil", "1 == null") == "false\n" + note)
        #expect(try prompt.run("2 == null") == "false\n")
        #expect(try prompt.run("null") == "nil\n" + note && prompt.run("null;") == note)
        #expect(try prompt.run("null = 5", "null") == "5\n")
        #expect(try Prompt().run("x = {null = 1}", "x.null") == "1\n")
        #expect(try Prompt().run("_G.null = nil", "local null = 1", "null") == "1\n")
    }
}
