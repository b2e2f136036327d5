internal import CCurl
internal import Glibc

/// Host and port of a URL, as they stand between its scheme and its path.
struct Authority {
    /// In lower case and in ASCII; an IPv6 address without its brackets.
    let host: String
    /// nil where there is none.
    let port: Int?

    /// What is wrong with one.
    enum Fault: Error {
        case invalid, port, nameOutsideASCII

        /// For a message that begins with the name of what holds it.
        var words: String {
            switch self {
            case .invalid: "has no valid host and port"
            case .port: "has no valid host and port: a port is a number from 1 to 65535"
            case .nameOutsideASCII: "has a host outside ASCII, which must be written in punycode here (xn--…)"
            }
        }
    }

    /// Reads one.
    ///
    /// - Parameter text: Without a user. A host outside ASCII is taken in its ASCII form: `портал.рф` is `xn--80awhdgm.xn--p1ai`.
    init(_ text: Substring) throws(Fault) {
        var host = text
        var portText: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw .invalid }
            host = text[text.index(after: text.startIndex)..<end]
            let tail = text[text.index(after: end)...]
            guard tail.isEmpty || tail.first == ":" else { throw .invalid }
            portText = tail.isEmpty ? nil : tail.dropFirst()
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw .invalid
            }
            self.host = host.lowercased()
        } else {
            if let colon = text.firstIndex(of: ":") {
                host = text[..<colon]
                portText = text[text.index(after: colon)...]
            }
            self.host = try Self.name(host)
        }
        guard let portText else {
            port = nil
            return
        }
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(portText),
            (1...65535).contains(number)
        else { throw .port }
        port = number
    }

    /// A host's name as it is looked up.
    private static func name(_ text: Substring) throws(Fault) -> String {
        var name = String(text)
        if !name.utf8.allSatisfy({ $0 < 0x80 }) {
            var isMissing: Int32 = 0
            guard let ascii = ccurl_ascii_host(name, &isMissing) else {
                throw isMissing != 0 ? .nameOutsideASCII : .invalid
            }
            defer { free(ascii) }
            name = String(cString: ascii)
        }
        let isName = name.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true  // digits, letters, - . _
            default: false
            }
        }
        guard isName, !name.isEmpty, name.first != ".", name.first != "-" else { throw .invalid }
        return name.lowercased()
    }

    /// The host as it stands in front of a port.
    static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
