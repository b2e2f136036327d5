import Foundation
import TestSupport
import Testing

/// `--record`, `--replay` and `--mask`, through the whole program.
@Suite struct RecordTests {
    @Test("Every example prints the same from its recording, without a portal", arguments: ExampleTests.scripts)
    func examples(name: String) throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("calls.jsonl").path
        let example = Program.root.appendingPathComponent("examples/\(name).lua")
        let command = try #require(
            try String(contentsOf: example, encoding: .utf8).firstMatch(of: /-- Run: bitrix --demo (.+)/)?.1)
        let arguments = command.split(separator: " ").map(String.init)
        let live = try Program.run(["--demo", "--record", file] + arguments, directory: Program.root)
        #expect(!live.output.isEmpty)
        // Nobody listens at this address, and there is no key.
        let replayed = try Program.run(
            ["--replay", file] + arguments, environment: ["VIBE_URL": "http://127.0.0.1:1"], directory: Program.root)
        #expect(replayed == live)
    }

    @Test("Calls that run at once are recorded and replayed all the same; contacts are asked for singly")
    func concurrent() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("calls.jsonl").path
        let script = """
            local names = bitrix.map({71, 72, 73, 999999}, function(id)
              local ok, c = pcall(bitrix.contact, id)
              return ok and c.name or c.code
            end)
            print(table.concat(names, " "), #bitrix.contacts{71, 72, 73})
            """
        let live = try Program.run(["--demo", "--record", file, "-e", script])
        #expect(live == .init(output: "Ivan Ольга James ENTITY_NOT_FOUND\t3\n"))
        #expect(try Program.run(["--replay", file, "-e", script]) == live)
        // One that is missing says nothing of the others.
        let missing = try Program.run([
            "--replay", file, "-e",
            "for _, c in ipairs(bitrix.contacts({71, 9999, 73}, {errors = 'collect', concurrency = 1})) do print(c.name or c.code) end",
        ])
        #expect(missing == .init(output: "Ivan\nNOT_RECORDED\nJames\n"))
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 8 && !lines.contains { $0.contains("batch") })
    }

    @Test("A call that failed fails again, with its attempts and time; one that was not recorded says so")
    func failures() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("calls.jsonl").path
        let script = """
            local ok, e = pcall(bitrix.contact, 98003)
            print(e.kind, e.code, e.attempts, e.elapsed >= 0.2 and e.elapsed < 10, e)
            """
        let live = try Program.run(
            ["--demo", "--timeout=0.2", "--retries=0", "--record", file, "-e", script])
        #expect(live.output.hasPrefix("network\tTIMEOUT\t1\ttrue\t"))
        #expect(try Program.run(["--replay", file, "-e", script]) == live)
        let missing = try Program.run(
            ["--replay", file, "-e", "print(select(2, pcall(bitrix.contact, 98004)))"])
        let message =
            "GET /v1/contacts/98004 is not in the recording \(file); the nearest request there is GET /v1/contacts/98003"
        #expect(missing == .init(output: "NOT_RECORDED: \(message)\n"))
    }

    @Test("A masked recording holds nobody's name, phone or address, and its scripts run")
    func masked() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("calls.jsonl").path
        let script = "local c = bitrix.contact(72, {include = 'company'}) print(c.id, c.companyId, c.name ~= 'Ольга')"
        let live = try Program.run(["--demo", "--record", file, "--mask", "-e", script])
        #expect(live == .init(output: "72\t2\tfalse\n"))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for secret in ["Ольга", "Смирнова", "Вектор"] { #expect(!text.contains(secret)) }
        #expect(try Program.run(["--replay", file, "-e", script]) == .init(output: "72\t2\ttrue\n"))
    }

    @Test(
        "A recording goes into a named pipe that is being read; one that nobody reads is refused",
        .timeLimit(.minutes(1)))
    func namedPipe() throws {
        let directory = try TemporaryDirectory()
        let pipe = directory.url.appendingPathComponent("pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        let arguments = ["--demo", "--record", pipe, "-e", "print(bitrix.contact(71).name)"]
        #expect(
            try Program.run(arguments)
                == .init(
                    errors: "bitrix: nobody reads the pipe \(pipe): start its reader first (RECORDING_FAILED)\n",
                    status: 1))

        let reader = FileHandle(fileDescriptor: open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC), closeOnDealloc: true)
        #expect(try Program.run(arguments) == .init(output: "Ivan\n"))
        let lines = String(decoding: try reader.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix(#"{"recording":"bitrix""#))
    }

    @Test(
        "Where the reader of a recording goes away, one message says so, and the script goes on",
        .timeLimit(.minutes(1)))
    func lostReader() throws {
        let directory = try TemporaryDirectory()
        let pipe = directory.url.appendingPathComponent("pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let script = """
            bitrix.contact(71)
            print("ready")
            io.stdout:flush()
            repeat until io.open("go")
            print(bitrix.contact(72).id, bitrix.contact(71).id)
            """
        let program = try Program.start(["--demo", "--record", pipe, "-e", script], directory: directory.url)
        #expect(program.waitForOutput("ready\n"))
        close(reader)
        try directory.write("".utf8, to: "go")
        #expect(
            try program.finish()
                == .init(
                    output: "ready\n72\t71\n", errors: "bitrix: cannot write \(pipe): Broken pipe (RECORDING_FAILED)\n",
                    status: 74))
    }

    @Test(
        "Options that do not go together, and files that are none, are refused before anything runs",
        arguments: [
            (["--mask"], "'--mask' goes with '--record FILE'"),
            (["--record", "a", "--replay", "b"], "'--record' and '--replay' exclude each other"),
            (["--record"], "option '--record' takes a file, such as calls.jsonl, not '-e'"),
            (["--replay="], "option '--replay' takes a file"),
            (["--record", "-x"], "option '--record' takes a file, such as calls.jsonl, not '-x'"),
            (["--replay", "/nowhere/x"], "cannot read /nowhere/x: No such file or directory"),
            (["--record", "/nowhere/x"], "cannot write /nowhere/x: No such file or directory"),
        ])
    func misuse(options: [String], message: String) throws {
        let outcome = try Program.run(options + ["-e", "print('ran')"])
        #expect(outcome.output == "" && outcome.status == 1 && outcome.errors.hasPrefix("bitrix: \(message)"))
    }
}
