internal import Glibc
internal import Localization
public import LuaHost
internal import Posix
internal import TerminalText

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
        case .time(let code): try time(code)
        case .clear: host.clear()
        case .history(let count): showHistory(count ?? 20)
        case .save(let file, let numbers): save(to: file, numbers: numbers, host: host)
        case .load(let file): try load(file)
        case .edit(let target): return edit(target, host)
        case .forget:
            try part.run("forget")
            say(
                Text(
                    "results and the last error are forgotten; numbers go on",
                    "результаты и последняя ошибка забыты; нумерация продолжается"))
        case .demo: write(host.startDemo() + "\n")
        case .trace(let isOn): write(host.trace(isOn) + "\n")
        }
        return .prompt
    }

    /// Says something, and below it, where both do not fit one line, a command to be copied, which no line end may break.
    func say(_ text: Text, command: String = "") {
        let words = text[language], columns = screen().columns
        let line = command.isEmpty ? words : words + " " + command
        if DisplayWidth.of(line) <= columns { return write(line + "\n") }
        write(
            (words.wrapped(columns: max(20, columns)) + (command.isEmpty ? [] : [command])).joined(separator: "\n")
                + "\n")
    }

    private func write(_ exchange: String?) {
        guard let exchange else { return say(Text("nothing was sent yet", "запросов ещё не было")) }
        write(exchange.hasSuffix("\n") ? exchange : exchange + "\n")
    }

    /// Runs code and says how long that took, also where it fails.
    private func time(_ code: String) throws(LuaError) {
        let start = monotonicSeconds()
        do throws(LuaError) {
            let seconds = try run(code)
            write(Self.inWords(seconds: seconds) + "\n")
        } catch {
            let seconds = monotonicSeconds() - start
            startLine()
            write(Self.inWords(seconds: seconds) + "\n")
            throw error
        }
    }

    private func edit(_ target: Command.EditTarget, _ host: some CommandHost) -> Continuation {
        let text: String
        switch target {
        case .file(let file):
            let text = inputs.last?.text ?? ""
            return host.edit(file: file.expandingHome, text: text).map { .input($0) } ?? .prompt
        case .last: text = inputs.last?.text ?? ""
        case .input(let number):
            guard inputs.indices.contains(number - 1) else {
                say(
                    Text(
                        "there is no input \(number); :history lists them, :edit ./\(number) edits a file",
                        "номера \(number) нет; :history покажет все, :edit ./\(number) откроет файл"))
                return .prompt
            }
            text = inputs[number - 1].text
        }
        return host.edit(file: nil, text: text).map { .input($0) } ?? .prompt
    }

    // MARK: History

    /// The last inputs with their numbers; those that failed have a `!`, and `:save` leaves them out.
    private func showHistory(_ count: Int) {
        let width = String(inputs.count).count
        let earlier = inputs.count - count
        if earlier > 0 {
            say(
                Text("… \(earlier) before; :history \(inputs.count) shows all", "… и ещё \(earlier) до них; ")
                    + Text("", ":history \(inputs.count) покажет всё"))
        }
        for (index, input) in inputs.enumerated().suffix(count) {
            let number = String(index + 1)
            let pad = String(repeating: " ", count: width - number.count)
            let mark = input.results == nil ? "!" : " "
            let indentation = String(repeating: " ", count: width + 3)
            let lines = input.text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.printable() }
            write(pad + number + mark + "  " + lines.joined(separator: "\n" + indentation) + "\n")
        }
    }

    static func inWords(seconds: Double) -> String {
        if seconds >= 1 { return "\((seconds * 100).rounded() / 100) s" }
        if seconds >= 0.001 { return "\((seconds * 10_000).rounded() / 10) ms" }
        return "\((seconds * 1_000_000).rounded(.up) / 1000) ms"
    }

    // MARK: Files

    /// Writes the inputs that worked as a script that can be run. A file that this session did not write is left alone.
    private func save(to file: String, numbers: [ClosedRange<Int>], host: some CommandHost) {
        let path = file.expandingHome
        // A shell expands a `~` that stands in no quotes.
        let word = (file.shellWord == file ? file : path).shellWord
        // After `:demo`, what ran before it is run as it was.
        let programs = script(of: numbers).programs
        let program = programs.count == 1 ? programs[0] : host.program
        let command = "\(program) \(word)"
        let others = programs.filter { $0 != program }.map { "Some of it ran as: \($0) \(word)" }
        let script = script(of: numbers, comments: ["Run: \(command)"] + others)
        if script.count == 0 {
            return say(
                numbers.isEmpty
                    ? Text("nothing to save: no input worked", "сохранять нечего: удачных строк ещё не было")
                    : Text(
                        "nothing to save: no input worked among those",
                        "сохранять нечего: среди указанных строк нет удачных"))
        }
        if host.looksLikeKey(script.text) {
            return say(
                Text(
                    "something there looks like a key: name the inputs without it, such as :save \(file) 3-9",
                    "в одной из строк есть что-то похожее на ключ; укажите номера без неё, например :save \(file) 3-9"))
        }
        if let problem = save(script.text.exactBytes, to: path) { return say(problem[file.printable()]) }
        let saved = Text("\(script.count) \(script.count == 1 ? "input" : "inputs")", "\(script.count)")
        let left =
            script.leftOut == 0
            ? Text("", "")
            : Text(
                " (\(script.leftOut) left out: _e, an error, is not in a script)",
                " (пропущено: \(script.leftOut); последней ошибки, _e, в скрипте нет)")
        say(
            Text("saved ", "сохранено строк: ") + saved + left + Text("; run it with:", "; запуск:"), command: command)
    }

    /// Writes a file that is not there yet, or replaces one that still holds what was written last; returns what is wrong where
    /// that cannot be done.
    private func save(_ bytes: [UInt8], to path: String) -> SavedFile.Problem? {
        if let real = SavedFile.realPath(path), let before = savedFiles[real] {
            if let problem = SavedFile.replace(real, holding: before, with: bytes) { return problem }
        } else if let problem = SavedFile.create(path, with: bytes) {
            return problem
        }
        if let real = SavedFile.realPath(path) { savedFiles[real] = bytes }
        return nil
    }

    /// Runs a file as an input, so that its variables are there afterwards.
    private func load(_ file: String) throws(LuaError) {
        let path = file.expandingHome
        guard let text = TextFile.read(path) else {
            let reason =
                errno == EINVAL
                ? Text("it is no ordinary file", "это не обычный файл")
                : Catalogue.reason(String(cString: strerror(errno)))
            return say(
                Text("cannot read \(file.printable()): ", "не удалось прочитать \(file.printable()): ") + reason
            )
        }
        // A first line for the shell becomes a comment; line numbers hold.
        try run(text.hasPrefix("#") ? "--" + text : text, file: path)
    }
}
