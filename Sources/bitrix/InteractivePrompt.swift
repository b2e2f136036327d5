internal import BitrixModule
internal import Help
internal import LineEditor
internal import LuaHost
internal import REPL
internal import TextMeasure

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
    /// The code of the last error, for `help(_e)`.
    private(set) var lastCode: String?
    /// What Tab and the colours are made of.
    private let assistance: PromptAssistance

    /// Opens the session, which has to happen before any script can change library functions.
    init(
        lua: LuaState, module: BitrixModule.Handle, connection: Connection, trace: Trace, language: Language
    ) throws(LuaError) {
        self.lua = lua
        self.module = module
        self.connection = connection
        self.trace = trace
        self.language = language
        session = try REPL.Session(
            lua: lua, language: language, documented: Help.entries.filter { $0.kind == .function }.map(\.name),
            screen: { Terminal.screen }, startLine: { LineEditor.startLine(movesCursor: Terminal.movesCursor) })
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
        if connection.lacksKey, !FirstStart(connection: connection, language: language).chooses() { return }
        Console.write(greeting)
        var text = ""
        while true {
            let input = editor.read(prompt: prompt, continuationPrompt: continuationPrompt, text: text)
            text = ""
            switch input {
            case .interrupted: continue
            case .end: return
            case .text(let typed):
                switch answer(typed) {
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
        // What failed is still there for Up, but not worth being suggested.
        defer {
            if session.inputs.count > count, session.inputs.last?.results == nil { editor.history.discourage(typed) }
        }
        do throws(LuaError) {
            switch Command.parse(typed, isVariable: { self.session.isVariable($0) }) {
            case .lua(let text): try session.run(text)
            case .mistake(let message):
                let meant = session.meant(by: typed).map {
                    Text("did you mean \($0)? (keyboard layout)", "может быть, \($0)? (раскладка клавиатуры)")
                }
                writeError(Array("\((meant ?? message)[language])\n".utf8))
            case .command(let command): return try session.perform(command, host: self)
            }
        } catch {
            report(error)
        }
        return .prompt
    }

    private func report(_ error: LuaError) {
        LineEditor.startLine(movesCursor: Terminal.movesCursor)
        lastCode = error.code
        let session = session
        let explanation = Explanation(
            error: error, names: { session.names(in: $0) }, text: { session.text(ofChunk: $0) },
            usesColor: Terminal.usesColor, language: language, session: session)
        writeError(Array(explanation.render().utf8))
    }

    // MARK: - Words

    private var greeting: String {
        let rules = Text(
            "help explains, :quit or Ctrl-D ends. Nothing here can change your data.",
            "help — справка, :quit или Ctrl-D — выход. Изменить данные отсюда нельзя.")
        return Terminal.wrapped(connection.introduction[language]) + Terminal.wrapped(rules[language])
    }

    /// `demo> `, or what the global `_PROMPT` says, as in lua.
    private var prompt: String {
        custom("_PROMPT") ?? "\(connection.name[language])> "
    }

    /// As wide as the prompt, so that the lines of a block stand below each other.
    private var continuationPrompt: String {
        custom("_PROMPT2") ?? String(repeating: ".", count: max(1, prompt.count - 2)) + "> "
    }

    private func custom(_ global: String) -> String? {
        let text = String(decoding: lua.text(ofGlobal: global, otherwise: ""), as: UTF8.self)
        let line = text.prefix { !$0.isNewline }.printable()
        return line.isEmpty ? nil : line
    }
}
