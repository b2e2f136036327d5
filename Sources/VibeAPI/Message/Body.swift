internal import Glibc

/// The bytes of an answer's body, decompressed, as the server sent them.
///
/// The block is made with `malloc` and has at least ``padding`` zero bytes behind the body, so that simdjson can parse it in
/// place. It is freed with this value unless ``take()`` handed it over.
public struct Body: ~Copyable {
    /// How many bytes behind the body are allocated and zero: what simdjson reads past a document's end.
    public static let padding = 64

    /// The length of the body in bytes; may be 0.
    public let count: Int
    /// The size of the block in bytes: `count + padding` or more.
    public let capacity: Int
    private let start: UnsafeMutableRawPointer

    /// A block of memory that somebody has to free.
    public struct Block {
        /// Where it begins; never null, not even for an empty body.
        public let start: UnsafeMutableRawPointer
        /// How many bytes the body has.
        public let count: Int
        /// How many bytes are allocated; those behind the body are at least ``Body/padding`` and that many are zero.
        public let capacity: Int
        /// Frees `start`: C's `free`.
        public let release: @convention(c) (UnsafeMutableRawPointer?) -> Void
    }

    /// Owns a block made with `malloc` that has room for the padding.
    init(adopting start: UnsafeMutableRawPointer, count: Int, capacity: Int) {
        precondition(capacity >= count + Self.padding)
        memset(start + count, 0, Self.padding)
        self.start = start
        self.count = count
        self.capacity = capacity
    }

    /// Copies bytes that did not come over the network; nil where there is no memory for them.
    public init?(copying bytes: some Collection<UInt8>) {
        var buffer = BodyBuffer()
        let refusal = Array(bytes).withUnsafeBytes { buffer.append($0, expected: $0.count, limit: .max - Self.padding) }
        guard refusal == nil, let body = buffer.finish() else { return nil }
        self = body
    }

    deinit { free(start) }

    /// Lends the bytes for the time of a call.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Overwrites secrets that the server sent back.
    func mask(_ secrets: [Secret]) {
        for secret in secrets { secret.mask(in: UnsafeMutableRawBufferPointer(start: start, count: count)) }
    }

    /// Gives the block away: from now on the caller frees it with ``Block/release``.
    public consuming func take() -> Block {
        let block = Block(start: start, count: count, capacity: capacity, release: { free($0) })
        discard self
        return block
    }
}

/// Why we end a transfer that libcurl would go on with.
enum AbortReason { case headersTooLarge, tooLarge, tooSlow, outOfMemory, spoiltConnection }

/// A body that is still arriving.
///
/// Grows by doubling, keeps room for ``Body/padding``, and refuses to hold more than the limit.
struct BodyBuffer: ~Copyable {
    private(set) var count = 0
    private var capacity = 0
    private var start: UnsafeMutableRawPointer?

    deinit { free(start) }

    /// Adds a piece.
    ///
    /// - Parameters:
    ///   - expected: How long the whole body will be, 0 or less if unknown; a hint that may be wrong.
    ///   - limit: How long the body may become.
    mutating func append(_ piece: UnsafeRawBufferPointer, expected: Int, limit: Int) -> AbortReason? {
        guard let source = piece.baseAddress, !piece.isEmpty else { return nil }
        guard piece.count <= limit - count else { return .tooLarge }
        let needed = count + piece.count
        if needed + Body.padding > capacity {
            // Doubling stops at the limit; the hint of a lying server is bounded by it too.
            let wanted = max(needed, min(max(expected, 2 * count, 4096), limit))
            guard reserve(wanted + Body.padding) else { return .outOfMemory }
        }
        guard let start else { return .outOfMemory }
        memcpy(start + count, source, piece.count)
        count = needed
        return nil
    }

    /// Hands over what has arrived and is empty again; nil if there is no memory.
    mutating func finish() -> Body? {
        guard start != nil || reserve(Body.padding), let block = start else { return nil }
        let body = Body(adopting: block, count: count, capacity: capacity)
        start = nil
        removeAll()
        return body
    }

    /// Forgets what has arrived.
    mutating func removeAll() {
        free(start)
        start = nil
        count = 0
        capacity = 0
    }

    private mutating func reserve(_ bytes: Int) -> Bool {
        guard let block = realloc(start, bytes) else { return false }
        start = block
        capacity = bytes
        return true
    }
}
