extension OwnCode {
    /// Whether the same request may succeed when it is sent again.
    public enum Repetition: Sendable {
        /// Only after something was changed.
        case useless
        /// Perhaps, later; the program does not try by itself.
        case later
        /// The program does it by itself, with waits, and raises the last failure.
        case automatic
    }

    /// All that the program does about a code.
    private struct Row {
        let kind: ErrorKind
        let repetition: Repetition
        let exitCode: ExitCode

        init(_ kind: ErrorKind, _ repetition: Repetition = .useless, exit: ExitCode? = nil) {
            self.kind = kind
            self.repetition = repetition
            exitCode = exit ?? Self.exitCode(of: kind)
        }

        private static func exitCode(of kind: ErrorKind) -> ExitCode {
            switch kind {
            case .network: .unavailable
            case .config: .configuration
            case .api, .response, .limit, .script: .failure
            }
        }
    }

    /// The kind that the code always comes with.
    public var kind: ErrorKind { row.kind }
    /// Whether repeating helps; ``Repetition/automatic`` is that the retry policy sends a GET again.
    public var repetition: Repetition { row.repetition }
    /// The exit status of a program that such an error ends.
    public var exitCode: ExitCode { row.exitCode }

    private var row: Row {
        switch self {
        case .hostNotFound: Row(.network, .later)
        case .connectionRefused: Row(.network, .automatic)
        case .connectTimeout: Row(.network, .automatic, exit: .temporary)
        // A server that has thought for so long would only think again.
        case .timeout: Row(.network, .later, exit: .temporary)
        case .tooSlow: Row(.network, .later, exit: .temporary)
        case .connectFailed: Row(.network, .automatic)
        case .connectionReset: Row(.network, .automatic)
        case .emptyReply: Row(.network, .automatic)
        case .answerCut: Row(.network, .automatic)
        case .certificateInvalid: Row(.network)
        case .tlsFailed: Row(.network)
        case .proxyFailed: Row(.network)
        case .proxyUnavailable: Row(.network, .automatic, exit: .temporary)
        case .lookupFailed: Row(.network, .automatic, exit: .temporary)
        case .streamFailed: Row(.network, .automatic)
        case .badHTTP: Row(.network)
        case .transferFailed: Row(.network, .automatic)
        case .interrupted: Row(.network, .later, exit: .interrupted)

        case .emptyAnswer: Row(.response, .later)
        case .invalidJSON: Row(.response, .later)
        case .invalidUTF8: Row(.response)
        case .invalidString: Row(.response)
        case .tooDeep: Row(.response)
        case .unexpectedAnswer: Row(.response)
        case .wrongRecord: Row(.response, .later)
        case .includeSkipped: Row(.response)
        case .redirect: Row(.response)
        case .answerTooLarge: Row(.response)
        case .headersTooLarge: Row(.response)
        case .badContentEncoding: Row(.response, .later)
        case .outOfMemory: Row(.response)

        case .missingAPIKey: Row(.config)
        case .malformedAPIKey: Row(.config)
        case .malformedSessionToken: Row(.config)
        case .invalidURL: Row(.config)
        case .invalidProxy: Row(.config)
        case .invalidPath: Row(.config)
        case .certificateStoreInvalid: Row(.config)
        case .libcurlUnavailable: Row(.config)
        // Both are said before the script starts: no key and no address would help.
        case .recordingFailed: Row(.config, exit: .failure)
        case .recordingInvalid: Row(.config, exit: .failure)
        case .notRecorded: Row(.config)
        case .demoUnavailable: Row(.config)

        // The portal may have been slow, so the same script may be through in time when it runs again. Not 124, which timeout(1)
        // uses: programs that run scripts by the clock heed 75 already.
        case .timeLimit: Row(.limit, exit: .temporary)
        // The same script reaches these limits again.
        case .memoryLimit: Row(.limit)
        case .tooManyOpenFiles: Row(.limit)
        case .requestLimit: Row(.limit)

        case .scriptError: Row(.script)
        }
    }
}
