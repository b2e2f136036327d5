internal import CCurl
internal import Glibc

/// Says in our words how a transfer ended.
///
/// libcurl's result codes are coarse (56 is a reset, a refusing proxy, and more), so the transfer's own facts are
/// consulted: errno, what has arrived, which phase it was in. Messages name host and port, never path or headers.
struct Failure {
    private let transfer: Transfer
    private let configuration: Configuration

    init(_ transfer: Transfer, _ configuration: Configuration) {
        self.transfer = transfer
        self.configuration = configuration
    }

    /// Hands over the answer of a transfer that ended well; describes the failure of one that did not.
    func check(_ result: CURLcode) throws(VibeError) -> Answer {
        guard result == CURLE_OK else { throw error(result) }
        // libcurl is content with a connection that is closed between two headers.
        guard transfer.head.isComplete else { throw cut }
        // 407 is the word of a proxy, also where it was not asked for a tunnel.
        if transfer.status == 407, configuration.proxy != nil, !configuration.base.isLoopback {
            throw proxy("it answered 407: it asks for a user and a password")
        }
        guard let answer = transfer.takeAnswer(masking: configuration.secrets) else { throw outOfMemory }
        return answer
    }

    /// The caller's check ended the wait.
    var interrupted: VibeError { network(.interrupted, "interrupted while waiting for \(place)") }

    private func error(_ result: CURLcode) -> VibeError {
        switch result {
        case CURLE_WRITE_ERROR where transfer.refusal == .outOfMemory: outOfMemory
        case CURLE_WRITE_ERROR where transfer.refusal == .headersTooLarge: headersTooLarge
        case CURLE_ABORTED_BY_CALLBACK where transfer.refusal == .tooSlow: tooSlow
        case CURLE_WRITE_ERROR where transfer.refusal == .tooLarge, CURLE_FILESIZE_EXCEEDED: tooLarge
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: badContentEncoding
        case CURLE_COULDNT_RESOLVE_HOST: network(.hostNotFound, "cannot find the host \"\(configuration.base.host)\"")
        case CURLE_COULDNT_RESOLVE_PROXY: proxy("cannot find the proxy's host")
        case CURLE_PROXY: proxy(failureText)
        case CURLE_COULDNT_CONNECT: notConnected
        case CURLE_OPERATION_TIMEDOUT: timedOut
        case CURLE_GOT_NOTHING: network(.emptyReply, "\(place) closed the connection without an answer")
        case CURLE_PARTIAL_FILE: cut
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR: broken
        case CURLE_PEER_FAILED_VERIFICATION: certificateInvalid
        case CURLE_SSL_CACERT_BADFILE: certificateStoreInvalid
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED: tlsFailed
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_HTTP2_STREAM: badHTTP
        // One header that is longer than libcurl's own limit; newer versions have a result for it, CURLE_TOO_LARGE.
        case CURLE_OUT_OF_MEMORY where !transfer.head.isEmpty && !transfer.head.isComplete: headersTooLarge
        case _ where result.rawValue == 100: headersTooLarge
        case CURLE_OUT_OF_MEMORY: outOfMemory
        default: network(.transferFailed, "the request to \(place) failed: \(words(result))")
        }
    }

    // MARK: Connecting

    private var notConnected: VibeError {
        let reason = systemReason ?? failureText
        if usesProxy { return proxy(reason) }
        let isRefused = systemError == ECONNREFUSED
        return network(isRefused ? .connectionRefused : .connectFailed, "cannot connect to \(place): \(reason)")
    }

    private func proxy(_ reason: String) -> VibeError {
        let name = configuration.proxy?.authority ?? "?"
        return network(.proxyFailed, "the proxy \(name) does not lead to \(place): \(reason)")
    }

    private var timedOut: VibeError {
        let isConnected = ccurl_get_offset(transfer.curl.api, transfer.easy, CURLINFO_PRETRANSFER_TIME_T) > 0
        guard isConnected else {
            let limit = min(configuration.connectTimeout, configuration.totalTimeout)
            return network(.connectTimeout, "no connection to \(place) within \(Self.text(limit))")
        }
        let limit = Self.text(configuration.totalTimeout)
        return transfer.head.isEmpty
            ? network(.timeout, "no answer from \(place) within \(limit)")
            : network(.timeout, "the answer from \(place) was not complete after \(limit) (\(arrived))")
    }

    // MARK: TLS

    private var certificateInvalid: VibeError {
        let verdict = ccurl_get_long(transfer.curl.api, transfer.easy, CURLINFO_SSL_VERIFYRESULT)
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
            default: failureText
            }
        return network(.certificateInvalid, "the certificate of \(place) is not valid: \(reason)")
    }

    private var certificateStoreInvalid: VibeError {
        let place =
            configuration.certificateFile.map { "the file \($0) (SSL_CERT_FILE)" }
            ?? configuration.certificateDirectory.map { "the folder \($0) (SSL_CERT_DIR)" }
            ?? "the system's certificate store (Debian: apt install ca-certificates)"
        return VibeError(.config, .certificateStoreInvalid, "cannot read trusted certificates from \(place)")
    }

    private var tlsFailed: VibeError {
        let reason = failureText.isEmpty ? "the handshake failed" : failureText
        return network(.tlsFailed, "no TLS connection to \(place): \(reason)")
    }

    // MARK: The answer

    /// Reading or writing failed: by reset, or because a proxy refused the tunnel.
    private var broken: VibeError {
        let proxyStatus = ccurl_get_long(transfer.curl.api, transfer.easy, CURLINFO_HTTP_CONNECTCODE)
        if proxyStatus != 0, proxyStatus / 100 != 2 { return proxy("it answered \(proxyStatus)") }
        let text = failureText
        // TLS keeps errno to itself and tells in words only. Kept connections that die under a request libcurl replaces by
        // itself; it counts that for as long as a handle lives, and every sixth time gives up.
        let isReset = text.contains("reset by peer") || text.contains("Connection died")
        if isReset || systemError == ECONNRESET || systemError == EPIPE {
            return network(.connectionReset, "\(place) reset the connection \(stage)")
        }
        if text.contains("response headers") { return headersTooLarge }
        if text.contains("chunked-encoding") { return badHTTP }
        // TLS that ends without saying so.
        if text.contains("unexpected eof") { return cut }
        return network(.transferFailed, "the connection to \(place) broke \(stage): \(text)")
    }

    private var cut: VibeError {
        network(.answerCut, "\(place) closed the connection \(stage)")
    }

    private var badHTTP: VibeError {
        let text = failureText
        return network(.badHTTP, "what \(place) answered is not valid HTTP\(text.isEmpty ? "" : ": \(text)")")
    }

    private var tooLarge: VibeError {
        let limit = configuration.answerLimit
        return response(
            .answerTooLarge,
            "the answer from \(place) is larger than the limit of \(limit) bytes: ask for less, or raise the limit")
    }

    private var headersTooLarge: VibeError {
        response(.headersTooLarge, "the headers of the answer from \(place) are larger than \(Head.limit >> 10) KiB")
    }

    private var tooSlow: VibeError {
        let (limit, time) = (configuration.slowLimit, Self.text(configuration.slowTime))
        return network(
            .tooSlow, "the answer from \(place) came more slowly than \(limit) bytes a second for \(time) (\(arrived))")
    }

    private var badContentEncoding: VibeError {
        response(.badContentEncoding, "the answer from \(place) cannot be decompressed: \(failureText)")
    }

    private var outOfMemory: VibeError {
        response(.outOfMemory, "no memory for the answer from \(place)")
    }

    // MARK: Words

    private func network(_ code: VibeError.Code, _ message: String) -> VibeError {
        VibeError(.network, code, message, status: status)
    }

    private func response(_ code: VibeError.Code, _ message: String) -> VibeError {
        VibeError(.response, code, message, status: status)
    }

    private var status: Int? { transfer.status == 0 ? nil : transfer.status }

    private var place: String { configuration.base.authority }

    /// Whether it was the proxy that could not be reached. libcurl tells only in words, by the host that it names there.
    private var usesProxy: Bool {
        guard configuration.proxy != nil, !configuration.base.isLoopback else { return false }
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

    private func words(_ result: CURLcode) -> String {
        failureText.isEmpty ? transfer.curl.text(of: result) : failureText
    }

    /// `10 s`, `100 ms`.
    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        return milliseconds == 0 ? "\(seconds) s" : "\(seconds * 1000 + milliseconds) ms"
    }
}
