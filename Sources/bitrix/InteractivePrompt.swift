internal import BitrixModule
internal import Glibc
internal import Help
internal import LineEditor
internal import Localization
internal import LuaHost
internal import REPL
internal import TerminalText

/// The prompt on a terminal: reads an input with the line editor, runs it in the session, and goes on.
///
/// Where standard input or output is no terminal, ``Prompt`` takes its place, which is stock lua's to the byte.
final class InteractivePrompt {
    let lua: LuaState
    let session: REPL.Session
    let module: BitrixModule.Handle
    let connection: Connection
    let trace: Trace
    let language: Language
    let editor: LineEditor
    /// What Tab and the colours are made of.
    private let assistance: PromptAssistance

    /// Opens the session, which has to happen before any script can change library functions.
    init(
        lua: LuaState, module: BitrixModule.Handle, connection: Connection, trace: Trace, language: Language,
        memoryLimit: Int?
    ) throws(LuaError) {
        self.lua = lua
        self.module = module
        self.connection = connection
        self.trace = trace
        self.language = language
        session = try REPL.Session(
            lua: lua, language: language, documented: Help.entries.filter { $0.kind == .function }.map(\.name),
            screen: { Terminal.screen }, startLine: { LineEditor.startLine(movesCursor: Terminal.movesCursor) },
            resultBudget: memoryLimit.map { $0 / 4 } ?? 64 << 20)
        assistance = PromptAssistance(session: session)
        var settings = LineEditor.Settings()
        settings.usesColor = Terminal.screen.usesColor
        settings.movesCursor = Terminal.movesCursor
        settings.indentationStep = 2
        settings.suggests = Terminal.wantsSuggestions
        editor = LineEditor(
            history: History(path: StateDirectory.file("history")), assistance: assistance.forEditor,
            settings: settings)
    }

    /// Reads and runs inputs until the end.
    func run() {
        IdleInterrupt.install()
        editor.onEndSignal = { [lua] signal in
            // Finalizers run, and files that the session has left open are written.
            lua.close(atExit: true)
            exit(ExitStatus.of(signal: signal))
        }
        session.help = { [unowned self] in help(on: $0) }
        if connection.lacksKey, !FirstStart(connection: connection, language: language).chooses() { return }
        Console.write(greeting)
        var text = ""
        while true {
            let (prompt, continuation) = prompts
            IdleInterrupt.forget()
            let input = editor.read(
                prompt: prompt, continuationPrompt: continuation,
                furtherPrompt: session.isVariable("_PROMPT2")
                    ? { self.continuationPrompt(otherwise: continuation) } : nil,
                text: text)
            text = ""
            module.countRequestsAnew()
            switch input {
            case .interrupted: continue
            case .end: return
            case .text(let typed):
                let next = answer(typed)
                if lua.endSignal != nil { return }
                switch next {
                case .prompt: continue
                case .input(let next): text = next
                case .quit: return
                }
            }
        }
    }

    /// Does what was typed, Lua or a command; errors are shown, and the session goes on.
    private func answer(_ typed: String) -> Continuation {
        let count = session.inputs.count
        session.program = program
        // What failed is still there for Up, but not worth being suggested.
        defer {
            if session.inputs.count > count, session.inputs.last?.results == nil { editor.history.discourage(typed) }
        }
        defer { tellOfPartialList() }
        do throws(LuaError) {
            let request = Command.parse(typed, isVariable: session.isVariable)
            // Meant for what was about to run.
            if IdleInterrupt.isThere { return .prompt }
            switch request {
            case .lua(let text): try session.run(text)
            case .mistake(let message):
                let meant = session.meant(by: typed).map {
                    Text("did you mean \($0)? (keyboard layout)", "может быть, \($0)? (раскладка клавиатуры)")
                }
                StandardError.write("\((meant ?? message)[language])\n")
            case .command(let command): return try session.perform(command, host: self)
            }
        } catch {
            report(error)
        }
        return .prompt
    }

    /// Says that a list has more than what came, whatever the input did with it: shown, counted or kept, it looks whole.
    private func tellOfPartialList() {
        guard let (count, total) = module.takePartialList() else { return }
        let known = total.flatMap { $0 > count ? $0 : nil }
        let words = Text(
            known.map { "-- \(count) of \($0) came" } ?? "-- \(count) came, and there are more",
            known.map { "-- пришло \(count) из \($0)" } ?? "-- пришло \(count), и это не всё")
        let more = Text("; help \"lists\" says how to go on", "; как читать дальше: help \"lists\"")
        Console.write(Terminal.wrapped((words + more)[language]))
    }

    private func report(_ error: LuaError) {
        LineEditor.startLine(movesCursor: Terminal.movesCursor)
        let session = session
        let explanation = Explanation(
            error: error, names: { session.names(in: $0) }, text: { session.text(ofChunk: $0) },
            usesColor: Terminal.usesColor, language: language,
            members: { path in
                // What the failing function sees, else what the session has.
                self.lua.members(at: path).flatMap { $0.kind == "nil" ? nil : $0 } ?? session.members(at: path)
            },
            lastCall: { self.module.lastCall }, compiles: { session.compiles($0) }, session: session)
        StandardError.write(explanation.render())
    }

    // MARK: - Words

    private var greeting: String {
        let rules = Text(
            "help explains, :quit or Ctrl-D ends. Nothing here can change your data.",
            "help — справка, :quit или Ctrl-D — выход. Изменить данные отсюда нельзя.")
        return Terminal.wrapped(connection.introduction[language]) + Terminal.wrapped(rules[language])
    }

    /// `demo> `, or what the global `_PROMPT` says; and for further lines one as wide, so that the lines of a block stand
    /// below each other. As in lua a global is asked once for each line that it stands before.
    private var prompts: (first: String, further: String) {
        let own = "\(connection.name[language])> "
        var first = own
        if let custom = custom("_PROMPT") {
            // What stands in lines above is no part of the line that is edited.
            let start = custom.lastIndex(of: "\n").map { custom.index(after: $0) } ?? custom.startIndex
            if start > custom.startIndex { Console.write(String(custom[..<start])) }
            first = String(custom[start...])
        }
        let shown = PromptText.visible(first)
        assistance.prompts = [shown, own]
        return (first, String(repeating: ".", count: max(1, DisplayWidth.of(shown) - 2)) + "> ")
    }

    private func continuationPrompt(otherwise usual: String) -> String {
        let prompt = custom("_PROMPT2").map { String($0.prefix { !$0.isNewline }) } ?? usual
        assistance.prompts.append(PromptText.visible(prompt))
        return prompt
    }

    /// The text of a global that is a prompt, with its colours, but nothing else that a terminal obeys.
    private func custom(_ global: String) -> String? {
        lua.text(ofGlobal: global).map { bytes in
            // Readline's marks around what takes no room.
            let text = String(decoding: bytes.filter { $0 != 1 && $0 != 2 }, as: UTF8.self)
            return PromptText.pieces(of: text).map {
                $0.isColor ? $0.text : $0.text.printable(keepingLines: true)
            }.joined()
        }
    }
}
