internal import ErrorCodes
internal import Glibc

/// Everything that a ``VibeClient`` needs to know, checked before the first request.
///
/// A client does what its configuration says and looks at nothing else: not even libcurl is left to read the
/// process's environment. Printing a configuration shows no secret.
public struct Configuration: Sendable {
    /// Where the API is.
    public var base: BaseURL
    /// Sent as `X-Api-Key`.
    public let key: Secret
    /// Sent as `Authorization: Bearer …` if there is one: the user's session of an OAuth app.
    public let session: Secret?
    /// Sent as `User-Agent`.
    public let userAgent: String
    /// How long name resolution, connecting and the TLS handshake may take together; at least 1 ms. 10 s unless set.
    public var connectTimeout: Duration = .seconds(10)
    /// How long one request may take from its start to the last byte; at least 1 ms. 60 s unless set.
    public var timeout: Duration = .seconds(60)
    /// How fast an answer has to come once its headers are there, in bytes a second: slower than this for the whole of
    /// ``slowTime`` ends it. 100 unless set; 0 for no limit. Time that the server needs to think, before it answers, is no
    /// matter of speed.
    public var slowLimit: Int = 100
    /// How long an answer may be slower than ``slowLimit``. 30 s unless set.
    public var slowTime: Duration = .seconds(30)
    /// How many bytes a body may have once it is decompressed. 16 MiB unless set.
    public var maxAnswer: Int = 16 << 20
    /// When and how often requests are repeated.
    public var retries = RetryPolicy()
    /// The proxy to use; never used for a loopback host.
    public var proxy: Proxy?
    /// A PEM file of trusted certificates instead of the system's.
    public var certificateFile: String?
    /// A folder of trusted certificates, named by hash as `openssl rehash` does, instead of the system's.
    public var certificateDirectory: String?

    /// Reads the settings from an environment.
    ///
    ///     let configuration = try Configuration(environment: Configuration.processEnvironment, version: "1.0")
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `VIBE_API_KEY`, then `VIBECODE_API_KEY` | the key, required |
    /// | `VIBE_SESSION_TOKEN` | the session of an app's user |
    /// | `VIBE_URL` | the base, ``BaseURL/standard`` if unset |
    /// | `SSL_CERT_FILE`, `SSL_CERT_DIR` | trusted certificates, as for OpenSSL |
    /// | `http_proxy`, `https_proxy`/`HTTPS_PROXY`, `all_proxy`/`ALL_PROXY`, `no_proxy`/`NO_PROXY` | as for curl |
    ///
    /// A variable that is set to nothing counts as unset.
    ///
    /// - Parameters:
    ///   - environment: Gives the value of a variable, nil if it is unset.
    ///   - version: The program's version, for `User-Agent: bitrix/<version> (Lua 5.4)`.
    /// - Throws: `MISSING_API_KEY`, `MALFORMED_API_KEY`, `MALFORMED_SESSION_TOKEN`, `INVALID_URL` or `INVALID_PROXY`, all of kind
    ///   `config`.
    public init(environment: (String) -> String?, version: String) throws(VibeError) {
        func value(_ variable: String) -> String? {
            guard let value = environment(variable), !value.isEmpty else { return nil }
            return value
        }
        base = try BaseURL(value("VIBE_URL") ?? BaseURL.standard)
        let key = try Secret.read("VIBE_API_KEY", "VIBECODE_API_KEY", from: environment, code: .malformedAPIKey)
        guard let key else {
            throw VibeError(
                .missingAPIKey, "no API key: set VIBE_API_KEY, or try --demo, which needs none")
        }
        self.key = key
        session = try Secret.read("VIBE_SESSION_TOKEN", from: environment, code: .malformedSessionToken)
        userAgent = "bitrix/\(version) (Lua 5.4)"
        proxy = base.isLoopback ? nil : try Proxy(environment: value, isSecure: base.isSecure)
        certificateFile = value("SSL_CERT_FILE")
        certificateDirectory = value("SSL_CERT_DIR")
    }

    /// Whether requests go to the same server with the same credentials, by the same way, as those of another configuration: all
    /// but what a program may change between two of them, such as time-outs.
    public func isOfSamePortal(as other: Configuration) -> Bool {
        base == other.base && key == other.key && session == other.session && userAgent == other.userAgent
            && proxy == other.proxy && certificateFile == other.certificateFile
            && certificateDirectory == other.certificateDirectory
    }

    /// The headers of every request with their secrets, for the engine alone.
    func revealedHeaders(posting: Bool) -> [Header] { headers(posting: posting) { $0.revealed } }

    /// The headers of every request as a trace shows them: "(hidden)" stands for secrets.
    public func requestHeaders(posting: Bool) -> [Header] {
        headers(posting: posting) { _ in "(hidden)" } + [Header("User-Agent", userAgent)]
    }

    private func headers(posting: Bool, _ shown: (Secret) -> String) -> [Header] {
        var list = [Header("Accept", "application/json"), Header("X-Api-Key", shown(key))]
        if let session { list.append(Header("Authorization", "Bearer " + shown(session))) }
        if posting { list.append(Header("Content-Type", "application/json")) }
        return list
    }

    /// What no answer may show.
    var secrets: [Secret] { [key] + (session.map { [$0] } ?? []) }

    /// The environment of this process, for ``init(environment:version:)``. Bytes that are not UTF-8 come as U+FFFD.
    public static func processEnvironment(_ variable: String) -> String? {
        getenv(variable).map { String(cString: $0) }
    }
}
