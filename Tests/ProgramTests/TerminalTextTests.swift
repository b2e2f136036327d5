import Foundation
import TestSupport
import Testing

/// Nothing from a server reaches a terminal unfiltered, in any place; a pipe gets stock lua's bytes.
@Suite struct TerminalTextTests {
    /// What a terminal would obey, reorder or hide: sequences of ESC and of C1, a title, directions, zero width.
    private static let attack = #"A\u001b[2J\u009b2J\u001b]0;title\u0007\u202eB\u2066\u200bC\u0085"#
    private static let evil = [
        "\u{1B}[2J", "\u{9B}", "\u{1B}]0", "\u{7}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{85}",
    ]

    private func server() throws -> SocketServer {
        let attack = Self.attack
        return try SocketServer { connection, _ in
            connection.answer(
                "503 No",
                headers: [
                    "Content-Type: application/json", "X-Request-Id: id\u{1B}[2J\u{9B}2J", "Retry-After: 1",
                    "Location: /v1/\u{1B}[2J",
                ],
                body: """
                    {"success":false,"error":{"code":"\(attack)","message":"\(attack)","hint":"\(attack)","userMessage":"\(attack)"}}
                    """)
        }
    }

    private func expectHarmless(_ terminal: TerminalSession) {
        let text = String(decoding: terminal.output, as: UTF8.self)
        for evil in Self.evil { #expect(!text.contains(evil), "\(evil.debugDescription)") }
    }

    @Test(
        "Uncaught errors, errors of a script that repeat a server's words, waits and traces",
        arguments: [
            "bitrix.contact(71)",
            "local ok, e = pcall(bitrix.contact, 71) error(e.message .. e.code)",
            "local ok, e = pcall(bitrix.contact, 71) error(setmetatable({}, {__tostring = function() return e.hint end}))",
            "local ok, e = pcall(bitrix.contact, 71) warn('@on') warn(e.message)",
            "bitrix.map({1, 2, 3}, bitrix.contact)",
        ])
    func scripts(script: String) throws {
        let server = try server()
        defer { server.stop() }
        let terminal = try TerminalSession(
            Program.path, ["--trace=headers", "--retries=1", "-e", script],
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": "vibe_api_x0123456789", "LANG": "C.UTF-8"])
        _ = try terminal.finish()
        #expect(terminal.output.count > 100)
        expectHarmless(terminal)
    }

    @Test("At a prompt: the error, its help, the request in all forms, and what it holds")
    func prompt() throws {
        let server = try server()
        defer { server.stop() }
        let terminal = try startPrompt(
            ["--retries=0"],
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": "vibe_api_x0123456789"])
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("> ▏") }
        for line in [
            "bitrix.contact(71)", ":raw", ":http", ":curl", ":js", "_e", "_e.code", "help(_e.code)", "bitrix.last",
        ] {
            terminal.send(line + "\r")
        }
        terminal.send("'the' .. ' end'\r")
        try terminal.wait(for: "the end") { $0.text.contains("the end") && $0.marked.hasSuffix("> ▏") }
        expectHarmless(terminal)
    }

    @Test("A pipe gets the bytes of the error, as stock lua would print them")
    func pipe() throws {
        let server = try server()
        defer { server.stop() }
        let outcome = try Program.run(
            ["--retries=0", "-e", "local ok, e = pcall(bitrix.contact, 71) error(e.message, 0)"],
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": "vibe_api_x0123456789"])
        #expect(
            outcome.errors.hasPrefix(
                "bitrix: A\u{1B}[2J\u{9B}2J\u{1B}]0;title\u{7}\u{202E}B\u{2066}\u{200B}C\u{85}\nstack"))
    }
}
