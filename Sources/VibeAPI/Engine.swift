internal import CCurl

/// Drives transfers on the calling thread: one libcurl multi handle, its connection pool, and the loop that waits.
///
/// Any number of transfers may be under way; whoever drives one drives them all (law 2 of the design: the wait is never
/// deaf). Not Sendable: libcurl's handles belong to one thread at a time, and so does everything here.
final class Engine {
    private let curl: LibCurl
    private let configuration: Configuration
    private let multi: UnsafeMutableRawPointer
    private let headers: UnsafeMutablePointer<curl_slist>
    private let postHeaders: UnsafeMutablePointer<curl_slist>
    /// Finished transfers, ready for the next request.
    private var idle: [Transfer] = []
    /// Keeps the transfers alive that only libcurl knows.
    private var running: [Transfer] = []

    /// As many as may be in use at once.
    private static let mostIdleConnections = 1000

    /// Loads libcurl if this is the first engine of the process.
    ///
    /// - Throws: `LIBCURL_UNAVAILABLE`.
    init(_ configuration: Configuration) throws(VibeError) {
        curl = try LibCurl.shared.get()
        try curl.prepare(usesTLS: configuration.base.isSecure)
        self.configuration = configuration
        guard let multi = curl.api.pointee.curl_multi_init_() else { throw Self.outOfMemory }
        guard let headers = Self.headers(configuration, curl, posting: false) else {
            _ = curl.api.pointee.curl_multi_cleanup_(multi)
            throw Self.outOfMemory
        }
        guard let postHeaders = Self.headers(configuration, curl, posting: true) else {
            _ = curl.api.pointee.curl_multi_cleanup_(multi)
            curl.api.pointee.curl_slist_free_all_(headers)
            throw Self.outOfMemory
        }
        // libcurl would keep four connections for each request that is under way, and so close most of them whenever many
        // end together.
        _ = ccurl_set_multi_long(curl.api, multi, CURLMOPT_MAXCONNECTS, Self.mostIdleConnections)
        self.multi = multi
        self.headers = headers
        self.postHeaders = postHeaders
    }

    deinit {
        for transfer in running { _ = curl.api.pointee.curl_multi_remove_handle_(multi, transfer.easy) }
        // libcurl wants its handles to go in this order, before the pool and the list that they use.
        running.removeAll()
        idle.removeAll()
        _ = curl.api.pointee.curl_multi_cleanup_(multi)
        curl.api.pointee.curl_slist_free_all_(headers)
        curl.api.pointee.curl_slist_free_all_(postHeaders)
    }

    /// How libcurl says that a transfer ended.
    typealias Outcome = CURLcode

    /// Begins a request. Nothing moves until somebody steps.
    ///
    /// - Parameters:
    ///   - body: is posted; nil for a GET.
    ///   - ticket: comes back with the transfer when it has ended.
    func start(_ url: String, posting body: [UInt8]?, for ticket: Int) throws(VibeError) -> Transfer {
        let transfer: Transfer
        if let used = idle.popLast() {
            transfer = used
        } else {
            transfer = try Transfer(curl, configuration, headers: headers, postHeaders: postHeaders)
        }
        try transfer.aim(at: url, posting: body)
        try check(curl.api.pointee.curl_multi_add_handle_(multi, transfer.easy))
        transfer.ticket = ticket
        running.append(transfer)
        return transfer
    }

    /// Moves every transfer as far as it goes without waiting, and tells which ones have ended.
    func step() throws(VibeError) -> [(ticket: Int, transfer: Transfer, result: Outcome)] {
        var stillRunning: Int32 = 0
        try check(curl.api.pointee.curl_multi_perform_(multi, &stillRunning))
        guard Int(stillRunning) < running.count else { return [] }
        var ended: [(Int, Transfer, Outcome)] = []
        var left: Int32 = 0
        while let message = curl.api.pointee.curl_multi_info_read_(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE,
                let easy = message.pointee.easy_handle,
                let context = ccurl_get_pointer(curl.api, easy, CURLINFO_PRIVATE)
            else { continue }
            // Valid: `running` holds every transfer that libcurl knows.
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            ended.append((transfer.ticket, transfer, ccurl_message_result(message)))
        }
        return ended
    }

    /// Waits until bytes or a signal arrive, in seconds, and never longer than a tenth of one: a signal that comes just before
    /// the wait begins is noticed then.
    func wait(atMost seconds: Double) throws(VibeError) {
        let milliseconds = Int32((min(seconds, 0.1) * 1000).rounded(.up))
        try check(curl.api.pointee.curl_multi_poll_(multi, nil, 0, milliseconds, nil))
    }

    /// The answer of a transfer that has ended, or what it failed of.
    func take(_ transfer: Transfer, _ result: Outcome) throws(VibeError) -> Answer {
        try Failure(transfer, configuration).check(result)
    }

    /// Takes a transfer out, which ends it if it is not done; its connection stays open only if it is.
    func remove(_ transfer: Transfer) {
        _ = curl.api.pointee.curl_multi_remove_handle_(multi, transfer.easy)
        running.removeAll { $0 === transfer }
        transfer.forget()
        idle.append(transfer)
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
        let text = curl.api.pointee.curl_multi_strerror_(result).map { String(cString: $0) } ?? "?"
        throw VibeError(.network, .transferFailed, "libcurl failed: \(text)")
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
        VibeError(.config, .libcurlUnavailable, "libcurl could not start: out of memory?")
    }
}
