import Foundation
import Help
import Localization
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
            return line.holdsEnglish
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
            ("demo --port x", "demo: для параметра '--port' нужно число"), ("demo --lang=en --help", "usage: "),
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

    @Test(
        "Each fault that has a code of ours is told in Russian",
        arguments: try FaultTable().rows.filter {
            !["api", "script"].contains($0.kind) && $0.codes != ["INTERRUPTED"]  // Lua's own words
        })
    func faults(row: FaultTable.Row) throws {
        guard let scenario = FaultTableTests.scenarios[row.fault] else { return }
        let script = "print((select(2, pcall(bitrix.contact, 71)).message))"
        let outcome = try FaultTableTests.$language.withValue("ru") { try scenario(script) }
        let text = (outcome.output + outcome.errors).replacing(/\nstack traceback:(.|\n)*/, with: "\n")
        #expect(text.contains(/[а-яё]{2}/), "\(text)")
        // What libcurl, OpenSSL and the loader say of a failure follows a colon.
        let isForeign = [
            "CERTIFICATE_INVALID", "TLS_FAILED", "TRANSFER_FAILED", "BAD_HTTP", "BAD_CONTENT_ENCODING", "STREAM_FAILED",
            "LIBCURL_UNAVAILABLE", "DEMO_UNAVAILABLE",
        ].contains(row.codes[0])
        for line in text.split(separator: "\n") {
            let words = isForeign ? String(line.prefix { $0 != ":" }) : String(line)
            #expect(!words.holdsEnglish, "\(line)")
        }
    }

    @Test("What is wrong with an argument is said in Russian beside Lua's words, for every function of the module")
    func arguments() throws {
        let calls = """
            contact() contact("x") contact(0) contact(1, 2) contact(1, {1}) contact(1, {inc = 1}) contact(1, {include = 1})
            contact(1, {include = {a = 1}}) contact(1, {include = {nil, "company"}}) contact(1, {include = {1}})
            contact(1, {include = "compny"}) company(1, {include = "x"})
            contacts() contacts(1) contacts({}, 1) contacts({}, {1}) contacts({}, {x = 1}) contacts({1, "x"})
            contacts({}, {batch = 1}) contacts({}, {concurrency = 0}) contacts({}, {errors = "x"}) contacts({nil, 2})
            contacts({}, {include = {1}}) contacts({a = 1})
            map() map(1) map({}) map({}, 1) map({}, print, 1) map({}, print, {1}) map({}, print, {x = 1})
            map({}, print, {concurrency = 0}) map({}, print, {errors = 1}) map({nil, 2}, print) map({a = 1}, print)
            get() get("v1") get("/v1/x", 1) get("/v1/x", {1}) get("/v1/x", {a = {1, nil, 3}}) get("/v1/x", {a = {{}}})
            get("/v1/x", {a = print}) get("/v1/../x") get("/v1/x", {a = bitrix.null}) get("/v1/x", {a = {bitrix.null}})
            get("https://a/v1/x")
            configure() configure{1} configure{timout = 1} configure{timeout = 0} configure{timeout = "x"}
            """
        let list = calls.replacing("\n", with: " ").replacing(/\) (?=[a-z]+[({])/, with: ")\n")
            .replacing(/} (?=[a-z]+[({])/, with: "}\n").split(separator: "\n").map { "[===[\($0)]===]" }
        let script = """
            for _, call in ipairs {\(list.joined(separator: ", "))} do
              local ok, e = pcall(load("return bitrix." .. call))
              print(call, ok, (tostring(e):gsub("\\n", " "):gsub("^.-bad argument", "bad argument")))
            end
            """
        let outcome = try Program.run(["--demo", "-e", script])
        let lines = outcome.output.split(separator: "\n").map { $0.components(separatedBy: "\t") }
        #expect(lines.count == list.count && lines.count > 45, "\(outcome)")
        for fields in lines where fields.count == 3 {
            #expect(fields[1] == "false", "\(fields)")
            let message = fields[2].replacing(#/^[A-Z_]+: /#, with: "")  // an error object's code
            let russian = Help.meaning(ofLua: message, .russian) ?? Help.message(message, .russian)
            #expect(russian.contains(/[а-яё]{2}/) && !russian.holdsEnglish, "\(fields): \(russian)")
        }
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
