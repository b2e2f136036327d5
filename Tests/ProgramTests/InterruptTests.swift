import Foundation
import TestSupport
import Testing

/// Law 2: one Ctrl-C stops whatever runs. A test that fails here hangs or ends by another status.
@Suite struct InterruptTests {
    /// Runs a script until it says that it is ready, and interrupts it once.
    private func interrupt(
        _ script: String, options: [String] = [], environment: [String: String] = [:], signal: Int32 = SIGINT
    ) throws -> Program.Outcome {
        let program = try Program.start(
            options + ["-e", "io.stdout:setvbuf('no'); " + script], environment: environment)
        #expect(program.waitForOutput("ready\n"))
        program.signal(signal)
        return try program.finish()
    }

    private static let loop = "(function() print('ready') while true do end end)"

    @Test(
        "One Ctrl-C ends a script with 130 and says where it was",
        arguments: [
            "\(loop)()",
            "while true do pcall\(loop) end",
            "print('ready') while true do pcall(error) end",
            "while true do xpcall(\(loop), function(m) return m end) end",
            "coroutine.wrap\(loop)()",
            "while true do coroutine.resume(coroutine.create\(loop)) end",
            "local function f(n) if n > 0 then coroutine.wrap(f)(n - 1) else \(loop)() end end coroutine.wrap(f)(5)",
            "while true do pcall(coroutine.wrap(function() while true do pcall\(loop) end end)) end",
            "local t = {} for i = 1, 1000 do t[i] = i end print('ready') "
                + "table.sort(t, function(a, b) for i = 1, 1e7 do end return a < b end)",
            "print('ready') ;('x'):rep(1000):gsub('.', function() while true do end end)",
            "print('ready') local t = setmetatable({}, {__index = function() while true do end end}) local x = t.y",
            "local co = coroutine.create(function() local c <close> = setmetatable({}, {__close = \(loop)}) "
                + "coroutine.yield() end) coroutine.resume(co) while true do coroutine.close(co) end",
            "print('ready') while true do debug.sethook() pcall(function() while true do debug.sethook() end end) end",
            "debug.sethook(function() end, 'crl', 1); \(loop)()",
            "pcall = nil; error = nil; \(loop)()",
            // The functions that give `load` its text, whose errors it catches.
            "while true do load\(loop) end",
            "local c <close> = setmetatable({}, {__close = function() for i = 1, 10 do end end}) "
                + "while true do load(function() return pcall\(loop) end) end",
            "print('ready') while true do os.execute('true') end",
        ])
    func stops(script: String) throws {
        let outcome = try interrupt(script)
        #expect(outcome.status == 130)
        #expect(
            outcome.errors.hasPrefix("bitrix: ")
                && outcome.errors.contains("(command line):1: interrupted!\nstack traceback:"))
    }

    @Test("A command that dies of Ctrl-C ends the script, too")
    func commandDies() throws {
        let outcome = try Program.run(["-e", "while true do os.execute('kill -INT $$') end"])
        #expect(outcome.status == 130)
        #expect(outcome.errors.contains("(command line):1: interrupted!\nstack traceback:"))
    }

    @Test("To-be-closed variables and finalizers run, in a coroutine too")
    func cleansUp() throws {
        let outcome = try interrupt(
            """
            local function closing(text) return setmetatable({}, {__close = function() print(text) end}) end
            keep = setmetatable({}, {__gc = function() print('finalized') end})
            local outer <close> = closing('outer closed')
            coroutine.wrap(function() local inner <close> = closing('inner closed'); \(Self.loop)() end)()
            """)
        #expect(outcome.output == "ready\ninner closed\nouter closed\nfinalized\n" && outcome.status == 130)
        // Also where the script had to be stopped more than once.
        let stubborn = try interrupt(
            "local c <close> = setmetatable({}, {__close = function() for i = 1, 1000 do end print('closed') end}) "
                + "print('ready') while true do pcall(function() while true do end end) end")
        #expect(stubborn.output == "ready\nclosed\n" && stubborn.status == 130)
    }

    @Test("A script may catch the first interrupt and finish")
    func catches() throws {
        let outcome = try interrupt("print(pcall\(Self.loop)) print('saved') os.exit(3)")
        #expect(
            outcome == .init(output: "ready\nfalse\t(command line):1: interrupted!\nsaved\n", status: 3))
    }

    @Test("A script that catches the interrupt and fails by something else ends as for that")
    func failsOtherwise() throws {
        let outcome = try interrupt("pcall\(Self.loop) error('own failure', 0)")
        #expect(outcome.errors.hasPrefix("bitrix: own failure\n") && outcome.status == 1)
    }

    @Test("A wait for a server that never answers, and for a body that drips")
    func requests() throws {
        let silent = try SocketServer { connection, _ in connection.waitForPeerToClose() }
        defer { silent.stop() }
        let drip = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
            connection.waitForPeerToClose()
        }
        defer { drip.stop() }
        for server in [silent, drip] {
            let environment = ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key]
            let outcome = try interrupt("print('ready') bitrix.contact(71)", environment: environment)
            #expect(outcome.status == 130 && outcome.errors.hasPrefix("bitrix: (command line):1: interrupted!\n"))
            let stubborn = try interrupt(
                "print('ready') while true do pcall(bitrix.contact, 71) end", environment: environment)
            #expect(stubborn.status == 130)
            let coroutine = try interrupt(
                "coroutine.wrap(function() print('ready') bitrix.contact(71) end)()", environment: environment)
            #expect(coroutine.status == 130)
        }
    }

    @Test("Ctrl-C is a command's while that runs: one that takes it for itself keeps it")
    func commands() throws {
        let program = try Program.start([
            "-e",
            """
            io.stdout:setvbuf('no')
            print(os.execute("trap 'echo trapped' INT; echo ready; read line </dev/null; sleep 0.6"))
            """,
        ])
        #expect(program.waitForOutput("ready\n"))
        program.signal(SIGINT)
        #expect(try program.finish() == .init(output: "ready\ntrue\texit\t0\n"))
        let late = try Program.run([
            "-e",
            "print(os.execute(\"trap '' INT; kill -INT $PPID; sleep 0.4; exit 3\")) print(os.execute('exit 130'))",
        ])
        #expect(late == .init(output: "nil\texit\t3\nnil\texit\t130\n"))
        #expect(
            try Program.run([
                "-e",
                "print(os.execute()) print(os.execute('exit 3')) print(os.execute('kill -9 $$')) print(os.execute('no-such'))",
            ]).output == "true\nnil\texit\t3\nnil\tsignal\t9\nnil\texit\t127\n")
    }

    @Test("A stop that comes while the interpreter closes is told by the status")
    func closing() throws {
        let silent = try SocketServer { connection, _ in connection.waitForPeerToClose() }
        defer { silent.stop() }
        let environment = ["VIBE_URL": silent.url, "VIBE_API_KEY": Portal.key]
        let script = "keep = setmetatable({}, {__gc = function() print('ready') bitrix.contact(71) end})"
        #expect(try interrupt(script, environment: environment).status == 130)
        let hook = "debug.sethook(function() debug.sethook() print('ready') bitrix.contact(71) end, 'l') local x = 1"
        #expect(try interrupt("\n" + hook + "\nlocal y = 2", environment: environment).status == 130)
        let late = try Program.run(
            ["--max-time=0.2", "-e", "setmetatable({}, {__gc = function() print(pcall(bitrix.contact, 71)) end})"],
            environment: environment)
        #expect(late.output.contains("TIME_LIMIT") && late.status == 75)
    }

    @Test("A wait for a name to be looked up, and the time that a request may take, which covers it")
    func names() throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            """
            #include <netdb.h>
            #include <unistd.h>
            int getaddrinfo(const char *n, const char *s, const struct addrinfo *h, struct addrinfo **r) {
                for (;;) pause();
            }
            """.utf8, to: "slow.c")
        _ = try Child("clang", ["-shared", "-fPIC", "-o", "slow.so", "slow.c"], in: directory.url.path).finish()
        let environment = [
            "VIBE_URL": "http://api.example", "VIBE_API_KEY": Portal.key,
            "LD_PRELOAD": directory.url.appendingPathComponent("slow.so").path,
        ]
        let outcome = try interrupt(
            "print(pcall(function() print('ready') bitrix.contact(71) end))", environment: environment)
        #expect(outcome.output.contains("interrupted!") && outcome.status == 0)
        let late = try Program.run(
            ["--timeout=0.1", "--retries=0", "-e", "print(select(2, pcall(bitrix.contact, 71)).code)"],
            environment: environment)
        #expect(late == .init(output: "CONNECT_TIMEOUT\n"))
    }

    @Test("Where no hook can run, the process ends all the same")
    func lastResort() throws {
        let outcome = try interrupt("while true do xpcall(error, function() \(Self.loop)() end) end")
        #expect(outcome.status == 130)
        let finalizer = try interrupt("setmetatable({}, {__gc = \(Self.loop)}) collectgarbage()")
        #expect(finalizer.status == 130)
    }

    @Test("At a prompt the run ends, the session goes on and keeps its variables, however often")
    func prompt() throws {
        let program = try Program.start(
            ["-i"], input: "x = 5\n\(Self.loop)()\nprint('again') while true do end\nx\n".utf8)
        #expect(program.waitForOutput("\nready\n"))
        program.signal(SIGINT)
        #expect(program.waitForOutput("\nagain\n"))
        program.signal(SIGINT)
        let outcome = try program.finish()
        #expect(outcome.output.hasSuffix("\n> x\n5\n> \n") && outcome.status == 0)
        #expect(outcome.errors.components(separatedBy: "stdin:1: interrupted!\nstack traceback:").count == 3)
    }

    @Test(
        "SIGTERM and SIGHUP are as Ctrl-C, but quiet: variables are closed, output is written, then 143 or 129",
        arguments: [SIGTERM, SIGHUP])
    func terminates(signal: Int32) throws {
        // `print` writes at once; `io.write` leaves what it gets in the buffer.
        let start = """
            io.stdout:setvbuf('full')
            keep = setmetatable({}, {__gc = function() io.write('finalized\\n') end})
            local c <close> = setmetatable({}, {__close = function() io.write('closed\\n') end})
            print('ready')

            """
        for loop in [
            "while true do end", "while true do pcall(function() while true do end end) end",
            "while true do os.execute('sleep 30') end",
        ] {
            let script = start + loop
            let outcome = try interrupt(script, signal: signal)
            #expect(outcome == .init(output: "ready\nclosed\nfinalized\n", status: 128 + signal))
        }
        // What comes behind a script that has caught it does not begin.
        let caught = try interrupt(
            "pcall\(Self.loop) print('saved')", options: [], signal: signal)
        #expect(caught == .init(output: "ready\nsaved\n", status: 128 + signal))
    }

    @Test(
        "SIGTERM ends a wait for a server, and a prompt; what nohup ignores stays ignored; one who insists ends at once"
    )
    func terminatesWaits() throws {
        let server = try SocketServer { _, _ in }
        defer { server.stop() }
        let waiting = try interrupt(
            "local c <close> = setmetatable({}, {__close = function() print('closed') end}) print('ready') bitrix.contact(71)",
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": "vibe_api_x0123456789"], signal: SIGTERM)
        #expect(waiting == .init(output: "ready\nclosed\n", status: 143))

        let prompt = try Program.start(
            ["-i"], input: "io.stdout:setvbuf('no') print('ready') while true do end\nprint(5)\n".utf8)
        prompt.waitForOutput("ready\n")
        prompt.signal(SIGTERM)
        let ended = try prompt.finish()
        #expect(ended.status == 143 && !ended.output.contains("print(5)"))

        let gate = try TemporaryDirectory(), path = gate.url.appendingPathComponent("gate").path
        #expect(mkfifo(path, 0o600) == 0)

        // Finalizers have no more time than a script that does not stop.
        let endless = try interrupt(
            "keep = setmetatable({}, {__gc = function() while true do end end}) print('ready') while true do end",
            signal: SIGTERM)
        #expect(endless == .init(output: "ready\n", status: 143))

        let stubborn = try Program.start([
            "-e",
            "setmetatable({}, {__gc = function() print('ready') io.stdout:flush() while true do end end}) collectgarbage()",
        ])
        stubborn.waitForOutput("ready\n")
        stubborn.signal(SIGTERM)
        stubborn.signal(SIGHUP)
        #expect([143, 129].contains(try stubborn.finish().status))

        let idle = try Program.start(
            ["-c", "exec \"$B\" -i < gate"], as: "sh", environment: ["B": Program.path], directory: gate.url,
            program: "/bin/sh")
        let writer = try #require(FileHandle(forWritingAtPath: path))
        writer.write(Data("f = io.open('left', 'w') f:write('all') print('ready')\n".utf8))
        idle.waitForOutput("\nready\n> ")
        idle.signal(SIGTERM)
        #expect(try idle.finish().status == 143)
        #expect(try String(contentsOf: gate.url.appendingPathComponent("left"), encoding: .utf8) == "all")
        try writer.close()

        let ignoring = try Program.start(
            [
                "-c",
                "trap '' HUP; exec \"$B\" -e \"io.stdout:setvbuf('no') print('ready') io.open('gate'):read() print('on')\"",
            ],
            as: "sh", environment: ["B": Program.path], directory: gate.url, program: "/bin/sh")
        ignoring.waitForOutput("ready\n")
        ignoring.signal(SIGHUP)
        try "".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(try ignoring.finish() == .init(output: "ready\non\n"))
    }

    @Test("SIGTERM ends quietly with 143, a closed pipe with 141")
    func otherSignals() throws {
        let terminated = try interrupt("\(Self.loop)()", signal: SIGTERM)
        #expect(terminated == .init(output: "ready\n", status: 143))
        let program = try Program.start(["-e", "while true do print('line') end"])
        program.waitForOutput("line\n")
        program.closeOutput()
        let outcome = try program.finish()
        #expect(outcome.status == 141 && outcome.errors == "")
    }
}
