internal import TerminalText

/// One grapheme cluster as the terminal shows it.
struct Cell: Equatable {
    /// What is written: the cluster, or something visible that stands for it.
    var text: String
    /// How many columns it takes: 1 or 2, more for control characters.
    var width: Int
    var style: Style

    init(_ text: String, width: Int, _ style: Style) {
        self.text = text
        self.width = width
        self.style = style
    }

    /// The cell of a cluster. Anything that a terminal would obey or hide is made visible: `^[`, `\u{202E}`.
    init(_ character: Character, _ style: Style) {
        if let ascii = character.asciiValue, ascii >= 0x20 && ascii < 0x7F {
            self.init(String(character), width: 1, style)
        } else if let spelled = Spelling.of(character) {
            self.init(spelled, width: spelled.utf8.count, .control)
        } else {
            self.init(String(character), width: DisplayWidth.of(character), style)
        }
    }

    /// Whether terminals disagree about the width, so that the cursor must be placed anew behind it.
    var isUncertain: Bool { text.utf8.count > 3 && text.unicodeScalars.count > 1 }
}

extension String {
    /// The text as cells of one style.
    func cells(_ style: Style) -> [Cell] { map { Cell($0, style) } }
}

/// What is shown in the place of characters that a terminal would obey or hide.
enum Spelling {
    /// What stands for a cluster that must not reach the terminal as it is; nil for all others.
    static func of(_ character: Character) -> String? {
        guard let first = character.unicodeScalars.first else { return nil }
        if first.heldByte != nil {
            return character.unicodeScalars.map { $0.spelledByte ?? String($0) }.joined()
        }
        switch first.value {
        case 0..<0x20: return "^" + String(UnicodeScalar(UInt8(first.value + 0x40)))
        case 0x7F: return "^?"
        case _ where character.unicodeScalars.contains(where: \.steersTerminal): break
        default:
            // The cursor has to stand where the editor believes: of these nobody knows the width, and a mark without a base would sit
            // on what is before it.
            switch first.properties.generalCategory {
            case .format, .privateUse, .unassigned, .nonspacingMark, .enclosingMark: break
            default: return nil
            }
        }
        return character.unicodeScalars.map(\.escape).joined()
    }
}
