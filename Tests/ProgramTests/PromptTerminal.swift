import Foundation
import TestSupport

/// The program on a terminal, without colours, with a home of its own.
func startPrompt(
    _ arguments: [String] = ["--demo"], environment: [String: String] = [:], home: URL? = nil, width: Int = 72,
    height: Int = 24
) throws -> TerminalSession {
    var usual = ["NO_COLOR": "1", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]
    if let home { usual["HOME"] = home.path }
    return try TerminalSession(
        Program.path, arguments, environment: usual.merging(environment) { $1 }, directory: home, width: width,
        height: height)
}

/// A prompt whose screen is empty but for the prompt itself.
func startEmptyPrompt(
    _ arguments: [String] = ["--demo"], environment: [String: String] = [:], home: URL? = nil, width: Int = 72,
    height: Int = 24
) throws -> TerminalSession {
    let terminal = try startPrompt(arguments, environment: environment, home: home, width: width, height: height)
    try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("\ndemo> ▏") }
    terminal.send(":clear\r")
    try terminal.wait(forScreen: "demo> ▏")
    return terminal
}
