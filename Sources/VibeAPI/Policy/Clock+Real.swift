internal import Glibc
internal import Posix

extension Clock {
    /// The computer's clock. A signal ends a piece of a wait, so that Ctrl-C is noticed at once.
    public static var real: Clock {
        Clock(
            now: monotonicSeconds,
            date: secondsSince1970,
            random: { Double.random(in: 0..<1) },
            sleep: { duration, shouldStop in
                let end = monotonicSeconds() + duration
                while !shouldStop() {
                    let left = end - monotonicSeconds()
                    guard left > 0 else { return }
                    var piece = timespec()
                    piece.tv_nsec = Int(min(left, 0.1) * 999_999_999)
                    nanosleep(&piece, nil)
                }
            })
    }
}
