internal import ErrorCodes
internal import Glibc
internal import Masking
internal import Posix
public import VibeAPI

/// Writes calls to a file as they end: what `--record FILE` does.
///
///     let recorder = try Recorder(file: "contact.jsonl", masks: false)
///     let answer = try client.get("/v1/contacts/71")
///     try recorder.record(method: "GET", target: "/v1/contacts/71", answer: answer, attempts: 1, elapsed: 0.02)
///
/// Lines stand in the order in which the requests were made, so that two runs can be compared. Each is in the file before `record`
/// returns, unless an earlier call is still under way: a program that is killed loses those behind it, and nothing else. Files
/// can be read by their owner only (0600). A recording that is there already is replaced when the first call ends: a run that never got
/// so far leaves it as it was. Any other file that holds something is refused, so that
/// `bitrix --record script.lua` costs nobody a script. So is a recording that another process is writing, as long as that lives:
/// two cannot share a file. Keys are in no line: what a server echoes, ``VibeClient`` has masked,
/// and request headers are not recorded.
///
/// One thread at a time.
public final class Recorder {
    private let file: String
    private let pseudonymizer: Pseudonymizer?
    private let descriptor: Int32
    /// Whether the file holds something that the first call replaces.
    private var replaces: Bool
    private let isRegular: Bool
    /// Calls that have ended before an earlier one has, in their order.
    private var held: [(number: Int, call: RecordedCall)] = []

    /// Opens the file, and makes it where there is none.
    ///
    /// - Parameter masks: Whether people's data is replaced by fake data (the target Masking).
    /// - Throws: `RECORDING_FAILED`, with the file and the reason; also where another process records to it now.
    public init(file: String, masks: Bool) throws(VibeError) {
        self.file = file
        pseudonymizer = masks ? Pseudonymizer() : nil
        var facts = stat()
        // Opened for reading, too, a pipe would have us as its reader, and nobody would ever see what is written.
        let isPipe = stat(file, &facts) == 0 && facts.st_mode & S_IFMT == S_IFIFO
        descriptor = File.open(file, isPipe ? O_WRONLY | O_NONBLOCK : O_RDWR | O_CREAT)
        if isPipe, descriptor < 0, errno == ENXIO {
            throw VibeError(.recordingFailed, "nobody reads the pipe \(file): start its reader first")
        }
        guard descriptor >= 0 else { throw Self.failure(file) }
        if isPipe { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK) }
        isRegular = fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
        replaces = isRegular && facts.st_size > 0
        // Before anything is looked at: the other process may be about to write the first line. A file system without locks
        // cannot tell; then all is as it was before there were any.
        if isRegular, File.lock(descriptor) == .held {
            throw VibeError(
                .recordingFailed,
                "another program is recording to \(file) now: wait for its end, or choose another name")
        }
        if isRegular, fstat(descriptor, &facts) == 0 { replaces = facts.st_size > 0 }
        if replaces {
            var start = [UInt8](repeating: 0, count: 3 + Header.start.utf8.count)
            let count = pread(descriptor, &start, start.count, 0)
            guard start.prefix(max(count, 0)).withoutMark.starts(with: Header.start.utf8) else {
                // Everything is set, so that deinit closes the file.
                throw VibeError(
                    .recordingFailed,
                    "\(file) holds something that is no recording, and is not replaced: choose another name")
            }
        } else {
            // An empty file may have been there that others can read.
            if isRegular, fchmod(descriptor, 0o600) != 0 { throw Self.failure(file) }
            try write(Header(isMasked: masks).line)
        }
    }

    deinit {
        try? finish()
        close(descriptor)
    }

    /// Notes a call that brought an answer, whatever its status is.
    ///
    /// - Parameters:
    ///   - target: Path and query as they were asked for, percent-encoded, without the base's own path.
    ///   - attempts: How often the request was sent.
    ///   - elapsed: How long the call took in all, in seconds.
    ///   - order: Where the call stands among all.
    /// - Throws: `RECORDING_FAILED` where the file cannot be written, as on a full disk. What it holds stays usable.
    public func record(
        method: String, target: String, answer: borrowing Answer, attempts: Int, elapsed: Double, order: Order = Order()
    ) throws(VibeError) {
        var headers: [(name: String, value: String)] = []
        for name in RecordedCall.headerNames {
            if let value = answer.header(name) { headers.append((name, value)) }
        }
        let body = answer.body.withUnsafeBytes { Array($0) }
        try record(
            RecordedCall(
                request: "\(method) \(target)", attempts: attempts, elapsed: elapsed,
                outcome: .answer(status: answer.status, headers: headers, body: body)), order)
    }

    /// Notes a call that brought none. An interrupt is nothing to repeat, and is left out.
    ///
    /// - Throws: `RECORDING_FAILED`, as the other form does.
    public func record(
        method: String, target: String, failure: VibeError, attempts: Int, elapsed: Double, order: Order = Order()
    ) throws(VibeError) {
        guard failure.code != .interrupted else { return }
        try record(
            RecordedCall(
                request: "\(method) \(target)", attempts: attempts, elapsed: elapsed, outcome: .failure(failure)), order
        )
    }

    /// Where a call stands among all that are recorded.
    public struct Order: Sendable {
        /// Its number in the order of requests.
        public let number: Int
        /// The lowest number of a call that is still under way, whose line is to stand before those of later ones; nil where none is.
        public let oldestInFlight: Int?

        /// Makes a place. Without arguments: behind all that have ended.
        public init(number: Int = 0, oldestInFlight: Int? = nil) {
            self.number = number
            self.oldestInFlight = oldestInFlight
        }
    }

    private func record(_ call: RecordedCall, _ order: Order) throws(VibeError) {
        held.insert((order.number, call), at: held.firstIndex { $0.number > order.number } ?? held.endIndex)
        let count = held.prefix { $0.number < order.oldestInFlight ?? .max }.count
        for _ in 0..<count { try write(held.removeFirst().call) }
    }

    /// Writes the lines that wait for an earlier call, which has come to nothing.
    ///
    /// - Throws: `RECORDING_FAILED`, as ``record(method:target:answer:attempts:elapsed:order:)`` does.
    public func finish() throws(VibeError) {
        while !held.isEmpty { try write(held.removeFirst().call) }
    }

    private func write(_ call: RecordedCall) throws(VibeError) {
        if replaces {
            guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else { throw Self.failure(file) }
            replaces = false
            try write(Header(isMasked: pseudonymizer != nil).line)
        }
        try write((pseudonymizer.map { call.masked(by: $0) } ?? call).line)
    }

    /// Writes a line in one piece; one that does not fit is taken back, so that no half line stays.
    private func write(_ line: [UInt8]) throws(VibeError) {
        let line = line + [UInt8(ascii: "\n")]
        let start = isRegular ? lseek(descriptor, 0, SEEK_CUR) : 0
        guard File.writeUnsignalled(line, to: descriptor) == line.count else {
            let failure = Self.failure(file)
            if isRegular, ftruncate(descriptor, start) == 0 { lseek(descriptor, start, SEEK_SET) }
            throw failure
        }
    }

    /// errno in words.
    private static func failure(_ file: String) -> VibeError {
        let reason = strerror(errno).map { String(cString: $0) } ?? "?"
        return VibeError(.recordingFailed, "cannot write \(file): \(reason)")
    }
}
