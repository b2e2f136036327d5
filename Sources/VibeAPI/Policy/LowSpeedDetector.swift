/// Notices when bytes come too slowly.
///
/// Time is cut into stretches that end when enough bytes have come. One that lasts too long is too slow: so a short
/// pause does no harm, and neither bytes that drip nor bytes that stop coming can hold a program for long.
struct LowSpeedDetector {
    /// What a stretch needs.
    private let bytes: Int
    private let seconds: Double
    /// Where the present stretch began.
    private var start: (time: Double, bytes: Int)?

    /// - Parameter bytesPerSecond: Fewer than these, on the average of `duration`, are too slow; 0 for no limit.
    init(bytesPerSecond: Int, over duration: Duration) {
        let (whole, attoseconds) = duration.components
        seconds = Double(whole) + Double(attoseconds) / 1e18
        bytes = Int((Double(bytesPerSecond) * seconds).rounded(.up))
    }

    /// Whether the limit is broken now, with so many bytes received in all.
    ///
    /// - Parameter time: in seconds, of a clock that only goes forward.
    mutating func isTooSlow(received: Int, at time: Double) -> Bool {
        guard bytes > 0 else { return false }
        guard let start, received - start.bytes < bytes else {
            start = (time, received)
            return false
        }
        return time - start.time >= seconds
    }

    /// Forgets what was: the next answer begins.
    mutating func restart() { start = nil }
}
