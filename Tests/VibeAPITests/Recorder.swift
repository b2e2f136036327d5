import Synchronization

/// Bytes that one thread notes and another looks at.
final class Recorder: Sendable {
    private let storage = Mutex<[UInt8]>([])

    /// What was noted so far.
    var bytes: [UInt8] { storage.withLock { $0 } }

    /// Adds bytes.
    func record(_ bytes: [UInt8]) { storage.withLock { $0 += bytes } }
}
