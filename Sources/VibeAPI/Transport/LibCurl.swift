internal import CCurl
internal import ErrorCodes
internal import Synchronization

/// libcurl's functions, loaded when the first request is made: scripts without one start 5 ms earlier.
///
/// All calls into libcurl are made by ``Engine`` and ``Transfer``, through this table.
struct LibCurl: @unchecked Sendable {
    // Invariant: written once by `load`, before the value is shared, and never freed.
    let api: UnsafePointer<ccurl_api>

    private static let loaded = Mutex<LibCurl?>(nil)

    /// The library, loaded with the first call that succeeds.
    ///
    /// - Throws: `LIBCURL_UNAVAILABLE`, `TOO_MANY_OPEN_FILES`.
    static func shared() throws(VibeError) -> LibCurl {
        try loaded.withLock { (loaded) throws(VibeError) in
            if let loaded { return loaded }
            let library = try load(CCURL_LIBRARY)
            loaded = library
            return library
        }
    }

    /// Loads the library of this file name, which the dynamic loader looks up.
    static func load(_ name: String) throws(VibeError) -> LibCurl {
        let table = UnsafeMutablePointer<ccurl_api>.allocate(capacity: 1)
        if let reason = ccurl_load(table, name) {
            let text = String(cString: reason).asReason(or: "the loader does not say why")
            table.deallocate()
            guard Descriptors.areFree(2) else { throw .tooManyOpenFiles(for: name) }
            throw VibeError(
                .libcurlUnavailable,
                "cannot load \(name), which every request needs (Debian: apt install libcurl4): \(text)")
        }
        return LibCurl(api: UnsafePointer(table))
    }

    /// Whether a handle may serve one request after the other. Up to 8.1.0 libcurl keeps a pointer to the last header of the request
    /// before, which it has freed: an answer whose first header line begins with a blank would be written there. A handle
    /// of its own for each request costs some microseconds; connections are kept all the same.
    var reusesHandles: Bool {
        guard let version = api.pointee.curl_version_info_(CURLVERSION_FIRST) else { return false }
        return version.pointee.version_num >= 0x08_01_01
    }

    /// Prepares the library for requests; each engine does this, and libcurl counts.
    ///
    /// - Parameter usesTLS: whether they go to https; a sandbox on this machine does without.
    func prepare(usesTLS: Bool) throws(VibeError) { try check(ccurl_global_init(api, usesTLS ? 1 : 0)) }

    /// Turns a failed call that only a broken or very old libcurl makes fail into `LIBCURL_UNAVAILABLE`.
    func check(_ result: CURLcode) throws(VibeError) {
        guard result != CURLE_OK else { return }
        throw VibeError(.libcurlUnavailable, "libcurl does not do what is needed: \(text(of: result))")
    }

    /// libcurl's own words for a result.
    func text(of result: CURLcode) -> String {
        api.pointee.curl_easy_strerror_(result).map { String(cString: $0) } ?? "?"
    }
}
