internal import CMicrohttpd

/// libmicrohttpd's functions, loaded when the first server is started.
///
/// ``PortalServer``, ``ServerCore`` and ``ServerConnection`` make all calls into libmicrohttpd, through this table.
struct Microhttpd: @unchecked Sendable {
    // Invariant: written once by `load`, before the value is shared, and never freed.
    let api: UnsafePointer<cmhd_api>

    /// The loaded library, or why there is none: `libraryMissing`.
    static let shared: Result<Microhttpd, PortalServerError> = Result { () throws(PortalServerError) in
        try load(CMHD_LIBRARY)
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
