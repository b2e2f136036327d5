import Foundation
import Help
import TestSupport
import Testing

/// The table of `docs/faults.md`.
struct FaultTable {
    /// One line of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let fault: String
        let kind: String
        let codes: [String]
        let exitStatus: Int32
        /// `repeated` or `once`, as the advice begins.
        let repetition: String

        var testDescription: String { fault }

        /// 429 of `API, 429: too many requests`.
        var apiStatus: Int? { fault.wholeMatch(of: /API, (\d+): .*/).flatMap { Int($0.1) } }
    }

    let rows: [Row]

    /// Reads the file.
    init() throws {
        let file = Program.root.appendingPathComponent("docs/faults.md")
        let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
        rows = try lines.filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            let cells = line.components(separatedBy: " | ")
            try #require(cells.count == 5, "\(line)")
            return Row(
                fault: String(cells[0].dropFirst(2)), kind: cells[1],
                codes: cells[2].split(separator: " ").map { String($0.dropFirst().dropLast()) },
                exitStatus: try #require(Int32(cells[3])),
                repetition: cells[4].hasPrefix("repeated") ? "repeated" : "once")
        }
    }

    /// All codes of our own, with their kinds; an answer of the API may have any other.
    var ownCodes: Set<String> {
        Set(rows.filter { $0.kind != "api" }.flatMap { row in row.codes.map { "\(row.kind) \($0)" } })
    }
}

/// That the table is whole: each code of the sources is in it, and nothing else.
@Suite struct FaultTableCompletenessTests {
    private func source(_ path: String) throws -> String {
        try String(contentsOf: Program.root.appendingPathComponent("Sources/\(path)"), encoding: .utf8)
    }

    @Test("Each code of ours is in the table with its kind, and the table knows no other")
    func codes() throws {
        var codes: Set<String> = []
        // The codes of VibeError stand in one extension for each kind.
        for part in try source("VibeAPI/VibeError.swift").components(separatedBy: "/// Codes of kind ").dropFirst() {
            let kind = try #require(part.firstMatch(of: /Kind\/(\w+)``/)).1
            for match in part.matches(of: /Self\(rawValue: "([A-Z_]+)"\)/) { codes.insert("\(kind) \(match.1)") }
        }
        #expect(codes.count > 25)
        let lua = try source("BitrixModule/lua/errors.lua")
        let problems = try #require(lua.firstMatch(of: /local RESPONSE_PROBLEMS = \{([^}]*)\}/)).1
        for match in problems.matches(of: /([A-Z][A-Z0-9_]+) =/) { codes.insert("response \(match.1)") }
        codes.insert("script SCRIPT_ERROR")
        for code in ["TIME_LIMIT", "MEMORY_LIMIT", "REQUEST_LIMIT"] { codes.insert("limit \(code)") }
        #expect(try FaultTable().ownCodes == codes)
    }

    @Test("No fault is there twice, and each has a test")
    func rows() throws {
        let faults = try FaultTable().rows.map(\.fault)
        #expect(Set(faults).count == faults.count)
        let played = Set(FaultTableTests.scenarios.keys).union(FaultTableTests.elsewhere)
        let own = try Set(FaultTable().rows.filter { $0.apiStatus == nil }.map(\.fault))
        #expect(own == played)
    }

    @Test("Every code of ours has a meaning for people")
    func meanings() throws {
        for code in try FaultTable().ownCodes {
            let name = String(code.split(separator: " ")[1])
            #expect(Help.entry(for: name)?.name == name)
        }
    }
}
