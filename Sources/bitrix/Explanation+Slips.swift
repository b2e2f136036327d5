internal import LuaHost
internal import LuaText

/// What was meant by a line that is written as other languages have it; and the call that failed, for the advice to catch it.
extension Explanation {
    /// Names of other languages, and what Lua calls the same.
    private static let foreignNames = [
        "null": "nil", "None": "nil", "undefined": "nil", "NULL": "nil", "True": "true", "False": "false",
        "console": "print", "echo": "print", "puts": "print", "println": "print", "printf": "print", "str": "tostring",
        "String": "tostring", "int": "tonumber", "float": "tonumber", "parseInt": "tonumber", "Number": "tonumber",
        "len": "#list", "Math": "math", "unpack": "table.unpack", "loadstring": "load", "JSON": "bitrix.last.body",
    ]

    /// What Lua calls a global of another language.
    static func lua(_ name: String) -> String? { foreignNames[name] }

    /// The failing line as Lua writes it; nil where none was found that compiles.
    var mendedLine: String? {
        guard let place, let content = content(of: place.source), error.kind == nil else { return nil }
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.indices.contains(place.line - 1) else { return nil }
        let line = lines[place.line - 1]
        if textLines[0].contains(/attempt to call a table value/) {
            return verified(Slips.iteration(line), in: lines, at: place.line)
        }
        if let type = textLines[0].firstMatch(of: /arithmetic on a (string|nil) value/)?.1 {
            return verified(Slips.textSum(line, joinsAll: type == "string"), in: lines, at: place.line)
        }
        if textLines[0].contains(/attempt to add a 'string' with|with a 'string'/) {
            return verified(Slips.textSum(line, joinsAll: true), in: lines, at: place.line)
        }
        guard textLines[0].contains(/\ near | expected/) else { return nil }
        if let sum = verified(Slips.textSum(line), in: lines, at: place.line) { return sum }
        let functions = Set(names("bitrix"))
        // All of the text first: a block that begins in this line ends in another one.
        for candidate in Slips.candidates(for: content, functions: functions) where compiles(candidate) {
            let mended = candidate.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            guard mended.count == lines.count else { continue }
            // Lua may notice only at the end, what is wrong at the beginning.
            if mended[place.line - 1] != line { return trimmed(mended[place.line - 1]) }
            if let first = lines.indices.first(where: { lines[$0] != mended[$0] }) { return trimmed(mended[first]) }
        }
        // Lua may stumble one line behind the one that is wrong.
        for number in [place.line, place.line - 1] where lines.indices.contains(number - 1) {
            for candidate in Slips.candidates(for: lines[number - 1], functions: functions) {
                if let found = verified(candidate, in: lines, at: number) { return found }
            }
            for head in Slips.heads(for: lines[number - 1])
            where compiles("\(head) end") || compiles("if x then \(head) end") {
                return trimmed(head) + " … end"
            }
        }
        return nil
    }

    /// A line that compiles by itself or in the place of the one that is there.
    private func verified(_ candidate: String?, in lines: [String], at number: Int) -> String? {
        guard let candidate, candidate != lines[number - 1] else { return nil }
        var text = lines
        text[number - 1] = candidate
        return compiles(candidate) || compiles(text.joined(separator: "\n")) ? trimmed(candidate) : nil
    }

    private func trimmed(_ line: String) -> String {
        let start = line.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }

    // MARK: The call that failed

    /// `bitrix.contact, 999999`: the function and its arguments as `pcall` takes them.
    var failedCall: String {
        let expected = "bitrix." + (error["call"] ?? "get")
        var calls: [Access.Call] = []
        if let place, let content = content(of: place.source) {
            // A call goes on over several lines.
            let lines = content.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(place.line - 1)
            calls = SourceText(lines.prefix(8).joined(separator: "\n")).calls(ofFunctionsBeginningWith: "bitrix.")
        }
        // A function that is handed over, as to bitrix.map, is called from inside of the call that stands there.
        let call =
            calls.first { $0.function == expected } ?? calls.first { $0.arguments.contains(expected) }
            ?? (error["call"] == nil ? calls.first : nil)
        guard let call else { return expected + ", …" }
        let arguments = trimmed(call.arguments)
        let isShort = arguments.count <= 48 && !arguments.contains("\n") && !arguments.contains("function")
        return call.function + (arguments.isEmpty ? "" : ", " + (isShort ? arguments : "…"))
    }
}
