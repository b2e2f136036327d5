import Foundation
import TestSupport
import Testing

/// What a user meets in a Russian session is Russian, but for Lua's own lines, codes, names and code: two English words side by
/// side give a text away that nobody has translated.
@Suite(.timeLimit(.minutes(5))) struct RussianSessionTests {
    /// Runs the program on a terminal, in Russian.
    private func run(_ arguments: String, _ environment: [String: String] = [:], terminal: String = "dumb") throws
        -> String
    {
        let usual = [
            "BITRIX": Program.path, "TERM": terminal, "NO_COLOR": "1", "LANG": "ru_RU.UTF-8", "PATH": "/usr/bin:/bin",
        ]
        let outcome = try Program.run(
            ["-qec", "stty -echo cols 200; \"$BITRIX\" \(arguments)", "/dev/null"],
            environment: usual.merging(environment) { $1 }, program: "/usr/bin/script")
        return outcome.output.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\u{1B}[K", with: "")
    }

    /// The words without the line breaks of a narrow terminal.
    private static func flat(_ text: String) -> String { text.split { $0.isWhitespace }.joined(separator: " ") }

    /// Lines that hold two English words side by side, where they are neither Lua's own nor code.
    private static func english(in text: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { line in
            let isCode =
                line.contains(" | ") || line.contains("> ") || line.contains("curl ") || line.contains("Lua.org")
                || line.contains("local ok, e = ") || line.contains("if not ok and ")
            // Lua's own words stand in the line of the title only.
            let isLua = line.hasPrefix("ошибка  ") && !line.contains(#/^ошибка  [A-Z0-9_]{4,}  /#)
            guard !isCode, !isLua else { return false }
            // Names: of chunks, of entries of help, of the phases in `bitrix.last.timings`.
            if line.contains(/^  \(command line\):|^ *Смотрите также: |^dns [0-9]/) { return false }
            let words = line.replacing(#/«[^»]*»|"[^"]*"|'[^']*'|`[^`]*`/#, with: "…")
                .replacing(#/\bapt install\b|\bnot found\b/#, with: "…")
            return words.contains(#/(^|[ (:])[A-Za-z]?[a-z]+ [a-z]{2,}([ ,;:.)]|$)/#)
        }
    }

    @Test("The rule itself: English is noticed, Lua's lines, codes and code are not")
    func rule() {
        let text = """
            ошибка  attempt to call a nil value (global 'x')
            ошибка  TIMEOUT  no answer from a:1 within 1 s
              подробнее help "TIMEOUT"
             >   1 | for i in pairs(nil) do end
              request the same again
              запрос    GET /v1/contacts/71
            """
        #expect(
            Self.english(in: text)
                == ["ошибка  TIMEOUT  no answer from a:1 within 1 s", "  request the same again"])
    }

    @Test(
        "Errors of each kind, usage errors, waits, help",
        arguments: [
            ("--nosuch", "неизвестный параметр '--nosuch'"), ("--trcae", "может быть, '--trace'?"),
            ("--timeout x", "для параметра '--timeout' нужно время"), ("--mask", "работает вместе с"),
            ("--record", "параметру '--record' нужно значение"), ("--help", "интерактивный режим"),
            ("-v", "Lua для Bitrix24 Vibe API"),
            ("-e 'bitrix.contact(71)'", "ошибка MISSING_API_KEY ключ API не задан"),
            ("--demo -e 'bitrix.contact(9404)'", "смысл такой записи нет"),
            ("--demo -e 'bitrix.contact(920002)'", "INVALID_JSON ответ — не JSON"),
            ("--demo -e 'bitrix.contact(920005)'", "слишком глубокая вложенность"),
            ("--demo -e 'bitrix.contact(9302)'", "сервер перенаправляет"),
            ("--demo --max-requests 0 -e 'bitrix.contact(71)'", "REQUEST_LIMIT"),
            ("--max-time 0.05 -e 'while true do end'", "время, отведённое параметром --max-time, вышло"),
            ("--max-memory 4M -e 'local s = (\"x\"):rep(1e8)'", "больше памяти, чем разрешает --max-memory"),
            ("--demo -e 'bitrix.contact(\"abc\")'", "ожидается целое положительное число, а передано: \"abc\""),
            ("--demo -e 'local x = nil; print(x.y)'", "вы обращаетесь к полю того, чего нет: x — nil"),
            ("--demo -e 'x = '", "здесь не может стоять конец текста"),
            ("--demo -e 'bitrix.contact(942903)'", "пауза 1"),
            ("--replay /nosuch -e ''", "не удалось прочитать /nosuch: такого файла или каталога нет"),
            ("--trace=/nosuch/x -e ''", "не удалось записать /nosuch/x"), ("demo --help", "запуск: "),
            ("demo --port x", "demo: для --port нужно число"), ("demo --lang=en --help", "usage: "),
        ])
    func lines(arguments: String, expected: String) throws {
        let output = try run(arguments)
        #expect(Self.flat(output).contains(expected), "\(output)")
        if !arguments.contains("--lang=en") { #expect(Self.english(in: output).isEmpty, "\(output)") }
    }

    @Test("A network that fails, an address that cannot be used, a key that was copied badly")
    func settings() throws {
        let key = ["VIBE_API_KEY": "vibe_api_0123456789"]
        let call = "--retries 0 -e 'bitrix.contact(71)'"
        let refused = try run(call, key.merging(["VIBE_URL": "http://127.0.0.1:1"]) { $1 })
        #expect(Self.flat(refused).contains("не удалось соединиться с 127.0.0.1:1: в соединении отказано"))
        let address = try run(call, key.merging(["VIBE_URL": "ftp://x"]) { $1 })
        #expect(Self.flat(address).contains("в VIBE_URL не адрес http или https"))
        let copied = try run(call, ["VIBE_API_KEY": "vibe api"])
        #expect(Self.flat(copied).contains("в VIBE_API_KEY на месте 5 стоит пробел"))
        for output in [refused, address, copied] { #expect(Self.english(in: output).isEmpty, "\(output)") }
    }

    @Test("Progress")
    func progress() throws {
        let output = try run("--demo -e 'bitrix.map({99001, 99001, 99001, 99001}, bitrix.contact)'", terminal: "xterm")
        #expect(Self.english(in: output).isEmpty, "\(output)")
    }

    @Test("Messages of error objects are in the session's language; codes are not; recordings stay English")
    func objects() throws {
        let file = try TemporaryDirectory()
        let script = "local ok, e = pcall(bitrix.contact, 71) print(e.code, e.message)"
        let environment = [
            "VIBE_API_KEY": "vibe_api_0123456789", "VIBE_URL": "http://127.0.0.1:1", "LANG": "ru_RU.UTF-8",
        ]
        let outcome = try Program.run(
            ["--retries", "0", "--record", "calls.jsonl", "-e", script], environment: environment, directory: file.url)
        #expect(
            outcome.output
                == "CONNECTION_REFUSED\tне удалось соединиться с 127.0.0.1:1: в соединении отказано\n")
        let recording = try String(contentsOf: file.url.appending(path: "calls.jsonl"), encoding: .utf8)
        #expect(recording.contains("cannot connect to 127.0.0.1:1"))
        let english = try Program.run(["--lang=en", "--retries", "0", "-e", script], environment: environment)
        #expect(english.output.contains("cannot connect to 127.0.0.1:1"))
    }

    @Test("The prompt: commands that are wrong, that fail, and that work")
    func prompt() throws {
        let terminal = try startPrompt(["--demo"], environment: ["LANG": "ru_RU.UTF-8"], width: 160, height: 100)
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("\ndemo> ▏") }
        terminal.send(
            ":save\r:load /nosuch\r:raw\r:last\r:trace maybe\r:nosuch\r:save x\rhelp \"xyzzyx\"\rhelp \"errors\"\r")
        terminal.send(
            "error({})\rlocal t = nil; t.x()\rbitrix.contact(71)\r:http\r:history\r:time 1\r:forget\rprint('end')\r"
        )
        try terminal.wait(for: "the end") { $0.text.hasSuffix("\nend\ndemo>") }
        let text = terminal.screen.text
        #expect(text.contains("формат: :save ФАЙЛ [НОМЕРА]"))
        #expect(text.contains("не удалось прочитать /nosuch: такого файла или каталога нет"))
        #expect(Self.english(in: text).isEmpty, "\(text)")
    }
}
