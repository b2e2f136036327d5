public import Localization
public import LuaHost
internal import LuaText
internal import Posix
internal import TerminalText

/// A session at a prompt: runs one input after the other and shows what comes of it.
///
/// Variables that an input declares with `local` outside of blocks are there in later inputs, without becoming globals:
/// functions made earlier see what is assigned later, a new declaration hides an old one, `<const>` stays constant, and
/// `<close>` variables are closed when their input ends. Of an input that fails, the variables stay that were set.
///
/// Results are called `_1`, `_2`, … in the order in which they came, nil left out; `_` is the first of the last input that
/// had any, also where it was not shown, `_e` the value of the last error. Inputs see them as variables of the session:
/// scripts, modules and the table of globals do not. These names are the prompt's own: `_1 = …` is refused, an assignment to
/// `_` or `_e` is forgotten when its input ends, and so is a `local` of such a name.
///
/// Kept are the last thousand results, of one input its first thousand, as long as they take no more memory than the
/// session's budget; the oldest go first, but what came last stays. An input that asks for one that is gone fails.
///
/// ```swift
/// let session = try Session(lua: lua, screen: { Screen(columns: 80, lines: 24, usesColor: true) })
/// try session.run("local x = 20")     // 20
/// try session.run("x * 2.1")          // 42.0  -- _1
/// ```
public final class Session {
    let lua: LuaState
    let language: Language
    let write: (String) -> Void
    let screen: () -> Screen
    let startLine: () -> Void
    /// How many bytes results may take.
    private let resultBudget: Int
    /// Whether it was said already that `null` is no word of Lua's.
    private var hasExplainedNull = false
    /// Names that help knows, such as `bitrix.last`.
    let documented: [String]
    /// What `:save` wrote, by the file's real path: it replaces only a file that still holds that.
    var savedFiles: [String: [UInt8]] = [:]

    /// The help text on a topic, `""` for all, for the function `help` that inputs can call.
    public var help: (_ topic: String) -> String {
        get { helpSource.text }
        set { helpSource.text = newValue }
    }
    private let helpSource: HelpSource
    /// The session's Lua half.
    let part: SessionPart
    /// The input that was looked at last: each is asked about several times.
    private var lastInput: (text: String, isTyped: Bool, input: Input)?

    /// What the host function behind `help` asks; it is made before the session is.
    private final class HelpSource {
        var text: (String) -> String = { _ in "" }
    }

    /// The inputs that were run, in order. An input's number, as in `:history` and `:save`, is its place here, from 1.
    public private(set) var inputs: [Entry] = []

    /// How a script has to be run for requests to go where those of inputs go now: `bitrix --demo`; nil where that is not known.
    public var program: String?

    /// What is known of an input that was run.
    public struct Entry: Equatable, Sendable {
        /// What was typed.
        public let text: String
        /// What came of it; nil where it failed or was stopped.
        public internal(set) var results: Results?
        /// ``Session/program`` when it ran.
        var program: String?
    }

    /// The results of an input.
    public struct Results: Equatable, Sendable {
        /// What each is called in the session; nil for results that are nil. Of many, those that may have names.
        public let names: [String?]
        /// Whether one of them is a table.
        public let haveTable: Bool
        /// The variables and results of the session that the input uses, by name; `_` by the name it stands for.
        public let used: [String]
        /// What `_` stands for, where the input uses it.
        public let underscore: String?
        /// The numbers of older results that had to go, because results took too much memory.
        public let gone: ClosedRange<Int>?
    }

    /// Opens a session in an interpreter. Once per interpreter, and before code that could change library functions.
    ///
    /// - Parameters:
    ///   - language: of what is said around values, and by commands.
    ///   - documented: names of the module `bitrix`, whole; completed also where its table does not hold them.
    ///   - screen: the size of the terminal and whether colours are wanted; asked before anything is shown.
    ///   - startLine: goes to a new line where an input's output has left the cursor in the middle of one; called when an
    ///     input has run, before its results are shown. Who shows an error has to do that himself.
    ///   - resultBudget: how many bytes the results that are kept may take, about.
    ///   - write: takes what is shown.
    /// - Throws: a ``LuaError`` where there is not enough memory.
    public init(
        lua: LuaState, language: Language = .english, documented: [String] = [], screen: @escaping () -> Screen,
        startLine: @escaping () -> Void = {}, resultBudget: Int = 64 << 20,
        write: @escaping (String) -> Void = { Console.write($0) }
    ) throws(LuaError) {
        self.lua = lua
        self.language = language
        self.documented = documented
        self.screen = screen
        self.startLine = startLine
        self.resultBudget = resultBudget
        self.write = write
        let helpSource = HelpSource()
        self.helpSource = helpSource
        let parts = [
            "printer": PackageResources.printer_lua, "completion": PackageResources.completion_lua,
            "order": PackageResources.order_lua, "text": PackageResources.text_lua,
        ]
        part = try SessionPart(
            lua, source: PackageResources.session_lua,
            functions: [
                "source": { call in
                    (parts[call.text(1) ?? ""] ?? []).withUnsafeBufferPointer { call.returns($0) }
                },
                "width": { $0.returns(Int64(DisplayWidth.of($0.text(1) ?? ""))) },
                "escape": { $0.returns(($0.text(1) ?? "").escapingInvisible) },
                "cut": { call in
                    let text = call.text(1) ?? ""
                    let count = DisplayWidth.bytes(of: text, fitting: Int(call.integer(2) ?? 0))
                    call.returns(String(decoding: text.utf8.prefix(count), as: UTF8.self))
                },
                "phrase": { call in
                    call.returns(Phrases.text(call.text(1) ?? "", Int(call.integer(2) ?? 0))[language])
                },
                "budget": { $0.returns(Int64(resultBudget)) },
                "stopped": { [weak lua] in $0.returns(lua?.wasStopped ?? true) },
                "write": { write($0.text(1) ?? "") },
                "help": { write(helpSource.text($0.text(1) ?? "")) },
            ])
    }

    /// Makes the error of the script that has just failed this session's: `_e`, and the variables of the function that raised it.
    public func adoptError() throws(LuaError) { try part.adoptError() }

    // MARK: Running

    /// Whether an input is a whole chunk, or wrong in a way that more text cannot mend. An expression may go on over several
    /// lines, too. Commands are whole, but for the code behind `:time`. What ends in two empty lines counts as whole: so an
    /// input can be ended that nothing completes, and its error tells why; but not inside a long string or comment. Nothing
    /// is run.
    public func isComplete(_ text: String) -> Bool {
        switch Command.parse(text) {
        case .command(.time(let code)): return isComplete(code)
        case .command, .mistake: return true
        case .lua: break
        }
        let input = input(text)
        if input.text.hasUnfinishedQuote || input.text.endsInEmptyLines { return true }
        return judgement(of: input) != "incomplete"
    }

    /// `complete`, `incomplete` or `wrong`.
    func judgement(of input: Input) -> String {
        part.ask("check", .string(input.text.bytes), LuaValue(input.place))?.text ?? "wrong"
    }

    /// An input, made ready once.
    func input(_ text: String, isTyped: Bool = true) -> Input {
        if let last = lastInput, last.isTyped == isTyped, last.text == text { return last.input }
        let input = Input(text, isTyped: isTyped)
        lastInput = (text, isTyped, input)
        return input
    }

    /// Runs an input and shows its results, or for an assignment what it assigned; nothing where a semicolon ends it.
    ///
    /// The input is compiled first, as an expression where that is possible, and run once. Of several statements the last one
    /// may be an expression; its values are the results.
    ///
    /// - Parameters:
    ///   - text: a complete input; `=x` stands for `return x`.
    ///   - file: where the text is from, for messages; nil for what was typed, which messages call `input 3` by its number.
    /// Nothing but white space is no input, and gets no number.
    ///
    /// - Returns: how long it ran, in seconds, without the time for showing results.
    /// - Throws: a ``LuaError``: that of the input, also for one that is not complete, or `isInterrupt` where Ctrl-C stopped
    ///   the input or the showing of its results.
    @discardableResult public func run(_ text: String, file: String? = nil) throws(LuaError) -> Double {
        // Without empty lines at its end: "near <eof>" is to show the line that lacks something.
        let text = String(text.reversed().drop(while: \.isWhitespace).reversed())
        if text.isEmpty { return 0 }
        let input = input(text, isTyped: file == nil)
        inputs.append(Entry(text: text, results: nil, program: program))
        lua.forgetError()
        let names = LuaTable(list: input.text.names.map { .string($0) })
        let chunkName = file.map { "@" + $0 } ?? Self.chunkName(ofInput: inputs.count)
        let function = try part.load(
            .string(input.text.bytes), input.caught.map { .string($0) } ?? .nil, .table(names), .string(input.catcher),
            .string(chunkName), LuaValue(input.place), LuaValue(input.caughtPlace))
        let start = monotonicSeconds()
        do throws(LuaError) {
            try part.runInput(function)
        } catch {
            throw inUserTerms(error)
        }
        let elapsed = monotonicSeconds() - start
        startLine()
        let results = describeResults()
        inputs[inputs.count - 1].results = results
        if input.isSilent {
            // Asked for by its semicolon.
        } else if !results.names.isEmpty {
            try showResults()
        } else if let assignment = input.text.assignment {
            try show(assignment, results)
        }
        if let gone = results.gone { say(Self.gone(gone, resultBudget)) }
        explainNull(input)
        return elapsed
    }

    /// Results that had to go for want of room.
    private static func gone(_ numbers: ClosedRange<Int>, _ budget: Int) -> Text {
        let one = numbers.count == 1, first = numbers.lowerBound, last = numbers.upperBound
        let size = budget >= 1 << 20 ? "\(budget >> 20) MB" : "\(budget >> 10) KB"
        return Text(
            one ? "-- _\(first) is no longer kept: " : "-- _\(first) to _\(last) are no longer kept: ",
            one ? "-- _\(first) больше не хранится: " : "-- _\(first)–_\(last) больше не хранятся: ")
            + Text(
                "results may take \(size); :forget drops all",
                "результатам отведено \(size); :forget уберёт все")
    }

    /// Says that `null` is another language's word, where it is used and is no variable: always where it stands alone.
    private func explainNull(_ input: Input) {
        let words = input.text.tokens.filter { $0.kind != .comment && $0.kind != .semicolon }
        guard !hasExplainedNull || words.count == 1, input.text.names.contains("null"), !isVariable("null"),
            !input.text.topLevelLocals.contains(where: { $0.name == "null" })
        else { return }
        hasExplainedNull = true
        say(
            Text(
                "-- Lua's word is nil; inside lists bitrix.null stands for null",
                "-- в Lua это nil; внутри списков вместо null стоит bitrix.null"))
    }

    /// Whether a name is one of the prompt's own: `_`, `_e`, `_1`, `_2`, …
    static func isOwn(_ name: String) -> Bool {
        guard name != "_", name != "_e" else { return true }
        let digits = name.dropFirst()
        return name.first == "_" && !digits.isEmpty && digits.first != "0"
            && digits.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    /// What Lua calls an input.
    private static func chunkName(ofInput number: Int) -> String { "=input \(number)" }

    /// The text of the input that Lua knows by this name, such as `=input 3`, for the excerpt of an error: that may have come
    /// about in a function that an earlier input made.
    public func text(ofChunk name: String) -> String? {
        guard let number = name.split(separator: " ").last.flatMap({ Int($0) }), inputs.indices.contains(number - 1),
            name == Self.chunkName(ofInput: number)
        else { return nil }
        return inputs[number - 1].text
    }

    /// To Lua the session's variables are upvalues, and an input that uses them is a function inside of another one; who
    /// typed `local` knows locals and a main chunk. Only the input's own frame is meant: a function's upvalues are upvalues.
    private func inUserTerms(_ error: LuaError) -> LuaError {
        // Bytes of any kind, as characters of one byte each.
        let text = String(String.UnicodeScalarView(error.bytes.map { Unicode.Scalar($0) }))
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        let main = lines.count - 2
        guard lines.last == "\t[C]: in ?", let start = lines.lastIndex(of: "stack traceback:"), start < main,
            let place = lines[main].firstRange(of: ": in function <")
        else { return error }
        lines[main].replaceSubrange(place.lowerBound..., with: ": in main chunk")
        if start + 1 == main {
            for index in 0..<start { lines[index].replace("(upvalue '", with: "(local '") }
        } else {
            lines[main - 1].replace(": in upvalue '", with: ": in local '")
        }
        return error.saying(lines.joined(separator: "\n").unicodeScalars.map { UInt8($0.value) })
    }

    private func describeResults() -> Results {
        let about = part.ask("describe")
        let first = about?["gone_first"]?.integer, last = about?["gone_last"]?.integer
        return Results(
            names: about?["names"]?.table?.list.map(\.text) ?? [], haveTable: about?["has_table"]?.boolean ?? false,
            used: about?["used"]?.table?.list.compactMap(\.text) ?? [], underscore: about?["underscore"]?.text,
            gone: first.flatMap { first in last.map { Int(first)...Int($0) } })
    }

    /// Whether inputs see a variable of this name, the session's or a global.
    public func isVariable(_ name: String) -> Bool {
        part.ask("is_variable", .string(name))?.boolean ?? false
    }

    // MARK: Showing

    private func showResults() throws(LuaError) {
        let screen = screen()
        try part.run(
            "show", LuaValue(screen.columns), LuaValue(screen.lines), .boolean(screen.usesColor),
            .boolean(screen.numbersResults))
    }

    private func show(_ assignment: Assignment, _ results: Results) throws(LuaError) {
        var own: [String] = []
        let paths =
            switch assignment {
            // Who declares another environment gives no variable a value.
            case .locals(let names):
                names.filter { name in
                    if Self.isOwn(name) { own.append(name) }
                    return name != "_ENV" && !Self.isOwn(name)
                }.map { NamePath(root: $0).value }
            case .targets(let targets):
                targets.compactMap { $0 }.filter { target in
                    // Where it means nothing to the prompt yet, it is a variable as any other.
                    let isKnown = target.root == "_" ? results.underscore != nil : results.used.contains(target.root)
                    let isOwn = target.keys.isEmpty && Self.isOwn(target.root) && isKnown
                    if isOwn { own.append(target.root) }
                    return !isOwn
                }.map(\.value)
            }
        if paths.isEmpty {
            guard let name = own.first else { return }
            return say(
                Text(
                    "-- \(name) is the prompt's own name; what it was given is gone with this input",
                    "-- имя \(name) занято приглашением; присвоенное ему пропало вместе с этим вводом"))
        }
        let screen = screen()
        try part.run(
            "show_paths", LuaValue(screen.columns), LuaValue(screen.lines), .boolean(screen.usesColor),
            .table(LuaTable(list: paths)))
    }

    /// Shows what was shown last once more, whole: the command `:last`.
    public func showLast() throws(LuaError) {
        let screen = screen()
        try part.run("show_all", LuaValue(screen.columns), .boolean(screen.usesColor))
    }
}

/// What is known of the terminal.
public struct Screen: Sendable {
    /// Its width.
    public var columns: Int
    /// Its height.
    public var lines: Int
    /// Whether results are shown in colours.
    public var usesColor: Bool
    /// Whether results say what they are called: `42  -- _1`.
    public var numbersResults: Bool

    /// Describes a terminal.
    public init(columns: Int, lines: Int, usesColor: Bool, numbersResults: Bool = true) {
        self.columns = columns
        self.lines = lines
        self.usesColor = usesColor
        self.numbersResults = numbersResults
    }
}
