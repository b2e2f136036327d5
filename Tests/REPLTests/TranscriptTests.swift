import REPL
import Testing

@Suite("What is copied with its prompts") struct TranscriptTests {
    private func code(_ text: String, behind before: String = "", variables: [String] = []) throws -> String {
        let prompt = try Prompt()
        return Transcript(
            prompts: ["my.sandbox:8080> ", "[$] "], isVariable: { variables.contains($0) },
            isComplete: { prompt.session.isComplete($0) }
        ).code(in: text, behind: before)
    }

    @Test(
        "Prompts of ours, of hosts and of stock lua go, and so does what was printed between",
        arguments: [
            ("demo> bitrix.contact(71).name", "bitrix.contact(71).name"),
            ("demo> for i = 1, 2 do\n....>   print(i)\n....> end", "for i = 1, 2 do\n  print(i)\nend"),
            ("bitrix> x = 1", "x = 1"), ("no key> x", "x"), ("без ключа> x\n.......> ", "x\n"),
            ("vibecode.bitrix24.tech> x = {\n......................> }", "x = {\n}"), ("127.0.0.1> x", "x"),
            ("my.sandbox:8080> x", "x"), ("[$] x", "x"), ("replay> x", "x"), ("localhost> x", "x"),
            ("> x = 1", "x = 1"), ("> if x then\n>> y()\n>> end", "if x then\ny()\nend"), (">> y()", "y()"),
            ("> x\n>> > 5", "x\n> 5"), ("....> end", "end"), ("demo>\ndemo> x", "\nx"),
            (
                "demo> bitrix.contact(71).name\n\"Ivan\"  -- _1\ndemo> local c = 1\n",
                "bitrix.contact(71).name\nlocal c = 1"
            ),
            ("> for i = 1, 2 do print(i) end\n1\n2\n> x = 1", "for i = 1, 2 do print(i) end\nx = 1"),
            ("demo> for i = 1, 3 do\n  print(i)\nend", "for i = 1, 3 do\n  print(i)\nend"),
        ])
    func stripped(text: String, meant: String) throws {
        #expect(try code(text) == meant)
    }

    @Test(
        "Code that only looks so is left alone",
        arguments: [
            "x\n> 5", "a\n>> 2", "local y = a\n  > b", "demo > 5", "x.y > 3", "x > 5", "x> 5", "...", "'demo> x'",
            "a..b",
            "", "\n", ">", "t[1]> 2",
        ].filter { $0 != ">" })
    func code(text: String) throws {
        #expect(try code(text, behind: "") == text)
    }

    @Test("A variable's comparison is one, and so is what goes on behind other text")
    func comparisons() throws {
        #expect(try code("demo> 5", variables: ["demo"]) == "demo> 5")
        #expect(try code("a.b> c", variables: ["a"]) == "a.b> c")
        #expect(try code("> 5", behind: "local y = x\n") == "> 5" && code(">> 5", behind: "x ") == ">> 5")
        #expect(try code("....>   print(i)\n....> end", behind: "for i = 1, 2 do\n") == "  print(i)\nend")
    }
}
