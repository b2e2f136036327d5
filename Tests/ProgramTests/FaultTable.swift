import ErrorCodes
import Foundation
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

    /// Reads the file, or its translation.
    init(_ name: String = "docs/faults.md") throws {
        let file = Program.root.appendingPathComponent(name)
        let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
        rows = try lines.filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            let cells = line.components(separatedBy: " | ")
            try #require(cells.count == 5, "\(line)")
            return Row(
                fault: String(cells[0].dropFirst(2)), kind: cells[1],
                codes: cells[2].split(separator: " ").map { String($0.dropFirst().dropLast()) },
                exitStatus: try #require(Int32(cells[3])),
                repetition: cells[4].hasPrefix("repeated") || cells[4].hasPrefix("повторяется")
                    ? "repeated" : "once")
        }
    }
}

/// That the table is whole, and says what the catalogue says.
@Suite struct FaultTableCompletenessTests {
    @Test("Each code of the catalogue has a row that says how to bring it about, and the table knows no other of ours")
    func codes() throws {
        let rows = try FaultTable().rows.filter { $0.kind != "api" }
        #expect(Set(rows.flatMap(\.codes)) == Set(OwnCode.allCases.map(\.rawValue)))
    }

    @Test(
        "Kind, exit status and repetition of our own codes are those of the catalogue",
        arguments: try FaultTable().rows.filter { $0.kind != "api" })
    func catalogue(row: FaultTable.Row) throws {
        for code in try row.codes.map({ try #require(OwnCode(rawValue: $0)) }) {
            #expect(row.kind == code.kind.rawValue)
            #expect(row.exitStatus == code.exitCode.rawValue)
            #expect((row.repetition == "repeated") == (code.repetition == .automatic))
        }
    }

    @Test("The Russian table has the same rows, in Russian")
    func russian() throws {
        let english = try FaultTable().rows, russian = try FaultTable("docs/ru/faults.md").rows
        #expect(russian.count == english.count)
        for (row, other) in zip(english, russian) {
            #expect(
                row.kind == other.kind && row.codes == other.codes && row.exitStatus == other.exitStatus
                    && row.repetition == other.repetition && row.apiStatus == other.apiStatus, "\(other.fault)")
            #expect(other.fault.contains(/[а-яё]/), "\(other.fault)")
        }
    }

    @Test("No fault is there twice, and each has a test")
    func rows() throws {
        let faults = try FaultTable().rows.map(\.fault)
        #expect(Set(faults).count == faults.count)
        let played = Set(FaultTableTests.scenarios.keys).union(FaultTableTests.elsewhere)
        let own = try Set(FaultTable().rows.filter { $0.apiStatus == nil }.map(\.fault))
        #expect(own == played)
    }
}
