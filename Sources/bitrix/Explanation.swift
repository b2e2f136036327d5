internal import Glibc
internal import Help
internal import LuaHost
internal import TextMeasure

/// What a terminal shows of an error that nothing caught: the words, the source lines around, what the code means, the
/// request, and how to catch it. A pipe gets stock lua's form instead.
struct Explanation {
    let error: LuaError
    /// The interpreter, which still knows the names to suggest.
    let lua: LuaState
    /// Finds the text of a chunk that is in no file: that of `-e`, or of the prompt.
    let text: (_ chunkName: String) -> String?
    let usesColor: Bool
    /// The language of meanings.
    var language = Language.english
    /// Whether somebody sits there who can ask for more, instead of reading what a script left behind.
    var isAtPrompt = false

    /// Several lines, each with its line end.
    func render() -> String {
        let message = headline
        var lines = [paint("error", "1;31") + "  " + message]
        let place = error.place ?? syntaxErrorPlace
        var sourceLine: String?
        if let place {
            lines.append("  \(displayName(of: place)):\(place.line)")
            for (number, line) in excerpt(around: place) {
                let isFailing = number == place.line
                if isFailing { sourceLine = line }
                lines.append(
                    (isFailing ? paint(" > ", "1;31") : "   ") + "\(padded(number)) | \(printable(line))")
            }
        }
        lines += details(sourceLine: sourceLine).map { "  " + paint(padded($0.title), "2") + " " + printable($0.text) }
        lines += callers.map { "  " + paint(padded("called"), "2") + " " + printable($0) }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Words

    private var textLines: [String] {
        error.description.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The message without place and traceback; for error objects code, message and status.
    private var headline: String {
        if let code = error.code, let message = error.fields["message"], error.kind != nil {
            return "\(code)  \(printable(message))" + (error.status.map { "  (\($0))" } ?? "")
        }
        let words = textLines.prefix { $0 != "stack traceback:" }.joined(separator: "\n")
        return printable(stripPlace(words), keepingLines: true)
    }

    /// `report.lua:12: words` → `words`.
    private func stripPlace(_ words: String) -> String {
        guard let place = error.place ?? syntaxErrorPlace, let range = words.firstRange(of: ":\(place.line): ") else {
            return words
        }
        return String(words[range.upperBound...])
    }

    private func details(sourceLine: String?) -> [(title: String, text: String)] {
        var details: [(title: String, text: String)] = []
        if let kind = error.kind, let code = error.code {
            if let path = error.fields["path"] {
                let method = error.fields["method"] ?? "GET"
                let attempts = error.fields["attempts"].flatMap { Int($0) } ?? 1
                let remark = attempts == 0 ? ", not sent" : attempts == 1 ? "" : ", \(attempts) attempts"
                details.append(("request", "\(method) \(path)\(remark)"))
            }
            let meaning = Help.meaning(ofCode: code, status: error.status, language)
            if let meaning { details.append(("meaning", meaning)) }
            if let hint = error.fields["hint"] { details.append(("hint", hint)) }
            if let seconds = error.fields["retryAfter"] { details.append(("wait", "\(seconds) s, then repeat")) }
            if let id = error.fields["requestId"], (error.status ?? 0) >= 500 { details.append(("id", id)) }
            if kind != "limit" && kind != "config" {
                if isAtPrompt {
                    details.append(("more", "help \"\(code)\""))
                } else {
                    details.append(("catch it", "local ok, e = pcall(bitrix.contact, id)"))
                    details.append(("", "if not ok and e.code == \"\(code)\" then … end"))
                }
            }
        } else if let suggestion = suggestion(in: sourceLine) {
            details.append(("nearest", suggestion))
        }
        return details
    }

    /// For a nil global or field: the name that was meant, if one is near.
    private func suggestion(in sourceLine: String?) -> String? {
        let words = error.description
        if let name = words.firstMatch(of: /nil value \(global '(\w+)'\)/)?.1 {
            return lua.names(inGlobal: nil).filter { $0 != name }.nearest(to: String(name))
        }
        guard let name = words.firstMatch(of: /nil value \((?:field|method) '(\w+)'\)/)?.1, let sourceLine else {
            return nil
        }
        for match in sourceLine.matches(of: /(\w+)\s*[.:]\s*(\w+)/) where match.2 == name {
            let table = String(match.1)
            if let near = lua.names(inGlobal: table).filter({ $0 != name }).nearest(to: String(name)) {
                return "\(table).\(near)"
            }
        }
        return nil
    }

    /// The Lua functions further out, as the traceback names them.
    private var callers: [String] {
        let frames = textLines.drop { $0 != "stack traceback:" }.dropFirst()
            .map { $0.trimmingPrefix("\t") }
            .filter { !$0.hasPrefix("[") && $0 != "..." && !$0.hasPrefix("(...") }
        return frames.dropFirst().prefix(6).map(String.init)
    }

    // MARK: Source

    /// A syntax error has no place of its own, but its message begins with one.
    private var syntaxErrorPlace: LuaError.Place? {
        guard let match = textLines[0].firstMatch(of: #/^(.+?):(\d+): /#), let line = Int(match.2) else { return nil }
        let name = String(match.1)
        if text("=" + name) != nil { return .init(source: "=" + name, line: line) }
        return access(name, R_OK) == 0 ? .init(source: "@" + name, line: line) : nil
    }

    private func displayName(of place: LuaError.Place) -> String { printable(String(place.source.dropFirst())) }

    /// The line before the failing one, that line, and the one after it, with their numbers.
    private func excerpt(around place: LuaError.Place) -> [(number: Int, line: String)] {
        let content = place.source.hasPrefix("@") ? readFile(String(place.source.dropFirst())) : text(place.source)
        guard let content else { return [] }
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return (place.line - 1...place.line + 1).compactMap { number in
            lines.indices.contains(number - 1) ? (number, lines[number - 1]) : nil
        }.filter { $0.number == place.line || !$0.line.allSatisfy(\.isWhitespace) }
    }

    /// At most a megabyte: more is no text that somebody wrote. Files only: what came through a pipe is gone, and to open one
    /// again would wait for ever.
    private func readFile(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, let file = fdopen(descriptor, "r")
        else {
            close(descriptor)
            return nil
        }
        defer { fclose(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
            count = fread(buffer.baseAddress, 1, buffer.count, file)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Form

    private func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: " ", count: max(0, 3 - digits.count)) + digits
    }

    private func padded(_ title: String) -> String { title + String(repeating: " ", count: max(0, 8 - title.count)) }

    private func paint(_ text: String, _ style: String) -> String {
        usesColor ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }

    /// Without what could steer the terminal, cut where no line is that long.
    private func printable(_ text: String, keepingLines: Bool = false) -> String {
        let scalars = text.unicodeScalars.prefix(400).map { scalar -> Unicode.Scalar in
            if scalar == "\t" { return " " }
            if scalar == "\n" && keepingLines { return scalar }
            return scalar.properties.generalCategory == .control ? "?" : scalar
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result) + (text.unicodeScalars.count > 400 ? "…" : "")
    }
}
