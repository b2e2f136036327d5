import Glibc

/// A program that a test runs, with its standard output in a pipe.
public struct Child: Sendable {
    /// What could not be run, or ended badly.
    public struct Failure: Error, CustomStringConvertible {
        /// In words.
        public let description: String
    }

    private let program: String
    private let id: pid_t
    private let output: Int32

    /// Starts a program that is looked up in PATH.
    public init(_ program: String, _ arguments: [String], in directory: String? = nil) throws {
        let command = ["sh", "-c", #"cd "$0" && exec "$@""#, directory ?? ".", program] + arguments
        self.program = program
        (id, output) = try Self.start(command)
    }

    private static func start(_ command: [String]) throws -> (id: pid_t, output: Int32) {
        guard let pipe = Spawning.pipe() else { throw Failure(description: "no pipe for a program") }
        defer { close(pipe.write) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipe.write, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var id: pid_t = 0
        let result = Spawning.start { posix_spawnp(&id, "sh", &actions, nil, &words, environ) }
        guard result == 0 else {
            close(pipe.read)
            throw Failure(description: "cannot run a shell: \(String(cString: strerror(result)))")
        }
        return (id, pipe.read)
    }

    /// What the program has printed since the last call, waiting for something; empty when there is no more.
    public func read() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(output, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return Array(buffer.prefix(max(count, 0)))
        }
    }

    /// Reads all that is printed, then waits for the end.
    ///
    /// - Throws: ``Failure`` if the program ends with anything but 0, in plain words if it is not installed: a test that needs
    ///   it must not pass by skipping.
    public func finish() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while case let more = read(), !more.isEmpty { bytes += more }
        let status = wait()
        guard status == 0 else {
            let reason = status == 127 << 8 ? "is not installed, and this test needs it" : "failed (\(status))"
            throw Failure(description: "\(program) \(reason)")
        }
        return bytes
    }

    /// Ends the program and waits until it is gone. By SIGKILL: the threads that run tests block SIGTERM, and a child inherits
    /// that.
    public func stop() {
        kill(id, SIGKILL)
        _ = wait()
    }

    private func wait() -> Int32 {
        close(output)
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
