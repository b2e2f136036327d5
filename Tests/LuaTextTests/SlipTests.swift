import LuaText
import Testing

/// Guesses at what text of other languages means in Lua. The right side is Lua by the manual's grammar (section 9).
@Suite struct SlipTests {
    @Test(
        "Among the candidates is the line as Lua writes it",
        arguments: [
            ("print(“a”)", "print(\"a\")"), ("print(«a»)", "print(\"a\")"), ("print(‘a’)", "print(\"a\")"),
            ("print(“it's”)", "print(\"it's\")"), ("print(`a`)", "print(\"a\")"), ("print(5 – 3)", "print(5 - 3)"),
            ("x = 5 − 3", "x = 5 - 3"), ("if a != b then f() end", "if a ~= b then f() end"),
            ("if a && b || c then f() end", "if a and b or c then f() end"),
            ("if !x then f() end", "if not x then f() end"),
            ("if a <> b then f() end", "if a ~= b then f() end"), ("if a === b then f() end", "if a == b then f() end"),
            ("x += 1", "x = x + 1"), ("c.n -= a + 1", "c.n = c.n - (a + 1)"), ("s ..= \"x\"", "s = s .. \"x\""),
            ("x++", "x = x + 1"), ("t = {name: \"x\"}", "t = {name = \"x\"}"),
            ("t = {name:\"x\"}", "t = {name = \"x\"}"),
            ("t = {\"name\": 1, \"a b\": 2}", "t = {name = 1, [\"a b\"] = 2}"), ("t = [1, 2]", "t = {1, 2}"),
            ("t = {a => 1}", "t = {a = 1}"), ("let x = 5", "local x = 5"), ("const x = 5", "local x = 5"),
            ("var x = null", "local x = nil"), ("x := 5", "local x = 5"),
            ("contact 71", "bitrix.contact(71)"), ("bitrix.contact 71", "bitrix.contact(71)"), ("print x", "print(x)"),
            ("local c = contact 71", "local c = bitrix.contact(71)"),
            ("if x = 5 then f() end", "if x == 5 then f() end"),
            ("x == 5", "x = 5"), ("f() // note", "f() -- note"), ("# note", "-- note"),
            ("f() /* note */", "f() --[[ note ]]"),
            ("f(function(x) => x + 1)", "f(function(x) return x + 1 end)"),
            ("f((x) => x + 1)", "f(function(x) return x + 1 end)"),
            ("f(x => x + 1)", "f(function(x) return x + 1 end)"),
            ("if (x) { f() }", "if (x) then f() end"), ("if (x) { f() } else { g() }", "if (x) then f() else g() end"),
            ("while (x) { f() }", "while (x) do f() end"), ("function f(x) { return x }", "function f(x) return x end"),
            ("for (let i = 0; i < 10; i++) { f(i) }", "for i = 0, 9 do f(i) end"),
            ("for (const c of list) { f(c) }", "for _, c in ipairs(list) do f(c) end"),
            ("x = a ? b : c", "x = a and b or c"), ("IF x THEN f() END", "if x then f() end"),
            ("throw \"x\"", "error(\"x\")"), ("import json", "local json = require \"json\""),
            ("print(\"a\" . b)", "print(\"a\" .. b)"), ("if x is None then f() end", "if x == nil then f() end"),
        ])
    func mended(text: String, lua: String) {
        let candidates = Slips.candidates(for: text, functions: ["contact"])
        #expect(candidates.contains(lua), "\(candidates)")
    }

    @Test(
        "Blocks over several lines keep their lines",
        arguments: [
            ("if (x) {\n  f()\n} else if (y) {\n  g()\n}", "if (x) then\n  f()\nelseif (y) then\n  g()\nend"),
            ("let x = 1\nx += 2 // two\nprint(x)", "local x = 1\nx = x + 2 -- two\nprint(x)"),
        ])
    func lines(text: String, lua: String) {
        let candidates = Slips.candidates(for: text)
        let trimmed = candidates.map { $0.split(separator: "\n").map { $0.split(separator: " ") } }
        #expect(trimmed.contains(lua.split(separator: "\n").map { $0.split(separator: " ") }), "\(candidates)")
    }

    @Test("Loops over a list, and sums of texts, which compile and fail")
    func running() {
        #expect(Slips.iteration("for c in list do f(c) end") == "for _, c in ipairs(list) do f(c) end")
        #expect(Slips.iteration("for i, c in list do") == "for i, c in ipairs(list) do")
        #expect(Slips.iteration("print(1)") == nil)
        #expect(Slips.textSum("print(\"a\" + \"b\")") == "print(\"a\" .. \"b\")")
        #expect(Slips.textSum("print(1 + 2, \"a\" + x + 1)") == "print(1 + 2, \"a\" .. x .. 1)")
        #expect(Slips.textSum("print \"a\" + 1") == "print(\"a\" .. 1)")
        #expect(Slips.textSum("print(a + b)") == nil)
    }

    @Test("Heads of blocks as Python has them")
    func heads() {
        #expect(Slips.heads(for: "if x == 1:") == ["if x == 1 then"])
        #expect(Slips.heads(for: "for c in list:") == ["for _, c in ipairs(list) do"])
        #expect(Slips.heads(for: "def f(x):") == ["function f(x)"])
    }

    @Test("What stands in strings and comments is left alone")
    func strings() {
        for candidate in Slips.candidates(for: "x += 1 print(\"a != b && “c”\") -- d != e") {
            #expect(candidate.contains("\"a != b && “c”\"") && candidate.hasSuffix("-- d != e"), "\(candidate)")
        }
    }

    @Test(
        "Any text comes back without harm",
        arguments: ["", "=>", "{", "[", "for", "“", "x +=", "lambda", "?", "((((", "\\", "'"])
    func nonsense(text: String) {
        _ = Slips.candidates(for: text)
        _ = Slips.heads(for: text)
        _ = Slips.iteration(text)
        _ = Slips.textSum(text)
    }
}
