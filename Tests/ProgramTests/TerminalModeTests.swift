import Foundation
import TestSupport
import Testing

/// The terminal's mode after a prompt has ended, however it does.
@Suite struct TerminalModeTests {
    /// A prompt in a shell that says, after it, whether the terminal edits lines and echoes them.
    private func start() throws -> TerminalSession {
        let line = #""$B" --demo; echo "status $?"; stty -a | grep -o -e '-\?icanon' -e '-\?isig' -e '-\?echo\b'"#
        let terminal = try TerminalSession(
            "/bin/sh", ["-c", line],
            environment: ["B": Program.path, "NO_COLOR": "1", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"])
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("\ndemo> ▏") }
        return terminal
    }

    /// The number of the program, which runs in the shell.
    private func process(_ terminal: TerminalSession) throws -> pid_t {
        terminal.send(#"print("pid=" .. io.popen("echo $PPID"):read() .. ".")"# + "\r")
        try terminal.wait(for: "the number") { $0.text.contains(/pid=\d+\./) && $0.marked.hasSuffix("\ndemo> ▏") }
        let number = terminal.screen.text.firstMatch(of: /pid=(\d+)\./).flatMap { pid_t($0.1) }
        return try #require(number)
    }

    private static let cooked = ["isig", "icanon", "echo"]

    private func expectCooked(_ terminal: TerminalSession, status: Int32) throws {
        _ = try terminal.finish()
        let lines = terminal.screen.text.split(separator: "\n").map(String.init)
        #expect(lines.suffix(3) == Self.cooked[...] && lines.contains("status \(status)"), "\(lines)")
        #expect(!terminal.screen.hasBracketedPaste)
    }

    @Test(
        "A signal that ends the program, or a crash, leaves the terminal as it was",
        arguments: [SIGALRM, SIGUSR1, SIGUSR2, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, SIGSEGV, SIGABRT, SIGBUS])
    func signals(signal: Int32) throws {
        let terminal = try start()
        let process = try process(terminal)
        terminal.send("unfinished")
        try terminal.wait(for: "what was typed") { $0.text.contains("demo> unfinished") }
        kill(process, signal)
        try expectCooked(terminal, status: 128 + signal)
    }

    @Test("os.exit while keys are being typed, by a metamethod that completion runs")
    func exits() throws {
        let terminal = try start()
        terminal.send("os.exit(7)\r")
        try expectCooked(terminal, status: 7)
    }

    @Test("SIGTERM at a prompt: finalizers run, and open files are written")
    func orderly() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("left").path
        let terminal = try start()
        let process = try process(terminal)
        terminal.send("f = io.open('\(file)', 'w'); f:write('all'); done = 1\rdone\r")
        try terminal.wait(for: "the result") {
            $0.marked.hasSuffix("\ndemo> done\n1\ndemo> ▏") || $0.text.contains("done\n1")
        }
        kill(process, SIGTERM)
        try expectCooked(terminal, status: 143)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "all")
    }

    @Test("After a stop that nobody sees coming, and a shell that sets its own mode, the prompt goes on")
    func stops() throws {
        let terminal = try start()
        let process = try process(terminal)
        terminal.send("unfinished")
        try terminal.wait(for: "what was typed") { $0.text.contains("demo> unfinished") }
        kill(process, SIGSTOP)
        kill(process, SIGCONT)
        terminal.send(" = 5\runfinished + 1\r")
        try terminal.wait(for: "the result") { $0.marked.hasSuffix("demo> unfinished + 1\n6  -- _1\ndemo> ▏") }
        terminal.send("\u{4}")
        try expectCooked(terminal, status: 0)
    }
}
