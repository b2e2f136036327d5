/// Lines in English and what they are in Russian, for texts that are made where only English is spoken: messages that stay
/// English in recordings and traces, Lua's own, the system's. As in gettext, the English line is the key; nothing is looked up
/// before a line is to be shown.
///
/// In an English line `{}` stands for any text of at least one character, `{d}` for a number. In the Russian one `{1}` is what
/// stood at the first of these, `{~1}` the same in Russian where it is a line of the catalogue itself, and
/// `{1:секунда|секунды|секунд}` the form of a word that fits the number.
public struct Catalogue: Sendable {
    private let lines: [(english: String, russian: String)]

    /// Makes a catalogue. Of several lines that fit, the first counts.
    public init(_ lines: [(english: String, russian: String)]) { self.lines = lines }

    /// A line in Russian; nil where nothing is known of it.
    ///
    ///     Catalogue([("no file {}", "файла {1} нет")]).russian("no file a.lua")  // "файла a.lua нет"
    public func russian(_ text: String) -> String? {
        // What is longer was not written by a program of ours, and would take long to compare.
        guard text.utf8.count <= 4000 else { return nil }
        for line in lines {
            if let values = Self.values(Array(text), Self.pieces(line.english)) { return fill(line.russian, values) }
        }
        return nil
    }

    // MARK: English

    private enum Piece {
        case text([Character]), anything, number
    }

    private static func pieces(_ line: String) -> [Piece] {
        var pieces: [Piece] = []
        var text: [Character] = []
        var rest = line[...]
        while let character = rest.first {
            let hole: (piece: Piece, count: Int)? =
                rest.hasPrefix("{}") ? (.anything, 2) : rest.hasPrefix("{d}") ? (.number, 3) : nil
            if let hole {
                if !text.isEmpty { pieces.append(.text(text)) }
                text = []
                pieces.append(hole.piece)
            } else {
                text.append(character)
            }
            rest = rest.dropFirst(hole?.count ?? 1)
        }
        return text.isEmpty ? pieces : pieces + [.text(text)]
    }

    /// What stands at the holes; nil where the text is another one. Each hole takes as little as it can.
    private static func values(_ text: [Character], _ pieces: [Piece]) -> [String]? {
        var values: [String] = []
        return fits(text[...], pieces[...], &values) ? values : nil
    }

    private static func fits(_ text: ArraySlice<Character>, _ pieces: ArraySlice<Piece>, _ values: inout [String])
        -> Bool
    {
        guard let piece = pieces.first else { return text.isEmpty }
        let others = pieces.dropFirst()
        switch piece {
        case .text(let literal):
            return text.starts(with: literal) && fits(text.dropFirst(literal.count), others, &values)
        case .number:
            let number = text.prefix { $0.isNumber || $0 == "." }
            guard !number.isEmpty else { return false }
            values.append(String(number))
            if fits(text.dropFirst(number.count), others, &values) { return true }
            values.removeLast()
            return false
        case .anything:
            var end = text.startIndex
            while end < text.endIndex {
                end += 1
                if case .text(let literal)? = others.first, !text[end...].starts(with: literal) { continue }
                if others.isEmpty { end = text.endIndex }
                values.append(String(text[..<end]))
                if fits(text[end...], others, &values) { return true }
                values.removeLast()
            }
            return false
        }
    }

    // MARK: Russian

    private func fill(_ line: String, _ values: [String]) -> String {
        var result = ""
        for piece in line.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            guard piece.offset > 0, let end = piece.element.firstIndex(of: "}") else {
                result += piece.element
                continue
            }
            result += value(piece.element[..<end], values) + piece.element[piece.element.index(after: end)...]
        }
        return result
    }

    /// What stands for `1`, `~1` and `1:секунда|секунды|секунд`.
    private func value(_ hole: Substring, _ values: [String]) -> String {
        let isTranslated = hole.hasPrefix("~")
        let parts = hole.drop { $0 == "~" }.split(separator: ":", maxSplits: 1)
        guard let number = parts.first.flatMap({ Int($0) }), values.indices.contains(number - 1) else {
            return "{\(hole)}"  // a table of Lua
        }
        let value = values[number - 1]
        if isTranslated { return russian(value) ?? value }
        let forms = parts.count > 1 ? parts[1].split(separator: "|").map(String.init) : []
        guard forms.count == 3 else { return value }
        guard let count = Int(value) else { return forms[1] }  // 1,5 секунды
        let words = Text.counted(count, "", "", (forms[0], forms[1], forms[2]))[.russian]
        return String(words.drop { $0 != " " }.dropFirst())
    }
}
