internal import ErrorCodes

/// A proxy as the environment names it.
public struct Proxy: Sendable, Equatable {
    /// The whole address, which may hold a password.
    let address: Secret
    /// What stands before the `@` of the address.
    private let user: Secret
    /// Hosts to reach without it, separated by commas, as curl reads `NO_PROXY`.
    let exceptions: String
    /// The host alone, as it is looked up.
    let host: String
    /// Whether the connection to the proxy itself uses TLS.
    let isSecure: Bool
    /// Host and port as messages name them, without user and password.
    public let authority: String

    private static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// Describes a proxy.
    ///
    /// - Parameters:
    ///   - address: Such as `http://user:password@proxy:3128`; http if it names no scheme. What follows the port is left out.
    ///   - exceptions: Hosts to reach without it, separated by commas; `*` for all.
    ///   - name: What the message calls it, usually the variable that it came from.
    /// - Throws: `INVALID_PROXY` where it has no host, a port that is none, a scheme that libcurl has no proxy for, or a user or a
    ///   password with a sign that must be percent-encoded. The message never repeats the address: it may hold a password.
    public init(_ address: String, exceptions: String = "", name: String = "https_proxy") throws(VibeError) {
        func invalid(_ what: String) -> VibeError {
            VibeError(.invalidProxy, "\(name) \(what); it should look like http://host:3128")
        }
        let parts = Parts(address)
        let length = address.unicodeScalars.count
        // What stands before and behind the user: a password may have signs that nothing else may.
        let start = length - parts.afterScheme.unicodeScalars.count
        for (piece, before) in [
            (address[..<parts.afterScheme.startIndex], 0),
            (parts.afterUser, length - parts.afterUser.unicodeScalars.count),
        ] {
            if let fault = TextFault.first(in: String(piece), allowing: true) {
                throw invalid("holds \(fault.kind) at position \(before + fault.position)")
            }
        }
        guard Self.schemes.contains(parts.scheme) else { throw invalid("is no address of a proxy") }
        if let user = parts.user, let fault = Self.fault(in: user) {
            throw invalid(
                "holds \(fault.kind) in its user or password at position \(start + fault.position)\(fault.advice)")
        }
        let place: Authority
        do throws(Authority.Fault) {
            place = try Authority(parts.authority)
        } catch {
            throw invalid(parts.authority.isEmpty ? "is no address of a proxy" : error.words)
        }
        host = place.host
        isSecure = parts.scheme == "https"
        authority = Authority.bracketed(place.host) + (place.port.map { ":\($0)" } ?? "")
        self.exceptions = exceptions
        user = Secret(parts.user.map(String.init) ?? "")
        self.address = Secret("\(parts.scheme)://\(parts.user.map { "\($0)@" } ?? "")\(authority)")
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

    /// Whether it is used for a host that is not among the exceptions, read as curl does: names and what ends in them.
    func leads(to host: String) -> Bool {
        !exceptions.split(whereSeparator: { $0 == "," || $0 == " " }).contains { exception in
            let name = exception.drop { $0 == "." }.lowercased()
            return exception == "*" || host == name || host.hasSuffix("." + name)
        }
    }

    /// A text of libcurl's without what must not be shown of the address.
    func hidingSecrets(in text: String) -> String {
        [address.revealed, user.revealed].reduce(text) { text, secret in
            secret.isEmpty ? text : text.replacing(secret, with: "(hidden)")
        }
    }
}

extension Proxy {
    /// An address, cut where its signs stand.
    private struct Parts {
        let scheme: String
        let afterScheme: Substring
        /// User and password, still encoded; nil where there is no "@".
        let user: Substring?
        let afterUser: Substring
        let authority: Substring

        init(_ address: String) {
            var rest = address[...]
            var scheme = "http"
            if let end = address.firstRange(of: "://") {
                scheme = address[..<end.lowerBound].lowercased()
                rest = address[end.upperBound...]
            }
            self.scheme = scheme
            afterScheme = rest
            // Everything before the last "@" is meant for a user and a password, also where they are not encoded as they must be.
            let at = rest.lastIndex(of: "@")
            user = at.map { rest[..<$0] }
            afterUser = rest[(at.map { rest.index(after: $0) } ?? rest.startIndex)...]
            authority = afterUser.prefix { !"/?#".contains($0) }
        }
    }

    /// The signs that end a user or a password in a URL, and how they are written inside of them (RFC 3986, 3.2.1).
    private static let encodings: [Unicode.Scalar: String] = [
        "@": "%40", "/": "%2F", "?": "%3F", "#": "%23", "\\": "%5C", " ": "%20", "[": "%5B", "]": "%5D",
    ]

    /// The first sign of user and password that must be percent-encoded; its kind, its position from 1, and what to write.
    private static func fault(in user: Substring) -> (kind: String, position: Int, advice: String)? {
        let scalars = Array(user.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if let code = encodings[scalar] { return ("\"\(scalar)\"", index + 1, ", which is written \(code) there") }
            if scalar == "%" {
                let digits = String(String.UnicodeScalarView(scalars[(index + 1)...].prefix(2)))
                guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16), digits.first != "+" else {
                    return ("\"%\"", index + 1, ", which is written %25 there")
                }
                if value < 0x20 || value == 0x7F { return ("an encoded control character", index + 1, "") }
            } else if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
                return ("a control character", index + 1, "")
            }
        }
        return nil
    }
}
