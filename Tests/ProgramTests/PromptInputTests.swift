import Foundation
import TestSupport
import Testing

/// What an input is, where its results stand, and what is offered while it is typed.
@Suite(.timeLimit(.minutes(3))) struct PromptInputTests {
    @Test("A pasted block that ends in an expression is complete and shows its value; two empty lines end any block")
    func pastedBlock() throws {
        let terminal = try startEmptyPrompt()
        terminal.paste("local c = bitrix.contact(71)\nc.name")
        try terminal.wait(forScreen: "demo> local c = bitrix.contact(71)\n....> c.name▏")
        terminal.send("\r")
        let first = "demo> local c = bitrix.contact(71)\n....> c.name\n\"Ivan\"  -- _1\n"
        try terminal.wait(forScreen: first + "demo> ▏")
        terminal.send("#c.name\rx =\r\r\r")
        try terminal.wait(
            forScreen: first
                + "demo> #c.name\n4  -- _2\ndemo> x =\n....>\n....>\nerror  unexpected symbol near <eof>\n  input 3:1\n"
                + " >   1 | x =\ndemo> ▏")
    }

    @Test("A value begins on a line of its own; behind a semicolon none is shown")
    func freshLine() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("io.write('x') and 5\r6;\rbitrix.contact(71).name;\rio.write('y');\r_2, _3\r")
        try terminal.wait(
            forScreen: """
                demo> io.write('x') and 5
                x⏎
                5  -- _1
                demo> 6;
                demo> bitrix.contact(71).name;
                demo> io.write('y');
                y⏎
                demo> _2, _3
                6  -- _5
                "Ivan"  -- _6
                demo> ▏
                """)
    }

    @Test("The footer counts each table that is folded")
    func folded() throws {
        let terminal = try startEmptyPrompt(width: 80, height: 40)
        terminal.send("bitrix.contact(72, {include='company'})\r")
        try terminal.wait(for: "the card") {
            $0.text.contains(" = {{…}, {…}, {…}, {…}},\n") && $0.text.contains(" = {company = {…}},\n")
                && $0.text.hasSuffix("\n-- 5 tables folded; :last shows all\ndemo>")
        }
    }

    @Test("Earlier inputs are suggested, but none that failed, and none at all with BITRIX_SUGGEST=0")
    func suggestions() throws {
        for (setting, shown) in [("1", "demo> string.rep('x', 2)"), ("0", "demo> string")] {
            let terminal = try startEmptyPrompt(environment: ["BITRIX_SUGGEST": setting])
            terminal.send("string.rep('x', 2)\rstring.nosuch()\r")
            try terminal.wait(for: "the error") { $0.text.contains("error  ") && $0.text.hasSuffix("\ndemo>") }
            terminal.send(":clear\r")
            try terminal.wait(forScreen: "demo> ▏")
            terminal.send("string")
            try terminal.wait(for: "the suggestion") { $0.text == shown && $0.column == 12 }
        }
    }

    @Test("Tab in help's topics, in file names below ~, and for what only help knows")
    func completes() throws {
        let home = try TemporaryDirectory()
        try home.write("6 * 7".utf8, to: "answer.lua")
        let terminal = try startEmptyPrompt(home: home.url)
        terminal.send("help \"SCOPE_D\t\"\r")
        try terminal.wait(for: "the topic") { $0.text.hasPrefix("demo> help \"SCOPE_DENIED\"\nSCOPE_DENIED\n") }
        terminal.send(":clear\r:load ~/ans\t\r")
        try terminal.wait(forScreen: "demo> :load ~/answer.lua\n42  -- _1\ndemo> ▏")
        terminal.send(":clear\rbitrix.la\t")
        try terminal.wait(forScreen: "demo> bitrix.last▏")
        terminal.send("\u{15}local get = bitrix.contact;\r:clear\rget(71, {inc\t")
        try terminal.wait(forScreen: "demo> get(71, {include = ▏\nbitrix.contact(id [, {include = …}])")
    }

    @Test("A question mark alone, before or behind a name; Lua's own functions, too")
    func questions() throws {
        let terminal = try startEmptyPrompt(height: 60)
        for question in ["?", "?bitrix", "bitrix?", "help"] {
            terminal.send("\(question)\r")
            try terminal.wait(for: "the overview") {
                $0.text.hasPrefix("demo> \(question)\nType Lua, and its value is shown:")
                    && $0.marked.hasSuffix("demo> ▏")
            }
            terminal.send(":clear\r")
            try terminal.wait(forScreen: "demo> ▏")
        }
        terminal.send("string.format?\r")
        try terminal.wait(
            forScreen: """
                demo> string.format?
                string.format(formatstring, ...)
                  https://www.lua.org/manual/5.4/manual.html#pdf-string.format
                demo> ▏
                """)
    }

    @Test("help(_e) explains the last error")
    func lastError() throws {
        let terminal = try startEmptyPrompt(height: 40)
        terminal.send("bitrix.contact(940301);\r:clear\rhelp(_e)\r")
        try terminal.wait(for: "the code") {
            $0.text.hasPrefix(
                "demo> help(_e)\n_e is an error object: SCOPE_DENIED: This endpoint requires 'crm' scope\nfields: ")
                && $0.text.contains("\n\nSCOPE_DENIED\n")
        }
        terminal.send("nosuch.x\r:clear\r_e?\r")
        try terminal.wait(for: "its type") { $0.text.hasPrefix("demo> _e?\n_e is a string; its name alone shows it\n") }
    }

    @Test("A saved session prints what was seen: records in the API's order, nils; errors are left out; ~ is the home")
    func saves() throws {
        let home = try TemporaryDirectory()
        let terminal = try startEmptyPrompt(home: home.url)
        terminal.send("bitrix.contact(71), nil, 'x'\rnosuch()\r_e\r:clear\r:save ~/a.lua\r")
        try terminal.wait(
            forScreen: """
                demo> :save ~/a.lua
                saved 1 input (1 left out: _e, an error, is not in a script); run it
                with:
                bitrix --demo ~/a.lua
                demo> ▏
                """)
        let outcome = try Program.run(["--demo", "a.lua"], directory: home.url)
        #expect(
            outcome
                == .init(
                    output: """
                        {
                          id = 71
                          name = "Ivan"
                          lastName = "Petrov"
                          companyId = 1
                          assignedById = 1
                          sourceId = "WEB"
                          typeId = "CLIENT"
                          createdTime = "2020-05-08T10:48:20+03:00"
                          updatedTime = "2025-08-22T13:01:31+03:00"
                        }
                        nil
                        x

                        """))
    }

    @Test("A list that has more says so, whatever an input does with it")
    func partialList() throws {
        let terminal = try startEmptyPrompt(height: 30)
        terminal.send(
            "local l = bitrix.get('/v1/contacts', {limit = 2})\r#bitrix.get('/v1/contacts', {limit = 3})\r#bitrix.get('/v1/contacts')\r"
        )
        try terminal.wait(for: "all three") { $0.text.contains("41") && $0.marked.hasSuffix("demo> ▏") }
        let text = terminal.screen.text
        #expect(text.contains("-- 2 of 41 came; help \"lists\" says how to go on"))
        #expect(text.contains("-- 3 of 41 came; help \"lists\" says how to go on"))
        #expect(!text.contains("-- 41 of"))
    }
}
