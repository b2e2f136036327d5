internal import CCurl
internal import ErrorCodes

/// Drives transfers on the calling thread: one libcurl multi handle, its connection pool, and the loop that waits.
///
/// Any number of transfers may be under way; whoever drives one drives them all (law 2 of the design: the wait is never
/// deaf). Not Sendable: libcurl's handles belong to one thread at a time, and so does everything here.
final class Engine {
    private let curl: LibCurl
    /// The settings of transfers that begin from now on.
    private var configuration: Configuration
    private let multi: UnsafeMutableRawPointer
    /// What all transfers use together: the TLS sessions, which a new connection resumes.
    private let share: UnsafeMutableRawPointer
    private let headers: UnsafeMutablePointer<curl_slist>
    private let postHeaders: UnsafeMutablePointer<curl_slist>
    /// Finished transfers, ready for the next request.
    private var idle: [Transfer] = []
    /// Keeps the transfers alive that only libcurl knows.
    private var running: [Transfer] = []
    /// Those of them that found no address, until the reason is known.
    private var unresolved: [(transfer: Transfer, result: Outcome)] = []
    private let kept = KeptConnections()
    /// Counts changes of the settings: transfers that were made before one are not used again.
    private var generation = 0
    /// See ``LibCurl/reusesHandles``.
    private let reusesHandles: Bool

    /// As many as may be in use at once.
    private static let mostIdleConnections = 1000

    /// Loads libcurl if this is the first engine of the process.
    ///
    /// - Throws: `LIBCURL_UNAVAILABLE`.
    init(_ configuration: Configuration) throws(VibeError) {
        curl = try LibCurl.shared()
        try curl.prepare(usesTLS: configuration.base.isSecure)
        self.configuration = configuration
        guard let multi = curl.api.pointee.curl_multi_init_() else { throw Self.outOfMemory }
        guard let share = curl.api.pointee.curl_share_init_() else {
            _ = curl.api.pointee.curl_multi_cleanup_(multi)
            throw Self.outOfMemory
        }
        // Without a TLS library there is nothing to share.
        _ = ccurl_share_sessions(curl.api, share)
        guard let headers = Self.headers(configuration, curl, posting: false) else {
            _ = curl.api.pointee.curl_share_cleanup_(share)
            _ = curl.api.pointee.curl_multi_cleanup_(multi)
            throw Self.outOfMemory
        }
        guard let postHeaders = Self.headers(configuration, curl, posting: true) else {
            _ = curl.api.pointee.curl_share_cleanup_(share)
            _ = curl.api.pointee.curl_multi_cleanup_(multi)
            curl.api.pointee.curl_slist_free_all_(headers)
            throw Self.outOfMemory
        }
        // libcurl would keep four connections for each request that is under way, and so close most of them whenever many
        // end together.
        _ = ccurl_set_multi_long(curl.api, multi, CURLMOPT_MAXCONNECTS, Self.mostIdleConnections)
        reusesHandles = curl.reusesHandles
        self.multi = multi
        self.share = share
        self.headers = headers
        self.postHeaders = postHeaders
    }

    deinit {
        for transfer in running { _ = curl.api.pointee.curl_multi_remove_handle_(multi, transfer.easy) }
        // libcurl wants its handles to go in this order, before the pool and the list that they use.
        running.removeAll()
        idle.removeAll()
        _ = curl.api.pointee.curl_multi_cleanup_(multi)
        _ = curl.api.pointee.curl_share_cleanup_(share)
        curl.api.pointee.curl_slist_free_all_(headers)
        curl.api.pointee.curl_slist_free_all_(postHeaders)
    }

    /// How libcurl says that a transfer ended.
    typealias Outcome = CURLcode

    /// Begins a request. Nothing moves until somebody steps.
    ///
    /// - Parameters:
    ///   - body: is posted; nil for a GET.
    ///   - id: comes back with the transfer when it has ended.
    func start(_ url: String, posting body: [UInt8]?, for id: Int) throws(VibeError) -> Transfer {
        let transfer: Transfer
        if let used = idle.popLast() {
            transfer = used
        } else {
            transfer = try Transfer(
                curl, configuration, share: share, headers: headers, postHeaders: postHeaders, kept: kept,
                mayConnect: { [unowned self] in mayConnect })
            transfer.generation = generation
        }
        try transfer.aim(at: url, posting: body)
        try check(curl.api.pointee.curl_multi_add_handle_(multi, transfer.easy))
        transfer.id = id
        running.append(transfer)
        return transfer
    }

    /// Lets transfers that begin from now on have other settings. Connections stay, and so do transfers under way.
    ///
    /// - Parameter configuration: of the same portal (``Configuration/isOfSamePortal(as:)``).
    func adopt(_ configuration: Configuration) {
        self.configuration = configuration
        generation += 1
        idle.removeAll()
    }

    /// Moves every transfer as far as it goes without waiting, and tells which ones have ended.
    func step() throws(VibeError) -> [(id: Int, transfer: Transfer, result: Outcome)] {
        var ended: [(Int, Transfer, Outcome)] = []
        var isRevived: Bool
        repeat {
            isRevived = false
            var stillRunning: Int32 = 0
            do throws(VibeError) {
                try check(curl.api.pointee.curl_multi_perform_(multi, &stillRunning))
            } catch {
                // Those that have ended are told of first, or nobody ever would; the next step fails again.
                guard ended.isEmpty else { return ended }
                throw error
            }
            guard Int(stillRunning) < running.count else { return ended }
            var left: Int32 = 0
            while let message = curl.api.pointee.curl_multi_info_read_(multi, &left) {
                guard message.pointee.msg == CURLMSG_DONE,
                    let easy = message.pointee.easy_handle,
                    let context = ccurl_get_pointer(curl.api, easy, CURLINFO_PRIVATE)
                else { continue }
                // Valid: `running` holds every transfer that libcurl knows.
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                let result = ccurl_message_result(message)
                if result == CURLE_OK {
                    transfer.keepConnection()
                } else if revives(transfer, after: result) {
                    isRevived = true
                    continue
                } else if let host = TransferResult(transfer, result).unresolvedHost {
                    transfer.lookup = NameLookup(host)
                    unresolved.append((transfer, result))
                    continue
                }
                ended.append((transfer.id, transfer, result))
            }
        } while isRevived
        // Each look-up is asked once: one that ends between two questions would be in neither list.
        let looked = unresolved
        unresolved = []
        for (transfer, result) in looked {
            if transfer.lookup?.isDone == false {
                unresolved.append((transfer, result))
            } else {
                ended.append((transfer.id, transfer, result))
            }
        }
        return ended
    }

    /// Lets an attempt start over, where the connection is what failed (``Transfer/revives(after:)``). Never throws: what has ended
    /// besides must still be told of.
    private func revives(_ transfer: Transfer, after result: Outcome) -> Bool {
        guard transfer.revives(after: result) else { return false }
        // libcurl's message is gone with this; it was read before.
        _ = curl.api.pointee.curl_multi_remove_handle_(multi, transfer.easy)
        return curl.api.pointee.curl_multi_add_handle_(multi, transfer.easy) == CURLM_OK
    }

    /// Whether descriptors are left for what a new connection needs besides its socket: a file of certificates, and where the
    /// server is in this very process, as the demo portal is, its side of every connection that it has not answered yet. Without
    /// them the connection would be waited for in vain.
    private var mayConnect: Bool {
        let pending = running.count { $0.connects && $0.head.isEmpty }
        return Descriptors.areFree(configuration.base.isLoopback ? 2 + 2 * pending : 2)
    }

    /// Waits until bytes or a signal arrive, in seconds, and never longer than a tenth of one: a signal that comes just before
    /// the wait begins is noticed then.
    func wait(atMost seconds: Double) throws(VibeError) {
        // The end of a name's second look-up wakes nobody.
        let longest = unresolved.isEmpty ? 0.1 : 0.01
        let milliseconds = Int32((min(seconds, longest) * 1000).rounded(.up))
        try check(curl.api.pointee.curl_multi_poll_(multi, nil, 0, milliseconds, nil))
    }

    /// The answer of a transfer that has ended, or what it failed of.
    func take(_ transfer: Transfer, _ result: Outcome) throws(VibeError) -> Answer {
        try TransferResult(transfer, result).response()
    }

    /// Takes a transfer out, which ends it if it is not done; its connection stays open only if it is.
    func remove(_ transfer: Transfer) {
        _ = curl.api.pointee.curl_multi_remove_handle_(multi, transfer.easy)
        running.removeAll { $0 === transfer }
        unresolved.removeAll { $0.transfer === transfer }
        transfer.forget()
        if reusesHandles, transfer.generation == generation { idle.append(transfer) }
    }

    /// The URL that a redirect names, by libcurl's own reading of URLs, if it is on the base's server.
    ///
    /// - Parameter url: where the redirect came from; the new one may be relative to it.
    func resolve(_ location: String, from url: String, under base: BaseURL) -> String? {
        let api = curl.api
        guard let parts = api.pointee.curl_url_() else { return nil }
        defer { api.pointee.curl_url_cleanup_(parts) }
        func set(_ url: String) -> Bool { api.pointee.curl_url_set_(parts, CURLUPART_URL, url, 0) == CURLUE_OK }
        func part(_ part: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard api.pointee.curl_url_get_(parts, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text
            else {
                return nil
            }
            defer { api.pointee.curl_free_(text) }
            return String(cString: text)
        }
        // libcurl writes addresses in their usual form, so both have to go through it.
        func server() -> [String?] {
            [CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT].map { part($0)?.lowercased() }
        }
        guard set(base.origin) else { return nil }
        let own = server()
        guard set(url), set(location), server() == own, part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil,
            let path = part(CURLUPART_PATH)
        else { return nil }
        return base.origin + path + (part(CURLUPART_QUERY).map { "?\($0)" } ?? "")
    }

    private func check(_ result: CURLMcode) throws(VibeError) {
        guard result != CURLM_OK else { return }
        let text = curl.api.pointee.curl_multi_strerror_(result).map { String(cString: $0) } ?? ""
        throw VibeError(
            .transferFailed, "libcurl failed: \(text.asReason(or: "result \(result.rawValue)"))")
    }

    /// The headers of every request, made once. Only here are the secrets read.
    private static func headers(
        _ configuration: Configuration, _ curl: LibCurl, posting: Bool
    ) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for header in configuration.revealedHeaders(posting: posting) {
            guard let longer = curl.api.pointee.curl_slist_append_(list, "\(header.name): \(header.value)") else {
                curl.api.pointee.curl_slist_free_all_(list)
                return nil
            }
            list = longer
        }
        return list
    }

    private static var outOfMemory: VibeError {
        VibeError(.libcurlUnavailable, "libcurl could not start: out of memory?")
    }
}
