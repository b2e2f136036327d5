import Foundation
import TestSupport
import Testing

/// `--max-time`, `--max-memory`, `--max-requests`, and what is refused or survived without them.
@Suite struct LimitTests {
    @Test(
        "A limit ends the script with its own code, whatever the script catches",
        arguments: [
            (["--max-time", "0.2"], "while true do end", "TIME_LIMIT: the time that --max-time allows is over"),
            (["--max-time=0.2"], "while true do pcall(function() while true do end end) end", "TIME_LIMIT: "),
            (
                ["--max-time=0.2"], "while true do coroutine.wrap(function() while true do end end)() end",
                "TIME_LIMIT: "
            ),
            (
                ["--max-memory", "8M"], "local t = {} for i = 1, 1e9 do t[i] = i end",
                "MEMORY_LIMIT: the script needs more memory than --max-memory allows"
            ),
            (["--max-memory=8M"], "local s = ('x'):rep(1 << 30)", "MEMORY_LIMIT: "),
            (["--max-memory=8M"], "while true do pcall(string.rep, 'x', 1 << 30) end", "MEMORY_LIMIT: "),
            (
                ["--max-memory=8M"],
                "local t = {} while true do pcall(function() while true do t[#t + 1] = ('x'):rep(1000) .. #t end end) end",
                "MEMORY_LIMIT: "
            ),
        ])
    func ends(options: [String], script: String, message: String) throws {
        let outcome = try Program.run(options + ["-e", script])
        #expect(outcome.status == (message.hasPrefix("TIME") ? 75 : 1) && outcome.output == "")
        #expect(outcome.errors.hasPrefix("bitrix: ") && outcome.errors.contains(message))
    }

    @Test("What goes over the limit of memory can be caught once, and to-be-closed variables run")
    func catchesMemory() throws {
        let caught = try Program.run([
            "--max-memory=16M", "-e",
            "print(pcall(function() local t = {} while true do t[#t + 1] = {} end end))",
        ])
        #expect(caught == .init(output: "false\tnot enough memory\n"))
        let closed = try Program.run([
            "--max-memory=16M", "-e",
            """
            local closing <close> = setmetatable({}, {__close = function() print("saved") end})
            local t = {} while true do t[#t + 1] = {} end
            """,
        ])
        #expect(closed.output == "saved\n" && closed.errors.contains("MEMORY_LIMIT: ") && closed.status == 1)
    }

    @Test("The code of the limit comes through, wherever memory ends", arguments: [1, 4, 8, 15, 17, 32])
    func namesMemory(megabytes: Int) throws {
        let script = """
            local t = {}
            while true do
              local ok = pcall(function() for i = 1, 1000 do t[#t + 1] = {} end end)
              if not ok then t = {} end
            end
            """
        let outcome = try Program.run(["--max-memory=\(megabytes)M", "-e", script])
        #expect(outcome.errors.contains("MEMORY_LIMIT: ") && outcome.status == 1, "\(outcome.errors)")
    }

    @Test("A session that is full can be emptied")
    func fullSession() throws {
        let outcome = try Program.run(
            ["--max-memory=8M", "-i"],
            input: "t = {} while true do t[#t + 1] = {} end\nt = nil\ncollectgarbage() print('empty')\n".utf8)
        #expect(outcome.output.contains("\nempty\n") || outcome.output.contains("> empty\n"))
    }

    @Test("The time to read and to compile a program counts")
    func loading() throws {
        let text = "if x then " + String(repeating: "elseif x then ", count: 60_000) + "end print('ran')"
        let compiled = try Program.run(["--max-time=0.3", "-"], input: text.utf8)
        #expect(compiled.output == "" && compiled.errors.contains("TIME_LIMIT: ") && compiled.status == 75)
        let command = try Program.run(["--max-time=0.3", "-e", "os.execute('exec sleep 20') print('ran')"])
        #expect(command.output == "" && command.errors.contains("TIME_LIMIT: ") && command.status == 75)
    }

    @Test("Where the system has no more memory, a call is an error, and no crash")
    func noMemory() throws {
        let portal = try Portal(body: #"{"success":true,"data":{"id":71}}"#)
        defer { portal.server.stop() }
        let script = """
            bitrix.contact(71)
            local t = {}
            print(pcall(function() while true do t = {t} end end))
            pcall(bitrix.contact, 71)
            t = nil
            collectgarbage()
            print(bitrix.contact(71).id)
            """
        let outcome = try Program.run(
            ["-c", #"ulimit -v 150000; exec "$0" -e "$1""#, Program.path, script],
            environment: ["VIBE_URL": portal.server.url, "VIBE_API_KEY": Portal.key], program: "/bin/bash")
        #expect(outcome == .init(output: "false\tnot enough memory\n71\n"))
    }

    @Test("A script within its limits notices nothing")
    func within() throws {
        let outcome = try Program.run(
            [
                "--max-time=60", "--max-memory=64M", "--max-requests=2", "--demo", "-e",
                "for i = 1, 300 do local s = ('x'):rep(1 << 20) end print(bitrix.contact(71).name, bitrix.contact(72).id)",
            ])
        #expect(outcome == .init(output: "Ivan\t72\n"))
    }

    @Test("The limit of requests: no request more is sent, and a loop of pcalls ends")
    func requests() throws {
        let portal = try Portal(body: #"{"success":true,"data":{"name":"n"}}"#)
        let outcome = try portal.run(
            """
            for i = 1, 2 do print(bitrix.contact(i).name) end
            local ok, e = pcall(bitrix.contact, 3)
            print(ok, e.kind, e.code, e)
            while true do pcall(bitrix.contact, 4) end
            """, options: ["--max-requests", "2"])
        #expect(
            outcome.output
                == """
                n
                n
                false\tlimit\tREQUEST_LIMIT\t(command line):2: REQUEST_LIMIT: the script sends more requests than --max-requests allows

                """)
        #expect(outcome.errors.contains("REQUEST_LIMIT") && outcome.status == 1)
        #expect(portal.targets == ["/v1/contacts/1", "/v1/contacts/2"])
    }

    @Test("Repetitions count as requests, and calls under way are waited for before the stop")
    func everyRequest() throws {
        let busy = try Portal("503 Busy", body: #"{"success":false,"error":{"code":"BUSY","message":"m"}}"#)
        defer { busy.server.stop() }
        let outcome = try Program.run(
            ["--max-requests=2", "--max-wait=0.001", "-e", "bitrix.contact(1)"],
            environment: ["VIBE_URL": busy.server.url, "VIBE_API_KEY": Portal.key])
        #expect(outcome.errors.contains("REQUEST_LIMIT") && outcome.status == 1 && busy.targets.count == 2)
        let portal = try Portal(body: #"{"success":true,"data":{"name":"n"}}"#)
        defer { portal.server.stop() }
        let map = try portal.run(
            "bitrix.map({1, 2, 3, 4, 5}, function(id) print(bitrix.contact(id).name) end)",
            options: ["--max-requests=3"])
        #expect(map.output == "n\nn\nn\n" && map.errors.contains("REQUEST_LIMIT") && portal.targets.count == 3)
    }

    @Test("A limit on memory holds after an error whose text fails, and for the code that makes an error's text")
    func memoryAfterErrors() throws {
        let outcome = try Program.run(
            ["--max-memory=4M", "-i"],
            input: """
                error(setmetatable({}, {__tostring = function() error("x") end}))
                s = ("x"):rep(50000000) print(#s)

                """.utf8)
        #expect(!outcome.output.contains("50000000\n") && outcome.errors.contains("MEMORY_LIMIT"))
        let text = try Program.run(
            [
                "--max-memory=4M", "-e",
                "error(setmetatable({}, {__tostring = function() return 'len ' .. #('x'):rep(50000000) end}))",
            ])
        #expect(!text.errors.contains("len") && text.status == 1)
        let loading = "t = {" + String(repeating: "{}, ", count: 200_000) + "}"
        #expect(try Program.run(["--max-memory=1M", "-"], input: loading.utf8).errors.contains("MEMORY_LIMIT"))
    }

    @Test("Finalizers at the end and texts of a prompt are limited too; time at a prompt without work is not counted")
    func closing() throws {
        let endless = "setmetatable({}, {__gc = function() while true do end end})"
        let closing = try Program.run(["--max-time=0.2", "-e", "keep = " + endless])
        #expect(
            closing.errors == "bitrix: TIME_LIMIT: the time that --max-time allows is over\n" && closing.status == 75)
        let prompt = try Program.run(
            ["--max-time=0.2", "-i"],
            input: "_PROMPT = setmetatable({}, {__tostring = function() while true do end end})\n_PROMPT = nil\n1\n"
                .utf8)
        #expect(prompt.status == 0)
    }

    @Test("Where Lua cannot raise a stop, a call past the limit of requests fails all the same")
    func requestsInFinalizers() throws {
        let outcome = try Program.run(
            [
                "--max-requests=0", "--demo", "-e",
                "setmetatable({}, {__gc = function() print(pcall(bitrix.contact, 71)) end}) pcall(collectgarbage)",
            ])
        #expect(outcome.output == "false\tREQUEST_LIMIT: no further request is allowed (--max-requests)\n")
    }

    @Test("A wait counts as time")
    func waiting() throws {
        let silent = try SocketServer { connection, _ in connection.waitForPeerToClose() }
        defer { silent.stop() }
        let outcome = try Program.run(
            ["--max-time=0.2", "-e", "bitrix.contact(71)"],
            environment: ["VIBE_URL": silent.url, "VIBE_API_KEY": Portal.key])
        #expect(outcome.errors.hasPrefix("bitrix: (command line):1: TIME_LIMIT: ") && outcome.status == 75)
    }

    @Test("A precompiled script is refused, unless it is asked for; load takes it as in lua")
    func bytecode() throws {
        let directory = try TemporaryDirectory()
        let dump = "io.open('x.luac', 'wb'):write(string.dump(load('print(...)')))"
        #expect(try Program.run(["-e", dump], directory: directory.url).status == 0)
        #expect(
            try Program.run(["x.luac"], directory: directory.url)
                == .init(
                    errors:
                        "bitrix: x.luac is precompiled; damaged bytecode can crash Lua, so it is run only with --bytecode\n",
                    status: 1))
        let code = try Data(contentsOf: directory.url.appendingPathComponent("x.luac"))
        #expect(try Program.run(["-"], input: code).errors.hasPrefix("bitrix: stdin is precompiled; "))
        #expect(try Program.run(["--bytecode", "x.luac", "7"], directory: directory.url) == .init(output: "7\n"))
        #expect(
            try Program.run(["-e", "load(string.dump(load('print(8)')))()"], directory: directory.url)
                == .init(output: "8\n"))
    }

    @Test(
        "Hostile scripts are errors, never crashes",
        arguments: [
            "return " + String(repeating: "(", count: 200_000) + "1" + String(repeating: ")", count: 200_000),
            "return " + String(repeating: "{", count: 200_000) + String(repeating: "}", count: 200_000),
            String(repeating: "do ", count: 200_000) + String(repeating: "end ", count: 200_000),
            "local function f() return f() + 1 end f()",
            "local function f() return pcall(f) end error(f())",
            "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end return t.x",
            "local function f(n) return coroutine.wrap(f)(n + 1) end f(1)",
            "string.rep('x', 1 << 62)",
            "coroutine.close(coroutine.running())",
            "debug.setmetatable(nil, {__index = function(_, k) return nil + k end}) local x = nil x = x.y",
            "x = \0\0\0 = 1",
        ])
    func hostile(script: String) throws {
        let outcome = try Program.run(["-"], input: script.utf8)
        #expect(outcome.status == 1 && outcome.errors.hasPrefix("bitrix: "))
    }

    @Test("A long line, a million constants and a NUL in a string run")
    func large() throws {
        let line = "x = '" + String(repeating: "a", count: 20_000_000) + "\0' print(#x)"
        #expect(try Program.run(["-"], input: line.utf8) == .init(output: "20000001\n"))
        let constants =
            "local t = {" + (1...1_000_000).map { "\"c\($0)\"" }.joined(separator: ",") + "} print(#t, t[1e6])"
        #expect(try Program.run(["-"], input: constants.utf8) == .init(output: "1000000\tc1000000\n"))
    }
}

@Suite struct RequireTests {
    @Test("require looks beside the script, also from another directory, behind package.path")
    func beside() throws {
        let directory = try TemporaryDirectory()
        let folder = directory.url.appendingPathComponent("deep", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("return {name = 'beside', args = {...}}".utf8).write(to: folder.appendingPathComponent("part.lua"))
        try Data("x = = 1".utf8).write(to: folder.appendingPathComponent("broken.lua"))
        let script = """
            local part = require 'part'
            print(part.name, part.args[1], part.args[2]:match('deep/part%.lua$'))
            local form = "^error loading module 'broken' from file '.*deep/broken%.lua':\\n\\t.*broken%.lua:1: unexpected symbol"
            print(select(2, pcall(require, 'broken')):match(form) ~= nil)
            print(select(2, pcall(require, 'nowhere')):match('no file \\'.*deep/nowhere%.lua\\'') ~= nil)
            """
        try Data(script.utf8).write(to: folder.appendingPathComponent("script.lua"))
        #expect(
            try Program.run(["deep/script.lua"], directory: directory.url)
                == .init(
                    output: """
                        beside\tpart\tdeep/part.lua
                        true
                        true

                        """))
    }

    @Test("A folder's name may hold what package.path would read as a pattern", arguments: ["d;e", "q?r", "s p", "ё"])
    func oddFolders(name: String) throws {
        let directory = try TemporaryDirectory()
        let folder = directory.url.appendingPathComponent(name, isDirectory: true)
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("a", isDirectory: true), withIntermediateDirectories: true)
        try Data("return 'found'".utf8).write(to: folder.appendingPathComponent("a/b.lua"))
        try Data("print(require 'a.b')".utf8).write(to: folder.appendingPathComponent("script.lua"))
        let outcome = try Program.run(["\(name)/script.lua"], directory: directory.url)
        #expect(outcome.output.hasPrefix("found\t") && outcome.status == 0)
    }

    @Test("A script in the current directory changes nothing about require")
    func sameDirectory() throws {
        let directory = try TemporaryDirectory()
        try directory.write("print(#package.searchers)".utf8, to: "script.lua")
        #expect(try Program.run(["script.lua"], directory: directory.url) == .init(output: "4\n"))
    }
}
