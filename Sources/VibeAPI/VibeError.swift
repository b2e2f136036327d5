/// Why a request brought no answer that could be used.
///
/// Answers that the API itself gives, a 404 with `ENTITY_NOT_FOUND` for instance, are not errors here: they come back as an
/// ``Answer``, and whoever decodes the body decides.
///
/// No part of an error holds the key or the session token, and none repeats text that could hold them.
///
///     do {
///         let answer = try client.get("/v1/contacts/71")
///     } catch where error.code == .connectionRefused {
///         print(error)  // CONNECTION_REFUSED: cannot connect to 127.0.0.1:9: connection refused
///     }
public struct VibeError: Error, Equatable, Sendable {
    /// Who is to blame, the first thing that a caller wants to know.
    public enum Kind: String, Sendable {
        /// No complete answer arrived: name resolution, connection, TLS, time-outs, HTTP itself.
        case network
        /// An answer arrived that cannot be used.
        case response
        /// The settings are wrong or missing: nothing was sent.
        case config
        /// A limit that the user has set: nothing was sent.
        case limit
    }

    /// A stable name for what happened, open for more: compare with the static members, or with ``rawValue``.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The name as users see it, such as `CONNECTION_REFUSED`.
        public let rawValue: String

        /// Makes a code of any name; those of this module are static members.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The name as users see it.
        public var description: String { rawValue }
    }

    /// Who is to blame.
    public let kind: Kind
    /// The stable name of the failure.
    public let code: Code
    /// One line of English without the code: what happened, where (host and port), and where it helps, what to do.
    public let message: String
    /// The HTTP status, if the failure came after the answer's first line.
    public let status: Int?

    /// Makes an error; `message` must not hold a key, nor text that came from one.
    public init(_ kind: Kind, _ code: Code, _ message: String, status: Int? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.status = status
    }
}

extension VibeError: CustomStringConvertible {
    /// Code and message: `HOST_NOT_FOUND: cannot find the host "api.invalid"`.
    public var description: String { "\(code): \(message)" }
}

/// Codes of kind ``VibeError/Kind/config``.
extension VibeError.Code {
    /// No key is set.
    public static let missingAPIKey = Self(rawValue: "MISSING_API_KEY")
    /// The key holds a character that cannot be in a key.
    public static let malformedAPIKey = Self(rawValue: "MALFORMED_API_KEY")
    /// The session token holds a character that cannot be in one.
    public static let malformedSessionToken = Self(rawValue: "MALFORMED_SESSION_TOKEN")
    /// The base URL is not a usable http or https URL.
    public static let invalidURL = Self(rawValue: "INVALID_URL")
    /// The address of the proxy has no host, a port that is none, a scheme that no proxy has, or a password that is not encoded.
    public static let invalidProxy = Self(rawValue: "INVALID_PROXY")
    /// A path or a query holds a character that must be percent-encoded.
    public static let invalidPath = Self(rawValue: "INVALID_PATH")
    /// The file or folder of trusted certificates cannot be used.
    public static let certificateStoreInvalid = Self(rawValue: "CERTIFICATE_STORE_INVALID")
    /// libcurl is not installed, too old, or failed to start.
    public static let libcurlUnavailable = Self(rawValue: "LIBCURL_UNAVAILABLE")
    /// The file of a recording cannot be written, or is none of ours and must not be replaced.
    public static let recordingFailed = Self(rawValue: "RECORDING_FAILED")
    /// The file of a recording cannot be read, or is damaged; the message says in which line.
    public static let recordingInvalid = Self(rawValue: "RECORDING_INVALID")
    /// The request is not in the recording that is replayed.
    public static let notRecorded = Self(rawValue: "NOT_RECORDED")
}

/// Codes of kind ``VibeError/Kind/network``.
extension VibeError.Code {
    /// The host's name has no address.
    public static let hostNotFound = Self(rawValue: "HOST_NOT_FOUND")
    /// Nobody could be asked for the address of the host's name; whether it has one is not known.
    public static let lookupFailed = Self(rawValue: "LOOKUP_FAILED")
    /// Nothing listens on that port.
    public static let connectionRefused = Self(rawValue: "CONNECTION_REFUSED")
    /// No connection for another reason, such as "network is unreachable".
    public static let connectFailed = Self(rawValue: "CONNECT_FAILED")
    /// No connection (TLS included) within the time-out.
    public static let connectTimeout = Self(rawValue: "CONNECT_TIMEOUT")
    /// Connected, but no complete answer within the time-out.
    public static let timeout = Self(rawValue: "TIMEOUT")
    /// An answer began and then came too slowly: ``Configuration/slowLimit``.
    public static let tooSlow = Self(rawValue: "TOO_SLOW")
    /// The other side tore the connection down.
    public static let connectionReset = Self(rawValue: "CONNECTION_RESET")
    /// The other side closed the connection without a byte of an answer.
    public static let emptyReply = Self(rawValue: "EMPTY_REPLY")
    /// The connection ended before the answer did.
    public static let answerCut = Self(rawValue: "ANSWER_CUT")
    /// The server's certificate is expired, for another host, or from an unknown authority; the message says which.
    public static let certificateInvalid = Self(rawValue: "CERTIFICATE_INVALID")
    /// No TLS connection could be agreed on.
    public static let tlsFailed = Self(rawValue: "TLS_FAILED")
    /// The proxy cannot be reached or refuses.
    public static let proxyFailed = Self(rawValue: "PROXY_FAILED")
    /// The proxy works, but cannot lead there just now.
    public static let proxyUnavailable = Self(rawValue: "PROXY_UNAVAILABLE")
    /// HTTP/2 or HTTP/3: the server gave up the request's stream, or the connection with all of its streams.
    public static let streamFailed = Self(rawValue: "STREAM_FAILED")
    /// What came is not HTTP.
    public static let badHTTP = Self(rawValue: "BAD_HTTP")
    /// The caller's own check ended the wait.
    public static let interrupted = Self(rawValue: "INTERRUPTED")
    /// A failure of libcurl that has no name of its own here; the message has libcurl's words.
    public static let transferFailed = Self(rawValue: "TRANSFER_FAILED")
}

/// Codes of kind ``VibeError/Kind/limit``.
extension VibeError.Code {
    /// ``VibeClient/requestsLeft`` is 0.
    public static let requestLimit = Self(rawValue: "REQUEST_LIMIT")
    /// No descriptor is left: the process has its number of open files and connections (`ulimit -n`), or the system has.
    public static let tooManyOpenFiles = Self(rawValue: "TOO_MANY_OPEN_FILES")
}

/// Codes of kind ``VibeError/Kind/response``.
extension VibeError.Code {
    /// The body is larger than the limit.
    public static let answerTooLarge = Self(rawValue: "ANSWER_TOO_LARGE")
    /// The answer's headers are larger than 100 KiB.
    public static let headersTooLarge = Self(rawValue: "HEADERS_TOO_LARGE")
    /// The body does not fit its `Content-Encoding`.
    public static let badContentEncoding = Self(rawValue: "BAD_CONTENT_ENCODING")
    /// There is no memory for the body.
    public static let outOfMemory = Self(rawValue: "OUT_OF_MEMORY")
}
