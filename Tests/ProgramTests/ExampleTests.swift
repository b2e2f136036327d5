import Foundation
import TestSupport
import Testing

/// What the documentation shows is what happens: the scripts in `examples/`, and the sessions in the README.
@Suite struct ExampleTests {
    static let scripts = ["contact", "company", "requisites", "errors", "ids-to-csv", "phones", "check-contacts"]

    @Test("Every example prints what its comments say", arguments: scripts)
    func example(name: String) throws {
        let file = Program.root.appendingPathComponent("examples/\(name).lua")
        let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
        let commands = lines.compactMap { $0.wholeMatch(of: /-- Run: bitrix (.+)/)?.1 }
        let command = try #require(commands.first)
        let status = lines.compactMap { $0.wholeMatch(of: /-- Exit status: (\d+)/)?.1 }.first ?? "0"
        let expected = lines.compactMap { $0.firstMatch(of: /--> (.*)/)?.1 }
        #expect(!expected.isEmpty)
        let outcome = try Program.run(command.split(separator: " ").map(String.init), directory: Program.root)
        #expect(outcome.output == expected.map { $0 + "\n" }.joined())
        #expect("\(outcome.status)" == status)
    }

    @Test("No example is left out")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Program.root.appendingPathComponent("examples").path)
        #expect(Set(files.filter { $0.hasSuffix(".lua") }) == Set(Self.scripts.map { $0 + ".lua" }))
    }

    @Test("The README's sessions print what it shows", arguments: ["README.md", "README.ru.md"])
    func readme(file: String) throws {
        let text = try String(contentsOf: Program.root.appendingPathComponent(file), encoding: .utf8)
        let sessions = text.matches(of: /```console\n\$ (scripts\/bitrix .+)\n([^`]*)```/)
        #expect(sessions.count >= 3)
        // Both show the same.
        let other = try String(contentsOf: Program.root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(sessions.map(\.0) == other.matches(of: /```console\n\$ (scripts\/bitrix .+)\n([^`]*)```/).map(\.0))
        for session in sessions {
            let shell = try Program.run(
                ["-c", String(session.1).replacing("scripts/bitrix", with: "\"$BITRIX\"", maxReplacements: 1)],
                environment: ["BITRIX": Program.path], directory: Program.root, program: "/bin/bash")
            #expect(shell == .init(output: String(session.2)))
        }
    }

    @Test("Whoever runs --demo with a key of their own does not send it there")
    func demoKeepsKeys() throws {
        let outcome = try Program.run(
            ["--demo", "-e", "print(bitrix.contact(71).name)"],
            environment: ["VIBE_API_KEY": "vibe_api_expired", "VIBE_URL": "http://127.0.0.1:1"])
        #expect(outcome == .init(output: "Ivan\n"))
    }
}
