import Foundation
import TestSupport
import Testing

/// What the package brings beside the program says the same as the program.
@Suite struct PackageTests {
    @Test(
        "The man page and every completion know exactly the long options of --help",
        arguments: [
            "docs/bitrix.1", "docs/ru/bitrix.1", "packaging/bitrix.bash", "packaging/_bitrix", "packaging/bitrix.fish",
        ])
    func options(file: String) throws {
        let help = Self.options(in: try Program.run(["--help"]).output)
        #expect(help.count > 10)
        let text = try String(contentsOf: Program.root.appendingPathComponent(file), encoding: .utf8)
            .replacingOccurrences(of: "\\-", with: "-")
            .replacingOccurrences(of: "set -l", with: "set")
            // fish says `-l demo`.
            .replacingOccurrences(of: " -l ([a-z-]{2,})", with: " --$1", options: .regularExpression)
        #expect(Self.options(in: text) == help)
    }

    private static func options(in text: String) -> Set<String> {
        Set(text.matches(of: /--[a-z][a-z-]+/).map { String($0.0) })
    }
}
