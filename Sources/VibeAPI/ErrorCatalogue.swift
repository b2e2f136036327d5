/// What a program does about one of this module's codes.
public struct ErrorCatalogueEntry: Sendable {
    /// The code.
    public let code: VibeError.Code
    /// The kind that it always comes with.
    public let kind: VibeError.Kind
    /// Whether a GET that failed so is sent again by itself, as ``RetryPolicy`` has it.
    public let isRepeated: Bool
    /// Whether the same request may well succeed later, so that a program that ends of it should say "temporary" (75).
    public let isTemporary: Bool

    init(
        _ kind: VibeError.Kind, _ code: VibeError.Code, isRepeated: Bool = false, isTemporary: Bool = false
    ) {
        self.code = code
        self.kind = kind
        self.isRepeated = isRepeated
        self.isTemporary = isTemporary
    }
}

extension VibeError.Code {
    /// Every code of this module. ``RetryPolicy`` reads nothing else to learn which failures are repeated, and so should help,
    /// documents and exit statuses.
    public static let catalogue: [ErrorCatalogueEntry] = [
        .init(.config, .missingAPIKey),
        .init(.config, .malformedAPIKey),
        .init(.config, .malformedSessionToken),
        .init(.config, .invalidURL),
        .init(.config, .invalidProxy),
        .init(.config, .invalidPath),
        .init(.config, .certificateStoreInvalid),
        .init(.config, .libcurlUnavailable),
        .init(.config, .recordingFailed),
        .init(.config, .recordingInvalid),
        .init(.config, .notRecorded),

        .init(.network, .hostNotFound),
        .init(.network, .lookupFailed, isRepeated: true, isTemporary: true),
        .init(.network, .connectionRefused, isRepeated: true),
        .init(.network, .connectFailed, isRepeated: true),
        .init(.network, .connectTimeout, isRepeated: true, isTemporary: true),
        // A server that has thought for so long would only think again.
        .init(.network, .timeout, isTemporary: true),
        .init(.network, .tooSlow, isTemporary: true),
        .init(.network, .connectionReset, isRepeated: true),
        .init(.network, .emptyReply, isRepeated: true),
        .init(.network, .answerCut, isRepeated: true),
        .init(.network, .certificateInvalid),
        .init(.network, .tlsFailed),
        .init(.network, .proxyFailed),
        .init(.network, .proxyUnavailable, isRepeated: true, isTemporary: true),
        .init(.network, .streamFailed, isRepeated: true),
        .init(.network, .badHTTP),
        .init(.network, .interrupted),
        .init(.network, .transferFailed, isRepeated: true),

        .init(.limit, .requestLimit),
        .init(.limit, .tooManyOpenFiles),

        .init(.response, .answerTooLarge),
        .init(.response, .headersTooLarge),
        .init(.response, .badContentEncoding),
        .init(.response, .outOfMemory),
    ]

    /// What the catalogue says of this code; nil where it is none of this module's.
    public var catalogueEntry: ErrorCatalogueEntry? { Self.catalogue.first { $0.code == self } }
}
