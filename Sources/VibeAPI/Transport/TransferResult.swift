internal import CCurl
internal import ErrorCodes
internal import Glibc

/// Says in our words how a transfer ended.
///
/// libcurl's result codes are coarse (56 is a reset, a refusing proxy, and more), so the transfer's own facts are
/// consulted: errno, what has arrived, which phase it was in. Messages name host and port, never path or headers.
struct TransferResult {
    private let transfer: Transfer
    private let result: CURLcode
    private var configuration: Configuration { transfer.configuration }

    /// - Parameter result: how the transfer ended; `CURLE_OK` while it is under way.
    init(_ transfer: Transfer, _ result: CURLcode = CURLE_OK) {
        self.transfer = transfer
        self.result = result
    }

    /// Hands over the answer of a transfer that ended well; describes the failure of one that did not.
    func response() throws(VibeError) -> Answer {
        guard result == CURLE_OK else { throw error }
        // libcurl is content with a connection that is closed between two headers.
        guard transfer.head.isComplete else { throw cut }
        // 407 is the word of a proxy, also where it was not asked for a tunnel.
        if transfer.status == 407, proxyInUse != nil {
            throw proxy("it answered 407: it asks for a user and a password")
        }
        guard let answer = transfer.takeAnswer(masking: configuration.secrets) else { throw outOfMemory }
        return answer
    }

    /// The caller's check ended the wait.
    var interrupted: VibeError { failure(.interrupted, "interrupted while waiting for \(place)") }

    /// The host whose name has no address, where that is what the transfer ended of.
    var unresolvedHost: String? {
        guard !lacksDescriptors else { return nil }
        return switch result {
        case CURLE_COULDNT_RESOLVE_HOST: configuration.base.host
        case CURLE_COULDNT_RESOLVE_PROXY: configuration.proxy?.host
        default: nil
        }
    }

    private var error: VibeError {
        if lacksDescriptors { return .tooManyOpenFiles(for: "a connection to \(place)") }
        // What a proxy says of the tunnel counts more than how libcurl took it.
        let tunnel = ccurl_get_long(transfer.curl.api, transfer.easy, CURLINFO_HTTP_CONNECTCODE)
        if tunnel != 0, tunnel / 100 != 2 { return refusedTunnel(tunnel) }
        return switch result {
        case CURLE_WRITE_ERROR where transfer.refusal == .outOfMemory: outOfMemory
        case CURLE_WRITE_ERROR where transfer.refusal == .headersTooLarge: headersTooLarge
        case CURLE_ABORTED_BY_CALLBACK where transfer.refusal == .tooSlow: tooSlow
        case CURLE_WRITE_ERROR where transfer.refusal == .tooLarge, CURLE_FILESIZE_EXCEEDED: tooLarge
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: badContentEncoding
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: noAddress
        case CURLE_PROXY: proxy(words)
        case CURLE_COULDNT_CONNECT: notConnected
        case CURLE_OPERATION_TIMEDOUT: timedOut
        case CURLE_GOT_NOTHING: failure(.emptyReply, "\(place) closed the connection without an answer")
        case CURLE_PARTIAL_FILE: cut
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR: broken
        case CURLE_PEER_FAILED_VERIFICATION: certificateInvalid
        case CURLE_SSL_CACERT_BADFILE: certificateStoreInvalid
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED: tlsFailed
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: badHTTP
        // libcurl before 8.1.1 takes a folded line without a line before it for a mistake of its own.
        case CURLE_BAD_FUNCTION_ARGUMENT where transfer.status != 0:
            failure(.badHTTP, "what \(place) answered is not valid HTTP: its first header line begins with a blank")
        case CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_HTTP3, CURLE_QUIC_CONNECT_ERROR: streamFailed
        // One header that is longer than libcurl's own limit; newer versions have a result for it, CURLE_TOO_LARGE.
        case CURLE_OUT_OF_MEMORY where !transfer.head.isEmpty && !transfer.head.isComplete: headersTooLarge
        case _ where result.rawValue == 100: headersTooLarge
        case CURLE_OUT_OF_MEMORY: outOfMemory
        default: failure(.transferFailed, "the request to \(place) failed: \(words)")
        }
    }

    /// Whether there was no descriptor for the connection, or for what comes before it. libcurl tells of the name's look-up, of a
    /// file or of memory then.
    private var lacksDescriptors: Bool {
        if Descriptors.isLimit(transfer.socketError) { return true }
        return switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_FAILED_INIT, CURLE_SSL_CACERT_BADFILE:
            !Descriptors.areFree(8)
        case CURLE_OUT_OF_MEMORY: transfer.head.isEmpty && !Descriptors.areFree(8)
        default: false
        }
    }

    // MARK: Connecting

    private var noAddress: VibeError {
        let isProxy = result == CURLE_COULDNT_RESOLVE_PROXY
        let host = isProxy ? configuration.proxy?.host ?? "" : configuration.base.host
        if transfer.lookup?.isTemporary == true {
            let name = isProxy ? "the proxy's host \"\(host)\"" : "the host \"\(host)\""
            return failure(
                .lookupFailed, "nobody could be asked for \(name) just now: does the network's name server answer?")
        }
        return isProxy
            ? proxy("cannot find the proxy's host") : failure(.hostNotFound, "cannot find the host \"\(host)\"")
    }

    private var notConnected: VibeError {
        let reason = systemReason ?? words
        if usesProxy { return proxy(reason) }
        let isRefused = systemError == ECONNREFUSED
        return failure(isRefused ? .connectionRefused : .connectFailed, "cannot connect to \(place): \(reason)")
    }

    private func proxy(_ reason: String, _ code: VibeError.Code = .proxyFailed) -> VibeError {
        let name = configuration.proxy?.authority ?? ""
        return failure(code, "the proxy \(name) does not lead to \(place): \(reason)")
    }

    private func refusedTunnel(_ status: Int) -> VibeError {
        let isTemporary = StatusRule.repeated.contains(status)
        return proxy("it answered \(status)", isTemporary ? .proxyUnavailable : .proxyFailed)
    }

    /// The proxy that requests go through; nil where they go straight to the server.
    private var proxyInUse: Proxy? {
        guard let proxy = configuration.proxy, !configuration.base.isLoopback, proxy.leads(to: configuration.base.host)
        else { return nil }
        return proxy
    }

    /// The proxy, as long as nothing but the proxy can have been reached.
    private var proxyInFront: Proxy? {
        let tunnel = ccurl_get_long(transfer.curl.api, transfer.easy, CURLINFO_HTTP_CONNECTCODE)
        return configuration.base.isSecure && tunnel != 0 ? nil : proxyInUse
    }

    private var timedOut: VibeError {
        let isConnected = ccurl_get_offset(transfer.curl.api, transfer.easy, CURLINFO_PRETRANSFER_TIME_T) > 0
        guard isConnected else {
            let limit = min(configuration.connectTimeout, configuration.timeout)
            let way = proxyInUse.map { " through the proxy \($0.authority)" } ?? ""
            return failure(.connectTimeout, "no connection to \(place)\(way) within \(Self.text(limit))")
        }
        let limit = Self.text(configuration.timeout)
        return transfer.head.isEmpty
            ? failure(.timeout, "no answer from \(place) within \(limit)")
            : failure(.timeout, "the answer from \(place) was not complete after \(limit) (\(arrived))")
    }

    // MARK: TLS

    private var certificateInvalid: VibeError {
        // The proxy's own, where the connection to it uses TLS: the server's is seen only once that stands.
        let proxy = proxyInFront.flatMap { $0.isSecure ? $0 : nil }
        let place = proxy.map { "the proxy \($0.authority)" } ?? place
        let verdict = ccurl_get_long(
            transfer.curl.api, transfer.easy,
            proxy == nil ? CURLINFO_SSL_VERIFYRESULT : CURLINFO_PROXY_SSL_VERIFYRESULT)
        // The numbers are OpenSSL's X509_V_ERR_…; other TLS libraries leave 0, and curl's own words have to do.
        let reason =
            switch verdict {
            // The name is compared by libcurl itself, whatever OpenSSL's verdict was.
            case _ where failureText.contains("subject name"): "it is for another host"
            case 9: "it is not valid yet (is this computer's clock right?)"
            case 10: "it has expired (is this computer's clock right?)"
            case 18, 19: "it is self-signed, and no authority here knows it (to trust it, set SSL_CERT_FILE)"
            case 2, 20, 21: "it comes from an unknown authority (to trust that one, set SSL_CERT_FILE)"
            case 23: "it has been revoked"
            case 62, 64: "it is for another host"
            default: words
            }
        return failure(.certificateInvalid, "the certificate of \(place) is not valid: \(reason)")
    }

    private var certificateStoreInvalid: VibeError {
        let place =
            configuration.certificateFile.map { "the file \($0.asReason(or: "?")) (SSL_CERT_FILE)" }
            ?? configuration.certificateDirectory.map { "the folder \($0.asReason(or: "?")) (SSL_CERT_DIR)" }
            ?? "the system's certificate store (Debian: apt install ca-certificates)"
        return VibeError(.certificateStoreInvalid, "cannot read trusted certificates from \(place)")
    }

    private var tlsFailed: VibeError {
        let reason = failureText.asReason(or: "the handshake failed")
        if let proxy = proxyInFront, proxy.isSecure {
            return failure(.tlsFailed, "no TLS connection to the proxy \(proxy.authority): \(reason)")
        }
        return failure(.tlsFailed, "no TLS connection to \(place): \(reason)")
    }

    // MARK: The answer

    /// Reading or writing failed.
    private var broken: VibeError {
        let text = failureText
        if configuration.base.isSecure, proxyInFront != nil, text.contains("CONNECT") {
            return proxy("it closed the connection", .proxyUnavailable)
        }
        // TLS keeps errno to itself and tells in words only. Of the kept connections that die under a request libcurl replaces five
        // by itself, the sixth is left to ``Transfer/revives(after:)``.
        let isReset = text.contains("reset by peer") || text.contains("Connection died")
        if isReset || systemError == ECONNRESET || systemError == EPIPE {
            return failure(.connectionReset, "\(place) reset the connection \(stage)")
        }
        if text.contains("response headers") { return headersTooLarge }
        if text.contains("chunked-encoding") { return badHTTP }
        // TLS that ends without saying so.
        if text.contains("unexpected eof") { return cut }
        return failure(.transferFailed, "the connection to \(place) broke \(stage): \(words)")
    }

    /// HTTP/2 and HTTP/3: the server gave up the request's stream, or the whole connection with all of its streams.
    private var streamFailed: VibeError {
        let what = result == CURLE_HTTP2_STREAM ? "the stream of this request" : "the connection"
        return failure(.streamFailed, "\(place) gave up \(what) \(stage): \(words)")
    }

    private var cut: VibeError {
        failure(.answerCut, "\(place) closed the connection \(stage)")
    }

    private var badHTTP: VibeError {
        failure(.badHTTP, "what \(place) answered is not valid HTTP: \(words)")
    }

    private var tooLarge: VibeError {
        let limit = configuration.maxAnswer
        return failure(
            .answerTooLarge,
            "the answer from \(place) is larger than the limit of \(limit) bytes: ask for less, or raise the limit")
    }

    private var headersTooLarge: VibeError {
        failure(.headersTooLarge, "the headers of the answer from \(place) are larger than \(Head.limit >> 10) KiB")
    }

    private var tooSlow: VibeError {
        let (limit, time) = (configuration.slowLimit, Self.text(configuration.slowTime))
        return failure(
            .tooSlow, "the answer from \(place) came more slowly than \(limit) bytes a second for \(time) (\(arrived))")
    }

    private var badContentEncoding: VibeError {
        // libcurl says nothing of its own where more follows the end of what is compressed.
        let reason = result == CURLE_WRITE_ERROR ? "something follows its end" : transfer.curl.text(of: result)
        return failure(
            .badContentEncoding, "the answer from \(place) cannot be decompressed: \(failureText.asReason(or: reason))")
    }

    private var outOfMemory: VibeError {
        failure(.outOfMemory, "no memory for the answer from \(place)")
    }

    // MARK: Words

    private func failure(_ code: VibeError.Code, _ message: String) -> VibeError {
        VibeError(code, message, status: status)
    }

    private var status: Int? { transfer.status == 0 ? nil : transfer.status }

    private var place: String { configuration.base.authority }

    /// Whether it was the proxy that could not be reached. libcurl tells only in words, by the host that it names there.
    private var usesProxy: Bool {
        guard proxyInUse != nil else { return false }
        return !failureText.contains(" \(configuration.base.host) ")
    }

    /// What libcurl says, without the proxy's password.
    private var failureText: String {
        configuration.proxy?.hidingSecrets(in: transfer.failureText) ?? transfer.failureText
    }

    private var systemError: Int32 { Int32(ccurl_get_long(transfer.curl.api, transfer.easy, CURLINFO_OS_ERRNO)) }

    /// errno in words that start small: "connection refused".
    private var systemReason: String? {
        guard systemError != 0, let words = strerror(systemError) else { return nil }
        let text = String(cString: words)
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// How far the answer came.
    private var stage: String {
        if transfer.head.isEmpty { return "before it answered" }
        return transfer.head.isComplete ? "before the answer was complete (\(arrived))" : "within the answer's headers"
    }

    private var arrived: String { "\(transfer.body.count) bytes of the body came" }

    /// What libcurl says, never empty.
    private var words: String {
        failureText.asReason(or: transfer.curl.text(of: result).asReason(or: "result \(result.rawValue)"))
    }

    /// `10 s`, `100 ms`.
    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        return milliseconds == 0 ? "\(seconds) s" : "\(seconds * 1000 + milliseconds) ms"
    }
}
