/// What an answer 429 means for all calls together, not only for the one that was refused: the portal counts the requests of a
/// key, so those that wait beside it would be refused just the same, and use their attempts up.
///
/// As TCP does after a loss, half as many requests go at once after the wait, and each answer lets the number grow again, by one
/// for each round. Pure: the caller gives the time.
struct ConcurrencyLimiter {
    /// Nothing is sent before this time.
    private(set) var notBefore = 0.0
    private var allowed = Double.infinity
    private var cutAt = -Double.infinity

    /// How many requests may be under way at once; at least 1.
    var limit: Int { allowed < 1e6 ? Int(allowed) : .max }

    /// Nothing is sent for a time, in seconds.
    mutating func hold(_ seconds: Double, now: Double) { notBefore = max(notBefore, now + seconds) }

    /// Notes a request that was refused, and will be sent again after `wait` seconds.
    ///
    /// - Parameters:
    ///   - startedAt: when it was sent. Those that were under way together count as one refusal.
    ///   - inFlight: how many were, itself included.
    mutating func refused(startedAt: Double, inFlight: Int, wait: Double, now: Double) {
        hold(wait, now: now)
        guard startedAt > cutAt else { return }
        cutAt = now
        allowed = max(1, min(allowed, Double(inFlight)) / 2)
    }

    /// Notes that this computer has no room for one more connection beside those that are under way.
    mutating func crowded(inFlight: Int) { allowed = max(1, min(allowed, Double(inFlight))) }

    /// Notes a request that was not refused.
    mutating func answered() { allowed += 1 / allowed }
}
