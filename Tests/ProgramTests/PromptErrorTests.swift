import Foundation
import TestSupport
import Testing

/// What the prompt shows of errors, whole screens of it.
@Suite(.timeLimit(.minutes(3))) struct PromptErrorTests {
    @Test("An error in a function of an earlier input shows the lines of that input")
    func earlierInput() throws {
        let terminal = try startEmptyPrompt()
        terminal.send("function f(c)\rreturn c.nme.x\rend\r-- another\rf({name = 1})\r")
        try terminal.wait(
            forScreen: """
                demo> function f(c)
                ....>   return c.nme.x
                ....> end
                demo> -- another
                demo> f({name = 1})
                error  attempt to index a nil value (field 'nme')
                  input 1:2
                     1 | function f(c)
                 >   2 |   return c.nme.x
                     3 | end
                  called   input 3:1: in main chunk
                demo> ▏
                """)
    }

    @Test(
        "What was meant: the session's own variables, functions of bitrix, what comes along with a record, the layout",
        arguments: [
            ("c.lastname.x", "attempt to index a nil value (field 'lastname')", "nearest  c.lastName"),
            (
                "c.company.title", "attempt to index a nil value (field 'company')",
                "nearest  c._included.company, with {include=\"company\"}"
            ),
            (
                "d._included.compny.title", "attempt to index a nil value (field 'compny')",
                "nearest  d._included.company"
            ),
            ("contact(71)", "attempt to call a nil value (global 'contact')", "nearest  bitrix.contact"),
            ("contract.x", "attempt to index a nil value (global 'contract')", "nearest  contrast"),
            ("зкште(1)", "unexpected symbol near 'зкште'", "nearest  print(1) (keyboard layout)"),
            (
                "имя = 5", "unexpected symbol near 'имя'",
                "hint     names in Lua are made of Latin letters, digits and _"
            ),
            ("error{code = 'X'}", "(error object is a table value)", "more     _e holds it"),
            ("s.x", "attempt to index a nil value (global 's')", nil),
            ("“x”", "unexpected symbol near '“'", "nearest  \"x\""),
            ("c.телефон", "<name> expected near 'телефон'", "nearest  c.phone"),
            (
                "bitrix.contact(72).ыпрст", "<name> expected near 'ыпрст'",
                "hint     names in Lua are made of Latin letters, digits and _"
            ),
        ] as [(String, String, String?)])
    func hints(input: String, message: String, hint: String?) throws {
        let terminal = try startEmptyPrompt()
        terminal.send(
            "local c, contrast, d = bitrix.contact(71), 1, bitrix.contact(71, {include=\"company\"});\r")
        try terminal.wait(for: "the next prompt") { $0.text.hasSuffix(";\ndemo>") }
        terminal.send(":clear\r")
        try terminal.wait(forScreen: "demo> ▏")
        terminal.send(input + "\r")
        try terminal.wait(
            forScreen: "demo> \(input)\nerror  \(message)\n  input 2:1\n >   1 | \(input)\n"
                + (hint.map { "  \($0)\n" } ?? "") + "demo> ▏")
    }

    @Test("Ctrl-C in a coroutine: the style of all errors, the place once, on a line of its own")
    func interrupt() throws {
        let terminal = try startEmptyPrompt(width: 110)
        terminal.send("local w = io.write; w('runs'):flush() coroutine.wrap(function() while true do end end)()\r")
        try terminal.wait(for: "the loop") { $0.text.hasSuffix("\nruns") }
        terminal.send("\u{3}")
        try terminal.wait(for: "the error") {
            $0.text.hasSuffix(
                "\nruns^C⏎\nerror  interrupted!\n  input 1:1\n >   1 | local w = io.write; w('runs'):flush() coroutine.wrap(function() while true do end end)()\ndemo>"
            )
        }
    }

    @Test("Long words of an error are broken between words, below where they begin")
    func narrow() throws {
        let terminal = try startEmptyPrompt(width: 40)
        terminal.send("bitrix.contact(940301)\r")
        try terminal.wait(
            forScreen: """
                demo> bitrix.contact(940301)
                error  SCOPE_DENIED This endpoint
                       requires 'crm' scope (403)
                  input 1:1
                 >   1 | bitrix.contact(940301)
                  request  GET /v1/contacts/940301
                  meaning  the key lacks a scope;
                           contacts need crm
                  more     help "SCOPE_DENIED"
                demo> ▏
                """)
    }

    @Test("After a script that failed, -i has its error and the variables of the function that raised it")
    func failedScript() throws {
        let directory = try TemporaryDirectory()
        try directory.write("local a, b = 40, {2}\nlocal c = a + b[1] + nosuch\n".utf8, to: "failing.lua")
        try directory.write("x = = 1\n".utf8, to: "broken.lua")
        let failing = try startPrompt(["--demo", "-i", directory.url.appendingPathComponent("failing.lua").path])
        try failing.wait(for: "the prompt") { $0.marked.hasSuffix("demo> ▏") }
        failing.send(":clear\r_e:match('nil value.*'), a + b[1]\r")
        try failing.wait(for: "its values") {
            $0.text.contains("\n\"nil value (global 'nosuch')\"") && $0.text.contains("\n42  -- _2")
        }
        let broken = try startPrompt(["--demo", "-i", directory.url.appendingPathComponent("broken.lua").path])
        try broken.wait(for: "the prompt") { $0.marked.hasSuffix("demo> ▏") }
        broken.send(":clear\r_e:match('unexpected.*')\r")
        try broken.wait(for: "its error") { $0.text.contains("\n\"unexpected symbol near '='\"") }
    }
}
