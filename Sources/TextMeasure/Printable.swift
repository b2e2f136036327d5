extension StringProtocol {
    /// The text without what a terminal would obey or what would reorder the words around it: control characters (also those
    /// beyond ASCII), line and paragraph separators, and the marks that change the direction of writing are a `?` each.
    ///
    ///     "a\u{1B}[2J\u{202E}b".printable()  // "a?[2J?b"
    ///
    /// Tabs become a space, and so do line ends where they are not kept. A byte that is no character is shown as `\xE9`.
    ///
    /// - Parameters:
    ///   - keepingLines: whether `\n` stays.
    ///   - limit: how many code points are shown at most; `…` stands for those that are left out.
    public func printable(keepingLines: Bool = false, limit: Int = .max) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in unicodeScalars {
            if count == limit {
                result.append("…")
                break
            }
            count += 1
            switch scalar {
            case "\n": result.append(keepingLines ? scalar : " ")
            case "\t": result.append(" ")
            case _ where scalar.steersTerminal: result.append("?")
            default:
                if let spelled = scalar.spelledByte {
                    result.append(contentsOf: spelled.unicodeScalars)
                } else {
                    result.append(scalar)
                }
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    /// Whether a terminal obeys this instead of showing it, or shows what follows in another order.
    public var steersTerminal: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
