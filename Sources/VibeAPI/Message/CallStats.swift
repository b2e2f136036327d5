/// What a call came to, however it ended: all of its attempts together.
public struct CallStats: Sendable {
    /// How often the request was sent; 0 if it was not.
    public var attempts = 0
    /// How long the call took in all, waits included, in seconds.
    public var elapsed = 0.0
    /// Where the time of the last attempt went.
    public var timings = Timings()
    /// Where the call stands in the order in which calls began; 0 where it never did.
    public internal(set) var number = 0
    /// The lowest ``number`` of a call that was still under way when this one had ended; nil where none was. Only where
    /// ``VibeClient/onEnd`` is set.
    public internal(set) var oldestInFlight: Int?
    /// How long the last answer asked to wait before the next request, in seconds, as it was understood; nil where it did not.
    public var retryAfter: Double?

    /// Makes the statistics of a call that was never sent, or that was recorded elsewhere.
    public init(attempts: Int = 0, elapsed: Double = 0) {
        self.attempts = attempts
        self.elapsed = elapsed
    }
}

/// Where the time of one attempt went: seconds from its start to the end of each phase; 0 for a phase that did not happen,
/// as connecting does not on a connection that is used again.
public struct Timings: Sendable, Equatable {
    /// The host's name is resolved.
    public var nameLookup = 0.0
    /// The connection stands.
    public var connect = 0.0
    /// TLS is agreed on.
    public var tls = 0.0
    /// The first byte of the answer is here.
    public var firstByte = 0.0
    /// The last byte is here.
    public var total = 0.0

    init() {}
}

/// A wait before a request, and why.
public struct Wait: Sendable {
    /// How long, in seconds.
    public let seconds: Double
    /// The code of what failed, or `X-RateLimit-Remaining` where nothing did.
    public let reason: String
    /// The attempt that comes after the wait, and how many there are at the most.
    public let attempt: Int, attempts: Int

    /// Describes a wait.
    public init(seconds: Double, reason: String, attempt: Int, attempts: Int) {
        (self.seconds, self.reason, self.attempt, self.attempts) = (seconds, reason, attempt, attempts)
    }

    /// The seconds that a server asks to wait: digits, or a date of HTTP in any of its forms (RFC 9110, 10.2.3), from now on; nil for
    /// a text that is neither.
    public static func seconds(_ text: String) -> Double? { RetryAfter.seconds(text, now: Clock.real.date()) }
}

/// One attempt, as a trace shows it. Holds no secret.
public struct Attempt: Sendable {
    /// `GET` or `POST`.
    public let method: String
    /// Path and query.
    public let target: String
    /// The headers of the request, with the values of secret ones replaced by "(hidden)".
    public let requestHeaders: [Header]
    /// The HTTP status; nil if no answer came.
    public let status: Int?
    /// The code of the failure; nil if an answer came.
    public let failure: String?
    /// The status line and headers of the answer; nil if none came.
    public let head: Head?
    /// How long it took, in seconds.
    public let seconds: Double
    /// Where that time went.
    public let timings: Timings
    /// The length of the body.
    public let bytes: Int
    /// From 1.
    public let number: Int
    /// `X-Request-Id` of the answer.
    public let requestId: String?
}

/// One header: its name as it was sent, and its value.
public struct Header: Sendable, Equatable {
    /// Such as `Content-Type`.
    public let name: String
    /// Without white space around it.
    public let value: String

    /// Makes a header.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
