internal import Glibc

/// The process's arguments, as the bytes that they are: file names and Lua text need not be UTF-8.
struct Arguments {
    /// As `main` got them, with a null pointer at the end. They live as long as the process.
    let values: UnsafePointer<UnsafePointer<CChar>?>
    let count: Int

    init() {
        count = Int(CommandLine.argc)
        values = UnsafeRawPointer(CommandLine.unsafeArgv).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
    }

    /// Argument `index`; an empty one where there is none.
    func pointer(_ index: Int) -> UnsafePointer<CChar> {
        guard index < count, let pointer = values[index] else { return Self.empty }
        return pointer
    }

    /// The bytes of argument `index`; none where there is none.
    func bytes(_ index: Int) -> [UInt8] {
        let pointer = pointer(index)
        return Array(UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)))
    }

    /// Argument `index`, with bytes that are no UTF-8 replaced.
    func text(_ index: Int) -> String { String(cString: pointer(index)) }

    /// The name that the program was started by, for messages.
    var programName: String {
        let name = text(0)
        return name.isEmpty ? "bitrix" : name
    }

    /// Never written, so sharing it is safe.
    nonisolated(unsafe) private static let empty = UnsafePointer(
        UnsafeMutablePointer<CChar>.allocate(capacity: 1).zeroed())
}

extension UnsafeMutablePointer<CChar> {
    fileprivate func zeroed() -> Self {
        initialize(to: 0)
        return self
    }
}
