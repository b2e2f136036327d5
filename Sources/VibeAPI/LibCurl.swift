internal import CCurl

/// libcurl's functions, loaded when the first request is made: scripts without one start 5 ms earlier.
///
/// All calls into libcurl are made by ``Engine`` and ``Transfer``, through this table.
struct LibCurl: @unchecked Sendable {
    // Invariant: written once by `load`, before the value is shared, and never freed.
    let api: UnsafePointer<ccurl_api>

    /// The loaded library, or why there is none: `LIBCURL_UNAVAILABLE`.
    static let shared: Result<LibCurl, VibeError> = Result { () throws(VibeError) in try load(CCURL_LIBRARY) }

    /// Loads the library of this file name, which the dynamic loader looks up.
    static func load(_ name: String) throws(VibeError) -> LibCurl {
        let table = UnsafeMutablePointer<ccurl_api>.allocate(capacity: 1)
        if let reason = ccurl_load(table, name) {
            let text = String(cString: reason)
            table.deallocate()
            throw VibeError(
                .config, .libcurlUnavailable,
                "cannot load \(name), which every request needs (Debian: apt install libcurl4): \(text)")
        }
        return LibCurl(api: UnsafePointer(table))
    }

    /// Prepares the library for requests; each engine does this, and libcurl counts.
    ///
    /// - Parameter usesTLS: whether they go to https; a sandbox on this machine does without.
    func prepare(usesTLS: Bool) throws(VibeError) { try check(ccurl_global_init(api, usesTLS ? 1 : 0)) }

    /// Turns a failed call that only a broken or very old libcurl makes fail into `LIBCURL_UNAVAILABLE`.
    func check(_ result: CURLcode) throws(VibeError) {
        guard result != CURLE_OK else { return }
        throw VibeError(.config, .libcurlUnavailable, "libcurl does not do what is needed: \(text(of: result))")
    }

    /// libcurl's own words for a result.
    func text(of result: CURLcode) -> String {
        api.pointee.curl_easy_strerror_(result).map { String(cString: $0) } ?? "?"
    }
}
