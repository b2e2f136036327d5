internal import LuaHost

/// The plain prompt: stock lua's, without an editor.
///
/// Each input is compiled first, as an expression if it can be one, and run once. While the syntax error is at the very
/// end of the text, more lines are asked for. Results go through the global `print`; errors go to standard error, and
/// the session continues.
struct Prompt {
    let lua: LuaState

    /// Reads and runs inputs until the end of standard input.
    func run() {
        while let line = readLine(isFirst: true) {
            do throws(LuaError) {
                try load(line)
                try lua.runPrintingResults()
            } catch {
                writeError(error.bytes + [UInt8(ascii: "\n")])
            }
        }
        Console.write("\n")
    }

    /// Compiles an input that begins with `line`, reading further lines as it needs them.
    private func load(_ line: [UInt8]) throws(LuaError) {
        var text = line.first == UInt8(ascii: "=") ? Array("return ".utf8) + line.dropFirst() : line
        var input = try lua.load(input: text, asExpression: true)
        while case .incomplete(let error) = input {
            guard let next = readLine(isFirst: false) else { throw error }
            text += [UInt8(ascii: "\n")] + next
            input = try lua.load(input: text, asExpression: false)
        }
    }

    private func readLine(isFirst: Bool) -> [UInt8]? {
        let prompt =
            isFirst
            ? lua.text(ofGlobal: "_PROMPT", otherwise: "> ") : lua.text(ofGlobal: "_PROMPT2", otherwise: ">> ")
        return Console.readLine(prompt: prompt)
    }
}
