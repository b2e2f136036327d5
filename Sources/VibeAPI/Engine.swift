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
    /// Finished transfers, ready for the next request.
    private var idle: [Transfer] = []
    /// Keeps the transfers alive that only libcurl knows.
    private var running: [Transfer] = []

    /// Loads libcurl if this is the first engine of the process.
    ///
    /// - Throws: `LIBCURL_UNAVAILABLE`.
    init(_ configuration: Configuration) throws(VibeError) {
        curl = try LibCurl.shared.get()
        self.configuration = configuration
        guard let multi = curl.api.pointee.curl_multi_init_() else { throw Self.outOfMemory }
        guard let headers = Self.headers(configuration, curl) else {
            _ = curl.api.pointee.curl_multi_cleanup_(multi)
            throw Self.outOfMemory
        }
        self.multi = multi
        self.headers = headers
    }

    deinit {
        for transfer in running { _ = curl.api.pointee.curl_multi_remove_handle_(multi, transfer.easy) }
        // libcurl wants its handles to go in this order, before the pool and the list that they use.
        running.removeAll()
        idle.removeAll()
        _ = curl.api.pointee.curl_multi_cleanup_(multi)
        curl.api.pointee.curl_slist_free_all_(headers)
    }

    /// Begins a GET. Nothing moves until somebody drives.
    func start(_ url: String) throws(VibeError) -> Transfer {
        let transfer: Transfer
        if let used = idle.popLast() {
            transfer = used
        } else {
            transfer = try Transfer(curl, configuration, headers: headers)
        }
        try transfer.aim(at: url)
        try check(curl.api.pointee.curl_multi_add_handle_(multi, transfer.easy))
        transfer.state = .running
        running.append(transfer)
        return transfer
    }

    /// Drives every transfer until this one is done, and hands over its answer or its failure.
    ///
    /// - Parameter shouldStop: Asked whenever something happened, a signal included, and at least ten times a second. If it
    ///   says yes, this transfer is abandoned with `INTERRUPTED`; the others stay.
    func finish(_ transfer: Transfer, shouldStop: () -> Bool) throws(VibeError) -> Answer {
        defer { remove(transfer) }
        while true {
            var stillRunning: Int32 = 0
            try check(curl.api.pointee.curl_multi_perform_(multi, &stillRunning))
            collect()
            if case .done(let result) = transfer.state {
                return try Failure(transfer, configuration).check(result)
            }
            if shouldStop() { throw Failure(transfer, configuration).interrupted }
            try check(curl.api.pointee.curl_multi_poll_(multi, nil, 0, 100, nil))
        }
    }

    /// Notes which transfers libcurl has finished.
    private func collect() {
        var left: Int32 = 0
        while let message = curl.api.pointee.curl_multi_info_read_(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE,
                let easy = message.pointee.easy_handle,
                let context = ccurl_get_pointer(curl.api, easy, CURLINFO_PRIVATE)
            else { continue }
            // Valid: `running` holds every transfer that libcurl knows.
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            transfer.state = .done(ccurl_message_result(message))
        }
    }

    /// Takes a transfer out, which ends it if it is not done; its connection stays open only if it is.
    private func remove(_ transfer: Transfer) {
        _ = curl.api.pointee.curl_multi_remove_handle_(multi, transfer.easy)
        running.removeAll { $0 === transfer }
        transfer.state = .idle
        transfer.forget()
        idle.append(transfer)
    }

    private func check(_ result: CURLMcode) throws(VibeError) {
        guard result != CURLM_OK else { return }
        let text = curl.api.pointee.curl_multi_strerror_(result).map { String(cString: $0) } ?? "?"
        throw VibeError(.network, .transferFailed, "libcurl failed: \(text)")
    }

    /// The headers of every request, made once. Only here are the secrets read.
    private static func headers(_ configuration: Configuration, _ curl: LibCurl) -> UnsafeMutablePointer<curl_slist>? {
        var lines = ["Accept: application/json", "X-Api-Key: \(configuration.key.revealed)"]
        if let session = configuration.session { lines.append("Authorization: Bearer \(session.revealed)") }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl.api.pointee.curl_slist_append_(list, line) else {
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
