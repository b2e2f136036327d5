/// What was meant by text that is written as other languages, or a word processor, would have it.
///
/// These are guesses: who shows one has to see that it compiles. Lines stay lines, so that a line of the mended text stands for
/// the one of the same number.
///
///     Slips.candidates(for: "x += 1")                // ["x = x + 1"]
///     Slips.candidates(for: "if a != b && c then")   // ["if a ~= b and c then"]
public enum Slips {
    /// Mended texts, the least changed first; none that equals the text.
    ///
    /// - Parameter functions: names of the module's functions, `contact`, for a call that lacks the module.
    public static func candidates(for text: String, functions: Set<String> = []) -> [String] {
        let marks = mendedMarks(text)
        let words = apply(sure, to: marks)
        let calls = call(words, functions)
        var found: [String] = []
        for base in [marks, words, calls] {
            found.append(base)
            for rule in unsure { found.append(rule(base)) }
            found.append(apply(unsure, to: base))
        }
        var seen: Set<String> = [text]
        return found.filter { seen.insert($0).inserted }
    }

    /// Heads of blocks as Python writes them: `if x:` is `if x then`. What they begin lacks its end.
    public static func heads(for line: String) -> [String] {
        var text = apply(sure, to: mendedMarks(line))
        while text.last?.isWhitespace == true { text.removeLast() }
        guard text.hasSuffix(":") else { return [] }
        text.removeLast()
        let first = SourceText(text).tokens.first
        switch first?.kind {
        case .if, .elseif: return [text + " then"]
        case .while, .for: return [iteration(text + " do") ?? text + " do"]
        case .else, .function: return [text]
        default: return []
        }
    }

    private static func apply(_ rules: [(String) -> String], to text: String) -> String {
        rules.reduce(text) { $1($0) }
    }

    /// Rules about what Lua has no other use for.
    private static var sure: [(String) -> String] {
        [keywords, arrows, blocks, { loops($0) }, assignments, declarations, pairs, lists, conditions]
    }
    /// Rules that change what may well be meant: each is tried alone, too.
    private static var unsure: [(String) -> String] { [comments, comparisons, joins, ternary] }

    // MARK: Marks

    /// Letters that are written as several characters, by the first that fits.
    private static let marks: [(from: String, to: String)] = [
        ("!==", "~="), ("===", "=="), ("!=", "~="), ("≠", "~="), ("<>", "~="), ("=<", "<="), ("≤", "<="), ("≥", ">="),
        ("&&", " and "), ("||", " or "), ("–", "-"), ("—", "-"), ("−", "-"), ("×", "*"), ("÷", "/"), ("\u{A0}", " "),
        ("\u{202F}", " "), ("\u{200B}", ""), ("\u{FEFF}", ""), ("（", "("), ("）", ")"), ("，", ","), ("；", ";"),
        ("：", ":"), ("…", "..."), ("!", " not "), ("$", ""),
    ]
    private static let quotes: [Character: [Character]] = [
        "“": ["”", "“", "\""], "”": ["”", "“", "\""], "„": ["“", "”", "\""], "«": ["»", "\""], "‘": ["’", "‘", "'"],
        "’": ["’", "'"], "`": ["`"],
    ]

    /// The text with Lua's marks in the place of others, outside of strings and comments.
    static func mendedMarks(_ text: String) -> String {
        var result = "", rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("--") {
                let line = rest.prefix { $0 != "\n" }
                result += line
                rest = rest[line.endIndex...]
            } else if character == "\"" || character == "'" {
                let string = quoted(rest)
                result += string
                rest = rest[string.endIndex...]
            } else if let closers = quotes[character] {
                let line = rest.dropFirst().prefix { $0 != "\n" }
                let end = line.firstIndex { closers.contains($0) }
                result += "\"" + line[..<(end ?? line.endIndex)].replacing("\"", with: "\\\"") + "\""
                rest = rest[(end.map { rest.index(after: $0) } ?? line.endIndex)...]
            } else if let mark = marks.first(where: { rest.hasPrefix($0.from) }) {
                // The words of logic bring their spaces along.
                var word = mark.to[...]
                let after = rest.dropFirst(mark.from.count)
                if word.first == " ", result.isEmpty || result.last.map({ $0.isWhitespace || $0 == "(" }) == true {
                    word = word.dropFirst()
                }
                if word.last == " ", after.first == " " { word = word.dropLast() }
                result += word
                rest = after
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// The string at the beginning, up to its quote or the end of the line.
    private static func quoted(_ text: Substring) -> Substring {
        var index = text.index(after: text.startIndex)
        while index < text.endIndex, text[index] != "\n" {
            if text[index] == text[text.startIndex] { return text[...index] }
            if text[index] == "\\" { index = text.index(after: index) }
            if index < text.endIndex { index = text.index(after: index) }
        }
        return text[..<index]
    }
}

extension Slips {
    /// A text in pieces: tokens, each with the white space before it.
    struct Pieces {
        var source: SourceText
        var words: [String]
        var spaces: [String]
        private let tail: String

        init(_ text: String) {
            source = SourceText(text)
            var position = 0
            (words, spaces) = ([], [])
            for token in source.tokens {
                spaces.append(String(decoding: source.bytes[position..<token.start], as: UTF8.self))
                words.append(source.text(of: token))
                position = token.end
            }
            tail = String(decoding: source.bytes[position...], as: UTF8.self)
        }

        var text: String { zip(spaces, words).map { $0 + $1 }.joined() + tail }

        func kind(_ index: Int) -> Token.Kind? { words.indices.contains(index) ? source.tokens[index].kind : nil }
        func word(_ index: Int) -> String { words.indices.contains(index) ? words[index] : "" }
        /// Whether nothing stands between a token and the one before it.
        func isJoined(_ index: Int) -> Bool { words.indices.contains(index) && spaces[index].isEmpty }
        func isLineStart(_ index: Int) -> Bool { index == 0 || spaces[index].contains("\n") }

        /// Takes tokens away, and the space before each but line ends.
        mutating func clear(_ range: Range<Int>) {
            for index in range {
                words[index] = ""
                spaces[index] = spaces[index].filter { $0 == "\n" }
            }
        }

        /// Whether a statement may begin at a token.
        func isStatementStart(_ index: Int) -> Bool {
            guard index > 0 else { return true }
            switch kind(index - 1) {
            case .then, .do, .else, .semicolon, .repeat: return true
            default: return isLineStart(index)
            }
        }

        /// The index behind the last token of the statement or line that a token is part of.
        func end(of index: Int) -> Int {
            var end = index
            while end < words.count, end == index || !isLineStart(end) {
                switch kind(end) {
                case .semicolon, .end, .else, .elseif, .until, .comment, .rightBrace: return end
                case .leftParenthesis, .leftBrace, .leftBracket: end = (source.closing(end) ?? end) + 1
                default: end += 1
                }
            }
            return min(end, words.count)
        }

        /// Words of a range, as they stand, without the space before the first.
        func text(_ range: Range<Int>) -> String {
            range.map { ($0 == range.lowerBound ? "" : spaces[$0]) + words[$0] }.joined()
        }
    }
}
