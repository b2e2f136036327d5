import Foundation
import TestSupport
import Testing
import VibeAPI

@testable import bitrix

/// What a terminal shows while requests wait.
@Suite struct WaitTests {
    private func limiting(_ seconds: Int) throws -> SocketServer {
        try SocketServer { connection, _ in
            connection.answer(
                "429 Too Many", headers: ["Retry-After: \(seconds)", "Content-Type: application/json"],
                body: #"{"success":false,"error":{"code":"RATE_\u001b[2JLIMITED","message":"slow"}}"#)
        }
    }

    private func prompt(_ server: SocketServer, _ arguments: [String] = []) throws -> TerminalSession {
        let terminal = try startPrompt(
            arguments, environment: ["VIBE_URL": server.url, "VIBE_API_KEY": "vibe_api_x0123456789"])
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("> ▏") }
        return terminal
    }

    @Test("A wait is told, says how to stop and counts down; after Ctrl-C the next request tells of what is left")
    func again() throws {
        let server = try limiting(25)
        defer { server.stop() }
        let terminal = try prompt(server)
        terminal.send("bitrix.contact(71)\r")
        try terminal.wait(for: "the wait") { $0.text.contains("waiting 25 s: RATE_?[2JLIMITED (2 of 5); Ctrl-C stops") }
        try terminal.wait(for: "a second less") {
            $0.text.contains("waiting 24 s: RATE_?[2JLIMITED (2 of 5); Ctrl-C stops")
        }
        terminal.send("\u{3}")
        try terminal.wait(for: "the end") { $0.text.contains("interrupted!") && $0.marked.hasSuffix("> ▏") }
        #expect(!terminal.screen.text.contains("waiting"))
        terminal.send("bitrix.contact(72)\r")
        try terminal.wait(for: "the wait again") {
            $0.text.contains(/waiting \d\d s: RATE_\?\[2JLIMITED \(1 of 5\); Ctrl-C stops/)
        }
        terminal.send("\u{3}")
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("> ▏") && !$0.text.contains("waiting") }
    }

    @Test("In Russian, too")
    func russian() throws {
        let server = try limiting(25)
        defer { server.stop() }
        let terminal = try prompt(server, ["--lang", "ru"])
        terminal.send("bitrix.contact(71)\r")
        try terminal.wait(for: "the wait") {
            $0.text.contains("пауза 25 с: RATE_?[2JLIMITED (2 из 5); Ctrl-C — прервать")
        }
        terminal.send("\u{3}")
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("> ▏") && !$0.text.contains("пауза") }
    }

    /// A line on a terminal that keeps what is written, and a clock that is set by hand.
    private final class Screen {
        var time = 100.0
        var text = ""
        private(set) lazy var line = ProgressLine(
            isShown: true, columns: { 60 }, now: { self.time }, write: { self.text += $0 })

        func take() -> String {
            defer { text = "" }
            return text
        }
    }

    @Test("Waits that run at once share the line, which follows the next to end, and goes when all have ended")
    func together() {
        let screen = Screen()
        screen.line.note(Wait(seconds: 3, reason: "RATE_LIMITED", attempt: 2, attempts: 5))
        screen.line.draw()
        #expect(screen.take() == "\rwaiting 3 s: RATE_LIMITED (2 of 5); Ctrl-C stops\u{1B}[K\r")
        screen.line.note(Wait(seconds: 9.5, reason: "HTTP_503", attempt: 3, attempts: 5))
        screen.line.draw()
        #expect(screen.take() == "\r2 requests wait 3 s: RATE_LIMITED; Ctrl-C stops\u{1B}[K\r")
        screen.time += 3
        screen.line.draw()
        #expect(screen.take() == "\rwaiting 7 s: HTTP_503 (3 of 5); Ctrl-C stops\u{1B}[K\r")
        screen.time += 7
        screen.line.draw()
        #expect(screen.take() == "\r\u{1B}[K")
        screen.line.draw()
        #expect(screen.take() == "")
        // It stays within the terminal's width: a line that wraps could not be erased.
        screen.line.note(Wait(seconds: 3, reason: String(repeating: "X", count: 80), attempt: 2, attempts: 5))
        screen.line.draw()
        #expect(screen.take() == "\rwaiting 3 s: " + String(repeating: "X", count: 45) + "…\u{1B}[K\r")
    }
}
