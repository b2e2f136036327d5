import LuaHost
import REPL
import Testing

@Suite("Variables from one input to the next") struct LocalTests {
    @Test("A local is there in later inputs, and is no global")
    func survives() throws {
        let prompt = try Prompt()
        try prompt.run("local x = 1")
        #expect(try prompt.run("x") == "1\n")
        #expect(try prompt.run("x + 1, _G.x") == "2\nnil\n")
        #expect(try prompt.run("x = x + 41", "x") == "42\n")
        #expect(try prompt.run("_G.x") == "nil\n")
    }

    @Test("Functions made earlier see what is assigned later, and the other way round")
    func shares() throws {
        let prompt = try Prompt()
        try prompt.run("local n = 0", "function step() n = n + 1 return n end", "local function peek() return n end")
        #expect(try prompt.run("step(), step(), peek()") == "1\n2\n2\n")
        #expect(try prompt.run("n = 10", "step(), peek(), n") == "11\n11\n11\n")
    }

    @Test("A new declaration hides the old variable, which older functions keep")
    func shadows() throws {
        let prompt = try Prompt()
        try prompt.run("local x = 1", "local function old() return x end", "local x = x + 1")
        #expect(try prompt.run("x, old()") == "2\n1\n")
        #expect(
            try prompt.run("local x = 3 local f = function() return x end local x = 4 g = f", "x, f(), g()")
                == "4\n3\n3\n")
    }

    @Test("Several names, no value, functions that call themselves, attributes")
    func forms() throws {
        let prompt = try Prompt()
        #expect(try prompt.run("local a, b, c = 1, 2", "a, b, c") == "1\n2\nnil\n")
        #expect(try prompt.run("local d", "d") == "nil\n")
        #expect(try prompt.run("d = 5", "d") == "5\n")
        #expect(
            try prompt.run("local function fact(n) return n < 2 and 1 or n * fact(n - 1) end", "fact(5)") == "120\n")
        #expect(try prompt.run("local k <const>, l <const> = 7, {1}", "k, l[1]") == "7\n1\n")
    }

    @Test("A constant stays constant until it is declared again", arguments: ["5", "math.pi", "nil"])
    func constants(value: String) throws {
        let prompt = try Prompt()
        try prompt.run("local k <const> = \(value)")
        #expect(prompt.failure("k = 1") == "input 2:1: attempt to assign to const variable 'k'")
        #expect(try prompt.run("local k = 2", "k = k + 1", "k") == "3\n")
    }

    @Test("A variable to be closed is closed with its input and does not stay")
    func closes() throws {
        let prompt = try Prompt()
        try prompt.run(
            "local x = 'older'",
            "local x <close> = setmetatable({}, {__close = function() closed = true end}) seen = closed")
        #expect(try prompt.run("seen, closed, x") == "nil\ntrue\n\"older\"\n")
    }

    @Test("Locals of blocks and functions stay inside")
    func blocks() throws {
        let prompt = try Prompt()
        try prompt.run(
            "do local x = 1 end for i = 1, 2 do local y = i end function f() local z = 1 end if true then local w end")
        #expect(try prompt.run("x, y, z, w, i") == "nil\nnil\nnil\nnil\nnil\n")
    }

    @Test("An input that fails keeps what was set before, and does no harm to older variables")
    func failsHalfway() throws {
        let prompt = try Prompt()
        try prompt.run("local a, b = 'old a', 'old b'")
        #expect(
            prompt.failure("local a = 'new a'\nlocal c = a .. '!'\nfunction get() return c end\nlocal b = nosuch.field")
                == "input 2:4: attempt to index a nil value (global 'nosuch')")
        #expect(try prompt.run("a, b, c") == "\"new a\"\n\"old b\"\n\"new a!\"\n")
        #expect(try prompt.run("c = 1", "get()") == "1\n")
        #expect(prompt.failure("local a = ") == "input 6:1: unexpected symbol near <eof>")
        #expect(try prompt.run("a") == "\"new a\"\n")
    }

    @Test(
        "Positions in messages are those of the text",
        arguments: [
            ("local x = 1\nlocal y = 2\n\nerror('here')", "input 2:4: here"),
            ("s = 1\nlocal z = s\n+ {}", "input 2:3: attempt to perform arithmetic on a table value"),
            ("string.rep()", "input 2:1: bad argument #1 to 'rep' (string expected, got no value)"),
            ("string.rep(x)", "input 2:1: bad argument #2 to 'rep' (number expected, got no value)"),
            ("x.y.z = 1", "input 2:1: attempt to index a number value (local 'x')"),
            ("local q = 1 local function q end", "input 2:1: '(' expected near 'end'"),
            ("local t = 1\nx y", "input 2:2: syntax error near 'y'"),
            ("end x", "input 2:1: <eof> expected near 'end'"),
            ("end return function(...) print(x)", "input 2:1: <eof> expected near 'end'"),
        ])
    func positions(input: String, message: String) throws {
        let prompt = try Prompt()
        try prompt.run("local x = 5")
        #expect(prompt.failure(input) == message)
    }

    @Test("Every statement stays a statement of its own behind a declaration")
    func boundaries() throws {
        let prompt = try Prompt()
        try prompt.run("local log = {}", "local function add(v) log[#log + 1] = v return add end")
        try prompt.run("local x = 5\n(add)('bracket')")
        try prompt.run("local s = 'text' (add)('string') local t = {1, {2}} (add)('table')")
        try prompt.run("local f = function() if true then return 1 end end (add)('function')")
        try prompt.run("local c = add('a')('b') add'c' -- no more")
        try prompt.run("local v = not #log == -1 and 1 or ~2 & #'4' ; add('end')")
        try prompt.run("goto done; local u = 1 ::done::")
        try prompt.run("local w = (add)\n('call')")
        #expect(
            try prompt.run("table.concat(log, ' ')") == "\"bracket string table function a b c end call\"\n")
        #expect(
            try prompt.run("type(x) .. type(s) .. type(t) .. type(f) .. type(c) .. type(v)")
                == "\"numberstringtablefunctionfunctionnumber\"\n")
    }

    @Test("Three hundred variables in as many inputs, used forty at a time and all in functions")
    func manyLocals() throws {
        let prompt = try Prompt()
        for i in 1...300 { try prompt.run("local v\(i) = \(i)") }
        let sum = (1...230).map { "v\($0)" }.joined(separator: "+")
        #expect(try prompt.run(sum) == "26565\n")
        #expect(try prompt.run("v300 + v1") == "301\n")
        let all = (1...300).map { "v\($0)" }.joined(separator: "+")
        #expect(prompt.failure(all) == "input 303:1: an input can use at most 239 variables of the session")
        #expect(try prompt.run("local v1 = 0", "v1") == "0\n")
    }

    @Test("As many locals in one input as Lua allows")
    func twoHundred() throws {
        let prompt = try Prompt()
        try prompt.run((1...200).map { "local w\($0) = \($0)" }.joined(separator: "\n"))
        #expect(try prompt.run("w1 + w200") == "201\n")
        #expect(
            prompt.failure((1...201).map { "local w\($0) = \($0)" }.joined(separator: "\n"))?.contains("too many local")
                == true)
    }

    @Test(
        "A traceback ends in the main chunk, whether an input uses variables of the session or not",
        arguments: [
            "x, y = nil\nfail()", "fail()", "fail(x)", "local z = fail()", "fail(1)\nx = 2", "return fail() + x",
        ])
    func traceback(input: String) throws {
        let prompt = try Prompt()
        try prompt.run("local x = 1", "function fail() error('no', 0) end")
        let error = #expect(throws: LuaError.self) { try prompt.run(input) }
        let lines = error?.description.split(separator: "\n").map(String.init) ?? []
        #expect(lines.suffix(2) == ["\tinput 3:\(input.hasPrefix("x") ? 2 : 1): in main chunk", "\t[C]: in ?"])
        #expect(lines.first == "no" && lines.count == 6)
    }

    @Test("Two thousand lines in one input")
    func longInput() throws {
        let prompt = try Prompt()
        try prompt.run("local total = 0")
        let block = "if total >= 0 then\n  local step = 1 -- one\n  total = total + step\nend\n"
        #expect(
            try prompt.run(String(repeating: block, count: 500) + "local last = total", "last, total") == "500\n500\n")
        #expect(
            prompt.failure(String(repeating: block, count: 500) + "local last = nosuch.x")
                == "input 4:2001: attempt to index a nil value (global 'nosuch')")
        #expect(try prompt.run("last, total") == "500\n1000\n")
        #expect(!prompt.session.isComplete(String(repeating: block, count: 500) + "if x then"))
    }

    @Test("Which names are variables")
    func variables() throws {
        let prompt = try Prompt()
        try prompt.run("local here, empty = 1")
        #expect(
            ["here", "empty", "print", "nosuch", "_", "_e"].map(prompt.session.isVariable) == [
                true, true, true, false, false, false,
            ])
    }

    @Test("An input is run once, whether it fails or not, and sees no trace of how variables are kept")
    func runsOnce() throws {
        let prompt = try Prompt()
        try prompt.run("local calls = 0", "function hit() calls = calls + 1 error('no') end")
        #expect(prompt.failure("hit()") == "input 2:1: no")
        #expect(prompt.failure("local r = hit()") == "input 2:1: no")
        #expect(prompt.failure("hit() + 1") == "input 2:1: no")
        #expect(try prompt.run("calls") == "3\n")
        #expect(try prompt.run("_caught, package.loaded['bitrix.session'], _G['bitrix.session']") == "nil\nnil\nnil\n")
        #expect(try prompt.run("local _caught = 1 local z = 2", "_caught + z") == "3\n")
        #expect(try prompt.run("select('#', ...)") == "0\n")
    }

    @Test("A script that changes library functions cannot break the session")
    func hostileGlobals() throws {
        let prompt = try Prompt()
        try prompt.run("local x = 1")
        try prompt.run(
            "for _, t in pairs{string, table, math, debug, utf8} do for k in next, t do t[k] = false end end")
        try prompt.run(
            "setmetatable(_G, {__index = function() error 'trap' end, __newindex = function() error 'trap' end})")
        #expect(try prompt.run("local y = {x}", "x, y") == "1\n{1}\n")
        try prompt.run("load, next, pcall, rawget, type, print, _G = nil")
        #expect(try prompt.run("local z = 3", "x + z") == "4\n")
    }
}

@Suite("Results") struct ResultTests {
    @Test("_ and _1, _2, … hold results; nil takes no number")
    func results() throws {
        let prompt = try Prompt()
        prompt.screen.numbersResults = true
        #expect(try prompt.run("6 * 7") == "42  -- _1\n")
        #expect(try prompt.run("_ + 0.5, nil, 'x'") == "42.5  -- _2\nnil\n\"x\"  -- _3\n")
        #expect(try prompt.run("_, _1, _3") == "42.5  -- _4\n42  -- _5\n\"x\"  -- _6\n")
        #expect(try prompt.run("_99, _G._, _G._1") == "nil\nnil\nnil\n")
        #expect(prompt.failure("_1 = 2") == "input 5:1: attempt to assign to const variable '_1'")
        #expect(try prompt.run("for _, v in ipairs{7} do w = v end", "w, _1") == "7  -- _7\n42  -- _8\n")
    }

    @Test("_e holds the value of the last error")
    func lastError() throws {
        let prompt = try Prompt()
        #expect(try prompt.run("_e") == "nil\n")
        _ = prompt.failure("error({code = 'X', 1})")
        #expect(try prompt.run("_e.code") == "\"X\"\n")
        _ = prompt.failure("x y")
        #expect(try prompt.run("_e") == "\"input 4:1: syntax error near 'y'\"\n")
        _ = prompt.failure("error('text', 0)")
        #expect(try prompt.run("_e") == "\"text\"\n")
        #expect(try prompt.run("1", "_e") == "\"text\"\n")
    }

    @Test(
        "An assignment shows its value unless a semicolon ends it",
        arguments: [
            ("local a = 5", "5\n"), ("local a, b = 1, 'x'", "1\n\"x\"\n"), ("a = {1, 2}", "{1, 2}\n"), ("a = 5;", ""),
            ("local a = 5;", ""), ("a, b = 1", "1\nnil\n"), ("t.x = 1.5", "1.5\n"), ("t['x y'] = 2", "2\n"),
            ("t[3] = false", "false\n"), ("t.x = nil", ""), ("t[k] = 1", ""), ("f().x = 9", ""), ("local a", ""),
            ("a = 1 b = 2", ""), ("function g() end", ""), ("local function g() end", ""),
            ("if true then a = 1 end", ""),
            ("proxy.x = 1", ""), ("local a = 5 -- five", "5\n"), ("a =\n{x = 1}", "{x = 1}\n"),
        ])
    func echo(input: String, output: String) throws {
        let prompt = try Prompt()
        try prompt.run("t, k, hits = {}, 'k', 0;", "function f() hits = hits + 1 return t end")
        try prompt.run(
            "proxy = setmetatable({}, {__newindex = function() end, __index = function() error 'trap' end});")
        #expect(try prompt.run(input) == output)
        #expect(try prompt.run("hits <= 1") == "true\n")
    }

    @Test("Expressions come first, over several lines too; = means return; no result shows nothing")
    func expressions() throws {
        let prompt = try Prompt()
        #expect(try prompt.run("=1, 2") == "1\n2\n")
        #expect(try prompt.run("{\n  1,\n  2\n}") == "{1, 2}\n")
        #expect(try prompt.run("math.max(1,\n2) -- the larger") == "2\n")
        #expect(try prompt.run("(function() end)()") == "")
        #expect(try prompt.run("") == "")
        #expect(try prompt.run("-- nothing") == "")
        #expect(try prompt.run("return 3") == "3\n")
        #expect(try prompt.run("local p = 4 return p, p") == "4\n4\n")
        #expect(try prompt.run("p") == "4\n")
    }

    @Test(
        "What needs more lines",
        arguments: [
            ("f(", false), ("x =", false), ("if x", false), ("function f()", false), ("for", false), ("[[abc", false),
            ("--[[ c", false), ("x = \"a\\", false), ("{", false), ("1 +", false), ("not", false), ("local", false),
            ("\"abc", true), ("x = 'abc", true), ("a b", true), ("goto a", true), ("x = \"\\u{", true), ("end", true),
            ("1", true), ("", true), ("x = 1", true), ("return", true), ("=1 +", false), ("x = 'a\\z  ", false),
            ("for i", false), (":save x", true),
            (":time f(", false), (":time f()", true), ("bitrix.contact?", true), ("::a::", true), (":nonsense (", true),
        ])
    func completeness(text: String, isComplete: Bool) throws {
        #expect(try Prompt().session.isComplete(text) == isComplete)
    }
}
