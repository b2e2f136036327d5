import Testing

@testable import VibeAPI

/// The rule of low speed alone, with times that only count.
@Suite struct PaceTests {
    private let start = 1000.0

    /// What the rule says of (seconds, bytes in all), in turn.
    private func verdicts(_ limit: Int, over seconds: Int, _ points: [(Double, Int)]) -> [Bool] {
        var pace = LowSpeedDetector(bytesPerSecond: limit, over: .seconds(seconds))
        return points.map { pace.isTooSlow(received: $0.1, at: start + Double($0.0)) }
    }

    @Test("Less than limit times time within that time is too slow")
    func slow() {
        #expect(verdicts(100, over: 30, [(0, 0), (29, 2999), (30, 2999)]) == [false, false, true])
        #expect(verdicts(100, over: 30, [(0, 0), (29, 3000), (30, 3000), (58.9, 5999), (59, 5999)]).last == true)
    }

    @Test("What comes fast enough has no end, and a pause that is shorter than the time does no harm")
    func fast() {
        #expect(!verdicts(100, over: 30, (0..<100).map { (Double($0) * 29, $0 * 3000) }).contains(true))
        #expect(!verdicts(100, over: 30, [(0, 0), (1, 5000), (30, 5000), (30.5, 8000), (60, 8000)]).contains(true))
    }

    @Test("0 is no limit, and a new answer begins anew")
    func bounds() {
        #expect(!verdicts(0, over: 1, [(0, 0), (100, 0)]).contains(true))
        var pace = LowSpeedDetector(bytesPerSecond: 1, over: .seconds(1))
        let first = pace.isTooSlow(received: 0, at: start)
        pace.restart()
        let second = pace.isTooSlow(received: 0, at: start + Double(5))
        #expect(!first && !second)
    }
}
