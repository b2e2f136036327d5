import LuaHost
import REPL
import Testing

@Suite("What an input is") struct InputTests {
    @Test(
        "Each input has a name of its own, by which its text is found; so an error in an older function has its own lines"
    )
    func chunkNames() throws {
        let prompt = try Prompt()
        try prompt.run("local function f(x)\n  return x.y.z\nend", "")
        let error = #expect(throws: LuaError.self) { try prompt.run("f({})") }
        #expect(error?.place == LuaError.Place(source: "=input 1", line: 2))
        #expect(error?.description.contains("\n\tinput 2:1: in main chunk") == true)
        #expect(prompt.session.text(ofChunk: "=input 1") == "local function f(x)\n  return x.y.z\nend")
        #expect(prompt.session.text(ofChunk: "=input 2") == "f({})")
        for name in ["=input 3", "=input 0", "=input", "@input 1", "input 1", "=input 01", "=stdin"] {
            #expect(prompt.session.text(ofChunk: name) == nil)
        }
    }

    @Test("A length operator begins an input as well as any other")
    func hash() throws {
        let prompt = try Prompt()
        #expect(try prompt.run("local t = {1, 2, 3}", "#t") == "3\n")
        #expect(try prompt.run("#!/usr/bin/env bitrix\nlocal t = {1}\n#t") == "1\n")
    }

    @Test(
        "The last statement of several may be an expression; its values are the results",
        arguments: [
            ("local a = {b = 7}\na.b", "7\n"), ("local x = 1 x", "1\n"), ("x = 1; x, x + 1", "1\n2\n"),
            ("for i = 1, 3 do n = i end n", "3\n"), ("if true then z = 1 end #'abc'", "3\n"),
            ("local function f() return 8 end\nlocal function g() return f() end g()", "8\n"),
            ("f = print f(...)", "\n"), ("x = 3 function() end == x, x", "false\n3\n"),
            ("local k <const> = 5 k", "5\n"), ("local x = 1\nx;", ""), ("x = 2\nlocal y = x", ""),
        ])
    func lastExpression(input: String, shown: String) throws {
        let prompt = try Prompt()
        try prompt.run("function print() end")
        #expect(prompt.session.isComplete(input))
        #expect(try prompt.run(input) == (input.hasPrefix("f =") ? "" : shown))
        #expect(try prompt.run("calls = (calls or 0) + 1\ncalls") == "1\n")
    }

    @Test("An input that nothing completes ends behind two empty lines, with its error")
    func givesUp() throws {
        let prompt = try Prompt()
        for input in ["f(", "x =", "if x then", "for i = 1, 2 do\nx.y"] {
            #expect(!prompt.session.isComplete(input) && !prompt.session.isComplete(input + "\n"))
            #expect(prompt.session.isComplete(input + "\n  \n"))
        }
        #expect(prompt.failure("x =\n\n") == "input 1:1: unexpected symbol near <eof>")
        #expect(!prompt.session.isComplete("x = [[\n\n\n"))
    }

    @Test("A semicolon at the end shows nothing; the value is kept all the same")
    func silent() throws {
        let prompt = try Prompt()
        #expect(try prompt.run("5;") == "" && prompt.run("_ + 1") == "6\n")
        #expect(try prompt.run("('x'):rep(2); -- quiet") == "" && prompt.run("_3") == "\"xx\"\n")
        #expect(try prompt.run("local _ENV = {}") == "")
    }
}
