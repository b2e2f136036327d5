internal import ErrorCodes
internal import Glibc
internal import JSON
internal import Masking
internal import Posix
public import VibeAPI

/// Answers calls from a recording, without a network: what `--replay FILE` does.
///
///     let replay = try Replay(file: "contact.jsonl")
///     let call = try replay.next(method: "GET", target: "/v1/contacts/71")
///     print(try call.answer().status)  // 200
///
/// A request is found by method, path and query, to the letter, and by nothing else: neither the portal's address nor a key
/// matters. Where a request was recorded several times, its answers come in their order, and the last one stays:
/// a script that asks once more than the recorded one gets what it got last. In a masked recording a request is also found
/// by its masked form, so a script may go on asking for the real phone number.
///
/// One thread at a time.
public final class Replay {
    private let file: String
    private let isMasked: Bool
    private let pseudonymizer = Pseudonymizer()
    private var calls: [String: (answers: [RecordedCall], next: Int)] = [:]

    /// Reads the whole recording, so that damage anywhere in it is told before the first call.
    ///
    /// - Throws: `RECORDING_INVALID`, with the file, the line, and what is wrong.
    public init(file: String) throws(VibeError) {
        self.file = file
        func invalid(_ message: String) -> VibeError { VibeError(.recordingInvalid, message) }
        let bytes = try Self.content(of: file)
        let lines = bytes.withoutMark.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var isMasked: Bool?
        for (index, line) in lines.enumerated() {
            let line = Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            if line.isEmpty && isMasked != nil { continue }
            do throws(FormatError) {
                guard line.isUTF8 else { throw FormatError(message: "this is not UTF-8") }
                guard isMasked != nil else {
                    isMasked = try Header(line: line).isMasked
                    continue
                }
                let call = try RecordedCall(line: line)
                calls[call.request, default: ([], 0)].answers.append(call)
            } catch {
                let isCut = index > 0 && index == lines.count - 1
                let advice = isCut ? "; it is the last line, and seems cut off: without it the rest can be used" : ""
                throw invalid("\(file):\(index + 1): \(error.message)\(advice)")
            }
        }
        self.isMasked = isMasked ?? false
    }

    /// The recorded call that answers this request.
    ///
    /// - Parameter target: Path and query, percent-encoded, without the base's own path.
    /// - Throws: `NOT_RECORDED`, with the request, the file and the recorded request that is most like it.
    public func next(method: String, target: String) throws(VibeError) -> RecordedCall {
        let request = "\(method) \(target)"
        if let call = take(request) { return call }
        if isMasked, let call = take("\(method) \(pseudonymizer.masked(target: target))") { return call }
        let hint = nearest(to: request).map { "; the nearest request there is \($0)" } ?? ", which holds no request"
        throw VibeError(.notRecorded, "\(request) is not in the recording \(file)\(hint)")
    }

    private func take(_ request: String) -> RecordedCall? {
        guard let (answers, next) = calls[request] else { return nil }
        calls[request]?.next = min(next + 1, answers.count - 1)
        return answers[next]
    }

    /// The recorded request whose middle part, between what is equal at both ends, is the shortest.
    private func nearest(to request: String) -> String? {
        let bytes = Array(request.utf8)
        func difference(_ other: String) -> Int {
            let other = Array(other.utf8)
            let prefix = zip(bytes, other).prefix { $0 == $1 }.count
            let suffix = zip(bytes.dropFirst(prefix).reversed(), other.dropFirst(prefix).reversed())
                .prefix { $0 == $1 }.count
            return max(bytes.count, other.count) - prefix - suffix
        }
        // Sorted, so that of several the same one is named in each run.
        return calls.keys.sorted().map { ($0, difference($0)) }.min { $0.1 < $1.1 }?.0
    }

    private static func content(of file: String) throws(VibeError) -> [UInt8] {
        func failure() -> VibeError {
            let reason = strerror(errno).map { String(cString: $0) } ?? "?"
            return VibeError(.recordingInvalid, "cannot read \(file): \(reason)")
        }
        guard let bytes = File.read(file) else { throw failure() }
        return bytes
    }
}
