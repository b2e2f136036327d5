import Foundation
import Localization
import LuaHost
import REPL
import TestSupport
import Testing

@Suite("Commands") struct CommandTests {
    @Test(
        "What is a command and what is Lua",
        arguments: [
            (":help", Request.command(.help(""))), (":help include", .command(.help("include"))),
            (":help \"include\"", .command(.help("include"))),
            (":help bitrix.contact", .command(.help("bitrix.contact"))),
            (":quit", .command(.quit)), (":q", .command(.quit)), (":last", .command(.last)), (":raw ", .command(.raw)),
            (":http", .command(.http)), (":curl", .command(.curl)), (":js", .command(.js)),
            (":clear", .command(.clear)),
            (":time bitrix.contact(71)", .command(.time("bitrix.contact(71)"))), (":demo", .command(.demo)),
            (":time for i = 1, 9 do\n  f()\nend", .command(.time("for i = 1, 9 do\n  f()\nend"))),
            (":history", .command(.history(nil))), (":history 5", .command(.history(5))),
            (":save a.lua", .command(.save(file: "a.lua", inputs: []))),
            (":save a.lua 3-9", .command(.save(file: "a.lua", inputs: [3...9]))),
            (":save 'my visit.lua' 3, 5-7", .command(.save(file: "my visit.lua", inputs: [3...3, 5...7]))),
            (":load a.lua", .command(.load("a.lua"))), (":load \"a b.lua\"", .command(.load("a b.lua"))),
            (":edit", .command(.edit(.last))), (":edit a.lua", .command(.edit(.file("a.lua")))),
            (":edit 12", .command(.edit(.input(12)))), (":edit '1'", .command(.edit(.file("1")))),
            (":edit ./1", .command(.edit(.file("./1")))), (":edit 0", .command(.edit(.file("0")))),
            (":forget", .command(.forget)),
            (
                ":forget 3",
                .mistake(
                    Text(
                        ":forget takes nothing behind it; write :forget",
                        "после :forget ничего не нужно; формат: :forget"))
            ),
            (":trace", .command(.trace(nil))), (":trace on", .command(.trace(true))),
            (":trace off", .command(.trace(false))),
            ("help", .command(.help(""))), (" exit ", .command(.quit)), ("quit()", .command(.quit)),
            ("выход", .command(.quit)),
            ("help(bitrix.contact)", .command(.help("bitrix.contact"))),
            ("help \"SCOPE_DENIED\"", .command(.help("SCOPE_DENIED"))),
            ("help 'контакт'", .command(.help("контакт"))), ("help('include')", .command(.help("include"))),
            ("bitrix.contact?", .command(.help("bitrix.contact"))), ("s:rep ?", .command(.help("s:rep"))),
            ("?", .command(.help(""))), ("?bitrix", .command(.help("bitrix"))), ("bitrix ?", .command(.help("bitrix"))),
            ("::again::", .lua("::again::")), ("x = 1 -- why?", .lua("x = 1 -- why?")), ("'what?'", .lua("'what?'")),
            ("helper(x)", .lua("helper(x)")), ("help = 1", .lua("help = 1")), ("print(help)", .lua("print(help)")),
            ("exit = 5", .lua("exit = 5")), (" :help", .lua(" :help")), ("", .lua("")),
            (":hlep", .mistake(Text("no command :hlep; did you mean :help?", "команды :hlep нет; может быть, :help?"))),
            (":crul", .mistake(Text("no command :crul; did you mean :curl?", "команды :crul нет; может быть, :curl?"))),
            (
                ":histroy 5",
                .mistake(
                    Text("no command :histroy; did you mean :history?", "команды :histroy нет; может быть, :history?"))
            ),
            (":xyzzy", .mistake(Text("no command :xyzzy; :help lists all", "команды :xyzzy нет; :help покажет все"))),
            (
                ":",
                .mistake(
                    Text(
                        "a command has a name behind its colon; :help lists all",
                        "после двоеточия нужно имя команды; :help покажет все"))
            ),
            (":\u{1B}[2J", .mistake(Text("no command :?[2J; :help lists all", "команды :?[2J нет; :help покажет все"))),
            (":save", .mistake(Text("write :save FILE [RANGE]", "формат: :save ФАЙЛ [НОМЕРА]"))),
            (":save a.lua 9-3", .mistake(Text("write :save FILE [RANGE]", "формат: :save ФАЙЛ [НОМЕРА]"))),
            (":save a.lua x", .mistake(Text("write :save FILE [RANGE]", "формат: :save ФАЙЛ [НОМЕРА]"))),
            (":save a.lua 0", .mistake(Text("write :save FILE [RANGE]", "формат: :save ФАЙЛ [НОМЕРА]"))),
            (":time", .mistake(Text("write :time CODE", "формат: :time КОД"))),
            (":load", .mistake(Text("write :load FILE", "формат: :load ФАЙЛ"))),
            (":history many", .mistake(Text("write :history [COUNT]", "формат: :history [ЧИСЛО]"))),
            (":trace maybe", .mistake(Text("write :trace [on|off]", "формат: :trace [on|off]"))),
            (
                ":quit now",
                .mistake(
                    Text(":quit takes nothing behind it; write :quit", "после :quit ничего не нужно; формат: :quit"))
            ),
        ])
    func parse(text: String, request: Request) {
        #expect(Command.parse(text) == request)
    }

    @Test(
        "help with what is no name says what it takes", arguments: ["help({})", "help {1}", "help(1 + 1)", "help ''"])
    func helpMisuse(text: String) {
        guard case .mistake(let words) = Command.parse(text) else {
            Issue.record("no mistake")
            return
        }
        #expect(words.english.hasPrefix("help takes a name: ") && words.russian.hasPrefix("help принимает имя: "))
        #expect(Command.parse(text) { $0 == "help" } == .lua(text))
    }

    @Test("A bare word is Lua where a variable has its name")
    func variables() {
        #expect(Command.parse("help") { $0 == "help" } == .lua("help"))
        #expect(Command.parse("help(1)") { $0 == "help" } == .lua("help(1)"))
        #expect(Command.parse("quit") { $0 == "help" } == .command(.quit))
    }
}

@Suite("What commands do") struct PerformTests {
    /// Says what it was asked for.
    private struct Host: CommandHost {
        var sent = true
        var program = "bitrix --demo"
        func looksLikeKey(_ text: String) -> Bool { text.contains("vibe_api_") }
        func help(on topic: String) -> String { "help on '\(topic)'\n" }
        func exchange(as form: ExchangeForm) -> String? { sent ? "last as \(form)" : nil }
        func trace(_ isOn: Bool?) -> String { "trace \(isOn.map(String.init) ?? "over")" }
        func startDemo() -> String { "demo" }
        func edit(file: String?, text: String) -> String? { file == "gone" ? nil : "\(file ?? "-"): \(text)" }
        func clear() {}
    }

    @Test("What was said is said in the user's language")
    func russian() throws {
        let prompt = try Prompt(language: .russian)
        #expect(try perform(prompt, ":curl", host: Host(sent: false)).0 == "запросов ещё не было\n")
        #expect(try perform(prompt, ":last").0 == "-- пока ничего не показано\n")
        #expect(try perform(prompt, ":save x.lua").0 == "сохранять нечего: удачных строк ещё не было\n")
        #expect(try perform(prompt, ":load /nosuch").0.hasPrefix("не удалось прочитать /nosuch: "))
        #expect(
            try prompt.run("string.rep('x', 1e6)").hasSuffix("(1000000 байт)\n-- 1 текст обрезан; :last покажет всё\n"))
    }

    private func perform(_ prompt: Prompt, _ text: String, host: Host = Host()) throws -> (String, Continuation) {
        guard case .command(let command) = Command.parse(text) else { return ("no command", .prompt) }
        prompt.forget()
        let continuation = try prompt.session.perform(command, host: host)
        return (prompt.output, continuation)
    }

    @Test(
        "The host's words are shown",
        arguments: [
            (":help x", "help on 'x'\n"), (":raw", "last as raw\n"), (":http", "last as http\n"),
            (":curl", "last as curl\n"),
            (":js", "last as js\n"), (":demo", "demo\n"), (":trace on", "trace true\n"), (":trace", "trace over\n"),
            (":clear", ""),
        ])
    func host(text: String, shown: String) throws {
        let (output, continuation) = try perform(Prompt(), text)
        #expect(output == shown && continuation == .prompt)
    }

    @Test("Ends, nothing sent, nothing shown, editing")
    func edges() throws {
        let prompt = try Prompt()
        #expect(try perform(prompt, ":quit") == ("", .quit))
        #expect(try perform(prompt, ":curl", host: Host(sent: false)) == ("nothing was sent yet\n", .prompt))
        #expect(try perform(prompt, ":last") == ("-- nothing was shown yet\n", .prompt))
        try prompt.run("1 + 1")
        #expect(try perform(prompt, ":last") == ("2\n", .prompt))
        #expect(try perform(prompt, ":edit") == ("", .input("-: 1 + 1")))
        #expect(try perform(prompt, ":edit f.lua") == ("", .input("f.lua: 1 + 1")))
        #expect(try perform(prompt, ":edit gone") == ("", .prompt))
        let (output, _) = try perform(prompt, ":time 2 + 2")
        #expect(output.wholeMatch(of: /4\n[\d.]+ (ms|s)\n/) != nil)
    }

    @Test("History has numbers, marks what failed, and shows no control characters")
    func history() throws {
        let prompt = try Prompt()
        try prompt.run("local x = 1", "if x then\n\tx = 2\nend")
        _ = prompt.failure("nosuch.y")
        try prompt.run("x -- \u{1B}[2J")
        #expect(
            try perform(prompt, ":history").0
                == "1   local x = 1\n2   if x then\n     x = 2\n    end\n3!  nosuch.y\n4   x -- ?[2J\n")
        #expect(
            try perform(prompt, ":history 1").0 == "… 3 before; :history 4 shows all\n4   x -- ?[2J\n")
    }

    @Test("A session is saved to a new file and loaded again")
    func files() throws {
        let folder = try TemporaryDirectory()
        defer { withExtendedLifetime(folder) {} }
        func path(_ name: String) -> String { folder.url.appendingPathComponent(name).path }
        let file = path("visit.lua"), other = path("other.lua")
        let prompt = try Prompt(columns: 500)
        #expect(try perform(prompt, ":save \(file)").0 == "nothing to save: no input worked\n")
        try prompt.run("local x = 20", "x")
        #expect(try perform(prompt, ":save \(file)").0 == "saved 2 inputs; run it with: bitrix --demo \(file)\n")
        #expect(
            try String(contentsOfFile: file, encoding: .utf8)
                == "#!/usr/bin/env bitrix\n-- Run: bitrix --demo \(file)\nlocal x = 20\nprint(x)\n")
        #expect(FileManager.default.isExecutableFile(atPath: file))
        #expect(try perform(prompt, ":save \(file) 1").0 == "saved 1 input; run it with: bitrix --demo \(file)\n")
        let spaced = path("a 'b.lua")
        #expect(
            try perform(prompt, ":save \"\(spaced)\"").0
                == "saved 2 inputs; run it with: bitrix --demo '\(path("a "))'\\''b.lua'\n")
        #expect(try perform(prompt, ":load \(folder.url.path)").0.hasSuffix(": Is a directory\n"))
        try "mine".write(toFile: other, atomically: true, encoding: .utf8)
        #expect(try perform(prompt, ":save \(other)").0 == "\(other) is there already; choose another name\n")
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "mine")
        #expect(try perform(prompt, ":save \(path("no/x.lua"))").0.hasSuffix(": No such file or directory\n"))

        try prompt.run("local key = 'vibe_api_0'")
        #expect(
            try perform(prompt, ":save \(path("key.lua"))").0.hasPrefix("something there looks like a key: "))
        #expect(!FileManager.default.fileExists(atPath: path("key.lua")))

        let second = try Prompt(columns: 500)
        _ = try perform(second, ":load \(file)")
        #expect(try second.run("x") == "20\n")
        #expect(try perform(second, ":load \(path("nosuch"))").0.hasSuffix(": No such file or directory\n"))
        let pipe = path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        for special in ["/dev/null", pipe] {
            #expect(
                try perform(second, ":load \(special)").0 == "cannot read \(special): it is no ordinary file\n")
        }
        let bad = path("bad.lua")
        try "#!/x\n\nerror('here')".write(toFile: bad, atomically: true, encoding: .utf8)
        let error = #expect(throws: LuaError.self) { try perform(second, ":load \(bad)") }
        #expect(error?.place == LuaError.Place(source: "@" + bad, line: 3))
    }

    @Test("Words are broken between words; a command to be copied is in one piece")
    func narrow() throws {
        let folder = try TemporaryDirectory()
        defer { withExtendedLifetime(folder) {} }
        let file = folder.url.appendingPathComponent("a.lua").path
        let prompt = try Prompt(columns: 24)
        try prompt.run("1")
        #expect(try perform(prompt, ":save \(file)").0 == "saved 1 input; run it\nwith:\nbitrix --demo \(file)\n")
        #expect(try perform(prompt, ":save \(file) 5").0 == "nothing to save: no\ninput worked among those\n")
    }
}
