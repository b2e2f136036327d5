internal import CCurl
internal import ErrorCodes
internal import Glibc
internal import Posix

/// One request on its way, and the place where its answer arrives.
///
/// Owns a libcurl easy handle whose options are set once: to use the transfer again only its URL changes. The engine
/// keeps finished transfers for the next request. libcurl's callbacks get an unretained pointer to this object, which is valid
/// because the handle dies with it.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    fileprivate(set) var head = Head()
    fileprivate(set) var body = BodyBuffer()
    /// Why the answer was refused, if that is what ended the transfer.
    fileprivate(set) var refusal: AbortReason?
    fileprivate var pace: LowSpeedDetector
    /// The call that this attempt belongs to.
    var id = 0
    /// Which settings it was made with, by the engine's count.
    var generation = 0

    /// What was set when it was made; those that are used again have it still.
    let configuration: Configuration
    /// How often a request of this transfer found that its connection had died meanwhile.
    var revivals = 0
    /// Asks why there was no address, once there was none.
    var lookup: NameLookup?
    /// Why there was no socket: an error number, or 0.
    fileprivate(set) var socketError: Int32 = 0
    /// Whether a connection was opened for the present attempt.
    fileprivate(set) var connects = false

    let curl: LibCurl
    fileprivate let kept: KeptConnections
    fileprivate let mayConnect: () -> Bool
    fileprivate let limit: Int
    private let errorText: UnsafeMutablePointer<CChar>
    private let headers, postHeaders: UnsafeMutablePointer<curl_slist>
    /// Whether the handle is set up to POST; it begins as one that GETs.
    private var posts = false

    /// Makes an idle transfer.
    ///
    /// - Parameters:
    ///   - share: Holds the TLS sessions of all transfers; must outlive this object.
    ///   - headers: Sent with every GET; must outlive this object.
    ///   - postHeaders: Sent with every POST; must outlive this object.
    ///   - kept: The connections of all transfers.
    ///   - mayConnect: Asked once there is a socket for a new connection: whether descriptors are left for what else it needs.
    init(
        _ curl: LibCurl, _ configuration: Configuration, share: UnsafeMutableRawPointer,
        headers: UnsafeMutablePointer<curl_slist>, postHeaders: UnsafeMutablePointer<curl_slist>, kept: KeptConnections,
        mayConnect: @escaping () -> Bool
    ) throws(VibeError) {
        guard let easy = curl.api.pointee.curl_easy_init_() else {
            throw VibeError(.libcurlUnavailable, "libcurl could not start a transfer: out of memory?")
        }
        self.curl = curl
        self.easy = easy
        self.configuration = configuration
        self.kept = kept
        self.mayConnect = mayConnect
        self.headers = headers
        self.postHeaders = postHeaders
        limit = configuration.maxAnswer
        pace = LowSpeedDetector(bytesPerSecond: configuration.slowLimit, over: configuration.slowTime)
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try receive()
        try set(configuration)
        try set(CURLOPT_SHARE, share)
        try set(CURLOPT_HTTPHEADER, headers)
    }

    deinit {
        curl.api.pointee.curl_easy_cleanup_(easy)
        errorText.deallocate()
    }

    /// Points an idle transfer at a URL: a POST with a body, a GET without.
    func aim(at url: String, posting body: [UInt8]?) throws(VibeError) {
        forget()
        if revivals > 0 {
            try set(CURLOPT_FRESH_CONNECT, 0)
            try set(CURLOPT_TIMEOUT_MS, Self.milliseconds(configuration.timeout))
        }
        revivals = 0
        try curl.check(ccurl_set_string(curl.api, easy, CURLOPT_URL, url))
        if let body {
            try curl.check(
                ccurl_set_offset(curl.api, easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            try curl.check(
                body.withUnsafeBytes { ccurl_set_copied_body(curl.api, easy, $0.baseAddress ?? UnsafeRawPointer(easy)) }
            )
            try set(CURLOPT_HTTPHEADER, postHeaders)
        } else if posts {
            try set(CURLOPT_HTTPGET, 1)
            try set(CURLOPT_HTTPHEADER, headers)
        }
        posts = body != nil
    }

    /// Frees what has arrived of an answer that nobody took.
    func forget() {
        errorText.pointee = 0
        head = Head()
        body.removeAll()
        refusal = nil
        lookup = nil
        socketError = 0
        connects = false
        pace.restart()
    }

    /// Whether the attempt, which has ended, never got as far as a server that could answer it: a kept connection was closed, or
    /// spoilt, before or while the request was sent. That says nothing about the server, so it is sent again at once and counts
    /// as no attempt. At the second time it goes over a new connection, whose failures do count, and has what is left of its time.
    ///
    /// libcurl does the same by itself (RFC 9112, 9.3.1), but five times at the most in the life of a handle, and not for HTTP/2
    /// connections that the server gives up (RFC 9113, 6.8).
    func revives(after result: CURLcode) -> Bool {
        if refusal == .spoiltConnection {
            forget()
            return true
        }
        guard revivals == 0, head.isEmpty, body.count == 0, !connects, refusal == nil else { return false }
        switch result {
        case CURLE_SEND_ERROR: break
        // Of a POST only libcurl knows that nothing of it was looked at.
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_HTTP2:
            guard !posts else { return false }
        default: return false
        }
        let passed = Int(ccurl_get_offset(curl.api, easy, CURLINFO_TOTAL_TIME_T) / 1000)
        let left = Self.milliseconds(configuration.timeout) - passed
        guard left > 0, ccurl_set_long(curl.api, easy, CURLOPT_FRESH_CONNECT, 1) == CURLE_OK,
            ccurl_set_long(curl.api, easy, CURLOPT_TIMEOUT_MS, left) == CURLE_OK
        else { return false }
        forget()
        revivals += 1
        return true
    }

    /// Notes the connection, which stays open for the next request.
    func keepConnection() {
        let version = ccurl_get_long(curl.api, easy, CURLINFO_HTTP_VERSION)
        guard version == Int(CURL_HTTP_VERSION_1_1) || version == Int(CURL_HTTP_VERSION_1_0) else { return }
        let socket = ccurl_get_socket(curl.api, easy)
        guard socket >= 0, let address = ccurl_get_text(curl.api, easy, CURLINFO_LOCAL_IP) else { return }
        kept.keep(socket, .init(address: address, port: ccurl_get_long(curl.api, easy, CURLINFO_LOCAL_PORT)))
    }

    /// Hands the answer over, without secrets that the server sent back; nil if there is no memory even for an empty body.
    func takeAnswer(masking secrets: [Secret]) -> Answer? {
        guard let body = body.finish() else { return nil }
        body.mask(secrets)
        head.mask(secrets)
        return Answer(status: status, head: head, body: body)
    }

    /// The status of the answer, 0 before its first line.
    var status: Int { ccurl_get_long(curl.api, easy, CURLINFO_RESPONSE_CODE) }

    /// Where its time went.
    var timings: Timings {
        func seconds(_ info: CURLINFO) -> Double { Double(ccurl_get_offset(curl.api, easy, info)) / 1e6 }
        var timings = Timings()
        timings.nameLookup = seconds(CURLINFO_NAMELOOKUP_TIME_T)
        timings.connect = seconds(CURLINFO_CONNECT_TIME_T)
        timings.tls = seconds(CURLINFO_APPCONNECT_TIME_T)
        timings.firstByte = seconds(CURLINFO_STARTTRANSFER_TIME_T)
        timings.total = seconds(CURLINFO_TOTAL_TIME_T)
        return timings
    }

    /// What libcurl says about the failure, in more words than the result has; may be empty.
    var failureText: String { String(cString: errorText) }
}

extension Transfer {
    /// Sets everything that stays the same from request to request.
    private func set(_ configuration: Configuration) throws(VibeError) {
        let proxy = configuration.base.isLoopback ? nil : configuration.proxy
        try set(CURLOPT_USERAGENT, configuration.userAgent)
        try set(CURLOPT_ACCEPT_ENCODING, "")
        // Custom headers are for the API's server only: a proxy that is asked for a tunnel must not see the key.
        try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        // A libcurl without HTTP/2 refuses this and speaks HTTP/1.1.
        _ = ccurl_set_long(curl.api, easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(configuration.connectTimeout))
        try set(CURLOPT_TIMEOUT_MS, Self.milliseconds(configuration.timeout))
        // Without TLS everything is sent with MSG_NOSIGNAL, and libcurl need not ignore SIGPIPE, which takes six system calls a
        // request. OpenSSL sends without that.
        try set(CURLOPT_NOSIGNAL, configuration.base.isSecure || proxy != nil ? 0 : 1)
        // Names are looked up by a thread of libcurl's. Without this a transfer that ends meanwhile, by Ctrl-C or by its time-out,
        // would wait for that thread. libcurl before 7.87 does not know it.
        _ = ccurl_set_long(curl.api, easy, CURLOPT_QUICK_EXIT, 1)
        // A prompt may stay silent for minutes between two requests.
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try curl.check(
            ccurl_set_offset(curl.api, easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(configuration.maxAnswer)))
        // Set even to nothing: otherwise libcurl reads the environment itself.
        try set(CURLOPT_PROXY, proxy?.address.revealed ?? "")
        try set(CURLOPT_NOPROXY, proxy?.exceptions ?? "")
        if let file = configuration.certificateFile { try set(CURLOPT_CAINFO, file) }
        if let directory = configuration.certificateDirectory { try set(CURLOPT_CAPATH, directory) }
        // The same for a proxy that is reached over TLS, where libcurl can do that.
        if let file = configuration.certificateFile {
            _ = ccurl_set_string(curl.api, easy, CURLOPT_PROXY_CAINFO, file)
        }
        if let directory = configuration.certificateDirectory {
            _ = ccurl_set_string(curl.api, easy, CURLOPT_PROXY_CAPATH, directory)
        }
    }

    /// Connects libcurl's callbacks to this object.
    private func receive() throws(VibeError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try curl.check(
            ccurl_set_receiver(curl.api, easy, CURLOPT_HEADERFUNCTION, receiveHeader, CURLOPT_HEADERDATA, context))
        try curl.check(
            ccurl_set_receiver(curl.api, easy, CURLOPT_WRITEFUNCTION, receiveBody, CURLOPT_WRITEDATA, context))
        try curl.check(ccurl_set_progress_callback(curl.api, easy, watchPace, context))
        try curl.check(ccurl_set_socket_callback(curl.api, easy, openSocket, context))
        try curl.check(ccurl_set_request_callback(curl.api, easy, lookAtConnection, context))
        try set(CURLOPT_PRIVATE, context)
        try set(CURLOPT_ERRORBUFFER, errorText)
    }

    private func set(_ option: CURLoption, _ value: Int) throws(VibeError) {
        try curl.check(ccurl_set_long(curl.api, easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(VibeError) {
        try curl.check(ccurl_set_string(curl.api, easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(VibeError) {
        try curl.check(ccurl_set_pointer(curl.api, easy, option, value))
    }

    /// At least 1, because libcurl takes 0 for its default, and at most what fits its 32-bit arithmetic.
    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        let whole = min(max(seconds, 0), 1_000_000) * 1000
        return Int(max(whole + attoseconds / 1_000_000_000_000_000, 1))
    }
}

/// Programs that a script starts must not inherit connections: they would keep them open, and could write to them.
private let openSocket: curl_opensocket_callback = { context, _, address in
    guard let context, let address else { return CURL_SOCKET_BAD }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    let socket = socket(address.pointee.family, type, address.pointee.protocol)
    guard socket >= 0 else {
        transfer.socketError = errno
        return CURL_SOCKET_BAD
    }
    transfer.connects = true
    guard transfer.mayConnect() else {
        close(socket)
        transfer.socketError = EMFILE
        return CURL_SOCKET_BAD
    }
    return socket
}

/// The last look at a connection before the request goes out.
private let lookAtConnection: ccurl_before_request = { context, _, address, _, port in
    guard let context, let address else { return CURL_PREREQFUNC_OK }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let end = KeptConnections.End(address: address, port: Int(port))
    if transfer.connects {
        transfer.kept.forget(end)
    } else if transfer.kept.isSpoilt(end) {
        transfer.refusal = .spoiltConnection
        return CURL_PREREQFUNC_ABORT
    }
    return CURL_PREREQFUNC_OK
}

/// libcurl gives one whole line of the head a call.
private let receiveHeader: ccurl_receive = { bytes, size, count, context in
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    transfer.head.append(UnsafeRawBufferPointer(start: bytes, count: size * count))
    // Every version of libcurl has a limit, and every one another.
    if transfer.head.count > Head.limit { transfer.refusal = .headersTooLarge }
    return transfer.refusal == nil ? size * count : 0
}

/// Called whenever the transfer is driven, also while nothing comes.
private let watchPace: curl_xferinfo_callback = { context, _, received, _, _ in
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    guard transfer.head.isComplete, transfer.pace.isTooSlow(received: Int(received), at: monotonicSeconds())
    else { return 0 }
    transfer.refusal = .tooSlow
    return 1
}

/// Taking fewer bytes than were offered makes libcurl end the transfer.
private let receiveBody: ccurl_receive = { bytes, size, count, context in
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    // Compressed bodies are announced by their compressed length, which is still a start.
    let expected = ccurl_get_offset(transfer.curl.api, transfer.easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    transfer.refusal = transfer.body.append(piece, expected: Int(expected), limit: transfer.limit)
    return transfer.refusal == nil ? size * count : 0
}
