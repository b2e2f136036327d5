/// The settings that may change while a program runs: by an option of the command line, and by `bitrix.configure`.
///
/// ``table`` names each once. A name in Lua is that of the property in snake case, and the option has dashes:
/// `maxAnswer`, `max_answer`, `--max-answer`. The one exception is `attempts`, which `--retries N` sets to N + 1.
///
///     var settings = Settings()
///     settings.timeout = 5
///     settings.apply(to: &configuration)
public struct Settings: Sendable, Equatable {
    /// How long connecting may take, in seconds: ``Configuration/connectTimeout``.
    public var connectTimeout: Double?
    /// How long one request may take, in seconds: ``Configuration/timeout``.
    public var timeout: Double?
    /// How many bytes a body may have: ``Configuration/maxAnswer``.
    public var maxAnswer: Int?
    /// How often a request is sent at the most: ``RetryPolicy/attempts``.
    public var attempts: Int?
    /// The longest wait before a repetition, in seconds: ``RetryPolicy/maxWait``.
    public var maxWait: Double?
    /// The longest time that one call waits in all, in seconds: ``RetryPolicy/maxTotalWait``.
    public var maxTotalWait: Double?

    /// Settings that leave everything as it is.
    public init() {}

    /// Puts the settings that are not nil into a configuration.
    public func apply(to configuration: inout Configuration) {
        if let connectTimeout { configuration.connectTimeout = .seconds(connectTimeout) }
        if let timeout { configuration.timeout = .seconds(timeout) }
        if let maxAnswer { configuration.maxAnswer = maxAnswer }
        if let attempts { configuration.retries.attempts = attempts }
        if let maxWait { configuration.retries.maxWait = maxWait }
        if let maxTotalWait { configuration.retries.maxTotalWait = maxTotalWait }
    }
}

extension Settings {
    /// Where a setting is kept, and what its number counts.
    public enum Field {
        /// Seconds, with a fraction.
        case seconds(WritableKeyPath<Settings, Double?>)
        /// Bytes or times: whole numbers.
        case whole(WritableKeyPath<Settings, Int?>)
    }

    /// Every setting by its name in Lua, in the order of messages.
    public static var table: [(name: String, field: Field)] {
        [
            ("connect_timeout", .seconds(\.connectTimeout)), ("timeout", .seconds(\.timeout)),
            ("max_answer", .whole(\.maxAnswer)), ("attempts", .whole(\.attempts)), ("max_wait", .seconds(\.maxWait)),
            ("max_total_wait", .seconds(\.maxTotalWait)),
        ]
    }
}
