internal import ErrorCodes

/// Where the API is: scheme, host, port and perhaps a path in front of `/v1`.
///
/// Written in whatever form people use, kept in one: `https://host`, `https://host/`, `https://host/v1` and `https://host/v1/`
/// are the same base. Plain http is accepted for every host, because people test against sandboxes on their own
/// network; over it the key travels unencrypted.
public struct BaseURL: Equatable, Sendable {
    /// Whether connections use TLS.
    public let isSecure: Bool
    /// Name or address; an IPv6 address without its brackets, a name outside ASCII in its ASCII form (`xn--…`).
    public let host: String
    /// The port, also if it is the scheme's own (443, 80).
    public let port: Int
    /// What stands between the host and `/v1`, such as `/portal`; empty for most. No slash at its end.
    public let pathPrefix: String

    /// Whether the host is this machine: `localhost`, a name under it, `127.0.0.0/8` or `::1`.
    public let isLoopback: Bool

    /// The address in its normal form, without `/v1` and without a slash at its end: `https://vibecode.bitrix24.tech`.
    public let text: String

    /// Reads a base URL.
    ///
    ///     try BaseURL("http://[::1]:8080/portal/v1/").text  // http://[::1]:8080/portal
    ///
    /// - Parameters:
    ///   - text: The URL; may end in `/v1` and in slashes.
    ///   - name: What the message calls it, usually the variable that it came from.
    /// - Throws: `INVALID_URL` if it is no http or https URL, or has a user, a password, a query, a fragment, white space, quotation
    ///   marks, or characters outside ASCII behind its host. The message never repeats the URL: somebody may have put a key there.
    public init(_ text: String, name: String = "VIBE_URL") throws(VibeError) {
        func invalid(_ what: String) -> VibeError {
            VibeError(.invalidURL, "\(name) \(what); it should look like \(Self.standard)")
        }
        if let fault = TextFault.first(in: text, allowing: true) { throw invalid(fault.words) }
        guard !text.lowercased().hasPrefix("vibe_") else {
            throw invalid("holds what looks like a key: keys belong in VIBE_API_KEY")
        }
        guard let (isSecure, rest) = Self.scheme(of: text) else {
            throw invalid("is not an http or https URL")
        }
        guard !rest.contains("#"), !rest.contains("?") else {
            throw invalid("has a query or a fragment, which a base URL cannot have")
        }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else {
            throw invalid("has a user name or a password in it: the key belongs in VIBE_API_KEY")
        }
        let place: Authority
        do throws(Authority.Fault) {
            place = try Authority(authority)
        } catch {
            throw invalid(error.words)
        }
        guard !place.host.hasPrefix("vibe_") else {
            throw invalid("has what looks like a key for its host: keys belong in VIBE_API_KEY")
        }
        let path = rest[authority.endIndex...]
        let before = text.unicodeScalars.count - path.unicodeScalars.count
        if let fault = TextFault.first(in: String(path)) {
            throw invalid("holds \(fault.kind) at position \(before + fault.position)")
        }
        guard !path.contains(where: { #"\<>"{}|^`"#.contains($0) }), !path.hasDotSegment else {
            throw invalid("has characters in its path that cannot be in a URL")
        }
        self.isSecure = isSecure
        host = place.host
        isLoopback = Self.isLoopback(place.host)
        port = place.port ?? (isSecure ? 443 : 80)
        pathPrefix = Self.withoutVersion(path)
        let shownPort = port == (isSecure ? 443 : 80) ? "" : ":\(port)"
        self.text = "\(isSecure ? "https" : "http")://\(Authority.bracketed(host))\(shownPort)\(pathPrefix)"
    }

    /// The public service: `https://vibecode.bitrix24.tech`.
    public static let standard = "https://vibecode.bitrix24.tech"

    /// Host and port as messages name them: `vibecode.bitrix24.tech:443`, `[::1]:8080`.
    public var authority: String { "\(Authority.bracketed(host)):\(port)" }

    /// Scheme, host and port without a path, as ``text`` has them: `https://vibecode.bitrix24.tech`.
    var origin: String { String(text.dropLast(pathPrefix.count)) }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension BaseURL {
    /// The scheme and what follows its `://`, or nil if it is neither http nor https.
    private static func scheme(of text: String) -> (isSecure: Bool, rest: Substring)? {
        let lowercased = text.lowercased()
        if lowercased.hasPrefix("https://") { return (true, text.dropFirst(8)) }
        if lowercased.hasPrefix("http://") { return (false, text.dropFirst(7)) }
        return nil
    }

    private static func withoutVersion(_ path: Substring) -> String {
        func withoutSlashes(_ path: Substring) -> Substring {
            var path = path
            while path.last == "/" { path.removeLast() }
            return path
        }
        let path = withoutSlashes(path)
        return String(path.hasSuffix("/v1") ? withoutSlashes(path.dropLast(3)) : path)
    }
}
