internal import CMicrohttpd
internal import Synchronization

/// libmicrohttpd's functions, loaded when the first server is started.
///
/// ``PortalServer``, ``ServerCore`` and ``ServerConnection`` make all calls into libmicrohttpd, through this table.
struct Microhttpd: @unchecked Sendable {
    // Invariant: written once by `load`, before the value is shared, and never freed.
    let api: UnsafePointer<cmhd_api>

    private static let loaded = Mutex<Microhttpd?>(nil)

    /// The library, loaded once. A failure is not kept: what it lacked, such as a free descriptor, may be there the next time.
    ///
    /// - Throws: `libraryMissing`.
    static func shared() throws(PortalServerError) -> Microhttpd {
        if let library = loaded.withLock({ $0 }) { return library }
        let library = try load(CMHD_LIBRARY)
        loaded.withLock { $0 = library }
        return library
    }

    /// Loads the library of this file name, which the dynamic loader looks up.
    static func load(_ name: String) throws(PortalServerError) -> Microhttpd {
        let table = UnsafeMutablePointer<cmhd_api>.allocate(capacity: 1)
        if let reason = cmhd_load(table, name) {
            let text = String(cString: reason)
            table.deallocate()
            throw PortalServerError(
                code: .libraryMissing,
                message:
                    "cannot load \(name), which the demo portal needs (Debian: apt install libmicrohttpd12): \(text)")
        }
        return Microhttpd(api: UnsafePointer(table))
    }
}
