internal import Glibc

/// Seconds of a clock that only goes forward, for durations.
///
/// Not by `ContinuousClock`: that brings Swift's concurrency and its queues into the program, whose addresses would make every start
/// a tenth slower.
public func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
