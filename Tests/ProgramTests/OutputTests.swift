import Foundation
import TestSupport
import Testing

/// Where output goes when the standard streams are closed, full, or shared with other programs.
@Suite struct OutputTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Runs a line of the shell in which `$B` is the program.
    private func shell(_ line: String, input: String = "") throws -> Program.Outcome {
        try Program.run(
            ["-c", line], as: "sh", input: input.utf8, environment: ["B": Program.path, "PATH": "/usr/bin:/bin"],
            directory: directory.url, program: "/bin/sh")
    }

    private func content(_ file: String) throws -> String {
        try String(contentsOf: directory.url.appendingPathComponent(file), encoding: .utf8)
    }

    private static let closings = ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"]

    @Test(
        "With standard streams closed, neither what is printed nor an error ends up in a recording or a trace",
        arguments: closings)
    func closedStreams(closing: String) throws {
        let script = "io.stderr:write('to stderr') print('hello') print(bitrix.contact(71).name)"
        _ = try shell(#""$B" --demo --record a.jsonl --trace=t.txt -e "\#(script)" \#(closing)"#)
        let recording = try content("a.jsonl"), trace = try content("t.txt")
        #expect(!recording.contains("hello") && !recording.contains("stderr"))
        #expect(
            recording.hasPrefix(
                #"{"recording":"bitrix","version":1,"masked":false}"# + "\n{\"request\":\"GET /v1/contacts/71\""))
        #expect(recording.split(separator: "\n").count == 2)
        #expect(!trace.contains("hello") && trace.contains(" GET /v1/contacts/71 200 "))
        let replayed = try shell(#""$B" --replay a.jsonl -e 'print(bitrix.contact(71).name)'"#)
        #expect(replayed == .init(output: "Ivan\n"))
    }

    @Test("A closed stream is an error to scripts: EBADF, as from a descriptor that is closed", arguments: closings)
    func closedForScripts(closing: String) throws {
        let script = """
            local file = io.open("result", "w")
            local text = io.read(1)
            local _, out = io.stdout:write("x"):flush()
            local _, err = io.stderr:write("x")
            file:write(tostring(text), ", ", tostring(out), ", ", tostring(err))
            """
        try directory.write(script.utf8, to: "s.lua")
        _ = try shell(#""$B" s.lua \#(closing)"#, input: "i")
        let bad = "Bad file descriptor"
        let isClosed = (
            closing.contains("<&-"), closing.hasPrefix(">&-") || closing.contains(" >&-"), closing.contains("2>&-")
        )
        let expected = [isClosed.0 ? "nil" : "i", isClosed.1 ? bad : "nil", isClosed.2 ? bad : "nil"]
        #expect(try content("result") == expected.joined(separator: ", "))
    }

    @Test(
        "What was printed and could not be written is told at the end, with status 74",
        arguments: [
            ("-e 'print(1)'", "/dev/full", ""), ("-e 'io.write(1)'", "/dev/full", ": No space left on device"),
            ("-e 'for i = 1, 1e5 do print(i) end io.stdout:flush()'", "/dev/full", ""),
            ("-e 'io.write(1) os.exit()'", "/dev/full", ": No space left on device"),
            ("-e 'io.write(1) os.exit(true, true)'", "/dev/full", ": No space left on device"),
            ("-e 'io.stdout:setvbuf([[no]]) print(1)'", "/dev/full", ""),
            ("--version", "/dev/full", ""),
            ("--help", "/dev/full", ""),
            ("-v", "/dev/full", ""),
            ("-e 'print(1)'", "&-", ""), ("-e 'io.write(1)'", "&-", ": Bad file descriptor"),
        ])
    func lost(arguments: String, place: String, reason: String) throws {
        let outcome = try shell(#"exec "$B" \#(arguments) >\#(place)"#)
        #expect(outcome.status == 74)
        #expect(
            outcome.errors
                == "\(Program.path): standard output cannot be written, and a part of what was printed is lost\(reason)\n"
        )
    }

    @Test("A script that fails keeps its own status, and the loss is told; nothing is told where nothing was printed")
    func lostBeside() throws {
        let failed = try shell(#"exec "$B" -e 'print(1) error("x")' >/dev/full"#)
        #expect(failed.status == 1 && failed.errors.contains("x\nstack") && failed.errors.contains("is lost"))
        #expect(try shell(#"exec "$B" -e 'print(1) os.exit(3)' >/dev/full"#).status == 3)
        #expect(try shell(#"exec "$B" -e 'local x = 1' >&-"#) == .init())
        // Files that a script has left open are written all the same.
        _ = try shell(#"exec "$B" -e 'f = io.open("left", "w") f:write("all") print(1) os.exit()' >/dev/full"#)
        #expect(try content("left") == "all")
    }

    @Test("A pipe that nobody reads ends the program by SIGPIPE, and is an error where that is ignored")
    func pipe() throws {
        let ignored = try shell(#"trap '' PIPE; { "$B" -e 'for i = 1, 1e5 do print(i) end'; echo $? >&2; } | true"#)
        #expect(ignored.errors.hasSuffix("is lost\n74\n") || ignored.errors.hasSuffix(": Broken pipe\n74\n"))
    }

    @Test("A recording or a trace that misses something costs the status, too")
    func lostFiles() throws {
        let traced = try shell(#"exec "$B" --demo --trace=/dev/full -e 'print(bitrix.contact(71).id)'"#)
        #expect(
            traced.status == 74 && traced.output == "71\n"
                && traced.errors.contains("--trace: a line cannot be written"))
        let limited = try shell(
            #"ulimit -f 1; trap '' XFSZ; exec "$B" --demo --record r.jsonl -e 'for i = 1, 50 do bitrix.contact(71) end'"#
        )
        #expect(limited.status == 74 && limited.errors.contains("cannot write r.jsonl: File too large"))
        #expect(try shell(#"exec "$B" --replay r.jsonl -e 'print(bitrix.contact(71).id)'"#).output == "71\n")
    }

    @Test("Two programs that record to one file: the second one says so before its script starts")
    func recordsOnce() throws {
        let gate = directory.url.appendingPathComponent("gate").path
        #expect(mkfifo(gate, 0o600) == 0)
        let first = try Program.start(
            [
                "--demo", "--record", "two.jsonl", "-e",
                "print(bitrix.contact(71).id) io.stdout:flush() io.open('gate'):read()",
            ],
            directory: directory.url)
        first.waitForOutput("71\n")
        let second = try Program.run(
            ["--demo", "--record", "two.jsonl", "-e", "print('started')"], directory: directory.url)
        try "".write(toFile: gate, atomically: false, encoding: .utf8)
        #expect(try first.finish() == .init(output: "71\n"))
        #expect(
            second
                == .init(
                    errors:
                        "bitrix: another program is recording to two.jsonl now: wait for its end, or choose another name (RECORDING_FAILED)\n",
                    status: 1))
        #expect(try content("two.jsonl").split(separator: "\n").count == 2)
    }

    @Test("Programs that trace to one file tear no line")
    func tracesTogether() throws {
        let line = #""$B" --demo --trace=t.txt -e 'for i = 1, 50 do bitrix.contact(71) end' &"#
        _ = try shell(String(repeating: line + "\n", count: 4) + "wait")
        let lines = try content("t.txt").split(separator: "\n")
        #expect(lines.count == 200)
        let form = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ GET \/v1\/contacts\/71 200 \d+ ms \d+ B attempt 1 \S+/
        #expect(lines.allSatisfy { $0.wholeMatch(of: form) != nil })
    }

    @Test("A mark at the beginning of a recording, of a script and of what it requires is skipped")
    func marks() throws {
        _ = try shell(#"exec "$B" --demo --record r.jsonl -e 'bitrix.contact(71)'"#)
        let mark = "\u{FEFF}"
        try directory.write((mark + content("r.jsonl")).utf8, to: "r.jsonl")
        try directory.write((mark + "return bitrix.contact(71).name").utf8, to: "m.lua")
        try directory.write((mark + "print((require('m')))").utf8, to: "s.lua")
        #expect(try shell(#"exec "$B" --replay r.jsonl s.lua"#) == .init(output: "Ivan\n"))
        #expect(try shell(#"exec "$B" --demo --record r.jsonl s.lua"#) == .init(output: "Ivan\n"))
        #expect(try !content("r.jsonl").hasPrefix(mark))
    }

    @Test("Lines stand in the order of requests, so that two runs compare by the recipe of docs/recordings.md")
    func recipe() throws {
        let text = try String(contentsOf: Program.root.appendingPathComponent("docs/recordings.md"), encoding: .utf8)
        let recipe = try #require(text.firstMatch(of: /`(diff <\(.*\))`/)).1
        let script = """
            local ids = {} for i = 1, 60 do ids[i] = i % 2 == 0 and 71 or 72 end
            bitrix.map(ids, function(id) return {bitrix.contact(id), bitrix.contact(id, {include = "company"})} end, {concurrency = 8})
            """
        try directory.write(script.utf8, to: "s.lua")
        for name in ["a", "b"] { _ = try shell(#"exec "$B" --demo --record \#(name) s.lua"#) }
        try directory.write("#!/bin/bash\n\(recipe)\n".utf8, to: "recipe")
        #expect(try shell("exec bash ./recipe") == .init())
        // It shows what differs.
        try directory.write(content("b").replacing("Ivan", with: "Piotr").utf8, to: "b")
        #expect(try shell("exec bash ./recipe").status == 1)
        _ = try shell(
            #"exec "$B" --demo --record c -e 'local t = {} for i = 1, 40 do t[i] = i end bitrix.map(t, bitrix.contact, {errors="collect", concurrency=9})'"#
        )
        let ids = try content("c").matches(of: /"GET \/v1\/contacts\/(\d+)"/).compactMap { Int($0.1) }
        #expect(!ids.isEmpty && ids == ids.sorted())
    }
}
