internal import ErrorCodes

/// Decides whether a GET is sent again, and after how long. A pure rule: no clock, no randomness of its own.
///
/// Answers are repeated by their status (``StatusRule``), and failures where the catalogue says so: connections that failed or
/// broke before a whole answer had come. Everything else fails at once.
public struct RetryPolicy: Sendable, Equatable {
    /// How often a request is sent at the most; 1 never repeats.
    public var attempts = 5
    /// The longest single wait, in seconds. A server that asks for more is not asked again.
    public var maxWait = 30.0
    /// The longest time that one call waits in all, in seconds.
    public var maxTotalWait = 120.0

    /// The defaults: five attempts, 30 s a wait, 120 s in all.
    public init() {}

    /// How one attempt ended.
    public enum Outcome: Sendable {
        /// The server answered. `retryAfter`, in seconds, is what it asked for, in the body or in the header.
        case answer(status: Int, code: String?, retryAfter: Double?)
        /// No usable answer came.
        case failure(VibeError)

        /// What it is called where waits are told of: its code.
        var name: String {
            switch self {
            case .answer(let status, let code, _): code ?? "HTTP_\(status)"
            case .failure(let error): error.codeName
            }
        }
    }

    /// The wait before attempt `next`, in seconds; nil where the outcome is final.
    ///
    ///     RetryPolicy().wait(before: 2, after: .answer(status: 429, code: "RATE_LIMITED", retryAfter: 3), waited: 0, random: 0)  // 3
    ///     RetryPolicy().wait(before: 2, after: .answer(status: 404, code: "ENTITY_NOT_FOUND", retryAfter: nil), waited: 0, random: 0)  // nil
    ///
    /// - Parameters:
    ///   - next: 2 for the first repetition.
    ///   - waited: how long this call has waited so far, in seconds.
    ///   - random: from 0 to 1; spreads waits that nobody asked for, so that programs do not return all at once.
    ///   - isPost: a POST may have been carried out whatever came back, so it is sent again only where the server says
    ///     that it did not look at it: 429.
    public func wait(
        before next: Int, after outcome: Outcome, waited: Double, random: Double, isPost: Bool = false
    ) -> Double? {
        guard next <= attempts, isTemporary(outcome) else { return nil }
        if isPost {
            guard case .answer(429, _, _) = outcome else { return nil }
        }
        let wait: Double
        if case .answer(_, _, let asked?) = outcome, asked > 0 {
            guard asked <= maxWait else { return nil }
            wait = asked
        } else {
            // Also where the server asks for no wait, or for one until a date that its clock has passed: to repeat at once, time
            // and again, would mend nothing.
            // 1, 2, 4, … seconds, each up to a quarter longer.
            var step = 1.0
            for _ in 2..<max(2, next) where step < maxWait { step *= 2 }
            wait = min(step * (1 + random / 4), maxWait)
        }
        return waited + wait <= maxTotalWait ? wait : nil
    }

    private func isTemporary(_ outcome: Outcome) -> Bool {
        switch outcome {
        case .answer(let status, let code, _): StatusRule.isRepeated(status, code: code)
        case .failure(let error): error.code?.repetition == .automatic
        }
    }
}

/// Time and chance, for tests to replace.
public struct Clock {
    /// Seconds of a clock that only goes forward, whoever sets the computer's. What waits and durations are counted by.
    public var now: () -> Double
    /// Seconds since 1970, for dates that a server names.
    public var date: () -> Double
    /// From 0 to 1.
    public var random: () -> Double
    /// Waits for a number of seconds, or until the closure, which is asked often, says to stop.
    public var sleep: (_ seconds: Double, _ shouldStop: () -> Bool) -> Void

    /// Makes a clock.
    public init(
        now: @escaping () -> Double, date: @escaping () -> Double, random: @escaping () -> Double,
        sleep: @escaping (_ seconds: Double, _ shouldStop: () -> Bool) -> Void
    ) {
        self.now = now
        self.date = date
        self.random = random
        self.sleep = sleep
    }
}
