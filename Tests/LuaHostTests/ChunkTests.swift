import Foundation
import LuaHost
import Testing

@Suite struct ChunkTests {
    @Test("Results, globals and locals behave as in Lua")
    func run() throws {
        let lua = try Lua()
        #expect(try lua.run("x = 6 local y = 7 out(x * y) out(_VERSION)") == ["?", "Lua 5.4"])
        #expect(try lua.run("out(tostring(x), tostring(y))") == ["6\tnil"])
    }

    @Test(
        "An uncaught error has the text and the traceback of stock lua",
        arguments: [
            (
                "error('boom')",
                "test:1: boom\nstack traceback:\n\t[C]: in function 'error'\n\ttest:1: in main chunk\n\t[C]: in ?"
            ),
            (
                "error('boom', 0)",
                "boom\nstack traceback:\n\t[C]: in function 'error'\n\ttest:1: in main chunk\n\t[C]: in ?"
            ),
            (
                "local function f() local x = nil + 1 end f()",
                "test:1: attempt to perform arithmetic on a nil value\nstack traceback:\n"
                    + "\ttest:1: in local 'f'\n\ttest:1: in main chunk\n\t[C]: in ?"
            ),
            ("error(setmetatable({}, {__tostring = function() return 'mine' end}))", "mine"),
            (
                "error({})",
                "(error object is a table value)\nstack traceback:\n\t[C]: in function 'error'\n"
                    + "\ttest:1: in main chunk\n\t[C]: in ?"
            ),
            (
                "error()",
                "(error object is a nil value)\nstack traceback:\n\t[C]: in function 'error'\n"
                    + "\ttest:1: in main chunk\n\t[C]: in ?"
            ),
            (
                "error(42)", "42\nstack traceback:\n\t[C]: in function 'error'\n\ttest:1: in main chunk\n\t[C]: in ?"
            ),
            ("x = = 1", "test:1: unexpected symbol near '='"),
        ])
    func errors(text: String, expected: String) throws {
        #expect(try Lua().failure(text) == expected)
    }

    @Test("Fields of an uncaught error object can be read; those of an earlier error are forgotten")
    func failureFields() throws {
        let lua = try Lua()
        func error(of text: String) throws -> LuaError? {
            do { try lua.run(text) } catch let error as LuaError { return error }
            return nil
        }
        let first = try error(of: "error({kind = 'api', code = 'X', status = 404})")
        #expect(first?["kind"] == "api" && first?["code"] == "X" && first?["status"] == "404" && first?["x"] == nil)
        let second = try error(of: "error('plain')")
        #expect(second?.value == .string("test:1: plain"))
        #expect(second?["kind"] == nil)
        let third = try error(of: "error({kind = {}, status = 'many'})")
        #expect(third?["kind"] == nil && third?["status"] == "many")
        #expect(try error(of: "x = = 1")?.value == .nil)
    }

    @Test("A file that does not exist gives stock lua's message")
    func missingFile() throws {
        let state = try LuaState()
        let error = #expect(throws: LuaError.self) { try state.load(file: "/nowhere/x.lua") }
        #expect(error?.description == "cannot open /nowhere/x.lua: No such file or directory")
    }

    @Test("After every kind of failure the interpreter goes on")
    func goesOn() throws {
        let lua = try Lua()
        for text in ["error('x')", "x = =", "local function f() return f() + 1 end f()", "error()"] {
            #expect(lua.failure(text) != nil)
            #expect(try lua.run("out('alive')") == ["alive"])
        }
    }

    @Test("A closed interpreter refuses work and holds no memory")
    func closed() throws {
        let lua = try Lua()
        #expect(lua.state.memoryUsed > 10_000)
        lua.state.close()
        #expect(lua.state.memoryUsed == 0)
        let error = #expect(throws: LuaError.self) { try lua.run("out('x')") }
        #expect(error?.description == "the interpreter is closed")
    }

    @Test("Closing runs finalizers, which may call host functions")
    func finalizers() throws {
        let lua = try Lua()
        try lua.run("keep = setmetatable({}, {__gc = function() out('finalized') end})")
        lua.state.close()
        #expect(lua.output == ["finalized"])
    }
}

@Suite struct InputTests {
    @Test(
        "An input is an expression, a statement, the beginning of one, or wrong",
        arguments: [
            ("1 + 1", "complete"), ("x = 1", "complete"), ("f(", "incomplete"), ("x =", "incomplete"),
            ("if x", "incomplete"), ("function f()", "incomplete"), ("for", "incomplete"), ("[[abc", "incomplete"),
            ("--[[ c", "incomplete"), ("a b", "wrong"), ("goto a", "wrong"), ("x = \"\\u{", "wrong"), ("", "complete"),
            ("f() -- comment", "complete"),
        ])
    func kinds(text: String, expected: String) throws {
        let state = try LuaState()
        do {
            switch try state.load(input: Array(text.utf8), asExpression: true) {
            case .complete: #expect(expected == "complete")
            case .incomplete: #expect(expected == "incomplete")
            }
        } catch {
            #expect(expected == "wrong")
        }
    }

    @Test("Results go to the global print, whatever it is; none print nothing")
    func printing() throws {
        let lua = try Lua()
        try lua.run(
            "function print(...) out('printed', ...) end calls = 0 function f() calls = calls + 1 error('x') end")
        func enter(_ text: String) throws {
            _ = try lua.state.load(input: Array(text.utf8), asExpression: true)
            try lua.state.runPrintingResults()
        }
        try enter("'a', 'b'")
        try enter("local x = 1")
        #expect(lua.output == ["printed\ta\tb"])
        #expect(throws: LuaError.self) { try enter("f()") }
        #expect(lua.state.text(ofGlobal: "calls") == Array("1".utf8), "run once, not twice")
        try lua.run("print = nil")
        let error = #expect(throws: LuaError.self) { try enter("1") }
        #expect(error?.description == "error calling 'print' (attempt to call a nil value)")
    }

    @Test("A global's text is that of tostring, or the given one")
    func globalText() throws {
        let lua = try Lua()
        try lua.run("a = 'x' b = 12 c = setmetatable({}, {__tostring = function() return 'mine' end}) d = false")
        try lua.run("e = setmetatable({}, {__tostring = error})")
        let texts = ["a", "b", "c", "d", "e", "nothing"].map {
            String(decoding: lua.state.text(ofGlobal: $0) ?? Array("> ".utf8), as: UTF8.self)
        }
        #expect(texts == ["x", "12", "mine", "false", "> ", "> "])
    }
}
