internal import BitrixModule
internal import ErrorCodes
internal import Glibc
internal import Help
internal import Localization
internal import LuaHost
internal import REPL
internal import TerminalText

/// What a terminal shows of an error that nothing caught: the words, the source lines around, what the code means, the
/// request, and how to catch it. A pipe gets stock lua's form instead.
struct Explanation {
    let error: LuaError
    /// The names that code could use: globals and variables for nil, else the fields of the variable of that name.
    let names: (_ variable: String?) -> [String]
    /// Finds the text of a chunk that is in no file: that of `-e`, or of the prompt.
    let text: (_ chunkName: String) -> String?
    let usesColor: Bool
    /// The language of titles and meanings.
    let language: Language
    /// How wide the terminal is.
    var columns = Terminal.errorColumns
    /// What is at a path where the error was raised; see ``LuaState/members(at:)``.
    var members: (_ path: String) -> Members? = { _ in nil }
    /// The call that ended last.
    var lastCall: () -> LastCall? = { nil }
    /// Whether a text is a whole chunk. Nothing is run; what is known of the error's place is lost.
    var compiles: (_ text: String) -> Bool = { _ in false }
    /// The session of a prompt, for somebody who can ask for more, instead of reading what a script left behind.
    var session: REPL.Session?

    /// Several lines, each with its line end.
    func render() -> String {
        let title = Text("error", "ошибка")[language]
        var lines: [String] = []
        for (index, line) in headline.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            lines += hanging(
                index == 0 ? paint(title, "1;31") + "  " : "", index == 0 ? title.count + 2 : 0, String(line))
        }
        var sourceLine: String?
        // What shows values is no place that somebody could look at.
        if let place, !place.source.hasPrefix("=[bitrix.session]") {
            lines.append("  \(label(of: place))")
            for (number, line) in excerpt(around: place) {
                let isFailing = number == place.line
                if isFailing { sourceLine = line }
                lines.append(
                    (isFailing ? paint(" > ", "1;31") : "   ") + "\(padded(number)) | \(line.printable(limit: 400))")
            }
        }
        for (title, text) in details(sourceLine: sourceLine) + callers.map({ (Self.called, Help.frame($0, language)) })
        {
            let title = title[language]
            let width = Text("catch it", "подробнее")[language].count  // the longest title
            let padded = title + String(repeating: " ", count: max(0, width - title.count))
            lines += hanging("  " + paint(padded, "2") + " ", 3 + padded.count, text.printable(limit: 400))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Words

    private static let called = Text("called", "вызов из")

    var textLines: [String] { Self.lines(of: error.description) }

    /// Lines as Lua counts them, without the carriage returns that other systems put at their ends.
    private static func lines(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(line.last == UInt8(ascii: "\r") ? line.dropLast() : line) ?? ""
        }
    }

    /// The message without place and traceback; for error objects code, message and status.
    private var headline: String {
        if let code = error.code, let message = error["message"], error.kind != nil {
            let message = error.kind == .limit ? Help.message(message, language) : message  // told by C
            return "\(code.printable(limit: 100))  \(message.printable(limit: 400))"
                + (error.status.map { "  (\($0))" } ?? "")
        }
        let words = stripPlace(textLines.prefix { $0 != "stack traceback:" }.joined(separator: "\n"))
        return inReadableLetters(words).printable(keepingLines: true, limit: 400)
    }

    /// `report.lua:12: words` → `words`. An error that went through coroutines has its place before it once for each.
    private func stripPlace(_ words: String) -> String {
        guard let place else { return words }
        let name = Self.name(of: place.source)
        var rest = words[...]
        while let start = rest.prefixMatch(of: #/(.+?):(\d+): /#), Self.isShort(start.1, of: name) {
            rest = rest[start.range.upperBound...]
        }
        return String(rest)
    }

    /// What messages call a chunk: the file, `=name` without its sign, or the beginning of a text that has no other name.
    private static func name(of source: String) -> String {
        if let first = source.first, first == "@" || first == "=" { return String(source.dropFirst()) }
        let line = lines(of: source)[0]
        return "[string \"\(line.prefix(40))\(line.count > 40 || line.count < source.count ? "..." : "")\"]"
    }

    /// Whether Lua shortens a name so: it keeps the end of a file's name, and the beginning of others.
    private static func isShort(_ short: Substring, of name: String) -> Bool {
        short == name || short.hasPrefix("...") && name.hasSuffix(short.dropFirst(3))
            || short.hasPrefix("[string \"") && name.hasPrefix("[string \"")
    }

    private func details(sourceLine: String?) -> [(title: Text, text: String)] {
        var details: [(title: Text, text: String)] = []
        guard let kind = error.kind, let code = error.code else {
            return (meaningOfLua.map { [(Self.meaning, $0)] } ?? []) + hints(sourceLine: sourceLine)
        }
        if let path = error["path"] {
            let method = error["method"] ?? "GET"
            let attempts = error["attempts"].flatMap { Int($0) } ?? 1
            let remark =
                attempts == 0
                ? Text(", not sent", ", не отправлен")
                : attempts == 1
                    ? Text("", "")
                    : Text(", ", ", ")
                        + Text.counted(attempts, "attempt", "attempts", ("попытка", "попытки", "попыток"))
            details.append((Text("request", "запрос"), "\(method) \(path)\(remark[language])"))
        }
        let meaning = Help.meaning(ofCode: code, status: error.status, language)
        if let meaning { details.append((Self.meaning, meaning)) }
        if let hint = error["hint"] { details.append((Self.hint, hint)) }
        if let seconds = error["retryAfter"] {
            details.append(
                (Text("wait", "подождать"), Text("\(seconds) s, then repeat", "\(seconds) с и повторить")[language]))
        }
        if let id = error["requestId"], (error.status ?? 0) >= 500 { details.append((Text("id", "id"), id)) }
        if kind != .limit && kind != .config {
            if session != nil {
                details.append((Self.more, "help \"\(code)\""))
            } else {
                details.append((Text("catch it", "перехват"), "local ok, e = pcall(\(failedCall))"))
                details.append((Text("", ""), "if not ok and e.code == \"\(code)\" then … end"))
            }
        }
        return details
    }

    private static let meaning = Text("meaning", "смысл")
    static let hint = Text("hint", "совет"), more = Text("more", "подробнее")

    /// The Lua functions further out, as the traceback names them.
    private var callers: [String] {
        let frames = textLines.drop { $0 != "stack traceback:" }.dropFirst()
            .map { $0.trimmingPrefix("\t") }
            .filter { !$0.hasPrefix("[") && $0 != "..." && !$0.hasPrefix("(...") }
        return frames.dropFirst().prefix(6).map(String.init)
    }

    /// Lua's own words in those of the language.
    private var meaningOfLua: String? {
        guard language != .english else { return nil }
        let words = stripPlace(textLines.prefix { $0 != "stack traceback:" }.joined(separator: "\n"))
        // Where no place is known, one may stand there all the same.
        return Help.meaning(ofLua: words, language)
            ?? words.prefixMatch(of: #/.+?:\d+: /#).flatMap {
                Help.meaning(ofLua: String(words[$0.range.upperBound...]), language)
            }
    }

    /// What a place is called: an input by its number in `:history`.
    private func label(of place: LuaError.Place) -> String {
        let name = Self.name(of: place.source).printable(limit: 400)
        guard language == .russian, let input = name.wholeMatch(of: /input (\d+)/)?.1 else {
            return "\(name):\(place.line)"
        }
        return "фрагмент \(input), строка \(place.line)"
    }

    // MARK: Source

    /// The place that the error itself names, as `error(message, 2)` does, and errors that went through coroutines; else where it
    /// was raised.
    var place: LuaError.Place? { named(error["where"].map { $0 + ": " } ?? textLines[0]) ?? error.place }

    /// The place at the beginning of a message, where that is one whose text can be shown; the last of several, which is the
    /// innermost.
    private func named(_ message: String) -> LuaError.Place? {
        var found: LuaError.Place?
        var rest = message[...]
        while let match = rest.prefixMatch(of: #/(.+?):(\d+): /#), let line = Int(match.2),
            let place = place(inChunk: match.1, line)
        {
            found = place
            rest = rest[match.range.upperBound...]
        }
        return found
    }

    /// A place in a chunk that is called so in messages.
    private func place(inChunk name: Substring, _ line: Int) -> LuaError.Place? {
        if let place = error.place, place.line == line, Self.isShort(name, of: Self.name(of: place.source)) {
            return place
        }
        if text("=" + name) != nil { return .init(source: "=" + name, line: line) }
        return access(String(name), R_OK) == 0 ? .init(source: "@" + name, line: line) : nil
    }

    /// The text of a chunk, of at most a megabyte: more is no text that somebody wrote.
    func content(of source: String) -> String? {
        if source.hasPrefix("@") { return TextFile.read(String(source.dropFirst()), limit: 1 << 20) }
        // A text without a name is its own; the bridge keeps a thousand bytes of it.
        return source.hasPrefix("=") ? text(source) : source
    }

    /// The line before the failing one, that line, and the one after it, with their numbers.
    private func excerpt(around place: LuaError.Place) -> [(number: Int, line: String)] {
        guard let content = content(of: place.source) else { return [] }
        let lines = Self.lines(of: content)
        return (place.line - 1...place.line + 1).compactMap { number in
            lines.indices.contains(number - 1) ? (number, lines[number - 1]) : nil
        }.filter { $0.number == place.line || !$0.line.allSatisfy(\.isWhitespace) }
    }

    // MARK: Form

    /// A line as it is where it fits, else broken between words, each further one below the first.
    private func hanging(_ start: String, _ indent: Int, _ line: String) -> [String] {
        if indent + DisplayWidth.of(line) <= columns { return [start + line] }
        let margin = String(repeating: " ", count: indent)
        return line.wrapped(columns: max(20, columns - indent)).enumerated().map { ($0 == 0 ? start : margin) + $1 }
    }

    private func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: " ", count: max(0, 3 - digits.count)) + digits
    }

    private func paint(_ text: String, _ style: String) -> String {
        usesColor ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }
}
