internal import TerminalText

/// How text is laid out.
public struct Style: Sendable {
    /// Columns of the terminal; less than 20 is taken as 20.
    public var width: Int
    /// Whether code and headings are emphasised by ANSI sequences. Without them the backticks stay around code that stands
    /// between words.
    public var usesColor: Bool

    /// Makes a style; 80 columns and no sequences unless said otherwise.
    public init(width: Int = 80, usesColor: Bool = false) {
        self.width = max(20, width)
        self.usesColor = usesColor
    }
}

/// Text that grows by lines, none wider than the style's width.
struct Page {
    private(set) var text = ""
    private let style: Style

    init(_ style: Style) { self.style = style }

    /// A word of code within markup.
    static func code(_ text: String) -> String { "`\(text)`" }

    mutating func addEmptyLine() { text += "\n" }

    mutating func add(heading: String) { add(code: heading, indent: 0, isStrong: true) }

    /// A line of code: kept as it is where it fits, else broken at spaces.
    mutating func add(code: String, indent: Int, isStrong: Bool = false) {
        let margin = String(repeating: " ", count: indent)
        var rest = Substring(code)
        var isFirst = true
        repeat {
            let room = style.width - indent - (isFirst ? 0 : 2)
            let piece = head(of: rest, width: room)
            rest = rest[piece.endIndex...]
            if !rest.isEmpty { rest = rest.drop { $0 == " " } }
            text += margin + (isFirst ? "" : "  ") + paint(String(piece), isStrong ? "1" : "36") + "\n"
            isFirst = false
        } while !rest.isEmpty
    }

    /// Paragraphs, code and lists in the markup of ``Text``.
    mutating func add(markup: String, indent: Int) {
        for block in Block.parse(markup) {
            switch block {
            case .empty: addEmptyLine()
            case .paragraph(let words): add(words: words, first: indent, rest: indent)
            case .code(let line): add(code: line, indent: indent + 2)
            case .items(let items): add(items: items, indent: indent)
            }
        }
    }

    /// Terms on the left, their texts on the right, or below where there is too little room.
    mutating func add(items: [(term: String, text: String)], indent: Int) {
        let items = items.map { (term: term($0.term), text: $0.text) }
        let widest = items.map { width(of: $0.term) }.max() ?? 0
        let column = indent + min(widest, 24) + 2
        let isNarrow = style.width - column < 24
        for (term, words) in items {
            let width = width(of: term)
            if isNarrow || indent + width + 2 > column {
                add(words: term, first: indent, rest: indent)
                let below = isNarrow ? indent + 2 : column
                add(words: words, first: below, rest: below)
            } else {
                let gap = column - indent - width
                text += String(repeating: " ", count: indent) + painted(term) + String(repeating: " ", count: gap)
                add(words: words, first: column, rest: column, isStarted: true)
            }
        }
    }

    /// Wraps words. Code between backticks may be broken at its spaces, too.
    private mutating func add(words: String, first: Int, rest: Int, isStarted: Bool = false) {
        let lines = words.wrapped(columns: style.width - rest, first: style.width - first) { width(of: $0) }
        var isCode = false
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let indent = index > 0 ? rest : isStarted ? 0 : first
            text += String(repeating: " ", count: indent) + painted(line, &isCode) + "\n"
        }
    }

    /// The longest beginning that fits: up to a space where there is one, at least one character.
    private func head(of text: Substring, width: Int) -> Substring {
        var column = 0
        var end = text.startIndex
        var space: Substring.Index?
        while end < text.endIndex {
            column += DisplayWidth.of(text[end])
            if column > width { break }
            if text[end] == " ", end > text.startIndex, text[..<end].contains(where: { $0 != " " }) { space = end }
            end = text.index(after: end)
        }
        if end == text.endIndex { return text }
        if text[end] == " " { return text[..<end] }
        return text[..<(space ?? max(end, text.index(after: text.startIndex)))]
    }

    // MARK: Emphasis

    /// A term of a list. One that is all code needs no backticks: its place marks it.
    private func term(_ markup: String) -> String {
        let isCode = markup.hasPrefix("`") && markup.dropFirst().firstIndex(of: "`") == markup.indices.last
        return isCode && !style.usesColor ? String(markup.dropFirst().dropLast()) : markup
    }

    /// Backticks take no column where a sequence takes their place.
    private func width(of character: Character) -> Int {
        character == "`" && style.usesColor ? 0 : DisplayWidth.of(character)
    }

    private func width(of markup: String) -> Int { markup.reduce(0) { $0 + width(of: $1) } }

    private func painted(_ text: some StringProtocol) -> String {
        var isCode = false
        return painted(text, &isCode)
    }

    /// Backticks become sequences; code that goes on in the next word is closed here and opened again there.
    private func painted(_ text: some StringProtocol, _ isCode: inout Bool) -> String {
        if !style.usesColor { return String(text) }
        var result = ""
        for (index, piece) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { isCode.toggle() }
            result += isCode ? paint(String(piece), "36") : String(piece)
        }
        return result
    }

    private func paint(_ text: String, _ code: String) -> String {
        style.usesColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// A piece of marked-up text.
public enum Block {
    /// The space between blocks.
    case empty
    /// Words, joined by single spaces, with backticks.
    case paragraph(String)
    /// One line of code.
    case code(String)
    /// A list; terms and texts with backticks.
    case items([(term: String, text: String)])

    /// Reads the markup that ``Text`` describes.
    public static func parse(_ markup: String) -> [Block] {
        var blocks: [Block] = []
        for line in markup.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                blocks.append(.empty)
            } else if line.hasPrefix("    ") {
                blocks.append(.code(String(line.dropFirst(4))))
            } else if line.hasPrefix("* "), let bar = line.dropFirst(2).firstRange(of: " | ") {
                let item = (String(line.dropFirst(2)[..<bar.lowerBound]), String(line[bar.upperBound...]))
                if case .items(let items) = blocks.last {
                    blocks[blocks.count - 1] = .items(items + [item])
                } else {
                    blocks.append(.items([item]))
                }
            } else if case .paragraph(let start) = blocks.last {
                blocks[blocks.count - 1] = .paragraph(start + " " + line)
            } else {
                blocks.append(.paragraph(String(line)))
            }
        }
        return blocks
    }
}
