internal import BitrixModule
internal import Help
internal import LineEditor
internal import LuaHost
internal import REPL

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// What the commands of the prompt do. What each is for, ``Help`` says.
extension InteractivePrompt {
    func perform(_ command: Command) {
        switch command {
        case .quit: break
        case .help(let topic):
            let style = HelpStyle(width: Terminal.screen.columns, usesColor: Terminal.screen.usesColor)
            Console.write(Help.answer(to: topic, language, style: style))
        case .last: showLast()
        case .raw: showLastCall(Snippet.raw)
        case .http: showLastCall(Snippet.http)
        case .curl: showLastCall(Snippet.curl)
        case .js: showLastCall(Snippet.javascript)
        case .time(let text):
            if let seconds = run(text) { Console.write("\(Self.duration(seconds))\n") }
        case .clear: Console.write("\u{1B}[H\u{1B}[2J")
        case .history(let count): showHistory(count)
        case .save(let file, let inputs): save(file, inputs)
        case .load(let file): load(file)
        case .edit(let file): edit(file)
        case .demo:
            connection.switchToDemo()
            module.reconnect()
            Console.write("\(connection.introduction)\n")
        case .trace(let isOn):
            trace.showsOnTerminal = isOn ?? !trace.showsOnTerminal
            Console.write(
                trace.showsOnTerminal ? "Each request is shown from now on.\n" : "Requests are no longer shown.\n")
        }
    }

    private func showLast() {
        do throws(LuaError) {
            try session.showLast()
        } catch {
            writeError(error.bytes + [UInt8(ascii: "\n")])
        }
    }

    private func showLastCall(_ text: (LastCall) -> String) {
        guard let call = module.lastCall else { return complain("no request was sent yet; try bitrix.contact(71)") }
        Console.write("\(text(call))\n")
    }

    private func complain(_ message: String) { writeError(Array("\(message)\n".utf8)) }

    /// `0.8 ms`, `1.25 s`.
    private static func duration(_ seconds: Double) -> String {
        let microseconds = Int((seconds * 1e6).rounded())
        if microseconds < 1000 { return "\(microseconds) µs" }
        if microseconds < 1_000_000 { return "\(microseconds / 1000).\(microseconds % 1000 / 100) ms" }
        let hundredths = microseconds / 10_000
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
    }

    // MARK: - Inputs and files

    /// The inputs of this session with their numbers, which `:save` takes; a cross marks those that failed.
    private func showHistory(_ count: Int?) {
        let wanted = count ?? max(1, Terminal.screen.lines - 2)
        let first = max(0, session.inputs.count - wanted)
        for (index, entry) in session.inputs.enumerated().dropFirst(first) {
            let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false)
            let number = String(index + 1)
            let margin = String(repeating: " ", count: max(0, 4 - number.count)) + number
            Console.write("\(margin) \(entry.results == nil ? "x" : " ") \(lines[0])\n")
            for line in lines.dropFirst() { Console.write("       \(line)\n") }
        }
        if session.inputs.isEmpty { complain("nothing was run yet") }
    }

    private func save(_ file: String, _ inputs: [ClosedRange<Int>]) {
        let needed = connection.shortName == "demo" ? "bitrix --demo" : "bitrix"
        let script = session.script(of: inputs, comments: ["Run: \(needed) \(file)"])
        guard !History.looksLikeKey(script) else {
            return complain("something in these inputs looks like a key; choose others, such as :save \(file) 3-9")
        }
        let text = Array(script.utf8)
        // Refuses to replace a file: what is there may be all that somebody has.
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            return complain(
                errno == EEXIST ? "\(file) exists; choose another name" : "cannot write \(file): \(Self.reason)")
        }
        defer { close(descriptor) }
        write(text, to: descriptor)
        Console.write("saved to \(file)\n")
    }

    private func load(_ file: String) {
        guard let content = Self.content(of: file) else { return complain("cannot read \(file): \(Self.reason)") }
        // As lua does with files: a UTF-8 mark and a first line for the shell are no Lua.
        var text = content.unicodeScalars.first == "\u{FEFF}" ? String(content.unicodeScalars.dropFirst()) : content
        if text.hasPrefix("#") { text = String(text.drop { !$0.isNewline }) }
        run(text, chunkName: "@" + file)
    }

    /// Opens the user's editor with a file, or with the last input, and runs what is saved.
    private func edit(_ file: String?) {
        if let file {
            if Self.runEditor(file) { load(file) }
            return
        }
        var template = Array("/tmp/bitrix-XXXXXX.lua".utf8CString)
        let descriptor = mkstemps(&template, 4)
        guard descriptor >= 0 else { return complain("cannot make a file for the editor: \(Self.reason)") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let before = session.inputs.last?.text ?? ""
        write(Array((before + "\n").utf8), to: descriptor)
        close(descriptor)
        guard Self.runEditor(path), let text = Self.content(of: path) else { return }
        let trimmed = String(text.reversed().drop { $0.isWhitespace }.reversed())
        guard !trimmed.isEmpty else { return complain("nothing to run") }
        editor.history.add(trimmed)
        run(trimmed)
    }

    /// Runs `$VISUAL`, else `$EDITOR`, else vi, and waits for it.
    private static func runEditor(_ file: String) -> Bool {
        let names: [String] = ["VISUAL", "EDITOR"]
        let name = names.lazy.compactMap { getenv($0).map { String(cString: $0) } }.first { !$0.isEmpty }
        let quoted = "'" + file.replacing("'", with: #"'\''"#) + "'"
        return Subprocess.run("\(name ?? "vi") \(quoted)") == 0
    }

    /// errno in words.
    private static var reason: String { String(cString: strerror(errno)) }

    private static func content(of file: String) -> String? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
