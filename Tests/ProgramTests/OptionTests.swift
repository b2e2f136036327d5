import Foundation
import TestSupport
import Testing

/// The option grammar of stock lua 5.4.4 (manual, section 7; `lua.c`) and our long options.
@Suite struct OptionTests {
    @Test(
        "What is run, in which order, and what the script sees",
        arguments: [
            (["-e", "print(1)"], "1\n"),
            (["-eprint(1)"], "1\n"),
            (["-e", "print(1)", "-e", "print(2)"], "1\n2\n"),
            (["-e", "x = 5", "-e", "local y = x print(y)"], "5\n"),
            (["-lstring", "-e", "print(string.rep('a', 3))"], "aaa\n"),
            (["-l", "s=string", "-e", "print(s.rep('a', 3))"], "aaa\n"),
            (["-e", "print(...)"], "\n"),
            (["-W", "-e", "print(1)"], "1\n"),
            (["-E", "-e", "print(1)"], "1\n"),
            (["script.lua", "-x", "--help", "--", "-"], "script.lua 4 -x --help -- - bitrix\n"),
            (["--demo", "--timeout", "5", "script.lua"], "script.lua 0 bitrix\n"),
            (["--", "script.lua", "a"], "script.lua 1 a bitrix\n"),
        ])
    func runs(arguments: [String], output: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            """
            #!/usr/bin/env bitrix
            local first = 0
            while arg[first - 1] do first = first - 1 end
            local words = {arg[0], #arg, ...}
            words[#words + 1] = arg[first]
            print(table.concat(words, " "))
            """.utf8, to: "script.lua")
        #expect(try Program.run(arguments, directory: directory.url) == .init(output: output))
    }

    @Test(
        "A command line that cannot be understood: stock lua's words, the usage, status 1",
        arguments: [
            (["-z"], "unrecognized option '-z'"), (["-vz"], "unrecognized option '-vz'"),
            (["-e"], "'-e' needs argument"), (["-l"], "'-l' needs argument"), (["-e", "-v"], "'-e' needs argument"),
            (["--dmeo"], "unrecognized option '--dmeo' (did you mean '--demo'?)"),
            (["--colour-of-the-sky"], "unrecognized option '--colour-of-the-sky'"),
            (["--lang", "\u{1B}[2J"], "option '--lang' takes en or ru, not '?[2J'"),
            (["--\u{1B}[2J"], "unrecognized option '--?[2J'"),
            (["--timeout"], "'--timeout' needs argument"), (["--demo=1"], "option '--demo' takes no value"),
            (["--trace="], "option '--trace' takes a file, such as calls.log, or headers, not ''"),
            (
                ["--timeout=soon"],
                "option '--timeout' takes a time up to 24h, such as 10, 0.5, 500ms, 30m or 1h30m, not 'soon'"
            ),
            (
                ["--timeout", "-1"],
                "option '--timeout' takes a time up to 24h, such as 10, 0.5, 500ms, 30m or 1h30m, not '-1'"
            ),
            (["--max-answer=12Q"], "option '--max-answer' takes bytes, such as 1000000, 64K, 64MiB or 1G, not '12Q'"),
            (
                ["--retries", "9223372036854775807"],
                "option '--retries' takes a number, such as 200, not '9223372036854775807'"
            ),
            (
                ["--max-answer=9223372036854775807"],
                "option '--max-answer' takes bytes, such as 1000000, 64K, 64MiB or 1G, not '9223372036854775807'"
            ),
        ])
    func misuse(arguments: [String], message: String) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.errors.hasPrefix("bitrix: \(message)\nusage: bitrix [options] [script [args]]\n"))
        #expect(outcome.output == "" && outcome.status == 1)
    }

    @Test(
        "A command line of `bitrix demo` that cannot be understood",
        arguments: [
            (["\u{1B}[2J"], "unrecognized option '?[2J'"),
            (["--prot=1"], "unrecognized option '--prot' (did you mean '--port'?)"),
            (["--demo"], "unrecognized option '--demo'"), (["--port"], "'--port' needs argument"),
            (["--port", "\u{1B}[2J"], "option '--port' takes a number from 0 (any free port) to 65535, not '?[2J'"),
            (["--port=65536"], "option '--port' takes a number from 0 (any free port) to 65535, not '65536'"),
        ])
    func demoMisuse(arguments: [String], message: String) throws {
        let outcome = try Program.run(["demo"] + arguments)
        #expect(outcome.errors.hasPrefix("bitrix: demo: \(message)\nusage: bitrix demo [--port N] [--lang LANG]\n"))
        #expect(outcome.output == "" && outcome.status == 1)
    }

    @Test("Help and version go to standard output")
    func information() throws {
        let help = try Program.run(["--help"])
        #expect(help.output.hasPrefix("bitrix 0.1.0: ") && help.errors == "" && help.status == 0)
        #expect(help.output.contains("VIBE_API_KEY") && help.output.contains("--demo"))
        #expect(try Program.run(["--version"]) == .init(output: "bitrix 0.1.0\n"))
        let short = try Program.run(["-v"])
        #expect(short.output.hasSuffix("\nLua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio\n"))
        #expect(short.output.hasPrefix("bitrix 0.1.0") && short.errors == "" && short.status == 0)
    }

    @Test("LUA_INIT_5_4 goes before LUA_INIT; @ names a file; -E ignores both; an error there ends the program")
    func initialization() throws {
        let script = ["-e", "print(x)"]
        func run(_ environment: [String: String], _ options: [String] = []) throws -> Program.Outcome {
            try Program.run(options + script, environment: environment)
        }
        #expect(try run(["LUA_INIT": "x = 1"]) == .init(output: "1\n"))
        #expect(try run(["LUA_INIT": "x = 1", "LUA_INIT_5_4": "x = 2"]) == .init(output: "2\n"))
        #expect(try run(["LUA_INIT": "x = 1"], ["-E"]) == .init(output: "nil\n"))
        let directory = try TemporaryDirectory()
        let file = try directory.write("x = 'from file'".utf8, to: "init.lua")
        #expect(try run(["LUA_INIT": "@" + file]) == .init(output: "from file\n"))
        let failed = try run(["LUA_INIT": "error('x')"])
        #expect(failed.errors.hasPrefix("bitrix: LUA_INIT:1: x\nstack traceback:\n"))
        #expect(failed.output == "" && failed.status == 1)
    }
}

@Suite struct ScriptTests {
    @Test("Standard input is the program where there is nothing else to run, and for -")
    func standardInput() throws {
        #expect(try Program.run([], input: "print(6 * 7, ...)".utf8) == .init(output: "42\n"))
        #expect(try Program.run(["-", "a"], input: "print(arg[0], ...)".utf8) == .init(output: "-\ta\n"))
        #expect(try Program.run(["-e", "print(io.read('a'))"], input: "data".utf8) == .init(output: "data\n"))
        let failed = try Program.run([], input: "error('x')".utf8)
        #expect(failed.errors.hasPrefix("bitrix: stdin:1: x\n") && failed.status == 1)
    }

    @Test(
        "Files with a byte order mark, CRLF, a shebang or Latin-1 text run as in lua",
        arguments: [
            Array("\u{FEFF}print('ok')".utf8), Array("print('ok')\r\n".utf8),
            Array("#!/usr/bin/bitrix\nprint('ok')".utf8),
            Array("\u{FEFF}#!/usr/bin/bitrix\nprint('ok')".utf8),
            Array("#".utf8) + [0xE9] + Array("\nprint('ok')".utf8),
            Array("--".utf8) + [0xE9, 0xFF] + Array("\nprint('ok')".utf8),
        ])
    func encodings(content: [UInt8]) throws {
        let directory = try TemporaryDirectory()
        try directory.write(content, to: "script.lua")
        #expect(try Program.run(["script.lua"], directory: directory.url) == .init(output: "ok\n"))
    }

    @Test("A script may be a pipe")
    func pipes() throws {
        let outcome = try Program.run(
            ["-c", "echo 'print(1, ...)' | \"$BITRIX\" /dev/stdin a; \"$BITRIX\" <(echo 'print(2)')"],
            environment: ["BITRIX": Program.path], program: "/bin/bash")
        #expect(outcome == .init(output: "1\ta\n2\n"))
    }

    @Test("Missing and broken scripts")
    func broken() throws {
        #expect(
            try Program.run(["nofile.lua"])
                == .init(errors: "bitrix: cannot open nofile.lua: No such file or directory\n", status: 1))
        let directory = try TemporaryDirectory()
        try directory.write("x = = 1".utf8, to: "script.lua")
        #expect(
            try Program.run(["script.lua"], directory: directory.url)
                == .init(errors: "bitrix: script.lua:1: unexpected symbol near '='\n", status: 1))
    }

    @Test("os.exit, with and without closing, gives its status; finalizers run at the end")
    func exiting() throws {
        #expect(try Program.run(["-e", "os.exit(7)"]).status == 7)
        #expect(try Program.run(["-e", "os.exit(true, true)"]).status == 0)
        #expect(try Program.run(["-e", "os.exit(false)"]).status == 1)
        #expect(
            try Program.run(["-e", "x = setmetatable({}, {__gc = function() print('bye') end})"])
                == .init(output: "bye\n"))
    }
}

/// Without a terminal the prompt is stock lua's as Debian builds it, with readline: prompts are printed and lines echoed.
@Suite struct PlainPromptTests {
    private static let banner = "Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio\n"

    @Test(
        "A session",
        arguments: [
            ("1 + 1\n", "> 1 + 1\n2\n> \n", ""),
            ("=1, nil\n", "> =1, nil\n1\tnil\n> \n", ""),
            ("x = 5\nx\n", "> x = 5\n> x\n5\n> \n", ""),
            ("local y = 1\ny\n", "> local y = 1\n> y\nnil\n> \n", ""),
            (
                "function f(a)\nreturn a * 2\nend\nf(4)\n", "> function f(a)\n>> return a * 2\n>> end\n> f(4)\n8\n> \n",
                ""
            ),
            ("x = = 1\n1\n", "> x = = 1\n> 1\n1\n> \n", "stdin:1: unexpected symbol near '='\n"),
            (
                "error('a', 0)\n", "> error('a', 0)\n> \n",
                "a\nstack traceback:\n\t[C]: in function 'error'\n\tstdin:1: in main chunk\n\t[C]: in ?\n"
            ),
            ("_PROMPT = 'lua> '\n1\n", "> _PROMPT = 'lua> '\nlua> 1\n1\nlua> \n", ""),
            ("_PROMPT2 = ''\nx =\n1\n", "> _PROMPT2 = ''\n> x =\n1\n> \n", ""),
            ("io.read()\nhello\n", "> io.read()\nhello\n> \n", ""),
            ("x =", "> x =\n>> > \n", "stdin:1: unexpected symbol near <eof>\n"),
        ])
    func session(input: String, output: String, errors: String) throws {
        #expect(
            try Program.run(["-i"], input: input.utf8) == .init(output: Self.banner + output, errors: errors))
    }

    @Test("-i opens the prompt after a script, and also after one that failed")
    func afterScript() throws {
        let directory = try TemporaryDirectory()
        try directory.write("x = 1 error('stop', 0)".utf8, to: "script.lua")
        let outcome = try Program.run(["-i", "script.lua"], input: "x\n".utf8, directory: directory.url)
        #expect(outcome.output == Self.banner + "> x\n1\n> \n")
        #expect(outcome.errors.hasPrefix("bitrix: stop\nstack traceback:\n") && outcome.status == 0)
    }

    @Test(
        "The subcommand stands behind long options, too; behind stock lua's it is a script",
        arguments: [
            (["--lang", "ru", "demo", "--help"], "запуск: bitrix demo", 0),
            (["--lang=ru", "demo", "--help"], "запуск: bitrix demo", 0),
            (["--demo", "demo", "--help"], "usage: bitrix demo", 0),
            (["demo", "--lang=ru", "--help"], "запуск: bitrix demo", 0),
            (["-W", "demo"], "", 1), (["--", "demo"], "", 1),
        ] as [([String], String, Int32)])
    func subcommand(arguments: [String], output: String, status: Int32) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == status && outcome.output.hasPrefix(output))
        if status == 1 { #expect(outcome.errors.contains("cannot open demo")) }
    }

    @Test("The demo's lists come with their default page; a path that is not there is told with those that are")
    func demoPaths() throws {
        let script = """
            print(#bitrix.get("/v1/contacts"))
            for _, path in ipairs {"/v1/deals", "/v1/contact/71", "/v2/contacts", "/v1/batch"} do
              local ok, e = pcall(bitrix.get, path)
              print(e.code, e.status, e.hint:find("/v1/contacts/:id", 1, true) and "paths")
            end
            """
        let expected =
            "41\n" + String(repeating: "ROUTE_NOT_FOUND\t404\tpaths\n", count: 3)
            + "METHOD_NOT_ALLOWED\t405\tpaths\n"
        #expect(try Program.run(["--demo", "-e", script]) == .init(output: expected))
    }
}
