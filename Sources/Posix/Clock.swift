internal import Glibc

/// Seconds of a clock that only goes forward, for durations.
///
/// Not by `ContinuousClock`: that brings Swift's concurrency and its queues into the program, whose addresses would make every start
/// a tenth slower.
public func monotonicSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }

/// Seconds since 1970, by a clock that somebody may set.
public func secondsSince1970() -> Double { seconds(of: CLOCK_REALTIME) }

private func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
