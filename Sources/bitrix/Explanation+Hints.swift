internal import Help
internal import Localization
internal import LuaHost
internal import LuaText
internal import REPL
internal import TerminalText

/// What helps with errors that Lua itself raises: names that were meant, letters that Lua does not know.
extension Explanation {
    private static let nearest = Text("nearest", "возможно")

    func hints(sourceLine: String?) -> [(title: Text, text: String)] {
        if let field = titledField { return [(Self.nearest, field)] }
        // Before anything is compiled: that forgets the values around the error.
        let absent = absence(sourceLine: sourceLine)
        if !absent.isEmpty { return absent }
        let suggestion = suggestion(in: sourceLine)
        if suggestion == nil, let mended = mendedLine { return [(Self.nearest, mended)] }
        if let letters = foreignLetters {
            if let meant = place.flatMap({ content(of: $0.source) }).flatMap({ session?.meant(by: $0) }) {
                return [(Self.nearest, meant + Text(" (keyboard layout)", " (раскладка клавиатуры)")[language])]
            }
            guard letters.contains(where: \.isLetter) else { return [] }
            let rule = Text(
                "names in Lua are made of Latin letters, digits and _", "имена в Lua — из латинских букв, цифр и _")
            return [(Self.hint, rule[language])]
        }
        if let suggestion { return [(Self.nearest, suggestion)] }
        if session != nil, error.description.hasPrefix("(error object is a ") {
            return [(Self.more, Text("_e holds it", "сам объект — в _e")[language])]
        }
        return []
    }

    /// For a nil global or field: the name that was meant, if one is near.
    private func suggestion(in sourceLine: String?) -> String? {
        let words = error.description
        if let name = words.firstMatch(of: /nil value \(global '(\w+)'\)/)?.1 {
            if names("bitrix").contains(String(name)) { return "bitrix.\(name)" }
            if let lua = Self.lua(String(name)) { return lua }
            return names(nil).filter { $0 != name }.nearest(to: String(name))
        }
        guard let match = words.firstMatch(of: /nil value \((field|method) '(\w+)'\)/), let sourceLine else {
            return nil
        }
        let name = match.2
        if let field = Help.field(titled: String(name)) {
            return SourceText(sourceLine).accesses.lazy.compactMap { access in
                access.steps.firstIndex { $0.name == String(name) }.map { access.text(upTo: $0 - 1) + "." + field }
            }.first ?? field
        }
        for table in Self.owners(of: name, in: sourceLine) {
            if session?.includes(of: "bitrix.contact").contains(String(name)) == true {
                let condition = Text(", with ", ", если запросить с ")[language]
                return "\(table)._included.\(name)\(condition){include=\"\(name)\"}"
            }
            if let near = names(table).filter({ $0 != name }).nearest(to: String(name)) {
                return "\(table)\(match.1 == "method" ? ":" : ".")\(near)"
            }
        }
        // What has methods and is no table, is a text in most cases.
        return match.1 == "method" ? names("string").nearest(to: String(name)).map { ":\($0)" } : nil
    }

    /// The variables, perhaps with fields, before the places where a line looks a name up: `c` and `c._included` for `x` in
    /// `c.x == c._included.x`.
    private static func owners(of name: Substring, in line: String) -> [String] {
        line.ranges(of: name).compactMap { place in
            let before = line[..<place.lowerBound].reversed().drop { $0 == " " }
            guard before.first == "." || before.first == ":" else { return nil }
            let owner = before.dropFirst().drop { $0 == " " }.prefix {
                $0.isLetter || $0.isNumber || $0 == "_" || $0 == "."
            }
            return owner.isEmpty ? nil : String(owner.reversed())
        }
    }

    // MARK: Letters

    /// The line with the field's name in the place of its title, `c.phone` for `c.телефон`, where that compiles.
    private var titledField: String? {
        guard let letters = foreignLetters, let place, let content = content(of: place.source) else { return nil }
        guard let field = Help.field(titled: letters) else { return nil }
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(place.line - 1) else { return nil }
        guard lines[place.line - 1].contains(".\(letters)") else { return nil }
        let line = String(lines[place.line - 1]).replacing(".\(letters)", with: ".\(field)")
        return compiles(line) ? line : field
    }

    /// Lua speaks of the first byte of a letter that it does not know: `near '<\208>'`. Here are the letters themselves.
    private var foreignLetters: String? {
        guard textLines[0].contains(/near '<\\(1[2-9]|2)\d+>'/), let place,
            let content = content(of: place.source)
        else { return nil }
        let text = SourceText(content)
        let token = text.tokens.first { token in
            token.kind == .invalid && text.bytes[token.start] >= 0x80
                && 1 + text.bytes[..<token.start].count { $0 == UInt8(ascii: "\n") } == place.line
        }
        return token.map { text.text(of: $0) }
    }

    /// A message with those letters in the place of the byte.
    func inReadableLetters(_ message: String) -> String {
        guard let letters = foreignLetters else { return message }
        return message.replacing(/near '<\\\d+>'/, with: "near '\(letters)'")
    }
}
