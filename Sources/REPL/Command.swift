public import Localization
internal import LuaText
internal import TerminalText

/// A command of the prompt: `:name arguments` in column one, or one of the words that people try.
public enum Command: Equatable, Sendable {
    /// What to explain, as it was written without quotes: `bitrix.contact`, `include`, `SCOPE_DENIED`; empty for all.
    case help(String)
    case quit
    /// The last result, whole.
    case last
    /// The body of the last answer, as it came.
    case raw
    /// The last request and answer: headers and times.
    case http
    /// The last request as a line for a shell.
    case curl
    /// The last request in JavaScript.
    case js
    /// Lua text to run and to measure.
    case time(String)
    case clear
    /// How many of the last inputs to list; nil for a screenful.
    case history(Int?)
    /// Writes the inputs that worked as a script; of the numbers in `inputs` only, unless it is empty.
    case save(file: String, inputs: [ClosedRange<Int>])
    /// Runs a file as an input.
    case load(String)
    /// Opens the editor.
    case edit(EditTarget)
    /// Lets go of all results and of the last error.
    case forget
    /// Turns to the demo portal.
    case demo
    /// Shows each request from now on, or no longer; nil turns it over.
    case trace(Bool?)
}

extension Command {
    /// What the editor is opened with.
    public enum EditTarget: Equatable, Sendable {
        /// The last input.
        case last
        /// The input of this number, as `:history` shows it.
        case input(Int)
        case file(String)
    }
}

/// What a line at the prompt asks for.
public enum Request: Equatable, Sendable {
    /// Lua text.
    case lua(String)
    /// A command.
    case command(Command)
    /// No command, and what to say about it.
    case mistake(Text)
}

extension Command {
    /// The commands' names, each with what may follow it, in the order of `:help`.
    public static let usages: [(name: String, arguments: String)] = [
        ("help", "[TOPIC]"), ("quit", ""), ("last", ""), ("raw", ""), ("http", ""), ("curl", ""), ("js", ""),
        ("time", "CODE"), ("clear", ""), ("history", "[COUNT]"), ("save", "FILE [RANGE]"), ("load", "FILE"),
        ("edit", "[FILE|NUMBER]"), ("forget", ""), ("demo", ""), ("trace", "[on|off]"),
    ]

    /// Words that mean a command where they stand alone and no variable has their name.
    private static let words: [String: Command] = [
        "help": .help(""), "exit": .quit, "quit": .quit, "exit()": .quit, "quit()": .quit, "help()": .help(""),
        "выход": .quit, "помощь": .help(""), "справка": .help(""),
    ]

    /// Reads an input.
    ///
    ///     Command.parse(":save visit.lua 3-9")       // .command(.save(file: "visit.lua", inputs: [3...9]))
    ///     Command.parse("bitrix.contact?")           // .command(.help("bitrix.contact")); so is "?bitrix.contact"
    ///     Command.parse("help \"include\"")          // .command(.help("include"))
    ///     Command.parse(":hlep")                     // .mistake: "no command :hlep; did you mean :help?"
    ///     Command.parse("::again::")                 // .lua("::again::")
    ///
    /// - Parameters:
    ///   - text: a whole input.
    ///   - isVariable: whether a variable of this name is there; then the bare word is Lua.
    public static func parse(_ text: String, isVariable: (String) -> Bool = { _ in false }) -> Request {
        if text.hasPrefix(":"), !text.hasPrefix("::") { return parseCommand(String(text.dropFirst())) }
        let line = bare(text)
        if let command = words[line], !isVariable(line.prefix { $0 != "(" }.description) { return .command(command) }
        if let topic = questioned(line) { return .command(.help(topic)) }
        if !isVariable("help"), line.hasPrefix("help") {
            if let topic = helpCall(line) { return .command(.help(topic)) }
            let rest = line.dropFirst(4).drop { $0.isWhitespace }
            if let next = rest.first, "({\"'".contains(next) {
                return .mistake(
                    Text(
                        #"help takes a name: help "include", help(bitrix.contact); help alone lists all"#,
                        #"help принимает имя: help "include", help(bitrix.contact); без имени покажет всё"#))
            }
        }
        return .lua(text)
    }

    /// An input without the white space, comments and semicolons around it; one that is more than that is left alone.
    private static func bare(_ text: String) -> String {
        let line = text.trimmed
        guard line.hasPrefix("help") || line.contains("?") else { return line }
        let source = SourceText(line)
        var end = line.utf8.count
        for token in source.tokens.reversed() {
            guard token.kind == .comment || token.kind == .semicolon else { break }
            end = token.start
        }
        return String(decoding: source.bytes[..<end], as: UTF8.self).trimmed
    }

    private static func parseCommand(_ text: String) -> Request {
        let name = String(text.prefix { !$0.isWhitespace })
        let rest = text.dropFirst(name.count).description.trimmed
        let short = ["q": "quit", "h": "help", "exit": "quit", "?": "help"]
        let known = usages.first { $0.name == short[name] ?? name }
        guard let known else { return .mistake(unknown(name)) }
        guard let command = command(known.name, rest) else {
            let form = ":\(known.name)" + (known.arguments.isEmpty ? "" : " \(known.arguments)")
            let usage = Text("write ", "формат: ") + Text.form(form)
            let start = Text(":\(known.name) takes nothing behind it; ", "после :\(known.name) ничего не нужно; ")
            return .mistake(known.arguments.isEmpty ? start + usage : usage)
        }
        return .command(command)
    }

    private static func unknown(_ name: String) -> Text {
        guard !name.isEmpty else {
            return Text(
                "a command has a name behind its colon; :help lists all",
                "после двоеточия нужно имя команды; :help покажет все")
        }
        let name = name.printable(limit: 30)
        return Text("no command :\(name); ", "команды :\(name) нет; ")
            + (usages.map(\.name).nearest(to: name).map { Text("did you mean :\($0)?", "может быть, :\($0)?") }
                ?? Text(":help lists all", ":help покажет все"))
    }

    /// The command of a name; nil where its arguments are wrong.
    private static func command(_ name: String, _ rest: String) -> Command? {
        let plain: [String: Command] = [
            "quit": .quit, "last": .last, "raw": .raw, "http": .http, "curl": .curl, "js": .js, "clear": .clear,
            "demo": .demo, "forget": .forget,
        ]
        if let command = plain[name] { return rest.isEmpty ? command : nil }
        switch name {
        case "help": return .help(helpCall("help " + rest) ?? rest)
        case "time": return rest.isEmpty ? nil : .time(rest)
        case "history":
            if rest.isEmpty { return .history(nil) }
            return Int(rest).flatMap { $0 > 0 ? .history($0) : nil }
        case "save": return save(rest)
        case "load": return rest.isEmpty ? nil : .load(rest.unquoted)
        case "edit":
            // A file that is called by a number has to be `./1`, or stand in quotes.
            if let number = Int(rest), number > 0 { return .edit(.input(number)) }
            return .edit(rest.isEmpty ? .last : .file(rest.unquoted))
        case "trace":
            let states: [String: Bool?] = ["": nil, "on": true, "off": false]
            return states[rest].map { .trace($0) }
        default: return nil
        }
    }

    // MARK: Arguments

    /// `FILE`, or `FILE 3-9,12`. A name with spaces stands in quotes.
    private static func save(_ rest: String) -> Command? {
        guard let first = rest.first else { return nil }
        var file: String
        var tail: Substring
        if first == "\"" || first == "'" {
            guard let end = rest.dropFirst().firstIndex(of: first) else { return nil }
            file = String(rest[rest.index(after: rest.startIndex)..<end])
            tail = rest[rest.index(after: end)...]
        } else {
            file = String(rest.prefix { !$0.isWhitespace })
            tail = rest.dropFirst(file.count)
        }
        if file.isEmpty { return nil }
        guard let ranges = ranges(String(tail)) else { return nil }
        return .save(file: file, inputs: ranges)
    }

    /// `3`, `3-9`, `3-` and `-9`, with commas or spaces between; nil for anything else.
    private static func ranges(_ text: String) -> [ClosedRange<Int>]? {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            let low = ends[0].isEmpty ? 1 : Int(ends[0])
            let high = ends.count == 1 ? low : ends[1].isEmpty ? Int.max - 1 : Int(ends[1])
            guard let low, let high, part != "-", low >= 1, low <= high else { return nil }
            ranges.append(low...high)
        }
        return ranges
    }

    /// `x?` and `?x` ask about `x`, `?` about all; nil for anything else. No Lua text ends, or begins, with a question mark
    /// outside of a comment or string.
    private static func questioned(_ line: String) -> String? {
        guard line.last == "?" || line.first == "?" else { return nil }
        let topic = (line.first == "?" ? line.dropFirst() : line.dropLast()).description.trimmed
        return topic.allSatisfy { $0.isLetter || $0.isNumber || "_.:".contains($0) } ? topic : nil
    }

    /// `help "include"`, `help(bitrix.contact)`, `help bitrix.contact`; nil for anything else.
    private static func helpCall(_ line: String) -> String? {
        guard line.hasPrefix("help"), let next = line.dropFirst(4).first,
            !(next.isLetter || next.isNumber || next == "_")
        else { return nil }
        var topic = String(line.dropFirst(4)).trimmed
        if topic.first == "(", topic.last == ")" { topic = String(topic.dropFirst().dropLast()).trimmed }
        let isQuoted = topic.unquoted != topic
        let plain = topic.unquoted
        guard !plain.isEmpty, !plain.contains(where: { $0.isNewline || $0 == "\"" || $0 == "'" }) else { return nil }
        let isName = plain.allSatisfy { $0.isLetter || $0.isNumber || "_.:".contains($0) } && plain.first != "."
        return isQuoted || isName ? plain : nil
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// Without the quotation marks around it, where it has some.
    fileprivate var unquoted: String {
        guard count >= 2, let mark = first, mark == last, mark == "\"" || mark == "'" else { return self }
        return String(dropFirst().dropLast())
    }
}
