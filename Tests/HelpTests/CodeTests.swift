import Foundation
import Help
import TestSupport
import Testing
import TextMeasure
import VibeAPI

/// The table of codes against the sources that produce them.
@Suite struct CodeTests {
    /// Words in capitals that are no codes: variables, the key's place in texts, names of the demo portal's fields.
    private static let others: Set<String> = [
        "VIBE_API_KEY", "VIBECODE_API_KEY", "VIBE_SESSION_TOKEN", "VIBE_URL", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NO_COLOR", "LUA_INIT", "LUA_PATH", "LUA_CPATH", "_LOADED", "_PRELOAD",
    ]

    private static func files(_ folder: String) throws -> [(path: String, text: String)] {
        let root = Program.root.appendingPathComponent("Sources/" + folder)
        let paths = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        return try paths.filter { $0.contains(/\.(swift|c|cpp|h|lua)$/) }.map {
            ($0, try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8))
        }
    }

    /// Every code that stands in a string, or as a key of the module's table of problems, in what is our program.
    private static func produced() throws -> Set<String> {
        var codes: Set<String> = []
        for folder in ["VibeAPI", "BitrixModule", "LuaHost", "LuaBridge", "Recording", "bitrix"] {
            for (_, text) in try files(folder) {
                // Comments do not produce anything.
                let lines = text.split(separator: "\n").filter { !$0.contains(/^\s*(\/\/|--)/) }.joined(separator: "\n")
                for match in lines.matches(of: /"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|TIMEOUT|REDIRECT|INTERRUPTED)"/) {
                    codes.insert(String(match.1))
                }
                for match in lines.matches(of: #/\n  ([A-Z]+(?:_[A-Z0-9]+)*) = "the /#) {
                    codes.insert(String(match.1))
                }
            }
        }
        return codes.subtracting(others)
    }

    /// Whether this is a variable of the environment.
    private func isVariable(_ name: String) -> Bool { ["LUA_", "XDG_", "BITRIX_"].contains { name.hasPrefix($0) } }

    @Test("Every code that our sources can produce has an entry")
    func covered() throws {
        let produced = try Self.produced()
        #expect(produced.count > 35)
        let known = Set(Help.codes.map(\.name))
        #expect(produced.filter { !known.contains($0) && !isVariable($0) } == [])
    }

    @Test("No entry of ours is stale")
    func fresh() throws {
        let produced = try Self.produced()
        #expect(Help.codes.filter { $0.kind != .api && !produced.contains($0.name) }.map(\.name) == [])
    }

    @Test("Every code that the demo portal answers with has an entry, but for the one that stands for unknown codes")
    func portal() throws {
        var texts = try Self.files("DemoPortal").map(\.text)
        texts.append(
            try String(
                contentsOf: Program.root.appendingPathComponent("Sources/DemoPortal/portal.json"), encoding: .utf8))
        var codes: Set<String> = []
        for text in texts {
            for match in text.matches(of: /"code": "([A-Z0-9_]+)"|code: "([A-Z0-9_]+)"/) {
                codes.insert(String(match.1 ?? match.2 ?? ""))
            }
        }
        #expect(codes.count > 30)
        let known = Set(Help.codes.map(\.name))
        #expect(codes.filter { !known.contains($0) && $0 != "BRAND_NEW_CODE" }.sorted() == [])
    }

    @Test("What is repeated by itself is what the retry policy repeats")
    func retries() throws {
        for code in Help.codes where code.kind == .api {
            let isRepeated = [408, 429, 502, 503, 504].contains(code.status ?? 0) && code.name != "ERROR_LOOP_DETECTED"
            #expect((code.retry == .automatic) == isRepeated, "\(code.name)")
            #expect((code.retry == .unknown) == (code.status == nil), "\(code.name)")
        }
        // RetryPolicy reads the same catalogue.
        let failures = Set(VibeError.Code.catalogue.filter(\.isRepeated).map(\.code.rawValue))
        for code in Help.codes where code.kind != .api {
            #expect((code.retry == .automatic) == failures.contains(code.name), "\(code.name)")
        }
    }

    @Test("Codes are listed once; a code that nobody listed is explained by its status")
    func meanings() {
        #expect(Set(Help.codes.map(\.name)).count == Help.codes.count)
        #expect(
            Help.meaning(ofCode: "SCOPE_DENIED", status: 403, .english) == "the key lacks a scope; contacts need crm")
        #expect(Help.meaning(ofCode: "NEW_CODE", status: 404, .english) == "there is nothing under this address")
        #expect(Help.meaning(ofCode: "NEW_CODE", status: 599, .russian) == "сбой на стороне сервера")
        #expect(Help.meaning(ofCode: "NEW_CODE", status: 418, .english) == nil)
        #expect(Help.meaning(ofCode: "NEW_CODE", status: nil, .english) == nil)
    }

    @Test("Every option of the command line is documented, and none that is not there")
    func options() throws {
        let source = try String(
            contentsOf: Program.root.appendingPathComponent("Sources/bitrix/Options.swift"), encoding: .utf8)
        let lists = source.matches(of: /private static let with(?:out)?Value = \[([^\]]*)\]/).map { String($0.1) }
        #expect(lists.count == 2)
        let accepted = Set(lists.joined().matches(of: /"(--[a-z-]+)"/).map { String($0.1) })
        let documented = Set(Help.options.filter { !$0.isStock }.flatMap(\.names))
        #expect(documented == accepted)
    }
}
