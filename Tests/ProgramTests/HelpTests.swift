import Foundation
import Help
import TestSupport
import Testing

/// What help shows is what happens.
@Suite struct HelpExampleTests {
    @Test("Every example prints what it says", arguments: Help.entries.filter { $0.example != nil }.map(\.name))
    func example(name: String) throws {
        let example = try #require(Help.entry(for: name)?.example)
        guard example.hasPrefix("$ ") else {
            let expected = example.matches(of: /--> (.*)/).map { $0.1 + "\n" }.joined()
            #expect(!expected.isEmpty)
            #expect(try Program.run(["--demo", "-e", example]) == .init(output: expected))
            return
        }
        var commands: [String] = []
        var output = ""
        for line in example.split(separator: "\n") {
            if line.hasPrefix("$ ") { commands.append(String(line.dropFirst(2))) } else { output += line + "\n" }
        }
        let shell = try Program.run(
            ["-c", "bitrix() { \"$BITRIX\" \"$@\"; }\n" + commands.joined(separator: "\n")],
            environment: ["BITRIX": Program.path], program: "/bin/bash")
        #expect(shell == .init(output: output))
    }

    @Test("Every function and value of the module has an entry, and no entry is about one that is not there")
    func module() throws {
        let script = """
            local names = {"last"}  -- made when somebody asks
            for name in pairs(bitrix) do if name:sub(1, 1) ~= "_" then names[#names + 1] = name end end
            table.sort(names)
            for _, name in ipairs(names) do print("bitrix." .. name) end
            """
        let names = try Program.run(["-e", script]).output.split(separator: "\n").map(String.init)
        #expect(names == Help.entries.filter { $0.kind == .function }.map(\.name).sorted())
    }

    @Test("--help speaks the language of the environment")
    func language() throws {
        let english = try Program.run(["--help"], environment: ["LANG": "en_US.UTF-8"])
        #expect(
            english.output.contains(
                "\nusage: bitrix [options] [script [args]]\n       bitrix demo [--port N] [--lang LANG]\n"))
        #expect(english.output.contains("\n  --retries N             how often a failed request is repeated (4)\n"))
        let russian = try Program.run(["--help"], environment: ["LANG": "ru_RU.UTF-8"])
        #expect(russian.output.contains("\n  --retries N             сколько раз повторять неудачный запрос (4)\n"))
        for output in [english.output, russian.output] {
            #expect(output.split(separator: "\n").allSatisfy { $0.count <= 90 })
        }
    }

    @Test("The files that scripts/docs makes are not out of date")
    func docs() throws {
        let directory = try TemporaryDirectory()
        let program = Bundle.main.bundleURL.appendingPathComponent("bitrix-docs").path
        #expect(try Program.run([directory.url.path], program: program) == .init())
        let files = try FileManager.default.subpathsOfDirectory(atPath: directory.url.path).filter {
            $0.contains(".") || $0.hasSuffix("_bitrix")
        }
        #expect(files.count == 9)
        for name in files {
            let made = try String(contentsOf: directory.url.appendingPathComponent(name), encoding: .utf8)
            let kept = try? String(contentsOf: Program.root.appendingPathComponent(name), encoding: .utf8)
            #expect(made == kept, "\(name) is out of date: run scripts/docs")
        }
    }
}
