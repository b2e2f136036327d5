internal import Glibc
internal import Posix
internal import TerminalText

/// A prompt where the cursor cannot be moved: the terminal edits each line, and none can be taken back.
struct PlainReading {
    let assistance: Assistance

    /// Reads lines until the text is complete.
    func run(_ prompt: String, _ continuationPrompt: () -> String) -> LineEditor.Input {
        let signals = Signals()
        defer { signals.restore() }
        var text = "", shown = prompt
        while true {
            Terminal.write(shown)
            var line: [UInt8] = []
            while line.last != UInt8(ascii: "\n") {
                if !signals.waitForInput(STDIN_FILENO) {
                    if signals.take(SIGINT) {
                        tcflush(STDIN_FILENO, TCIFLUSH)
                        Terminal.write("\n")
                        return .interrupted
                    }
                    if let signal = signals.takeEnd() ?? (signals.take(SIGTSTP) ? SIGTSTP : nil) {
                        signals.restore()
                        raise(signal)
                        signals.install()
                        if line.isEmpty { Terminal.write(shown) }
                    }
                    _ = signals.take(SIGWINCH)
                    _ = signals.take(SIGCONT)
                    continue
                }
                guard let byte = Terminal.readByte() else {
                    if text.isEmpty && line.isEmpty {
                        Terminal.write("\n")
                        return .end
                    }
                    break
                }
                line.append(byte)
            }
            let hasEnded = line.last != UInt8(ascii: "\n")
            text += String(exactly: hasEnded ? line[...] : line.dropLast())
            if hasEnded || assistance.isComplete(text) { return .text(text) }
            text += "\n"
            shown = continuationPrompt()
        }
    }
}

/// Bytes from and to the terminal.
enum Terminal {
    /// Writes to standard output; what it does not take is dropped.
    static func write(_ text: String) {
        File.write(text.utf8, to: STDOUT_FILENO)
    }

    /// One byte of standard input, which is waited for; nil at its end.
    static func readByte() -> UInt8? { readBytes(1).first }

    /// Bytes of standard input, at least one, which is waited for; none at its end.
    static func readBytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result = 0
            repeat { result = systemRead(STDIN_FILENO, buffer.baseAddress, count) } while result < 0 && errno == EINTR
            filled = max(0, result)
        }
    }

    private static func systemRead(_ file: Int32, _ to: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
        Glibc.read(file, to, count)
    }
}
