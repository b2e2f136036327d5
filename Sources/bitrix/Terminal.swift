internal import Glibc
internal import LuaHost
internal import REPL
internal import TextMeasure

/// What the terminal can show, and how to ask for what it must not.
enum Terminal {
    /// Whether standard error shows colours: unless `NO_COLOR` is set to something or the terminal is a dumb one.
    static var usesColor: Bool { allowsColor && isatty(STDERR_FILENO) != 0 }

    /// Whether the cursor can be moved.
    static var movesCursor: Bool { variable("TERM") != "dumb" }

    /// The size of the terminal behind standard output, and whether it shows colours.
    static var screen: Screen {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
        return Screen(
            columns: isKnown ? Int(size.ws_col) : 80, lines: isKnown ? Int(size.ws_row) : 24,
            usesColor: allowsColor && isatty(STDOUT_FILENO) != 0)
    }

    /// The width of the terminal behind standard error.
    static var errorColumns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

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

    /// Reads a line that is not shown.
    ///
    /// - Returns: nil at the end of input and on Ctrl-C.
    static func readSecret(prompt: String) -> String? {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return nil }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        let line = Console.readLine(prompt: Array(prompt.utf8))
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
        Console.write("\n")
        guard case .line(let bytes) = line else { return nil }
        return String(decoding: bytes, as: UTF8.self)
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

/// Another program that takes the terminal for a while.
enum Subprocess {
    /// Runs a line of the shell and waits for it, with the signals of a program in the foreground.
    ///
    /// - Returns: the exit status; -1 where it could not be started or was ended by a signal.
    static func run(_ line: String) -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var usual = sigset_t()
        sigemptyset(&usual)
        sigaddset(&usual, SIGINT)
        sigaddset(&usual, SIGQUIT)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var arguments: [UnsafeMutablePointer<CChar>?] = (["/bin/sh", "-c", line] as [String]).map { strdup($0) }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        // Ctrl-C is meant for the other program.
        let interrupt = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, interrupt) }
        var child = pid_t()
        guard posix_spawn(&child, "/bin/sh", nil, &attributes, arguments, environ) == 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            if errno != EINTR { return -1 }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}

/// Writes bytes to standard error, in one piece where the system takes them so.
func writeError(_ bytes: [UInt8]) { write(bytes, to: STDERR_FILENO) }

/// Writes bytes to an open file; what it does not take is dropped.
@discardableResult func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 && errno != EINTR { return false }
        rest = rest.dropFirst(max(0, written))
    }
    return true
}
