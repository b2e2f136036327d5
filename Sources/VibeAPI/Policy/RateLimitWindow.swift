/// What the server's `X-RateLimit-Remaining` and `X-RateLimit-Reset` allow (docs/api.md, section 7): how many more requests it takes, and
/// when it counts anew.
///
/// Pure: the caller gives the time.
struct RateLimitWindow {
    private var remaining = Int.max
    private var end = 0.0

    /// Ends that are this near, in seconds, are those of one window: the server counts in whole seconds.
    private static let tolerance = 1.0
    /// What is more than this, in seconds, is no time that is left, but a date: seconds since 1970, as some servers write.
    private static let longestReset = 3600.0

    /// Reads an answer that has just come. Answers without these headers, as those of a proxy, change nothing.
    ///
    /// - Parameters:
    ///   - date: seconds since 1970, for servers that name a date.
    ///   - longest: no reset is waited for longer than this, in seconds.
    mutating func note(_ answer: borrowing Answer, now: Double, date: Double, longest: Double) {
        guard let remaining = answer.header("x-ratelimit-remaining").flatMap({ Int($0) }),
            let reset = answer.header("x-ratelimit-reset").flatMap({ Self.left(until: $0, date: date) }), reset > 0,
            reset <= Self.longestReset
        else { return }
        let newEnd = now + min(reset, longest)
        // Answers to requests that ran at once come in any order: within a window the least count is the last one.
        if newEnd > end + Self.tolerance || remaining < self.remaining {
            self.remaining = max(0, remaining)
            end = newEnd
        }
    }

    /// Seconds until the server counts anew, from a header that has them, or has a date.
    private static func left(until text: String, date: Double) -> Double? {
        guard let seconds = RetryAfter.seconds(text, now: date) else { return nil }
        return seconds > longestReset ? seconds - date : seconds
    }

    /// When the next request may be sent, by the clock; nil for now.
    ///
    /// - Parameter inFlight: requests whose answers have not come: the server may not have counted them.
    func opens(now: Double, inFlight: Int) -> Double? {
        now < end && remaining <= inFlight ? end : nil
    }

    /// Forgets the count, when the time has come.
    mutating func open(now: Double) {
        if now >= end { remaining = .max }
    }
}
