import Foundation
import TestSupport

/// The test program on a terminal.
enum Editor {
    /// The program beside the test bundle.
    static let path = Bundle.main.bundleURL.appendingPathComponent("EditorProgram").path

    /// Starts it and waits for its prompt.
    static func start(
        width: Int = 40, height: Int = 10, _ variables: [String: String] = [:]
    ) throws -> TerminalSession {
        let environment = ["INPUTRC": "/dev/null"].merging(variables) { $1 }
        let terminal = try TerminalSession(path, environment: environment, width: width, height: height)
        try terminal.wait(forScreen: "> ▏")
        return terminal
    }
}

/// Keys, as terminals send them.
enum Key {
    static let enter = "\r", tab = "\t", backTab = "\u{1B}[Z", backspace = "\u{7F}", delete = "\u{1B}[3~"
    static let up = "\u{1B}[A", down = "\u{1B}[B", right = "\u{1B}[C", left = "\u{1B}[D"
    static let home = "\u{1B}[H", end = "\u{1B}[F", altEnter = "\u{1B}\r"

    /// A letter with the control key.
    static func control(_ letter: Character) -> String {
        String(UnicodeScalar((letter.asciiValue ?? 0x40) & 0x1F))
    }
}
