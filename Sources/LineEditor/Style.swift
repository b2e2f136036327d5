/// What a piece of text is, for its look. The terminal's own 16 colours are used, so that light and dark themes both fit.
public enum Style: UInt8, Sendable, Equatable {
    /// Parts of the text, as whoever knows its language sees them. Fields look like plain text: most of a text is fields.
    case plain, keyword, string, number, comment, function, field, error
    /// Drawn by the editor itself: the prompt, control characters, the grey rest of an earlier input, the signature below, the
    /// bracket that matches, what Tab offers, and the one of these that is taken.
    case prompt, control, suggestion, hint, bracket, candidate, selected
}

/// A part of a text that has a style.
public struct StyledRange: Equatable, Sendable {
    /// UTF-8 byte offsets.
    public var range: Range<Int>
    /// How the part looks.
    public var style: Style

    /// Makes a styled range.
    public init(_ range: Range<Int>, _ style: Style) {
        self.range = range
        self.style = style
    }
}

extension Style {
    /// The parameters of the escape sequence `ESC [ … m` (ECMA-48, SGR); empty for none.
    ///
    /// Without colour only what must not be taken for typed text is set apart: dim, underlined or reversed.
    public func parameters(colored: Bool) -> String {
        switch self {
        case .plain, .candidate: ""
        case .keyword: colored ? "35" : ""
        case .string: colored ? "32" : ""
        case .number: colored ? "36" : ""
        case .comment: colored ? "90" : ""
        case .function: colored ? "34" : ""
        case .field: ""
        case .error: colored ? "31" : ""
        case .prompt: colored ? "1" : ""
        case .control: "7"
        case .suggestion, .hint: colored ? "90" : "2"
        case .bracket: colored ? "1;36" : "4"
        case .selected: "7"
        }
    }
}
