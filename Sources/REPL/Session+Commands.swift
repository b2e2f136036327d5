internal import Glibc
public import LuaHost

extension Session {
    /// Does what a command asks for and shows what it has to say.
    ///
    /// - Parameters:
    ///   - command: from ``Command/parse(_:isVariable:)``.
    ///   - host: has what the session has not.
    /// - Throws: the ``LuaError`` of code that `:time` or `:load` run.
    public func perform(
        _ command: Command, host: some CommandHost
    ) throws(LuaError) -> Continuation {
        switch command {
        case .quit: return .quit
        case .help(let topic): write(host.help(on: topic))
        case .last: try showLast()
        case .raw: write(host.exchange(as: .raw))
        case .http: write(host.exchange(as: .http))
        case .curl: write(host.exchange(as: .curl))
        case .js: write(host.exchange(as: .js))
        case .time(let code): say(Self.inWords(seconds: try run(code)))
        case .clear: host.clear()
        case .history(let count): write(history(count ?? 20))
        case .save(let file, let numbers): say(save(to: file, numbers: numbers, host: host))
        case .load(let file): try load(file)
        case .edit(let file):
            return host.edit(file: file, text: inputs.last?.text ?? "").map { .input($0) } ?? .prompt
        case .demo: say(host.startDemo())
        case .trace(let isOn): say(host.trace(isOn))
        }
        return .prompt
    }

    private func say(_ text: String) { write(text + "\n") }

    private func write(_ exchange: String?) {
        guard let exchange else { return say("nothing was sent yet") }
        write(exchange.hasSuffix("\n") ? exchange : exchange + "\n")
    }

    // MARK: History

    /// The last inputs with their numbers; those that failed have a `!`, and `:save` leaves them out.
    private func history(_ count: Int) -> String {
        let width = String(inputs.count).count
        var result = ""
        for (index, input) in inputs.enumerated().suffix(count) {
            let number = String(index + 1)
            let pad = String(repeating: " ", count: width - number.count)
            let mark = input.results == nil ? "!" : " "
            let indentation = String(repeating: " ", count: width + 3)
            let lines = input.text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.map(Self.printable).joined() }
            result += pad + number + mark + "  " + lines.joined(separator: "\n" + indentation) + "\n"
        }
        return result
    }

    private static func printable(_ character: Character) -> String {
        let steers =
            character != "\t" && character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return steers ? "?" : String(character)
    }

    static func inWords(seconds: Double) -> String {
        if seconds >= 1 { return "\((seconds * 100).rounded() / 100) s" }
        if seconds >= 0.001 { return "\((seconds * 10_000).rounded() / 10) ms" }
        return "\((seconds * 1_000_000).rounded(.up) / 1000) ms"
    }

    // MARK: Files

    /// Writes the inputs that worked as a script that can be run. A file that this session did not write is left alone.
    private func save(to file: String, numbers: [ClosedRange<Int>], host: some CommandHost) -> String {
        let count = inputs.enumerated().filter { index, entry in
            entry.results != nil && (numbers.isEmpty || numbers.contains { $0.contains(index + 1) })
        }.count
        if count == 0 { return "nothing to save: no input worked" + (numbers.isEmpty ? "" : " among those") }
        let script = script(of: numbers, comments: ["Run: \(host.program) \(file)"])
        if host.looksLikeKey(script) {
            return "something there looks like a key: name the inputs without it, such as :save \(file) 3-9"
        }
        let flags = O_WRONLY | O_CREAT | (savedFiles.contains(file) ? O_TRUNC : O_EXCL)
        let descriptor = open(file, flags | O_CLOEXEC, 0o755)
        guard descriptor >= 0 else {
            if errno == EEXIST { return "\(file) is there already; choose another name" }
            return "cannot write \(file): \(String(cString: strerror(errno)))"
        }
        savedFiles.insert(file)
        guard let stream = fdopen(descriptor, "w") else {
            close(descriptor)
            return "cannot write \(file): \(String(cString: strerror(errno)))"
        }
        let bytes = Array(script.utf8)
        let written = fwrite(bytes, 1, bytes.count, stream)
        guard fclose(stream) == 0, written == bytes.count else {
            return "cannot write \(file): \(String(cString: strerror(errno)))"
        }
        return "saved \(count) \(count == 1 ? "input" : "inputs"); run it with: \(host.program) \(file)"
    }

    /// Runs a file as an input, so that its variables are there afterwards.
    private func load(_ file: String) throws(LuaError) {
        guard let text = Self.read(file) else {
            return say("cannot read \(file): \(String(cString: strerror(errno)))")
        }
        // A first line for the shell becomes a comment; line numbers hold.
        try run(text.hasPrefix("#") ? "--" + text : text, chunkName: "@" + file)
    }

    private static func read(_ file: String) -> String? {
        guard let stream = fopen(file, "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&part, 1, part.count, stream)
            if count == 0 { break }
            bytes += part[..<count]
        }
        if ferror(stream) != 0 { return nil }
        return String(
            decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
    }
}
