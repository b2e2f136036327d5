import ErrorCodes
import Foundation
import JSON
import Masking
import TestSupport
import VibeAPI

@testable import Recording

/// Recordings: what is written is read again, what is damaged is told with a documented code, a mask keeps the form.
final class RecordingTarget: FuzzTarget {
    static let name = "recording"

    private let folder: TemporaryDirectory
    private var counts: [String: Int] = [:]

    init() throws { folder = try TemporaryDirectory() }

    var remarks: [String] {
        [counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")]
    }

    func runCase(_ dice: inout Dice) throws -> Int {
        switch dice.below(4) {
        case 0: try roundTrip(&dice)
        case 1: try damagedLine(&dice)
        case 2: try mask(&dice)
        default: try file(&dice)
        }
        return 1
    }

    private func count(_ what: String) { counts[what, default: 0] += 1 }

    // MARK: Lines

    private static let targets = [
        "/v1/contacts/71", "/v1/contacts/71?include=company",
        "/v1/contacts?filter=%7B%22phone%22%3A%22%2B79161234567%22%7D",
        "/v1/contacts?search=ivan%40example.org", "/", "/%", "/v1/contacts/%D0%98%D0%B2%D0%B0%D0%BD",
        "/v1/x?a=b&a=c&&=&d",
        "/v1/contacts/89161234567", "/v1/batch", "/v1/contacts/fields", "/?%zz=%", "/v1/é",
    ]

    private func body(_ dice: inout Dice) -> [UInt8] {
        switch dice.below(6) {
        case 0: return Array("<html>Bad Gateway Иван +7 916 123-45-67</html>".utf8)
        case 1: return (0..<dice.small(200)).map { _ in UInt8(dice.below(256)) }
        case 2: return Mutation.mutated(JSONMaker.text(&dice), &dice)
        case 3: return EnvelopeMaker.envelope(&dice)
        case 4: return dice.oneIn(200) ? Array(repeating: UInt8(ascii: "x"), count: 3_000_000) : []
        default: return JSONMaker.text(&dice)
        }
    }

    private func call(_ dice: inout Dice) -> RecordedCall {
        let request = dice.pick(["GET", "POST"]) + " " + dice.pick(Self.targets)
        let attempts = 1 + dice.small(5), elapsed = Double(dice.small(100_000)) / 1000
        if dice.oneIn(6) {
            let code = dice.pick(["TIMEOUT", "A\"B", "HOST_NOT_FOUND"])
            let message = dice.pick(["no host", "a\nb\u{1B}", "Ёж \"x\\", ""])
            let error = VibeError(
                recorded: code, of: dice.pick([.network, .response, .config]), message,
                status: dice.oneIn(2) ? 502 : nil)
            return RecordedCall(request: request, attempts: attempts, elapsed: elapsed, outcome: .failure(error))
        }
        let values = ["application/json", "3", "https://x/y", "a b\u{7F}", "", "é"]
        let headers = RecordedCall.headerNames.filter { _ in dice.oneIn(3) }.map { ($0, dice.pick(values)) }
        return RecordedCall(
            request: request, attempts: attempts, elapsed: elapsed,
            outcome: .answer(status: 100 + dice.below(900), headers: headers, body: body(&dice)))
    }

    /// All that a call says, but for attempts and time, which a quiet line leaves out.
    private func described(_ call: RecordedCall) -> String {
        switch call.outcome {
        case .failure(let error):
            "\(call.request) \(error.kind) \(error.codeName) \(error.status ?? 0) \(error.message)"
        case .answer(let status, let headers, let body):
            "\(call.request) \(status) \(headers.map { "\($0.name): \($0.value)" }) \(body)"
        }
    }

    private func roundTrip(_ dice: inout Dice) throws {
        count("round trips")
        let call = call(&dice)
        let line = call.line
        guard !line.contains(0x0A), ReferenceJSON.canonical(line) != nil else {
            throw Finding(
                input: described(call), seen: quoted(line), right: "a line is one JSON text without line breaks")
        }
        let again = try RecordedCall(line: line)
        // Line breaks between the tokens of a JSON body become spaces.
        let expected = described(call).replacing("\n", with: " ")
        var seen = described(again)
        if case .answer(let status, let headers, let body) = call.outcome, ReferenceJSON.canonical(body) != nil,
            case .answer(let otherStatus, _, let other) = again.outcome
        {
            let flat = body.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            guard status == otherStatus,
                other == flat || ReferenceJSON.canonical(other) == ReferenceJSON.canonical(body)
            else {
                throw Finding(input: quoted(body), seen: quoted(other), right: "the recorded body comes back")
            }
            _ = headers
            return
        }
        seen = seen.replacing("\n", with: " ")
        guard seen == expected else { throw Finding(input: expected, seen: seen, right: "what is recorded comes back") }
    }

    private func damagedLine(_ dice: inout Dice) throws {
        count("damaged lines")
        let line = Mutation.mutated(call(&dice).line, &dice)
        guard line.isUTF8 else {
            guard String(validating: line, as: UTF8.self) == nil else {
                throw Finding(input: quoted(line), seen: "not UTF-8", right: "UTF-8")
            }
            return
        }
        let isJSON = ReferenceJSON.canonical(line) != nil && !line.starts(with: [0xEF, 0xBB, 0xBF])
        guard JSONTokens.accept(line) == isJSON else {
            let small = minimised(line) {
                $0.isUTF8 && JSONTokens.accept($0) != (ReferenceJSON.canonical($0) != nil)
            }
            throw Finding(
                input: quoted(small), seen: "\(!isJSON)", right: "JSONTokens accepts what RFC 8259 does: \(isJSON)")
        }
        do throws(FormatError) {
            let call = try RecordedCall(line: line)
            guard isJSON else { throw FormatError(message: "") }
            let again = try RecordedCall(line: call.line)
            guard
                described(again) == described(call)
                    || ReferenceJSON.canonical(call.line) == ReferenceJSON.canonical(again.line)
            else {
                throw FormatError(message: "")
            }
        } catch {
            guard !error.message.isEmpty else {
                throw Finding(
                    input: quoted(line), seen: "read, and not written again",
                    right: "a line that is read is written again")
            }
        }
    }

    // MARK: Masks

    /// A value without its words and digits: what a mask has to keep.
    private func form(_ value: ReferenceJSON.Value) -> String {
        switch value {
        case .null: "n"
        case .bool(let bool): "\(bool)"
        case .number: "0"
        case .string: "s"
        case .array(let elements): "[\(elements.map(form).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { form($0.value) }.joined(separator: ","))}\(Set(members.map(\.name)).count)"
        }
    }

    private func mask(_ dice: inout Dice) throws {
        count("masks")
        let call = call(&dice)
        let masked = call.masked(by: Pseudonymizer())
        guard call.masked(by: Pseudonymizer()).line == masked.line else {
            throw Finding(input: quoted(call.line), seen: "two", right: "the same words become the same inventions")
        }
        let again = try RecordedCall(line: masked.line)
        guard case .answer(let status, _, let body) = call.outcome,
            case .answer(let other, _, let hidden) = again.outcome
        else { return }
        guard status == other else {
            throw Finding(input: quoted(call.line), seen: "\(other)", right: "a mask keeps the status")
        }
        guard let value = ReferenceJSON.value(body), !body.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
        guard let invented = ReferenceJSON.value(hidden), form(value) == form(invented) else {
            throw Finding(
                input: quoted(body), seen: quoted(hidden), right: "a mask keeps the form: types, members, lengths")
        }
    }

    // MARK: Files

    private func file(_ dice: inout Dice) throws {
        count("files")
        let masks = dice.oneIn(3)
        let path = folder.url.appendingPathComponent("calls.jsonl").path
        try? folder.remove("calls.jsonl")
        let calls = (0...dice.small(6)).map { _ in call(&dice) }
        do {
            let recorder = try Recorder(file: path, masks: masks)
            for call in calls {
                let parts = call.request.split(separator: " ").map(String.init)
                switch call.outcome {
                case .failure(let error):
                    try recorder.record(
                        method: parts[0], target: parts[1], failure: error, attempts: call.attempts,
                        elapsed: call.elapsed)
                case .answer:
                    try recorder.record(
                        method: parts[0], target: parts[1], answer: call.answer(), attempts: call.attempts,
                        elapsed: call.elapsed)
                }
            }
        }
        guard let whole = folder.read("calls.jsonl") else {
            throw Finding(input: path, seen: "no file", right: "a recording")
        }
        // As it was written it is read, with or without a mark, with either line end.
        var plain = whole
        if dice.oneIn(3) { plain = [0xEF, 0xBB, 0xBF] + plain }
        if dice.oneIn(3) { plain = plain.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }
        try folder.write(plain, to: "calls.jsonl")
        do {
            let replay = try Replay(file: path)
            for call in calls {
                let parts = call.request.split(separator: " ").map(String.init)
                _ = try replay.next(method: parts[0], target: parts[1])
            }
        } catch {
            throw Finding(
                input: quoted(plain), seen: "\(error)",
                right: "a recording is read as it was written, with a mark and with CR LF")
        }
        // Damaged, it is read or told.
        var bytes = plain
        if dice.oneIn(3) {
            bytes = Array(bytes.prefix(dice.below(bytes.count)))
        } else {
            bytes = Mutation.mutated(bytes, &dice)
        }
        try folder.write(bytes, to: "calls.jsonl")
        do throws(VibeError) {
            let replay = try Replay(file: path)
            _ = try replay.next(method: "GET", target: dice.pick(Self.targets)).answer()
        } catch {
            let codes = ["RECORDING_INVALID", "NOT_RECORDED", "TIMEOUT", "A\"B", "HOST_NOT_FOUND"]
            let isRecorded = !error.codeName.hasPrefix("RECORDING") && error.codeName != "NOT_RECORDED"
            guard isRecorded || codes.contains(error.codeName) && error.kind == .config,
                !error.message.isEmpty || isRecorded
            else {
                throw Finding(
                    input: quoted(bytes), seen: "\(error.kind) \(error.codeName)",
                    right: "a documented code of kind config")
            }
        }
    }
}

extension TemporaryDirectory {
    fileprivate func remove(_ name: String) throws { try write([UInt8](), to: name) }

    fileprivate func read(_ name: String) -> [UInt8]? {
        guard let file = fopen(url.appendingPathComponent(name).path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece.prefix(count) }
        return bytes
    }
}
