internal import Glibc
internal import LuaHost
internal import TextMeasure

/// The plain prompt: stock lua's, without an editor. Where standard input is no terminal, each line is echoed behind its
/// prompt, because Debian's lua, which reads through readline, does so.
///
/// Each input is compiled first, as an expression if it can be one, and run once. While the syntax error is at the very
/// end of the text, more lines are asked for. Results go through the global `print`; errors go to standard error, and
/// the session continues.
struct Prompt {
    let lua: LuaState
    /// Of what a terminal shows of errors.
    let language: Language

    /// The input that was read last, for messages about it.
    private var input: [UInt8] = []

    init(lua: LuaState, language: Language) {
        self.lua = lua
        self.language = language
    }

    /// Reads and runs inputs until the end of standard input. Ctrl-C drops what was typed, or stops what runs.
    mutating func run() {
        reading: while true {
            do throws(LuaError) {
                switch try readInput() {
                case .line: try lua.runPrintingResults()
                case .interrupted: Console.write("\n")
                case .end: break reading
                }
            } catch {
                report(error)
            }
        }
        Console.write("\n")
    }

    private func report(_ error: LuaError) {
        guard isatty(STDERR_FILENO) != 0, !error.isInterrupt else {
            return writeError(error.bytes + [UInt8(ascii: "\n")])
        }
        let input = String(decoding: input, as: UTF8.self)
        let explanation = Explanation(
            error: error, names: { lua.names(in: $0) }, text: { $0 == "=stdin" ? input : nil },
            usesColor: Terminal.usesColor, language: language)
        writeError(Array(explanation.render().utf8))
    }

    /// Reads lines until they are a chunk, and compiles it.
    private mutating func readInput() throws(LuaError) -> Console.Line {
        var line = readLine(isFirst: true)
        guard case .line(var text) = line else { return line }
        if text.first == UInt8(ascii: "=") { text = Array("return ".utf8) + text.dropFirst() }
        input = text
        var chunk = try lua.load(input: text, asExpression: true)
        while case .incomplete(let error) = chunk {
            line = readLine(isFirst: false)
            if case .end = line { throw error }
            guard case .line(let next) = line else { return line }
            text += [UInt8(ascii: "\n")] + next
            input = text
            chunk = try lua.load(input: text, asExpression: false)
        }
        return line
    }

    private func readLine(isFirst: Bool) -> Console.Line {
        let prompt =
            isFirst
            ? lua.text(ofGlobal: "_PROMPT", otherwise: "> ") : lua.text(ofGlobal: "_PROMPT2", otherwise: ">> ")
        let line = Console.readLine(prompt: prompt)
        if case .line(let text) = line, isatty(STDIN_FILENO) == 0 { Console.write(text + [UInt8(ascii: "\n")]) }
        return line
    }
}
