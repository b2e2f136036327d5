internal import Glibc

extension Clock {
    /// The computer's clock. A signal ends a piece of a wait, so that Ctrl-C is noticed at once.
    public static var real: Clock {
        Clock(
            now: monotonicSeconds,
            date: { seconds(of: CLOCK_REALTIME) },
            random: { Double.random(in: 0..<1) },
            sleep: { duration, shouldStop in
                let end = seconds(of: CLOCK_MONOTONIC) + duration
                while !shouldStop() {
                    let left = end - seconds(of: CLOCK_MONOTONIC)
                    guard left > 0 else { return }
                    var piece = timespec()
                    piece.tv_nsec = Int(min(left, 0.1) * 999_999_999)
                    nanosleep(&piece, nil)
                }
            })
    }

    /// Seconds of the clock that only goes forward. Not by `ContinuousClock`: that brings Swift's concurrency and its queues, whose
    /// addresses would make every start slower.
    static func monotonicSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }

    private static func seconds(of clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
