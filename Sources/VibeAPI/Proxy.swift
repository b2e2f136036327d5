/// A proxy as the environment names it.
public struct Proxy: Sendable, Equatable {
    /// The whole address, which may hold a password.
    let address: Secret
    /// What stands before the `@` of the address.
    private let user: Secret
    /// Hosts to reach without it, separated by commas, as curl reads `NO_PROXY`.
    let exceptions: String
    /// Host and port as messages name them, without user and password.
    public let authority: String

    private static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// Describes a proxy.
    ///
    /// - Parameters:
    ///   - address: Such as `http://user:password@proxy:3128`; http if it names no scheme.
    ///   - exceptions: Hosts to reach without it, separated by commas; `*` for all.
    ///   - name: What the message calls it, usually the variable that it came from.
    /// - Throws: `INVALID_PROXY` where it has no host, or a scheme that libcurl has no proxy for. The message never repeats the
    ///   address: it may hold a password.
    public init(_ address: String, exceptions: String = "", name: String = "https_proxy") throws(VibeError) {
        self.address = Secret(address)
        self.exceptions = exceptions
        var rest = address[...]
        var scheme = "http"
        if let end = address.firstRange(of: "://") {
            scheme = address[..<end.lowerBound].lowercased()
            rest = address[end.upperBound...]
        }
        // Everything before the last "@" may be a password, slashes included.
        let at = rest.lastIndex(of: "@")
        user = Secret(at.map { String(rest[..<$0]) } ?? "")
        authority = String(rest[(at.map { rest.index(after: $0) } ?? rest.startIndex)...].prefix { $0 != "/" })
        guard Self.schemes.contains(scheme), !authority.isEmpty else {
            throw VibeError(
                .config, .invalidProxy, "\(name) is no address of a proxy; it should look like http://host:3128")
        }
    }

    /// The proxy for one scheme by curl's rules: for http only the lower-case variable, because servers that run CGI
    /// programs set `HTTP_PROXY` from a request's header.
    init?(environment: (String) -> String?, isSecure: Bool) throws(VibeError) {
        let names = (isSecure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]) + ["all_proxy", "ALL_PROXY"]
        guard let name = names.first(where: { environment($0) != nil }), let address = environment(name) else {
            return nil
        }
        try self.init(address, exceptions: environment("no_proxy") ?? environment("NO_PROXY") ?? "", name: name)
    }

    /// A text of libcurl's without what must not be shown of the address.
    func hidingSecrets(in text: String) -> String {
        [address.revealed, user.revealed].reduce(text) { text, secret in
            secret.isEmpty ? text : text.replacing(secret, with: "(hidden)")
        }
    }
}
