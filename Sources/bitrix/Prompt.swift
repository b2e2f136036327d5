internal import Glibc
internal import LuaHost
internal import Posix

/// The plain prompt: stock lua's, without an editor. Where standard input is no terminal, each line is echoed behind its
/// prompt, because Debian's lua, which reads through readline, does so.
///
/// Each input is compiled first, as an expression if it can be one, and run once. While the syntax error is at the very
/// end of the text, more lines are asked for. Results go through the global `print`; errors go to standard error, and
/// the session continues. All that is to the byte, also where standard error is a terminal.
struct Prompt {
    let lua: LuaState
    /// Called before each input: limits count from there.
    let beginInput: () -> Void
    /// Lines that a carriage return has ended, which readline takes for Enter.
    private var waiting: [[UInt8]] = []

    init(lua: LuaState, beginInput: @escaping () -> Void) {
        self.lua = lua
        self.beginInput = beginInput
    }

    /// Reads and runs inputs until the end of standard input. Ctrl-C drops what was typed, or stops what runs.
    mutating func run() {
        reading: while true {
            do throws(LuaError) {
                beginInput()
                switch try readInput() {
                case .line: try lua.runPrintingResults()
                case .interrupted: Console.write("\n")
                case .end: break reading
                }
            } catch {
                if lua.endSignal != nil, error.isInterrupt { return }
                StandardError.write(error.bytes + [UInt8(ascii: "\n")])
            }
            if lua.endSignal != nil { return }
        }
        if Console.endSignal == nil { Console.write("\n") }
    }

    /// Reads lines until they are a chunk, and compiles it.
    private mutating func readInput() throws(LuaError) -> Console.Line {
        var line = readLine(isFirst: true)
        guard case .line(var text) = line else { return line }
        if text.first == UInt8(ascii: "=") { text = Array("return ".utf8) + text.dropFirst() }
        var chunk = try lua.load(input: text, asExpression: true)
        while case .incomplete(let error) = chunk {
            line = readLine(isFirst: false)
            if case .end = line { throw error }
            guard case .line(let next) = line else { return line }
            text += [UInt8(ascii: "\n")] + next
            chunk = try lua.load(input: text, asExpression: false)
        }
        return line
    }

    private mutating func readLine(isFirst: Bool) -> Console.Line {
        let prompt =
            isFirst
            ? lua.text(ofGlobal: "_PROMPT") ?? Array("> ".utf8) : lua.text(ofGlobal: "_PROMPT2") ?? Array(">> ".utf8)
        if !waiting.isEmpty {
            let text = waiting.removeFirst()
            Console.write(prompt + text + [UInt8(ascii: "\n")])
            return .line(text)
        }
        let line = Console.readLine(prompt: prompt)
        guard case .line(let bytes) = line else { return line }
        // Readline takes a zero byte for a key that inserts nothing.
        let text = bytes.filter { $0 != 0 }
        if File.isTerminal(STDIN_FILENO) { return .line(text) }
        waiting = text.split(separator: UInt8(ascii: "\r"), omittingEmptySubsequences: false).map { Array($0) }
        let first = waiting.removeFirst()
        Console.write(first + [UInt8(ascii: "\n")])
        return .line(first)
    }
}
