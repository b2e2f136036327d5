import Foundation
import TestSupport
import Testing

/// What is typed and pasted: bytes, prompts that were copied along, indentation, keys of an API.
@Suite(.timeLimit(.minutes(3))) struct PromptKeyTests {
    @Test("In a C locale letters beyond ASCII are letters, at the first prompt and at later ones; Meta is Escape")
    func cLocale() throws {
        let terminal = try startEmptyPrompt(environment: ["LC_ALL": "C", "LANG": "C"])
        for round in 1...2 {
            for letter in "#'Жизнь'" { terminal.send(String(letter)) }
            try terminal.wait(for: "the letters") { $0.marked.hasSuffix("demo> #'Жизнь'▏") }
            terminal.send("\u{1B}b")
            try terminal.wait(for: "a word back") { $0.marked.hasSuffix("demo> #'▏Жизнь'") }
            terminal.send("\r")
            try terminal.wait(for: "the length") { $0.marked.hasSuffix("'\n10  -- _\(round)\ndemo> ▏") }
        }
    }

    @Test("A byte that is no character stays one byte: typed, pasted, recalled, in the file of the history")
    func bytes() throws {
        let home = try TemporaryDirectory()
        let terminal = try startEmptyPrompt(home: home.url)
        terminal.send(Array("#'".utf8) + [0xE9] + Array("'".utf8))
        try terminal.wait(forScreen: #"demo> #'\xE9'▏"#)
        terminal.send("\r")
        try terminal.wait(for: "one byte") { $0.marked.hasSuffix("\n1  -- _1\ndemo> ▏") }
        terminal.send(Array("\u{1B}[200~#'".utf8) + [0xD0, 0xE9, 0xD0, 0x96] + Array("'\u{1B}[201~\r".utf8))
        try terminal.wait(for: "four bytes") { $0.marked.hasSuffix("\n4  -- _2\ndemo> ▏") }
        terminal.send("\u{1B}[A\r")
        try terminal.wait(for: "four bytes") { $0.marked.hasSuffix("\n4  -- _3\ndemo> ▏") }
        terminal.send(":quit\r")
        #expect(try terminal.finish() == 0)
        let file = home.url.appendingPathComponent(".local/state/bitrix/history")
        #expect(
            try [UInt8](Data(contentsOf: file))
                == Array(":clear\n#'".utf8) + [0xE9] + Array("'\n#'".utf8) + [0xD0, 0xE9, 0xD0, 0x96]
                + Array("'\n#'".utf8) + [0xD0, 0xE9, 0xD0, 0x96] + Array("'\n:quit\n".utf8))
        let again = try startEmptyPrompt(home: home.url)
        again.send("#")
        try again.wait(for: "the suggestion") { $0.text.hasSuffix(#"#'\xD0\xE9Ж'"#) }
        again.send("\u{1B}[F\r")
        try again.wait(for: "four bytes") { $0.marked.hasSuffix("\n4  -- _1\ndemo> ▏") }
    }

    @Test("Prompts that were copied along are dropped; a comparison stays")
    func copiedPrompts() throws {
        let terminal = try startEmptyPrompt()
        terminal.paste("demo> bitrix.contact(71).name\n\"Ivan\"  -- _1\n")
        try terminal.wait(forScreen: "demo> bitrix.contact(71).name▏")
        terminal.send("\u{15}")
        terminal.paste("> if true then\n>> x = 5\n>> end")
        try terminal.wait(forScreen: "demo> if true then\n....> x = 5\n....> end▏")
        terminal.send("\r")
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("end\ndemo> ▏") }
        terminal.send(":clear\r")
        try terminal.wait(forScreen: "demo> ▏")
        terminal.paste("(x\n> 3)")
        terminal.send("\r")
        try terminal.wait(forScreen: "demo> (x\n....> > 3)\ntrue  -- _1\ndemo> ▏")
    }

    @Test("Words that close a block stand where it began, however fast they are typed; longer words stay")
    func indentation() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("if x then\ry()\relseif z then\ry()\relse\rendpoint = 1\rend\r")
        try terminal.wait(
            forScreen: """
                demo> if x then
                ....>   y()
                ....> elseif z then
                ....>   y()
                ....> else
                ....>   endpoint = 1
                ....> end
                endpoint = 1
                demo> ▏
                """.replacingOccurrences(of: "endpoint = 1\ndemo", with: "demo"))
        terminal.send(":clear\r")
        try terminal.wait(forScreen: "demo> ▏")
        terminal.send("repeat\rf(function()\rg()\rend)\runtil x\r")
        try terminal.wait(for: "the block") {
            $0.text.hasPrefix(
                "demo> repeat\n....>   f(function()\n....>     g()\n....>   end)\n....> until x\n")
                && $0.marked.hasSuffix("\ndemo> ▏")
        }
        for (key, shown) in [("e", "e"), ("n", "en"), ("d", "end"), ("p", "endp")] {
            if key == "e" {
                terminal.send(":clear\rdo\r")
                try terminal.wait(forScreen: "demo> do\n....>   ▏")
            }
            terminal.send(key)
            try terminal.wait(forScreen: "demo> do\n....> \(shown == "end" ? "" : "  ")\(shown)▏")
        }
    }

    @Test(
        "A key that is pasted at the choices is taken for one, and is seen nowhere",
        arguments: [
            "vibe_api_0123456789secret", "2 vibe_api_0123456789secret", " \"vibe_api_0123456789secret\" ",
            "export VIBE_API_KEY='vibe_api_0123456789secret'", "VIBE_API_KEY=vibe_api_0123456789secret\t",
        ])
    func pastedKey(text: String) throws {
        let home = try TemporaryDirectory()
        let terminal = try startPrompt([], home: home.url, width: 100)
        try terminal.wait(for: "the choices") { $0.marked.hasSuffix("\n1, 2, 3> ▏") }
        terminal.paste(text)
        terminal.send("\r")
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("\nvibecode.bitrix24.tech> ▏") }
        terminal.send("\u{1B}[A")
        terminal.send(":quit\r")
        #expect(try terminal.finish() == 0)
        let everything = String(decoding: terminal.output, as: UTF8.self)
        #expect(!everything.contains("0123456789secret") && !everything.contains("vibe_api"))
        let history = try String(
            contentsOf: home.url.appendingPathComponent(".local/state/bitrix/history"), encoding: .utf8)
        #expect(history == ":quit\n")
    }

    @Test("A key that is typed at the choices vanishes; one with a blank in it is asked for again, unseen")
    func typedKey() throws {
        let terminal = try startPrompt([], width: 100)
        try terminal.wait(for: "the choices") { $0.marked.hasSuffix("\n1, 2, 3> ▏") }
        for letter in "vibe_api" {
            terminal.send(String(letter))
        }
        try terminal.wait(for: "the beginning") { $0.marked.hasSuffix("\n1, 2, 3> vibe_api▏") }
        terminal.send("_")
        try terminal.wait(for: "nothing") { $0.marked.hasSuffix("\n1, 2, 3> ▏") }
        terminal.send("012345 6789secret\r")
        try terminal.wait(for: "the question") { $0.marked.hasSuffix("again.\nKey: ▏") }
        terminal.send("vibe_api_012345 6789secret\r")
        try terminal.wait(for: "the question again") {
            $0.text.components(separatedBy: "That cannot be a key").count == 3 && $0.marked.hasSuffix("again.\nKey: ▏")
        }
        terminal.send("vibe_api_0123456789secret\r")
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("\nvibecode.bitrix24.tech> ▏") }
        #expect(!String(decoding: terminal.output, as: UTF8.self).contains("6789secret"))
    }

    @Test("Prompts are as in lua: empty, with colours, of several lines, asked once for each line")
    func prompts() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("_PROMPT = ''\r")
        try terminal.wait(for: "no prompt") {
            $0.marked.hasSuffix("_PROMPT = \"\"\n▏") || $0.marked.hasSuffix("\"\"\n▏")
        }
        terminal.send("_PROMPT = '\\27[32mgo\\27[0m> ';\r")
        try terminal.wait(for: "a green prompt") { $0.marked.hasSuffix("\ngo> ▏") }
        #expect(terminal.screen.cells[terminal.screen.row][0].style == "32")
        #expect(terminal.screen.cells[terminal.screen.row][2].style == "")
        terminal.send("_PROMPT = 'above\\nx> ';\r")
        try terminal.wait(for: "two lines") { $0.marked.hasSuffix("\nabove\nx> ▏") }
        terminal.send(
            "n, m = 0, 0 _PROMPT = setmetatable({}, {__tostring = function() n = n + 1 return 'p' .. n .. '> ' end});\r"
        )
        try terminal.wait(for: "the first") { $0.marked.hasSuffix("\np1> ▏") }
        terminal.send("_PROMPT2 = setmetatable({}, {__tostring = function() m = m + 1 return 'c' .. m .. '> ' end});\r")
        try terminal.wait(for: "the second") { $0.marked.hasSuffix("\np2> ▏") }
        terminal.send("do\rlocal x\rend\rn, m\r")
        try terminal.wait(for: "the counts") {
            $0.marked.contains("\np2> do\nc1>   local x\nc2> end\np3> n, m\n3  -- _1\n2  -- _2\np4> ▏")
        }
    }
}
