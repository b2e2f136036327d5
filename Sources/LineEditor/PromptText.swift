/// Prompts, which may bring colours of their own: sequences `ESC [ … m` (ECMA-48, SGR), which take no room.
public enum PromptText {
    /// A part of a prompt.
    public struct Piece: Equatable, Sendable {
        /// The part.
        public let text: String
        /// Whether it is a sequence that sets colours; else it is shown as it is.
        public let isColor: Bool
    }

    /// Takes a prompt apart.
    public static func pieces(of prompt: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = prompt[...], plain = ""
        func endPlain() {
            if !plain.isEmpty { pieces.append(Piece(text: plain, isColor: false)) }
            plain = ""
        }
        while let first = rest.first {
            if first == "\u{1B}", let sequence = color(at: rest) {
                endPlain()
                pieces.append(Piece(text: sequence, isColor: true))
                rest = rest.dropFirst(sequence.count)
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        endPlain()
        return pieces
    }

    /// What of a prompt takes room.
    public static func visible(_ prompt: String) -> String {
        pieces(of: prompt).filter { !$0.isColor }.map(\.text).joined()
    }

    private static func color(at text: Substring) -> String? {
        let rest = text.dropFirst()
        guard rest.first == "[" else { return nil }
        let parameters = rest.dropFirst().prefix { $0.isASCII && ($0.isNumber || $0 == ";" || $0 == ":") }
        guard rest.dropFirst(1 + parameters.count).first == "m" else { return nil }
        return "\u{1B}[" + parameters + "m"
    }

    /// The cells of a prompt. Each that has colours sets them and takes them back, so that it can be drawn by itself.
    static func cells(of prompt: String) -> [Cell] {
        var colors = "", cells: [Cell] = []
        for piece in pieces(of: prompt) {
            if piece.isColor {
                colors = ["\u{1B}[m", "\u{1B}[0m"].contains(piece.text) ? "" : colors + piece.text
            } else if colors.isEmpty {
                cells += piece.text.cells(.prompt)
            } else {
                cells += piece.text.cells(.plain).map { cell in
                    Cell(colors + cell.text + "\u{1B}[m", width: cell.width, cell.style)
                }
            }
        }
        return cells
    }
}
