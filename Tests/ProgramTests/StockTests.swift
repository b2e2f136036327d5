import Foundation
import TestSupport
import Testing

/// What stock lua does, to the letter: each case runs under Debian's `lua5.4` and under `bitrix`, both called `lua`, and
/// output, errors and status have to be the same.
@Suite struct StockTests {
    private static let lua = "/usr/bin/lua5.4"

    private func compare(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], files: [String: String] = [:]
    ) throws {
        let directory = try TemporaryDirectory()
        for (name, content) in files { try directory.write(content.utf8, to: name) }
        func run(_ program: String) throws -> Program.Outcome {
            try Program.run(
                arguments, as: "lua", input: input.utf8, environment: environment, directory: directory.url,
                program: program)
        }
        let stock = try run(Self.lua), ours = try run(Program.path)
        #expect(ours == stock)
    }

    @Test(
        "Errors and tracebacks",
        arguments: [
            "error('x')", "error('x', 0)", "error('x', 2)", "error()", "error(nil)", "error(42)", "error({})",
            "error(print)",
            "error(setmetatable({}, {__tostring = function() return 'obj' end}))",
            "error(setmetatable({}, {__tostring = function() return 1 end}))",
            "error(setmetatable({}, {__tostring = function() error('inner') end}))",
            "error(setmetatable({}, {__name = 'My.Type'}))", "local x = nil; x.y = 1", "undefined()",
            "local a = {} ; a.b.c = 1",
            "local function f() error('deep') end local function g() f() end g()",
            "local function f() return error('tail') end return f()", "string.rep()", "('x'):bad()", "print(#nil)",
            "return 1 < 'x'", "local t = setmetatable({}, {__index = function(t, k) error('no ' .. k) end}) print(t.x)",
            "coroutine.wrap(function() error('in wrap') end)()", "coroutine.wrap(function() error({}) end)()",
            "coroutine.wrap(function() local x <close> = setmetatable({}, {__close = function() error('closing') end}) error('x') end)()",
            "local co = coroutine.wrap(function() end) co() co()", "coroutine.resume(1)", "coroutine.wrap(1)",
            "coroutine.close(1)",
            "coroutine.close(coroutine.running())",
            "local function f(n) if n == 0 then error('bottom') end f(n - 1) end f(40)",
            "table.sort({3, 1, 2}, function() error('cmp') end)", "('x'):gsub('.', error)", "require 'no.such.module'",
            "local function f() return f() + 1 end f()", "goto nowhere", "for i = 1, 10, 0 do end", "x = }", "x = 'abc",
            "x = [[abc", "break", "local x <const> = 1; x = 2", "return ...,", "load('x =')()", "assert(false)",
            "assert(nil, 'm')",
            "assert(false, {})", "local ok, e = pcall(error) print(ok, e) error(e)",
        ])
    func errors(script: String) throws {
        try compare(["-e", script])
        try compare(["script.lua"], files: ["script.lua": script])
        try compare(["-"], input: script)
    }

    @Test(
        "Coroutines and hooks, which are our own",
        arguments: [
            "print(coroutine.resume(coroutine.create(function(...) return ... end), 1, nil, 3))",
            "local co = coroutine.create(function() error('e') end) print(coroutine.resume(co)) print(coroutine.status(co)) print(coroutine.close(co))",
            "local co = coroutine.create(function() error({1}) end) print(select(2, coroutine.resume(co))[1]) print(pcall(coroutine.resume, co))",
            "local co = coroutine.create(print) print(coroutine.resume(co, 1)) print(coroutine.resume(co))",
            "local co co = coroutine.create(function() print(coroutine.resume(co)) end) coroutine.resume(co)",
            "local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = function(_, e) print('closed', e) end}) coroutine.yield(1) end) print(coroutine.resume(co)) print(coroutine.close(co), coroutine.status(co))",
            "local co = coroutine.create(function() local a <close> = setmetatable({}, {__close = function() error('c') end}) coroutine.yield(1) end) coroutine.resume(co) print(coroutine.close(co))",
            "local co = coroutine.wrap(function() local a <close> = setmetatable({}, {__close = function(_, e) print('closed', e) end}) error('w') end) print(pcall(co)) print(pcall(co))",
            "local co = coroutine.create(function() coroutine.yield() end) print(coroutine.close(co), coroutine.resume(co))",
            "local co co = coroutine.create(function() return pcall(coroutine.close, co) end) print(coroutine.resume(co))",
            "local outer outer = coroutine.create(function() local inner = coroutine.wrap(function() return pcall(coroutine.close, outer) end) return inner() end) print(coroutine.resume(outer))",
            "print(coroutine.isyieldable(), coroutine.wrap(function() return coroutine.isyieldable() end)())",
            "print(pcall(coroutine.yield))",
            "print(select('#', coroutine.resume(coroutine.create(function() return table.unpack({}, 1, 200) end))))",
            "print(pcall(coroutine.wrap(function() return table.unpack({}, 1, 999990) end)))",
            "local f = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) local c = coroutine.yield(b * 2) return c end) print(f(1), f(10), f('end'))",
            "print(pcall(coroutine.wrap(function() pcall(coroutine.yield, 7) error('after') end)))",
            "local function f(n) return coroutine.wrap(function() return n == 0 and 0 or 1 + f(n - 1) end)() end print(f(100), pcall(f, 250))",
            "print(debug.gethook())",
            "local f = function() end debug.sethook(f, 'crl', 10) print(select(2, debug.gethook())) print((debug.gethook()) == f)",
            "debug.sethook(print, 'l') local x = 1\nlocal y = 2\ndebug.sethook()",
            "debug.sethook(function() end, '') print(debug.gethook())",
            "debug.sethook(function() end, 'l', -5) print(select(2, debug.gethook()))",
            "local co = coroutine.create(function() local x = 1\ncoroutine.yield()\nlocal y = 2 end) debug.sethook(co, print, 'l') coroutine.resume(co) print(debug.gethook(co) == print) debug.sethook(co) coroutine.resume(co) print(debug.gethook(co))",
            "debug.sethook(function() end, 'c') print(select(2, debug.gethook(coroutine.create(print)))) debug.sethook() ",
            "local n = 0 debug.sethook(function() n = n + 1 end, '', 100) for i = 1, 10000 do end debug.sethook() print(n)",
            "debug.sethook(function(e) error('from hook ' .. e) end, 'l')\nlocal x = 1",
            "print(pcall(debug.sethook, 1, 'l'))",
            "debug.sethook(print, 'c') debug.sethook() print(getmetatable(debug.getregistry()._HOOKKEY).__mode)",
            "debug.sethook(function(e, l) io.write(e, ' ', tostring(l), ' ', debug.getinfo(2, 'S').what, '\\n') end, 'cr') math.abs(1) debug.sethook()",
            "warn('@on') warn('a', 'b') warn('@off') warn('c')",
            "print(collectgarbage('incremental'), collectgarbage('generational'))",
            "io.write('no newline') os.exit(3, true)",
            "setmetatable({}, {__gc = function() error('gc') end}) collectgarbage() warn('@on') setmetatable({}, {__gc = function() error('gc') end}) collectgarbage()",
            "keep = setmetatable({}, {__gc = function() print('closing', ...) end}) os.exit(true, true)",
            "local t <close> = setmetatable({}, {__close = function() print('tbc') end}) os.exit(0, true)",
            "print(string.rep('x', 10):byte(1, -1))", "print(math.type(3), 3 // 0.0, 1e15, 2^53, -0.0, 1e100)",
            "print(os.rename('/nowhere/a', '/nowhere/b'))", "print(io.open('/nowhere'))",
            "print(pcall(io.lines, '/nowhere'))",
            "for l in io.popen('echo a; exit 3'):lines() do print(l) end print(io.popen('exit 3'):close())",
        ])
    func libraries(script: String) throws {
        try compare(["-e", script])
    }

    @Test(
        "Options, in every order",
        arguments: [
            ["-lnosuchmodule"],
            ["-l", "x=string", "-e", "print(x.len('abc'))"], ["-lx-v2", "-e", "print(x, _G['x-v2'].n)"], ["-l", "a="],
            ["-l="],
            ["-W", "-e", "warn('w')"], ["-e", "warn('w')"], ["-e", ""], ["-e "], ["-"], ["--"], ["-", "a", "b"],
            ["script.lua", "a", "-b", "--", "-e"], ["--", "script.lua", "x"], ["-e", "y = 1", "script.lua"],
            ["nosuch.lua"],
            ["-E", "script.lua"], ["-e", "error('stop')", "-e", "print('never')"], ["-lx", "-lx"], ["./script.lua"],
            ["-i", "-e", "print(1)"], ["-i", "script.lua"], ["-e", "arg = nil", "script.lua"],
            ["-e", "arg = {7, 8}", "script.lua"],
            ["-e", "print(#arg, arg[0], arg[-1], arg[1])", "script.lua", "z"],
        ])
    func options(arguments: [String]) throws {
        let script = "for i = -5, 5 do io.write(tostring(arg and arg[i]), ' ') end print(...)"
        let files = ["script.lua": script, "x.lua": "print('x', ...) return 1", "x-v2.lua": "return {n = 2}"]
        try compare(arguments, input: "print('from stdin')\n", files: files)
        try compare(arguments, environment: ["LUA_INIT": "z = 1 print('init', arg and arg[0])"], files: files)
        try compare(arguments, environment: ["LUA_INIT": "error('init')"], files: files)
    }

    @Test(
        "What is printed about the program itself begins or ends with lines of our own, and is else the same",
        arguments: [
            ["-e", "print(1)", "-v"], ["-v"], ["-e"], ["-l"], ["-x"], ["-vv"], ["-Ex"], ["-ix"], ["-e", "-e"],
            ["-l", "-x"],
            ["-z", "script.lua"], ["---"], ["-h"],
        ])
    func informations(arguments: [String]) throws {
        let stock = try Program.run(arguments, as: "lua", program: Self.lua)
        let ours = try Program.run(arguments, as: "lua")
        #expect(ours.status == stock.status)
        #expect(ours.errors.split(separator: "\n").first == stock.errors.split(separator: "\n").first)
        #expect(ours.output.split(separator: "\n").last == stock.output.split(separator: "\n").last)
    }

    @Test(
        "Sessions at a prompt without a terminal",
        arguments: [
            "1\n", "x = 5\n=x\nx, nil\n", "for i = 1, 2 do\nprint(i)\nend\n", "x = [[a\nb]]\nx\n", "error('x')\n1\n",
            "x = = 2\n1\n",
            "_PROMPT = 'p> ' _PROMPT2 = 'q> '\nf(\n)\n",
            "_PROMPT = setmetatable({}, {__tostring = function() return 'T' end})\n1\n",
            "print = nil\n1\nprint(1)\n", "print = error\n1\n", "local x = 1\nx\n", "=1 +\n2\n",
            "return 1, 2, 3\n",
            "-- comment\n--[[ long\n]] 1\n", "\"\\\nabc\"\n", "function f() return 1 end f()\nf()\n", "nil\n", "\n\n",
            "1 -- last line without end",
            "error(setmetatable({}, {__tostring = function() return 'obj' end}))\n",
            "coroutine.wrap(function() error('x') end)()\n",
            "40+2\0 garbage = = (\n1\n", "\0\n\0=1\n", "1\r\n2\r\n", "x =\r1\rx\n", "\"a\0b\"\n", "1\0",
            "bitrix = nil error({})\n", "os.exit(4)\n1\n", "goto x\n::x:: print(2)\n", "1;\n", "x = 1;\n",
            "print('Ёж')\n'Ёж'\n",
        ])
    func sessions(input: String) throws {
        try compare(["-i"], input: input)
    }

    @Test("A prompt that reads from a pipe is the same, where all else is a terminal")
    func promptBehindPipe() throws {
        let script = #"printf 'x = = 1\nerror("e")\nlocal t = nil\nt.x = 1\nnosuch.field = 1\n' | "$0" -i; echo "$?""#
        var texts: [String] = []
        for program in [Self.lua, Program.path] {
            let terminal = try TerminalSession(
                "/bin/sh", ["-c", script, program], environment: ["PATH": "/usr/bin:/bin"], width: 100)
            _ = try terminal.finish()
            texts.append(terminal.screen.text)
        }
        #expect(texts[0] == texts[1] && texts[0].hasSuffix("\n0"))
    }

    @Test("Environment variables for paths, and -E, which ignores them")
    func paths() throws {
        let script = ["-e", "print(package.path, package.cpath)"]
        for environment in [
            [:], ["LUA_PATH": "x"], ["LUA_PATH": ";;a"], ["LUA_PATH_5_4": "y", "LUA_PATH": "x"], ["LUA_CPATH": "c;;"],
        ] {
            try compare(script, environment: environment)
            try compare(["-E"] + script, environment: environment)
        }
    }

    @Test("C modules of Debian load, where they are installed", arguments: ["lpeg", "lfs", "cjson"])
    func cModules(name: String) throws {
        let isThere = try Program.run(["-e", "require '\(name)'"], as: "lua", program: Self.lua).status == 0
        try #require(isThere, "scripts/test installs lua-\(name == "lfs" ? "filesystem" : name)")
        try compare(["-e", "local m = require '\(name)' print(type(m), m.type and m.type(1))"])
    }
}
