public import Foundation

/// Runs the built `bitrix` as a user would, and keeps everything that it said.
///
///     let outcome = try Program.run(["-e", "print(6 * 7)"])
///     #expect(outcome == .init(output: "42\n"))
///
/// Standard error goes to a file and standard output is read to its end before anything is waited for, so that no order of
/// reading can block. The environment is empty but for what a test gives, so that nothing of the machine leaks in.
public enum Program {
    /// What a run left behind.
    public struct Outcome: Equatable, Sendable {
        /// Standard output.
        public var output: String
        /// Standard error.
        public var errors: String
        /// The exit status; 128 and the signal's number for a program that a signal ended.
        public var status: Int32

        /// Makes an outcome to compare with.
        public init(output: String = "", errors: String = "", status: Int32 = 0) {
            self.output = output
            self.errors = errors
            self.status = status
        }
    }

    /// A run that could not be started.
    public struct Failure: Error, CustomStringConvertible {
        /// What was tried and why it failed.
        public let description: String
    }

    /// The program under test: the one beside the test bundle, or what `BITRIX_PROGRAM` names.
    public static var path: String {
        ProcessInfo.processInfo.environment["BITRIX_PROGRAM"]
            ?? Bundle.main.bundleURL.appendingPathComponent("bitrix").path
    }

    /// The repository's root.
    public static var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - arguments: behind the program's name; argument 0 is `name`.
    ///   - name: what the program believes to be called.
    ///   - input: standard input.
    ///   - environment: the whole environment.
    ///   - directory: where it runs; a new empty one unless given.
    ///   - program: another program than `bitrix`, such as the stock `lua5.4`.
    public static func run(
        _ arguments: [String], as name: String = "bitrix", input: some Sequence<UInt8> = "".utf8,
        environment: [String: String] = [:], directory: URL? = nil, program: String = path
    ) throws -> Outcome {
        try start(
            arguments, as: name, input: input, environment: environment, directory: directory, program: program
        ).finish()
    }

    /// Starts a program; the parameters are those of ``run(_:as:input:environment:directory:program:)``.
    public static func start(
        _ arguments: [String], as name: String = "bitrix", input: some Sequence<UInt8> = "".utf8,
        environment: [String: String] = [:], directory: URL? = nil, program: String = path
    ) throws -> RunningProgram {
        let scratch = try TemporaryDirectory()
        let inputFile = try scratch.write(input, to: "in")
        let errorFile = try scratch.write("".utf8, to: "err")
        guard let pipe = Spawning.pipe() else {
            throw Failure(description: "pipe: \(String(cString: strerror(errno)))")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, inputFile, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipe.write, 1)
        posix_spawn_file_actions_addopen(&actions, 2, errorFile, O_WRONLY | O_APPEND, 0)

        // Threads of the tests may block or ignore signals; the program is to start as from a shell.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t(), all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // The shell only changes the directory and the name, then it becomes the program.
        let becomeProgram = #"cd "$0" && exec -a "$1" "$2" "${@:3}""#
        let command = ["bash", "-c", becomeProgram, (directory ?? scratch.url).path, name, program] + arguments
        let strings = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in strings + variables { free(string) } }
        var process: pid_t = 0
        let error = Spawning.start {
            posix_spawn(&process, "/bin/bash", &actions, &attributes, strings, variables)
        }
        close(pipe.write)
        guard error == 0 else {
            close(pipe.read)
            throw Failure(description: "\(program): \(String(cString: strerror(error)))")
        }
        return RunningProgram(process: process, output: pipe.read, errorFile: errorFile, scratch: scratch)
    }
}

/// A program that runs. Its standard output is read here; a test has to call ``finish()``.
public final class RunningProgram {
    private let process: pid_t
    /// Nil once it is closed: the number may be another's then.
    private var output: Int32?
    private let errorFile: String
    private let scratch: TemporaryDirectory
    private var received: [UInt8] = []

    init(process: pid_t, output: Int32, errorFile: String, scratch: TemporaryDirectory) {
        self.process = process
        self.output = output
        self.errorFile = errorFile
        self.scratch = scratch
    }

    /// Waits until standard output holds a text; false where the output ends without it.
    @discardableResult public func waitForOutput(_ text: String) -> Bool {
        while !String(decoding: received, as: UTF8.self).contains(text) {
            if !read() { return false }
        }
        return true
    }

    /// Sends a signal.
    public func signal(_ number: Int32) { kill(process, number) }

    /// Stops reading, as `| head -1` does after its line.
    public func closeOutput() {
        if let output { close(output) }
        output = nil
    }

    /// Waits for the end and returns everything that was said.
    public func finish() throws -> Program.Outcome {
        while read() {}
        closeOutput()
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return Program.Outcome(
            output: String(decoding: received, as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errorFile)), as: UTF8.self),
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
    }

    /// Reads what there is, waiting for something; false at the end.
    private func read() -> Bool {
        guard let output else { return false }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Foundation.read(output, &buffer, buffer.count)
        if count > 0 { received += buffer.prefix(count) }
        return count > 0
    }
}

/// A new empty directory that goes away with this object.
public final class TemporaryDirectory {
    /// Where it is.
    public let url: URL

    /// Makes the directory.
    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("bitrix-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file into it and returns its path.
    @discardableResult public func write(_ content: some Sequence<UInt8>, to name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try Data(content).write(to: file)
        return file.path
    }
}
