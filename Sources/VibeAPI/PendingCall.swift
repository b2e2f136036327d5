/// How a call ended: what was asked, an answer of any status or why there is none, and what it took.
public struct Completion: ~Copyable {
    /// What was asked.
    public let request: Request
    /// The answer, or the last real error.
    public var outcome: Result<Answer, VibeError>
    /// Attempts and time.
    public internal(set) var stats: CallStats

    /// Describes the end of a call.
    public init(of request: Request, _ outcome: consuming Result<Answer, VibeError>, _ stats: CallStats) {
        self.request = request
        self.outcome = outcome
        self.stats = stats
    }

    /// Gives the outcome away.
    public consuming func takeOutcome() -> Result<Answer, VibeError> { outcome }
}

/// One call under way: the request, how often it was sent, and what came of it.
final class PendingCall {
    let request: Request
    let startedAt: Double
    /// Changes when a redirect is followed.
    var url: String
    var redirects = 0
    var stats = CallStats()
    /// How long it has waited so far, in seconds.
    var waited = 0.0
    /// When it may be sent next, by the clock.
    var due = 0.0
    var attemptStartedAt = 0.0
    /// The attempt that is on its way.
    var transfer: Transfer?
    /// Set when it has ended; taken by whoever asks for it.
    var completion: Completion?

    /// Path and query of the attempt, which a redirect changes.
    func target(under base: BaseURL) -> String {
        if redirects == 0 { return request.target }
        return String(url.dropFirst(url.hasPrefix(base.text + "/") ? base.text.count : base.origin.count))
    }

    init(_ request: Request, url: String, startedAt: Double) {
        self.request = request
        self.url = url
        self.startedAt = startedAt
    }
}
