public import Foundation

/// Runs the built `bitrix` as a user would, and keeps everything that it said.
///
///     let outcome = try Program.run(["-e", "print(6 * 7)"])
///     #expect(outcome == .init(output: "42\n"))
///
/// Standard output and error go to files, not pipes: no order of reading can block. The environment is empty but for
/// what a test gives, so that nothing of the machine leaks in.
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
        let scratch = try TemporaryDirectory()
        let files = ["in", "out", "err"].map { scratch.url.appendingPathComponent($0) }
        try Data(input).write(to: files[0])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, files[0].path, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files[1].path, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, files[2].path, O_WRONLY | O_CREAT, 0o600)

        // The shell only changes the directory and the name, then it becomes the program.
        let becomeProgram = #"cd "$0" && exec -a "$1" "$2" "${@:3}""#
        let command = ["bash", "-c", becomeProgram, (directory ?? scratch.url).path, name, program] + arguments
        let strings = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in strings + variables { free(string) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, "/bin/bash", &actions, nil, strings, variables)
        guard error == 0 else { throw Failure(description: "\(program): \(String(cString: strerror(error)))") }

        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return Outcome(
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self),
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
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
