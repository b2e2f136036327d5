// The one set of rules for text from outside (servers, scripts, files, arguments) on its way to a terminal. A pipe gets the bytes as
// they are.

extension Unicode.Scalar {
    /// Whether a terminal obeys this instead of showing it, shows what follows in another order, or shows nothing, so that two texts
    /// look alike that are not.
    ///
    /// Controls (also those beyond ASCII, of which U+009B begins a sequence like ESC [), separators of lines and paragraphs, marks of
    /// direction, and what is invisible; but not the joiners U+200C and U+200D, which Persian and emoji need.
    public var steersTerminal: Bool {
        // Nearly all text ends here.
        if value < 0xAD { return value < 0x20 || value >= 0x7F && value < 0xA0 }
        switch value {
        case 0xAD, 0x34F, 0x61C, 0x180E, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0x1D173...0x1D17A, 0xE0000...0xE007F:
            return true
        default: return false
        }
    }

    /// How the escape of this reads in Lua: `\u{202E}`.
    public var escape: String { #"\u{"# + String(value, radix: 16, uppercase: true) + "}" }
}

extension StringProtocol {
    /// The text without what ``Swift/Unicode/Scalar/steersTerminal``: a `?` for each.
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

    /// One word of visible ASCII, for codes and ids of a server within a line of ours; any other character is a `?`.
    public var oneWord: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.value > 0x20 && $0.value < 0x7F ? $0 : "?" }))
    }

    /// The text with escapes of Lua in the place of what is beyond ASCII and ``Swift/Unicode/Scalar/steersTerminal``.
    public var escapingInvisible: String {
        var result = ""
        for scalar in unicodeScalars {
            if scalar.value >= 0x7F && scalar.steersTerminal {
                result += scalar.escape
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// As much of a line as fits, with `…` where some does not.
    public func fitting(columns: Int) -> String {
        let text = String(self)
        if DisplayWidth.of(text) <= columns { return text }
        return String(text.utf8.prefix(DisplayWidth.bytes(of: text, fitting: columns > 1 ? columns - 1 : 0))).map {
            $0 + "…"
        } ?? ""
    }

    /// A whole output of ours, as the last stop before a terminal: texts from outside are ``printable(keepingLines:limit:)`` already,
    /// and what was forgotten has no effect beyond colours. Of control characters `\n`, `\r`, `\t` stay, and the sequences
    /// that this program itself writes: colours (`ESC [ 1;31 m`) and erasing the rest of a line (`ESC [ K`).
    public var harmlessForTerminal: String {
        if !unicodeScalars.contains(where: \.steersTerminal) { return String(self) }
        var result = String.UnicodeScalarView()
        let scalars = Array(unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "\u{1B}", let end = Self.endOfOwnSequence(scalars, index) {
                result.append(contentsOf: scalars[index..<end])
                index = end
                continue
            }
            result.append(scalar.steersTerminal && !["\n", "\r", "\t"].contains(scalar) ? "?" : scalar)
            index += 1
        }
        return String(result)
    }

    private static func endOfOwnSequence(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        guard start + 2 < scalars.count, scalars[start + 1] == "[" else { return nil }
        if scalars[start + 2] == "K" { return start + 3 }
        let end = scalars[(start + 2)...].prefix(16).firstIndex { !("0"..."9").contains($0) && $0 != ";" }
        return end.flatMap { scalars[$0] == "m" ? $0 + 1 : nil }
    }
}
