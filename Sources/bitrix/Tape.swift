internal import BitrixModule
internal import Recording
internal import VibeAPI

/// What `--record` and `--replay` do: keeps every call in a file, or answers from one in the place of the network.
struct Tape {
    /// What is written at the end of the process, however it ends.
    // Invariant: written and read on the main thread only.
    nonisolated(unsafe) private static var current: Recorder?

    /// Writes the lines that still wait for an earlier call, as ``Recorder/finish()`` does.
    ///
    /// - Returns: why they cannot be written; nil where they are, or where there are none.
    static func finish() -> String? {
        do throws(VibeError) {
            try current?.finish()
            return nil
        } catch {
            return words(for: error)
        }
    }

    private let recorder: Recorder?
    private let replay: Replay?

    /// Opens the files that the options name.
    ///
    /// - Throws: `RECORDING_FAILED`, `RECORDING_INVALID`.
    init(_ options: Options) throws(VibeError) {
        recorder = try options.recording.map { file throws(VibeError) in
            try Recorder(file: file, masks: options.masks)
        }
        replay = try options.replay.map { file throws(VibeError) in try Replay(file: file) }
        Self.current = recorder
    }

    /// Puts the tape between the module and the network.
    ///
    /// - Parameter report: is told, once, that the file cannot be written any more; the script goes on.
    func attach(to observer: inout BitrixModule.Observer, report: @escaping (String) -> Void) {
        if let recorder {
            var hasFailed = false
            observer.onEnd = { completion in
                guard !hasFailed else { return }
                let order = Recorder.Order(
                    number: completion.stats.number, oldestInFlight: completion.stats.oldestInFlight)
                do throws(VibeError) {
                    switch completion.outcome {
                    case .success(let answer):
                        try recorder.record(
                            method: completion.request.method, target: completion.request.target, answer: answer,
                            attempts: completion.stats.attempts, elapsed: completion.stats.elapsed, order: order)
                    case .failure(let error):
                        try recorder.record(
                            method: completion.request.method, target: completion.request.target, failure: error,
                            attempts: completion.stats.attempts, elapsed: completion.stats.elapsed, order: order)
                    }
                } catch {
                    hasFailed = true
                    Self.current = nil
                    LostOutput.note()
                    report(Self.words(for: error))
                }
            }
        }
        if let replay { observer.replay = { Self.answer($0, from: replay) } }
    }

    /// `cannot write a.jsonl: No space left on device (RECORDING_FAILED)`: the message, and what help knows more about.
    static func words(for error: VibeError) -> String { "\(error.message) (\(error.codeName))" }

    private static func answer(_ request: Request, from replay: Replay) -> Completion {
        let call: RecordedCall
        do throws(VibeError) {
            call = try replay.next(method: request.method, target: request.target)
        } catch {
            return Completion(of: request, .failure(error), CallStats())
        }
        let stats = CallStats(attempts: call.attempts, elapsed: call.elapsed)
        do throws(VibeError) {
            return Completion(of: request, .success(try call.answer()), stats)
        } catch {
            return Completion(of: request, .failure(error), stats)
        }
    }
}
