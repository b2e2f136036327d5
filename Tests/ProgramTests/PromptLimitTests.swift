import Foundation
import TestSupport
import Testing

/// Limits, Ctrl-C, hooks and kept results at a prompt.
@Suite(.timeLimit(.minutes(3))) struct PromptLimitTests {
    @Test("Limits of time and requests count for each input", arguments: [true, false])
    func perInput(onTerminal: Bool) throws {
        let loop = "while true do end", two = "bitrix.contact(71) bitrix.contact(72)"
        // Two pauses are longer than the limit, and each has most of a second to spare on a busy machine.
        let options = ["--demo", "--max-time=2", "--max-requests=2"]
        let pause = "os.execute('sleep 1.2') print('done')"
        guard onTerminal else {
            let lines = [loop, pause, pause, two, two, two + " bitrix.contact(73)", two + " print('two')"]
            let outcome = try Program.run(options + ["-i"], input: (lines.joined(separator: "\n") + "\n").utf8)
            #expect(outcome.errors.components(separatedBy: "TIME_LIMIT").count == 2)
            #expect(outcome.errors.components(separatedBy: "REQUEST_LIMIT").count == 2)
            #expect(outcome.output.components(separatedBy: "\ndone\n").count == 3 && outcome.output.contains("\ntwo\n"))
            return
        }
        let terminal = try startEmptyPrompt(options, height: 50)
        terminal.send("\(loop)\r")
        try terminal.wait(for: "the limit") { $0.text.contains("TIME_LIMIT") && $0.marked.hasSuffix("demo> ▏") }
        terminal.send("\(pause)\r\(pause)\r")
        try terminal.wait(for: "both") { $0.text.components(separatedBy: "\ndone\n").count == 3 }
        terminal.send("\(two) 1\r\(two) bitrix.contact(73)\r\(two); 'still'\r")
        try terminal.wait(for: "the requests") {
            $0.text.components(separatedBy: "REQUEST_LIMIT").count == 2 && $0.text.contains("\n\"still\"  -- _2\n")
        }
    }

    @Test("Where Lua cannot be stopped, that is said once, and what the next Ctrl-C does", arguments: ["en", "ru"])
    func deaf(language: String) throws {
        let terminal = try startEmptyPrompt(["--demo", "--lang", language], width: 250)
        terminal.send("setmetatable({}, {__gc = function() print('here') while true do end end}) collectgarbage()\r")
        try terminal.wait(for: "the finalizer") { $0.marked.hasSuffix("\nhere\n▏") }
        terminal.send("\u{3}")
        let words = language == "en" ? "The next Ctrl-C ends bitrix" : "Следующее Ctrl-C"
        try terminal.wait(for: "the words") { $0.text.contains(words) }
        #expect(terminal.screen.text.components(separatedBy: words).count == 2)
        terminal.send("\u{3}")
        #expect(try terminal.finish() == 130)
    }

    @Test("A script's debug hook is off while the prompt's own code runs: prompts, Tab, printing, help")
    func hooks() throws {
        let terminal = try startEmptyPrompt()
        terminal.send(
            "seen = {} debug.sethook(function() local s = debug.getinfo(2, 'S').source seen[s] = true end, 'crl', 1);\r"
        )
        terminal.send("bitrix.contact(71)\r")
        try terminal.wait(for: "the contact") { $0.text.contains("}\n") && $0.marked.hasSuffix("demo> ▏") }
        terminal.send("bitrix.con\t")
        try terminal.wait(for: "the menu") { $0.text.contains("bitrix.contacts") || $0.text.contains("contacts") }
        // Ctrl-C counts for what is before it, though more has come already.
        terminal.send("\u{3}bitrix.contact?\r")
        try terminal.wait(for: "the help") { $0.text.contains("bitrix.contact?\nbitrix.contact(id") }
        terminal.send(":clear\rdebug.sethook()\r")
        terminal.send("for s in pairs(seen) do if s:find('bitrix.session', 1, true) then print('inside') end end\r")
        terminal.send("print('checked')\r")
        try terminal.wait(for: "the check") { $0.text.contains("\nchecked\n") }
        #expect(!terminal.screen.text.contains("\ninside\n"))
        // It runs in inputs, and nowhere between them.
        terminal.send(":clear\rdebug.sethook(function() io.write('.') end, 'l', 1);\r1 + 1\r")
        try terminal.wait(for: "the result") { $0.text.contains("2  -- _") && $0.marked.hasSuffix("demo> ▏") }
        let before = terminal.screen.text
        terminal.send("bitrix.\t")
        try terminal.wait(for: "the menu") { $0.text.contains("configure") }
        #expect(terminal.screen.text.hasPrefix(before))
    }

    @Test("Kept results never fill the memory that an input may take; :forget drops them")
    func memory() throws {
        let terminal = try startEmptyPrompt(["--demo", "--max-memory=64M"], height: 60)
        for number in 1...8 {
            terminal.send("('\(number)'):rep(10000000)\r")
            try terminal.wait(for: "result \(number)") {
                $0.text.contains("\"\(number)\(number)") && $0.marked.hasSuffix("demo> ▏")
            }
        }
        #expect(!terminal.screen.text.contains("MEMORY_LIMIT"))
        #expect(terminal.screen.text.contains("is no longer kept: results may take 16 MB; :forget drops all"))
        terminal.send(":clear\r#('x'):rep(50000000);\r_8\r:forget\r_8\r_\r")
        try terminal.wait(for: "forgetting") {
            $0.text.contains("_8 is no longer kept") && $0.text.hasSuffix("\nnil\ndemo>")
        }
    }

    @Test("A file that does not compile is told as that, whatever failed before")
    func loadedFile() throws {
        let home = try TemporaryDirectory()
        try home.write("x = = 1\n".utf8, to: "bad.lua")
        let terminal = try startEmptyPrompt(home: home.url)
        terminal.send("bitrix.contact(999999);\r")
        try terminal.wait(for: "the error") { $0.text.contains("ENTITY_NOT_FOUND") && $0.marked.hasSuffix("demo> ▏") }
        terminal.send(":clear\r:load bad.lua\r")
        try terminal.wait(for: "the other") {
            $0.text.contains("error  unexpected symbol near '='\n") && $0.marked.hasSuffix("demo> ▏")
        }
        #expect(!terminal.screen.text.contains("ENTITY_NOT_FOUND") && !terminal.screen.text.contains("input 1"))
    }

    @Test("Commands: the time of what fails, an input by its number, files in order")
    func commands() throws {
        let home = try TemporaryDirectory()
        for name in ["c.lua", "a.lua", "b.lua"] { try home.write("".utf8, to: name) }
        let terminal = try startEmptyPrompt(environment: ["VISUAL": "sed -i s/41/42/"], home: home.url)
        terminal.send(":time error('x')\r")
        try terminal.wait(for: "the time") {
            $0.text.contains(" ms\nerror  x\n") && $0.marked.hasSuffix("demo> ▏")
        }
        terminal.send(":clear\r41\r5;\r:edit 2\r")
        try terminal.wait(forScreen: "demo> 41\n41  -- _1\ndemo> 5;\ndemo> :edit 2\ndemo> 42▏")
        terminal.send("\u{15}:edit 9\r")
        try terminal.wait(for: "the refusal") { $0.text.contains("there is no input 9") }
        #expect(!FileManager.default.fileExists(atPath: home.url.appendingPathComponent("2").path))
        terminal.send(":clear\r:load \t")
        try terminal.wait(for: "the files") { $0.text.contains("a.lua  b.lua  c.lua") }
    }

    @Test("A saved script says how its inputs were run, before :demo and behind it")
    func savedRunLine() throws {
        let home = try TemporaryDirectory()
        let terminal = try startPrompt(
            [], environment: ["VIBE_API_KEY": "vibe_api_0123456789x"], home: home.url, width: 100)
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("\nvibecode.bitrix24.tech> ▏") }
        terminal.send("x = 1\r:demo\r2;\r:save a.lua 1\r:save b.lua 2\r:save c.lua\r")
        try terminal.wait(for: "three files") {
            $0.text.contains("run it with: bitrix a.lua\n") && $0.text.contains("run it with: bitrix --demo b.lua\n")
                && $0.text.contains("run it with: bitrix --demo c.lua\n")
        }
        let text = try String(contentsOf: home.url.appendingPathComponent("c.lua"), encoding: .utf8)
        #expect(
            text.hasPrefix("#!/usr/bin/env bitrix\n-- Run: bitrix --demo c.lua\n-- Some of it ran as: bitrix c.lua\n"))
    }
}
