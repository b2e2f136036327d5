internal import Glibc
internal import Posix
internal import REPL
internal import TerminalText

/// What the terminal can show, and how to ask for what it must not.
enum Terminal {
    /// Whether standard error shows colours: unless `NO_COLOR` is set to something or the terminal is a dumb one.
    static var usesColor: Bool { allowsColor && File.isTerminal(STDERR_FILENO) }

    /// Whether the cursor can be moved.
    static var movesCursor: Bool { variable("TERM") != "dumb" }

    /// The size of the terminal behind standard output, and whether it shows colours.
    static var screen: Screen {
        let size = WindowSize(of: STDOUT_FILENO)
        return Screen(
            columns: size.columns, lines: size.lines, usesColor: allowsColor && File.isTerminal(STDOUT_FILENO))
    }

    /// The width of the terminal behind standard error.
    static var errorColumns: Int { WindowSize(of: STDERR_FILENO).columns }

    /// Text for standard output: lines that are too wide are broken between words, and go on below where their own words
    /// begin, behind a number such as `  1  `. With a line end.
    static func wrapped(_ text: String) -> String {
        let columns = screen.columns
        return text.split(separator: "\n").map { line in
            if DisplayWidth.of(line) <= columns { return line + "\n" }
            let start = line.prefixMatch(of: /\ *\d+\ +/)?.0 ?? ""
            let margin = String(repeating: " ", count: start.count)
            let lines = line.dropFirst(start.count).wrapped(columns: max(20, columns - start.count))
            return start + lines.joined(separator: "\n" + margin) + "\n"
        }.joined()
    }

    /// Whether the rest of earlier inputs is offered in grey: unless `BITRIX_SUGGEST` is 0.
    static var wantsSuggestions: Bool { variable("BITRIX_SUGGEST") != "0" }

    private static var allowsColor: Bool { variable("NO_COLOR").isEmpty && movesCursor }

    private static func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
}

/// Where the program keeps what outlives a session (XDG Base Directory Specification).
enum StateDirectory {
    /// A file in `$XDG_STATE_HOME/bitrix`, else in `~/.local/state/bitrix`; nil where there is no home.
    static func file(_ name: String) -> String? {
        func directory(_ variable: String) -> String? {
            getenv(variable).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        guard let state = directory("XDG_STATE_HOME") ?? directory("HOME").map({ $0 + "/.local/state" }) else {
            return nil
        }
        return "\(state)/bitrix/\(name)"
    }
}

/// Standard error, as everything of ours reaches it: messages, the trace, progress. `scripts/check-layout` holds that nothing else
/// writes there.
enum StandardError {
    /// Writes text, in one piece where the system takes it so; what it does not take is dropped. On a terminal nothing in it has an
    /// effect but colours and erasing a line, wherever it is from (``Swift/StringProtocol/harmlessForTerminal``).
    static func write(_ text: String) {
        File.write((isTerminal ? text.harmlessForTerminal : text).utf8, to: STDERR_FILENO)
    }

    /// Writes bytes: as they are to a pipe, which gets stock lua's.
    static func write(_ bytes: [UInt8]) {
        if isTerminal { return write(String(decoding: bytes, as: UTF8.self)) }
        File.write(bytes, to: STDERR_FILENO)
    }

    /// Whether somebody looks at it.
    static var isTerminal: Bool { File.isTerminal(STDERR_FILENO) }
}
