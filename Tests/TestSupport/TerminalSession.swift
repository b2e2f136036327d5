public import Foundation

/// A program on a terminal of its own: keys go in, a ``TerminalScreen`` shows what it drew.
///
///     let terminal = try TerminalSession("/bin/sh", width: 40, height: 10)
///     try terminal.wait { $0.text.hasSuffix("$") }
///     terminal.send("echo hi\r")
///     try terminal.wait(forText: "$ echo hi\nhi\n$")
///
/// Waiting ends with the first screen that is right; the deadline is only for tests that fail.
public final class TerminalSession {
    /// A screen that never came.
    public struct Failure: Error, CustomStringConvertible {
        /// What was seen last, and what was waited for.
        public let description: String
    }

    /// What the terminal shows.
    public private(set) var screen: TerminalScreen
    /// Everything that the program wrote.
    public private(set) var output: [UInt8] = []
    /// How long a screen may take to come.
    public var patience: TimeInterval = 20

    private let main: Int32
    private let process: pid_t
    private let scratch: TemporaryDirectory
    private var hasEnded = false

    /// Starts a program as the leader of a session whose terminal is the new one.
    ///
    /// - Parameters:
    ///   - program: Its path.
    ///   - arguments: Behind the name.
    ///   - environment: The whole environment; `TERM` is `xterm-256color` unless given.
    ///   - directory: Where it runs; a new empty one unless given.
    public init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], directory: URL? = nil,
        width: Int = 80, height: Int = 24
    ) throws {
        screen = TerminalScreen(width: width, height: height)
        scratch = try TemporaryDirectory()
        // Linux's pty(4); Swift does not import posix_openpt and its kin.
        main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: Int32 = 0, number: UInt32 = 0
        guard main >= 0, ioctl(main, UInt(0x4004_5431), &locked) == 0, ioctl(main, UInt(0x8004_5430), &number) == 0
        else { throw Failure(description: "no terminal: \(String(cString: strerror(errno)))") }
        let path = "/dev/pts/\(number)"
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(main, UInt(TIOCSWINSZ), &size)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t(), all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | TerminalSession.newSession)
        // The first terminal that the leader of a new session opens becomes its terminal.
        let command = ["bash", "-c", #"cd "$0" && exec <>"$1" >&0 2>&0 "${@:2}""#]
        let words = command + [(directory ?? scratch.url).path, path, program] + arguments
        let environment = ["TERM": "xterm-256color"].merging(environment) { $1 }
        let strings = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in strings + variables { free(string) } }
        var process: pid_t = 0
        let error = Spawning.start {
            posix_spawn(&process, "/bin/bash", &actions, &attributes, strings, variables)
        }
        guard error == 0 else {
            close(main)
            throw Failure(description: "\(program): \(String(cString: strerror(error)))")
        }
        self.process = process
    }

    deinit {
        if !hasEnded {
            kill(-process, SIGKILL)
            kill(process, SIGKILL)
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        }
        close(main)
    }

    /// POSIX_SPAWN_SETSID, whose value Swift does not import.
    private static let newSession: Int16 = 0x80

    /// Types keys, as the bytes that a terminal sends for them.
    public func send(_ keys: String) { send(Array(keys.utf8)) }

    /// Sends bytes, which need not be text.
    public func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        _ = fcntl(main, F_SETFL, O_NONBLOCK)
        defer { _ = fcntl(main, F_SETFL, 0) }
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(main, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else {
                // Full: the program may be waiting for us to take what it writes.
                var poller = pollfd(fd: main, events: Int16(POLLIN | POLLOUT), revents: 0)
                poll(&poller, 1, -1)
                if poller.revents & Int16(POLLIN) != 0 { _ = read(before: Date()) }
            }
        }
    }

    /// Pastes a text, in brackets where the program has asked for them.
    public func paste(_ text: String) {
        let text = text.replacingOccurrences(of: "\n", with: "\r")
        send(screen.hasBracketedPaste ? "\u{1B}[200~\(text)\u{1B}[201~" : text)
    }

    /// Sends a signal to the program.
    public func signal(_ number: Int32) { kill(process, number) }

    /// Gives the terminal another size, of which the program is told.
    public func resize(width: Int, height: Int) {
        screen.resize(width: width, height: height)
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(main, UInt(TIOCSWINSZ), &size)
    }

    /// Waits until the screen is as a test wants it.
    public func wait(for what: String = "a screen", until isRight: (TerminalScreen) -> Bool) throws {
        let deadline = Date() + patience
        while !(screen.showsCursor && isRight(screen)) {
            guard read(before: deadline) else {
                throw Failure(description: "waited for \(what)\n--- the screen is:\n\(screen.marked)\n---")
            }
        }
    }

    /// Waits until the screen's whole text is this one, with `▏` where the cursor is.
    public func wait(forScreen marked: String) throws {
        try wait(for: "the screen:\n\(marked)\n") { $0.marked == marked }
    }

    /// Waits until the screen's whole text is this one, wherever the cursor is.
    public func wait(forText text: String) throws { try wait(for: "the text:\n\(text)\n") { $0.text == text } }

    /// Waits until the program has ended; its status, 128 and the signal's number for one that a signal ended.
    public func finish() throws -> Int32 {
        let deadline = Date() + patience
        while read(before: deadline) {}
        guard Date() < deadline else { throw Failure(description: "did not end; the screen is:\n\(screen.marked)") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        hasEnded = true
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// Feeds the screen with what comes next; false at the end of output or at the deadline.
    private func read(before deadline: Date) -> Bool {
        var poller = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
        let milliseconds = max(0, deadline.timeIntervalSinceNow * 1000)
        let result = poll(&poller, 1, Int32(milliseconds))
        if result < 0 && errno == EINTR { return true }
        guard result > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Foundation.read(main, &buffer, buffer.count)
        guard count > 0 else { return false }  // EIO: the last program has closed the terminal
        output += buffer.prefix(count)
        screen.feed(Array(buffer.prefix(count)))
        return true
    }
}
