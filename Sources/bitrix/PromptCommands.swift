internal import BitrixModule
internal import Glibc
internal import Help
internal import LineEditor
internal import LuaHost
internal import REPL

/// What the commands of the prompt need that a session has not: the last request, help, the terminal, other portals.
extension InteractivePrompt: CommandHost {
    var program: String { connection.shortName == "demo" ? "bitrix --demo" : "bitrix" }

    func looksLikeKey(_ text: String) -> Bool { History.looksLikeKey(text) }

    func help(on topic: String) -> String {
        Help.answer(
            to: topic, language,
            style: HelpStyle(width: Terminal.screen.columns, usesColor: Terminal.screen.usesColor))
    }

    func exchange(as form: ExchangeForm) -> String? {
        module.lastCall.map { call in
            switch form {
            case .raw: Snippet.raw(call)
            case .http: Snippet.http(call)
            case .curl: Snippet.curl(call)
            case .js: Snippet.javascript(call)
            }
        }
    }

    func trace(_ isOn: Bool?) -> String {
        trace.showsOnTerminal = isOn ?? !trace.showsOnTerminal
        return trace.showsOnTerminal ? "each request is shown from now on" : "requests are no longer shown"
    }

    func startDemo() -> String {
        connection.switchToDemo()
        module.reconnect()
        return connection.introduction
    }

    func clear() { Console.write("\u{1B}[H\u{1B}[2J") }

    /// Runs `$VISUAL`, else `$EDITOR`, else vi, on a file, or on a copy of a text.
    func edit(file: String?, text: String) -> String? {
        if let file { return Self.runEditor(file) ? TextFile.read(file) : nil }
        var template = Array("/tmp/bitrix-XXXXXX.lua".utf8CString)
        let descriptor = mkstemps(&template, 4)
        guard descriptor >= 0 else { return nil }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        write(Array((text + "\n").utf8), to: descriptor)
        close(descriptor)
        return Self.runEditor(path) ? TextFile.read(path) : nil
    }

    private static func runEditor(_ file: String) -> Bool {
        let names: [String] = ["VISUAL", "EDITOR"]
        let name = names.lazy.compactMap { getenv($0).map { String(cString: $0) } }.first { !$0.isEmpty }
        let quoted = "'" + file.replacing("'", with: #"'\''"#) + "'"
        return Subprocess.run("\(name ?? "vi") \(quoted)") == 0
    }
}

/// Files of text.
private enum TextFile {
    /// The whole file without the line ends at its end; nil where it cannot be read.
    static func read(_ file: String) -> String? {
        guard let stream = fopen(file, "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&part, 1, part.count, stream), count > 0 { bytes += part[..<count] }
        guard ferror(stream) == 0 else { return nil }
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
