/// What is wrong with one case.
struct Finding: Error {
    /// The input, minimised where the target can do that.
    let input: String
    /// What the code under test did.
    let seen: String
    /// What it should have done, and why.
    let right: String
}

/// A part of the program that is given inputs, and an oracle that knows the right outcome of each.
protocol FuzzTarget: AnyObject {
    /// What `scripts/fuzz` calls it.
    static var name: String { get }

    /// Prepares what all cases share.
    init() throws

    /// Tries one case. All that is random in it comes from `dice`, so that its seed makes it again.
    ///
    /// - Returns: how many inputs were tried.
    /// - Throws: a ``Finding``; any other error is one, too.
    func runCase(_ dice: inout Dice) throws -> Int

    /// What is worth saying at the end, such as how often a documented difference was met.
    var remarks: [String] { get }
}

extension FuzzTarget {
    var remarks: [String] { [] }
}
