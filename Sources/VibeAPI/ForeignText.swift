extension String {
    /// A text of somebody else's, as it may stand at the end of a message of ours: one line, nothing that steers a terminal, and
    /// never empty.
    ///
    /// - Parameter substitute: stands there where the text says nothing.
    func asReason(or substitute: String) -> String {
        let words = String(
            String.UnicodeScalarView(unicodeScalars.map { Self.isHarmless($0) ? $0 : " " })
        ).split(separator: " ").joined(separator: " ")
        // A colon or a full stop at its end announces something that is not there.
        let end = words.lastIndex { !":;, ".contains($0) }
        return end.map { String(words[...$0]) } ?? substitute
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }
}
