/// What makes a text from the environment unusable: something that was copied along with it, or got lost.
///
/// Told by kind and position, never by the text itself, which may be a secret.
struct TextFault {
    /// Such as "a space".
    let kind: String
    /// Of the first such character, from 1.
    let position: Int
    /// What to do about it.
    let advice: String

    /// Such as "holds a space at position 4".
    var words: String { "holds \(kind) at position \(position)" }

    /// The first fault of a text that must be visible ASCII characters without quotation marks and angle brackets, nil where there is none.
    ///
    /// - Parameter letters: Whether characters outside ASCII may be in it.
    static func first(in text: String, allowing letters: Bool = false) -> TextFault? {
        if let start = assignment(in: text) {
            return TextFault(
                kind: "the name of a variable", position: start, advice: "only what follows the \"=\" belongs there")
        }
        var position = 0
        for scalar in text.unicodeScalars {
            position += 1
            if quotationMarks.contains(scalar) {
                return TextFault(
                    kind: "a quotation mark", position: position,
                    advice: "leave the quotation marks out, which docker's env files keep as part of the value")
            }
            if scalar == "<" || scalar == ">" {
                return TextFault(
                    kind: "an angle bracket", position: position,
                    advice: "it marks the place of a value in an example: put your own there")
            }
            if let kind = kind(of: scalar, letters) {
                return TextFault(
                    kind: kind, position: position,
                    advice: "it must be one line of visible ASCII characters: copy it again")
            }
        }
        return nil
    }

    private static let quotationMarks: Set<Unicode.Scalar> = ["\"", "'", "`", "“", "”", "„", "‘", "’", "«", "»"]

    private static func kind(of scalar: Unicode.Scalar, _ letters: Bool) -> String? {
        switch scalar.value {
        case 0x0A, 0x0D: "a line break"
        case 0x20: "a space"
        case 0x09: "a tab"
        case 0..<0x20, 0x7F..<0xA0: "a control character"
        case 0x80... where !letters: "a character outside ASCII"
        default: nil
        }
    }

    /// Where `VIBE_API_KEY=…` or `export VIBE_API_KEY=…` begins in a text that begins so: a line of a file for a shell or for docker
    /// that was taken whole.
    private static func assignment(in text: String) -> Int? {
        var rest = text[...]
        var start = 1
        func skip(_ count: Int) {
            rest = rest.dropFirst(count)
            start += count
        }
        skip(rest.prefix { $0 == "\"" || $0 == "'" || $0 == " " }.count)
        if rest.hasPrefix("export ") { skip("export ".count) }
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let isName = name.hasSuffix("_proxy") || name.contains("_") && name.uppercased() == name
        guard isName, name.first?.isLetter == true, rest[name.endIndex...].first == "=" else { return nil }
        return start
    }
}
