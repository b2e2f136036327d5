import Foundation

/// Holds threads until a given number of them waits, then lets those go: what shows that so many requests were under way at
/// once. A test that never gets there hangs, which is what its time limit is for.
public final class Gathering: @unchecked Sendable {
    // Invariant: `waiting`, `round` and `most` are touched only while `condition` is locked.
    private let condition = NSCondition()
    private let size: Int
    private var waiting = 0
    private var round = 0

    /// Gathers `size` threads at a time.
    public init(_ size: Int) { self.size = size }

    /// Waits until the others of this round are here, too.
    public func wait() {
        condition.lock()
        defer { condition.unlock() }
        let mine = round
        waiting += 1
        if waiting == size {
            waiting = 0
            round += 1
            condition.broadcast()
        }
        while round == mine { condition.wait() }
    }
}
