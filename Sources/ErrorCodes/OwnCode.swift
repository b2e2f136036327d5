/// The codes of errors that the program itself raises, as users see them in the field `code` of error objects.
///
/// The API's codes are not here: it adds some at any time, so they pass through as text, and their HTTP status decides
/// (``StatusRule``). Help (`OwnCode+Texts.swift`) has a meaning and a remedy for each of these, and `docs/faults.md` a way to
/// bring each about.
public enum OwnCode: String, CaseIterable, Sendable {
    // Kind `network`.

    /// The host's name has no address.
    case hostNotFound = "HOST_NOT_FOUND"
    /// Nothing listens on that port.
    case connectionRefused = "CONNECTION_REFUSED"
    /// No connection (TLS included) within the time-out.
    case connectTimeout = "CONNECT_TIMEOUT"
    /// Connected, but no complete answer within the time-out.
    case timeout = "TIMEOUT"
    /// An answer began and then came too slowly.
    case tooSlow = "TOO_SLOW"
    /// No connection for another reason, such as "network is unreachable".
    case connectFailed = "CONNECT_FAILED"
    /// The other side tore the connection down.
    case connectionReset = "CONNECTION_RESET"
    /// The other side closed the connection without a byte of an answer.
    case emptyReply = "EMPTY_REPLY"
    /// The connection ended before the answer did.
    case answerCut = "ANSWER_CUT"
    /// The server's certificate is expired, for another host, or from an unknown authority; the message says which.
    case certificateInvalid = "CERTIFICATE_INVALID"
    /// No TLS connection could be agreed on.
    case tlsFailed = "TLS_FAILED"
    /// The proxy cannot be reached or refuses.
    case proxyFailed = "PROXY_FAILED"
    /// The proxy works, but cannot lead there just now.
    case proxyUnavailable = "PROXY_UNAVAILABLE"
    /// No name server could be asked for the host's address; whether it has one is not known.
    case lookupFailed = "LOOKUP_FAILED"
    /// HTTP/2 or HTTP/3: the server gave up the request's stream, or the connection with all of its streams.
    case streamFailed = "STREAM_FAILED"
    /// The answer is not HTTP.
    case badHTTP = "BAD_HTTP"
    /// A failure of libcurl that has no name of its own here; the message has libcurl's words.
    case transferFailed = "TRANSFER_FAILED"
    /// The caller's own check ended the wait.
    case interrupted = "INTERRUPTED"

    // Kind `response`.

    /// The server answered with an empty body.
    case emptyAnswer = "EMPTY_ANSWER"
    /// The body is not JSON.
    case invalidJSON = "INVALID_JSON"
    /// The body is text in another encoding than UTF-8.
    case invalidUTF8 = "INVALID_UTF8"
    /// A string in the body has a broken escape.
    case invalidString = "INVALID_STRING"
    /// The body nests deeper than Lua's stack can follow.
    case tooDeep = "TOO_DEEP"
    /// The body is JSON, but not in a form that the API documents.
    case unexpectedAnswer = "UNEXPECTED_ANSWER"
    /// The answer is about another record than the one that was asked for.
    case wrongRecord = "WRONG_RECORD"
    /// The API left out what `include` asked for.
    case includeSkipped = "INCLUDE_SKIPPED"
    /// The server sends the request to another server; a key is not sent there.
    case redirect = "REDIRECT"
    /// The body is larger than the limit.
    case answerTooLarge = "ANSWER_TOO_LARGE"
    /// The answer's headers are larger than 100 KiB.
    case headersTooLarge = "HEADERS_TOO_LARGE"
    /// The body does not fit its `Content-Encoding`.
    case badContentEncoding = "BAD_CONTENT_ENCODING"
    /// There is no memory for the body.
    case outOfMemory = "OUT_OF_MEMORY"

    // Kind `config`.

    /// No key is set.
    case missingAPIKey = "MISSING_API_KEY"
    /// The key holds a character that cannot be in a key.
    case malformedAPIKey = "MALFORMED_API_KEY"
    /// The session token holds a character that cannot be in one.
    case malformedSessionToken = "MALFORMED_SESSION_TOKEN"
    /// The base URL is not a usable http or https URL.
    case invalidURL = "INVALID_URL"
    /// The address of the proxy has no host, a bad port, an unknown scheme, or a password that is not encoded.
    case invalidProxy = "INVALID_PROXY"
    /// A path or a query holds a character that must be percent-encoded.
    case invalidPath = "INVALID_PATH"
    /// The file or folder of trusted certificates cannot be used.
    case certificateStoreInvalid = "CERTIFICATE_STORE_INVALID"
    /// libcurl is not installed, too old, or failed to start.
    case libcurlUnavailable = "LIBCURL_UNAVAILABLE"
    /// The file of a recording cannot be written, or is not a recording and must not be replaced.
    case recordingFailed = "RECORDING_FAILED"
    /// The file of a recording cannot be read, or is damaged; the message says in which line.
    case recordingInvalid = "RECORDING_INVALID"
    /// The request is not in the recording that is replayed.
    case notRecorded = "NOT_RECORDED"
    /// The demo portal does not start.
    case demoUnavailable = "DEMO_UNAVAILABLE"

    // Kind `limit`.

    /// The script took longer than `--max-time`.
    case timeLimit = "TIME_LIMIT"
    /// The script needs more memory than `--max-memory`.
    case memoryLimit = "MEMORY_LIMIT"
    /// No descriptor is left: the process has its number of open files and connections (`ulimit -n`), or the system has.
    case tooManyOpenFiles = "TOO_MANY_OPEN_FILES"
    /// The script would send one request more than `--max-requests`.
    case requestLimit = "REQUEST_LIMIT"

    // Kind `script`.

    /// The function that `bitrix.map` calls failed with an error of Lua.
    case scriptError = "SCRIPT_ERROR"
}
