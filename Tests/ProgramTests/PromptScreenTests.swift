import Foundation
import TestSupport
import Testing

/// The prompt on a terminal, whole screens of it: what a new user sees.
@Suite(.timeLimit(.minutes(3))) struct PromptScreenTests {
    private static let enter = "\r", tab = "\t", interrupt = "\u{3}", end = "\u{4}"

    @Test("The first start with the demo says what answers and how to go on")
    func greeting() throws {
        let terminal = try startPrompt()
        try terminal.wait(
            forScreen: """
                bitrix 0.1.0  Lua for the Bitrix24 Vibe API
                Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio
                Demo data: nothing leaves this computer. Try: bitrix.contact(71).name
                help explains, :quit or Ctrl-D ends. Nothing here can change your data.
                demo> ▏
                """)
        terminal.send(Self.end)
        #expect(try terminal.finish() == 0)
    }

    @Test("A contact reads like a record card; the next inputs use it")
    func contact() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("bitrix.contact(71)\r")
        let card = """
            demo> bitrix.contact(71)
            {  -- _1
              id           = 71,
              name         = "Ivan",
              lastName     = "Petrov",
              companyId    = 1,
              assignedById = 1,
              sourceId     = "WEB",
              typeId       = "CLIENT",
              createdTime  = "2020-05-08T10:48:20+03:00",
              updatedTime  = "2025-08-22T13:01:31+03:00",
            }

            """
        try terminal.wait(forScreen: card + "demo> ▏")
        terminal.send("local c = _;\rc.name .. ' ' .. c.lastName\r")
        try terminal.wait(
            forScreen: card + "demo> local c = _;\ndemo> c.name .. ' ' .. c.lastName\n\"Ivan Petrov\"  -- _2\ndemo> ▏")
    }

    @Test("A typing error names the nearest; an error of the API says what it means; the session goes on")
    func errors() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("bitrix.contct(71)\r")
        let typo = """
            demo> bitrix.contct(71)
            error  attempt to call a nil value (field 'contct')
              input 1:1
             >   1 | bitrix.contct(71)
              nearest  bitrix.contact

            """
        try terminal.wait(forScreen: typo + "demo> ▏")
        terminal.send("local x = 7\rbitrix.contact(999999)\rx, _e.code\r")
        try terminal.wait(for: "both errors") {
            $0.text.hasPrefix(
                typo
                    + "demo> local x = 7\n7\ndemo> bitrix.contact(999999)\nerror  ENTITY_NOT_FOUND  Item not found  (404)\n"
            )
                && $0.text.contains("\n  request  GET /v1/contacts/999999\n  meaning  ")
                && $0.text.contains("\n  more     help \"ENTITY_NOT_FOUND\"\n")
                && $0.text.hasSuffix("\ndemo> x, _e.code\n7  -- _1\n\"ENTITY_NOT_FOUND\"  -- _2\ndemo>")
        }
    }

    @Test("Tab completes names, options and their values, and shows how the call goes; nothing is sent")
    func completes() throws {
        let terminal = try startEmptyPrompt(["--demo", "--trace"])
        terminal.send("bitrix.fi" + Self.tab)
        try terminal.wait(forScreen: "demo> bitrix.fields(▏\nbitrix.fields(record)")
        terminal.send("\u{15}bitrix.contact(71, {incl" + Self.tab)
        try terminal.wait(
            forScreen: "demo> bitrix.contact(71, {include = ▏\nbitrix.contact(id [, {include = …}])")
        terminal.send("{\"" + Self.tab)
        try terminal.wait(
            forScreen:
                "demo> bitrix.contact(71, {include = {\"▏\nbitrix.contact(id [, {include = …}])\ncompany    requisite")
        terminal.send("c" + Self.tab)
        try terminal.wait(
            forScreen: "demo> bitrix.contact(71, {include = {\"company▏\nbitrix.contact(id [, {include = …}])")
        terminal.send(Self.interrupt)
        try terminal.wait(for: "a new prompt") { $0.marked.hasSuffix("\ndemo> ▏") }
    }

    @Test("A block is continued, indented, edited and recalled as one; pasting runs nothing")
    func blocks() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("for i = 1, 2 do\rprint(i)\r")
        try terminal.wait(forScreen: "demo> for i = 1, 2 do\n....>   print(i)\n....>   ▏")
        terminal.send("\u{7F}\u{7F}end\r")
        let first = "demo> for i = 1, 2 do\n....>   print(i)\n....> end\n1\n2\n"
        try terminal.wait(forScreen: first + "demo> ▏")
        terminal.send("\u{1B}[A")
        try terminal.wait(forScreen: first + "demo> for i = 1, 2 do\n....>   print(i)\n....> end▏")
        terminal.send(Self.interrupt)
        try terminal.wait(for: "a new prompt") { $0.marked.hasSuffix("\ndemo> ▏") }
        terminal.send(":clear\r")
        try terminal.wait(forScreen: "demo> ▏")
        terminal.paste("print('one')\nprint('два 👋')\n")
        try terminal.wait(for: "the pasted text") { $0.text.hasPrefix("demo> print('one')\n....> print('два 👋')") }
        terminal.send(Self.enter)
        try terminal.wait(for: "its output") { $0.text.contains("\none\nдва 👋\ndemo>") }
    }

    @Test("Ctrl-C stops what runs, keeps the variables, and clears what is typed")
    func interrupts() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("n = 5;\rprint('runs') while true do end\r")
        try terminal.wait(for: "the loop") { $0.text.hasSuffix("\nruns") }
        terminal.send(Self.interrupt)
        try terminal.wait(for: "the prompt") { $0.text.contains("interrupted!") && $0.marked.hasSuffix("demo> ▏") }
        terminal.send("bitrix.contact(99120)\r")
        try terminal.wait(for: "the request") { $0.text.hasSuffix("demo> bitrix.contact(99120)") && $0.column == 0 }
        terminal.send(Self.interrupt)
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("demo> ▏") }
        terminal.send("n\r")
        try terminal.wait(for: "the variable") { $0.text.hasSuffix("demo> n\n5  -- _1\ndemo>") }
    }

    @Test("The commands about the last request: a line for curl, JavaScript, headers, the body; none holds a key")
    func lastRequest() throws {
        let terminal = try startEmptyPrompt(width: 120, height: 40)
        terminal.send(":curl\r")
        try terminal.wait(forScreen: "demo> :curl\nnothing was sent yet\ndemo> ▏")
        terminal.send("bitrix.contact(999999).name\r:clear\r:curl\r")
        try terminal.wait(for: "the line") {
            $0.text.wholeMatch(
                of:
                    /demo> :curl\ncurl -sS 'http:\/\/127.0.0.1:\d+\/v1\/contacts\/999999' -H "X-Api-Key: \$VIBE_API_KEY"\ndemo>/
            ) != nil
        }
        terminal.send(":clear\r:js\r")
        try terminal.wait(for: "the script") {
            $0.text.wholeMatch(
                of:
                    /demo> :js\nconst answer = await fetch\("http:\/\/127.0.0.1:\d+\/v1\/contacts\/999999", \{\n  headers: \{"X-Api-Key": process.env.VIBE_API_KEY\},\n\}\);\nconsole.log\(answer.status, await answer.json\(\)\);\ndemo>/
            ) != nil
        }
        terminal.send(":clear\r:raw\r")
        try terminal.wait(
            forScreen: """
                demo> :raw
                {"success":false,"error":{"code":"ENTITY_NOT_FOUND","message":"Item not found"}}
                demo> ▏
                """)
        terminal.send(":clear\r:http\r")
        try terminal.wait(for: "the headers") {
            $0.text.hasPrefix("demo> :http\nGET http://127.0.0.1:") && $0.text.contains("\nX-Api-Key: (hidden)\n")
                && $0.text.contains("\nHTTP/1.1 404\n") && $0.marked.hasSuffix("demo> ▏")
        }
    }

    @Test("A session is saved as a script that runs, and loaded again; an existing file is not replaced")
    func saves() throws {
        let home = try TemporaryDirectory()
        let terminal = try startEmptyPrompt(home: home.url)
        terminal.send("local c = bitrix.contact(72);\rc.nme.x\rprint(c.name)\r:save visit.lua\r")
        try terminal.wait(for: "the message") {
            $0.text.hasSuffix("demo> :save visit.lua\nsaved 2 inputs; run it with: bitrix --demo visit.lua\ndemo>")
        }
        try "mine".write(to: home.url.appendingPathComponent("mine.lua"), atomically: true, encoding: .utf8)
        terminal.send(":save mine.lua\r")
        try terminal.wait(for: "the refusal") {
            $0.text.hasSuffix("\nmine.lua is there already; choose another name\ndemo>")
        }
        let script = try String(contentsOf: home.url.appendingPathComponent("visit.lua"), encoding: .utf8)
        #expect(!script.contains("nme"))
        let outcome = try Program.run(["--demo", "visit.lua"], directory: home.url)
        #expect(outcome == .init(output: "Ольга\n"))
        terminal.send(":clear\r:load visit.lua\r")
        try terminal.wait(forScreen: "demo> :load visit.lua\nОльга\ndemo> ▏")
    }

    @Test("Without a key there are three choices")
    func noKey() throws {
        let terminal = try startPrompt([], width: 100)
        let question = """
            bitrix 0.1.0  Lua for the Bitrix24 Vibe API
            Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio
            No API key is set. Please choose:
              1  look around in the demo: invented data, on this computer only
              2  paste a key: for this session, not shown, not kept
              3  quit

            """
        try terminal.wait(forScreen: question + "1, 2, 3> ▏")
        terminal.send("x\r")
        try terminal.wait(for: "the choices again") { $0.marked.hasSuffix("\nPlease type 1, 2 or 3.\n1, 2, 3> ▏") }
        terminal.send("2\r")
        try terminal.wait(for: "the question") { $0.marked.hasSuffix("\n1, 2, 3> 2\nKey: ▏") }
        terminal.send("not a key\r")
        try terminal.wait(for: "the question again") { $0.marked.hasSuffix("again.\nKey: ▏") }
        #expect(!terminal.screen.text.contains("not a key"))
        terminal.send("\r")
        try terminal.wait(for: "the choices again") { $0.marked.hasSuffix("\n1, 2, 3> ▏") }
        terminal.send("2\r")
        try terminal.wait(for: "the question") { $0.marked.hasSuffix("\nKey: ▏") }
        terminal.send("vibe_api_0123456789secret\r")
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("\nvibecode.bitrix24.tech> ▏") }
        #expect(!String(decoding: terminal.output, as: UTF8.self).contains("0123456789secret"))
        terminal.send(":demo\r")
        try terminal.wait(for: "the demo") { $0.marked.hasSuffix("\ndemo> ▏") }
        let other = try startPrompt([], width: 100)
        try other.wait(forScreen: question + "1, 2, 3> ▏")
        other.send("3\r")
        #expect(try other.finish() == 0)
    }

    @Test("Help in both languages, by LANG and by --lang")
    func help() throws {
        let terminal = try startEmptyPrompt(height: 60)
        terminal.send("bitrix.fields?\r")
        try terminal.wait(for: "the entry") { $0.text.hasPrefix("demo> bitrix.fields?\nbitrix.fields(record)\n  ") }
        terminal.send(":clear\rhelp \"include\"\r")
        try terminal.wait(for: "the topic") {
            $0.text.hasPrefix("demo> help \"include\"\ninclude\n") && $0.marked.hasSuffix("demo> ▏")
        }
        terminal.send(":clear\r:hlep\r")
        try terminal.wait(forScreen: "demo> :hlep\nno command :hlep; did you mean :help?\ndemo> ▏")
        for (arguments, language) in [(["--demo"], "ru_RU.UTF-8"), (["--demo", "--lang=ru"], "C.UTF-8")] {
            let russian = try startPrompt(arguments, environment: ["LANG": language], height: 70)
            try russian.wait(for: "the greeting") { $0.text.contains("справка, :quit или Ctrl-D") }
            russian.send("help\r")
            try russian.wait(for: "help") {
                $0.text.contains("Введите выражение на Lua") && $0.marked.hasSuffix("demo> ▏")
            }
        }
    }

    @Test("History outlives the session, without what looks like a key, readable by its owner only")
    func history() throws {
        let home = try TemporaryDirectory()
        let first = try startEmptyPrompt(home: home.url)
        first.send("'vibe_api_0123456789abcdef'\r'remembered'\r")
        try first.wait(for: "both") { $0.text.hasSuffix("\"remembered\"  -- _2\ndemo>") }
        first.send(":quit\r")
        #expect(try first.finish() == 0)
        let file = home.url.appendingPathComponent(".local/state/bitrix/history")
        #expect(try String(contentsOf: file, encoding: .utf8) == ":clear\n'remembered'\n:quit\n")
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
        let second = try startEmptyPrompt(home: home.url)
        second.send("'re\u{1B}[A")
        try second.wait(forScreen: "demo> 'remembered'▏")
    }

    @Test("A terminal that can do nothing still has a prompt; 40 columns and 10 lines are enough")
    func small() throws {
        let dumb = try startPrompt(environment: ["TERM": "dumb"])
        try dumb.wait(for: "the prompt") { $0.text.hasSuffix("\ndemo>") }
        dumb.send("6 * 7\r")
        try dumb.wait(for: "the result") { $0.text.hasSuffix("\n42  -- _1\ndemo>") }
        #expect(!dumb.output.contains(0x1B))
        let narrow = try startEmptyPrompt(width: 40, height: 10)
        narrow.send("('0123456789'):rep(3) .. 'и ещё немного'\r")
        try narrow.wait(for: "the wrapped text") {
            $0.text.hasPrefix("demo> ('0123456789'):rep(3) .. 'и ещё не\nмного'\n\"012345678901234567890123456789и")
        }
    }

    @Test("A block is edited in its middle; a narrower and a wider terminal show the same text")
    func middle() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("for _, name in ipairs {'Ёж', '👩‍💻', 'e\u{301}'} do\rprint(name, #name)\rend\r")
        let answers = "Ёж\t4\n".replacing("\t", with: "      ") + "👩‍💻      11\ne\u{301}       3\n"
        try terminal.wait(for: "the answers") { $0.text.contains("\n....> end\nЁж") && $0.marked.hasSuffix("demo> ▏") }
        #expect(terminal.screen.text.contains(answers))
        terminal.send(":clear\r\u{1B}[A\u{1B}[A")
        let block = "demo> for _, name in ipairs {'Ёж', '👩‍💻', 'e\u{301}'} do\n....>   print(name, #name)\n....> end"
        try terminal.wait(forText: block)
        // Up to the first line, to its end, three graphemes back behind the mark, and one of them away.
        terminal.send("\u{1B}[A\u{1B}[A\u{5}\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D\u{7F}é")
        try terminal.wait(
            forScreen:
                "demo> for _, name in ipairs {'Ёж', '👩‍💻', 'é▏'} do\n....>   print(name, #name)\n....> end\nipairs(t)")
        terminal.resize(width: 40, height: 10)
        try terminal.wait(
            forScreen:
                "demo> for _, name in ipairs {'Ёж', '👩‍💻',\n 'é▏'} do\n....>   print(name, #name)\n....> end\nipairs(t)")
        terminal.resize(width: 200, height: 50)
        try terminal.wait(
            forScreen:
                "demo> for _, name in ipairs {'Ёж', '👩‍💻', 'é▏'} do\n....>   print(name, #name)\n....> end\nipairs(t)")
    }

    @Test("Ctrl-Z gives the terminal to the shell, and fg brings back what was typed")
    func suspends() throws {
        let directory = try TemporaryDirectory()
        let settings = try directory.write("PS1='$ '\n".utf8, to: "rc")
        let shell = try TerminalSession(
            "/bin/bash", ["--rcfile", settings, "--noediting", "-i"],
            environment: ["NO_COLOR": "1", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"], width: 100, height: 24)
        try shell.wait(forScreen: "$ ▏")
        shell.send("'\(Program.path)' --demo\r")
        try shell.wait(for: "the prompt") { $0.marked.hasSuffix("\ndemo> ▏") }
        shell.send("local half")
        try shell.wait(for: "the text") { $0.marked.hasSuffix("\ndemo> local half▏") }
        shell.send("\u{1A}")
        try shell.wait(for: "the shell") { $0.text.contains("Stopped") && $0.marked.hasSuffix("\n$ ▏") }
        shell.send("fg\r")
        try shell.wait(for: "the text again") { $0.marked.hasSuffix("\ndemo> local half▏") }
        shell.send(" = 1\r")
        try shell.wait(for: "the result") { $0.text.hasSuffix("\ndemo> local half = 1\n1\ndemo>") }
    }
}
