import Foundation
import LuaHost
import REPL
import Testing

@Suite("Printing") struct PrinterTests {
    private static let contact = #"""
        record = test.json[[{"id":71,"name":"Ёж","lastName":null,"phones":[{"type":"WORK","value":"+7 900"},
        {"type":"HOME","value":"+7 901"}],"companyId":15,"company":{"id":15,"title":"ООО Ромашка","address":null,
        "revenue":1.5,"note":"a note that is longer than the line is wide"},"active":true}]];
        """#

    @Test("A record reads like a card: one field per line, aligned, in the API's order, nulls shown")
    func card() throws {
        let prompt = try Prompt(columns: 64, lines: 40)
        #expect(
            try prompt.run(Self.contact, "record") == """
                {
                  id        = 71,
                  name      = "Ёж",
                  lastName  = null,
                  phones    = {
                    {type = "WORK", value = "+7 900"},
                    {type = "HOME", value = "+7 901"},
                  },
                  companyId = 15,
                  company   = {
                    id      = 15,
                    title   = "ООО Ромашка",
                    address = null,
                    revenue = 1.5,
                    note    = "a note that is longer than the line is wide",
                  },
                  active    = true,
                }

                """)
    }

    @Test("A number that Lua cannot hold says so beside its digits")
    func digits() throws {
        let prompt = try Prompt(columns: 80, lines: 40)
        let record =
            #"test.json[[{"id":71,"account":"40702810900000012345","big":123456789012345678901234567890,"list":[1,1e999]}]]"#
        #expect(
            try prompt.run("record = \(record); return record") == """
                {
                  id      = 71,
                  account = "40702810900000012345",
                  big     = "123456789012345678901234567890",  -- a number, too large for Lua
                  list    = {
                    1,
                    "1e999",  -- a number, too large for Lua
                  },
                }

                """)
        prompt.screen.columns = 60
        #expect(
            try prompt.run("record").contains(
                """
                  -- a number, too large for Lua
                  big     = "123456789012345678901234567890",

                """))
    }

    @Test("What does not fit the height is folded, and a footer says what is hidden")
    func folded() throws {
        let prompt = try Prompt(columns: 64, lines: 14)
        #expect(
            try prompt.run(Self.contact, "record") == """
                {
                  id        = 71,
                  name      = "Ёж",
                  lastName  = null,
                  phones    = {{type = "WORK", value = "+7 900"}, {…}},
                  companyId = 15,
                  company   = {id = 15, title = "ООО Ромашка", … 3 more},
                  active    = true,
                }
                -- 2 tables folded; :last shows all

                """)
        #expect(try prompt.run("record.extra = 1; record.name = nil", "record").contains("  name      = null,\n"))
        prompt.screen.lines = 8
        #expect(
            try prompt.run("record") == """
                {
                  id        = 71,
                  name      = null,
                  … 6 more fields
                }
                -- 6 entries hidden; :last shows all

                """)
        prompt.forget()
        try prompt.session.showLast()
        #expect(prompt.output.split(separator: "\n").count == 19)
        #expect(prompt.output.contains("note    = \"a note that is longer than the line is wide\""))
        #expect(prompt.output.hasSuffix("  extra     = 1,\n}\n"))
    }

    @Test(
        "Single values",
        arguments: [
            ("1", "1"), ("1.0", "1.0"), ("-0.0", "-0.0"), ("1e15", "1e+15"), ("1/0", "inf"),
            ("2^53", "9.007199254741e+15"),
            ("math.mininteger", "-9223372036854775808"), ("0.1", "0.1"), ("nil", "nil"), ("true", "true"),
            ("test.null", "null"),
            ("'a\"b\\\\'", "\"a\\\"b\\\\\""), ("'\\n\\t\\r\\0\\27[31m\\127'", "\"\\n\\t\\r\\x00\\x1B[31m\\x7F\""),
            ("'\\u{85}\\u{9B}31m'", "\"\\u{85}\\u{9B}31m\""),
            (
                "'\\u{202E}abc\\u{2066}\\u{FEFF}\\u{200B}\\u{61C}'",
                "\"\\u{202E}abc\\u{2066}\\u{FEFF}\\u{200B}\\u{61C}\""
            ),
            ("'\\xFF\\xD0 ok \\xD0\\x96\\xC2'", "\"\\xFF\\xD0 ok Ж\\xC2\""),
            ("'\\xED\\xA0\\x80'", "\"\\xED\\xA0\\x80\""),
            ("'👩‍👩‍👧 é'", "\"👩‍👩‍👧 é\""), ("{}", "{}"), ("{1, 2.5, 'x', nil, true}", "{1, 2.5, \"x\", nil, true}"),
            (
                "{b = 2, a = 1, id = 3, [1] = 'one', ['end'] = 4, ['x y'] = 5, [2.5] = 6, [true] = 7}",
                "{\"one\", [2.5] = 6, id = 3, a = 1, b = 2, [\"end\"] = 4, [\"x y\"] = 5, [true] = 7}"
            ),
            ("setmetatable({x = 1}, {__name = 'Point'})", "Point {x = 1}"), ("{{{}}}", "{{{}}}"),
            ("setmetatable({}, {__tostring = function() return 'me\\27[0m' end})", "me\\x1B[0m"),
            ("{setmetatable({}, {__tostring = function() return 'two\\nlines' end})}", "{two\\nlines}"),
            ("setmetatable({}, {__tostring = function() return 'two\\nlines' end})", "two\nlines"),
            ("{['\\27'] = 1}", "{[\"\\x1B\"] = 1}"), ("{test.null}", "{null}"),
        ])
    func values(expression: String, shown: String) throws {
        #expect(try Prompt(columns: 100).run(expression) == shown + "\n")
    }

    @Test("Functions, threads and userdata are called what tostring calls them")
    func opaque() throws {
        let prompt = try Prompt()
        for expression in ["print", "function() end", "coroutine.create(print)", "io.stdout"] {
            try prompt.run("local value = \(expression);")
            let text = try prompt.run("value")
            #expect(try prompt.run("tostring(value) == '\(text.dropLast())'") == "true\n")
        }
        try prompt.run("setmetatable(_G, nil) debug.setmetatable(print, {__tostring = function() error 'trap' end});")
        #expect(try prompt.run("print").hasPrefix("function: 0x"))
    }

    @Test("Cycles are marked, shared tables are not cycles")
    func cycles() throws {
        let prompt = try Prompt()
        try prompt.run("t = {} t.self = t", "u = {{t}, t}")
        #expect(try prompt.run("t") == "{self = <cycle: this table>}\n")
        #expect(try prompt.run("a = {} a.b = {a = a}", "a") == "{b = {a = <cycle: the table around it>}}\n")
        #expect(try prompt.run("s = {1}", "{s, s}") == "{{1}, {1}}\n")
        #expect(
            try prompt.run("a.b.c = {x = a}", "a")
                == "{b = {a = <cycle: the table around it>, c = {x = <cycle: 2 tables up>}}}\n")
    }

    @Test("Values that set traps: nothing of them runs but __tostring, once, and its failure is said")
    func traps() throws {
        let prompt = try Prompt()
        try prompt.run(
            """
            local function trap() error 'trap' end
            trapped = setmetatable({x = 1}, {__index = trap, __newindex = trap, __len = trap, __pairs = trap, __eq = trap,
              __lt = trap, __concat = trap, __call = trap, __name = 5, __metatable = 'locked'});
            count = 0
            counted = setmetatable({}, {__tostring = function() count = count + 1 return 'counted' end})
            """)
        #expect(try prompt.run("trapped") == "{x = 1}\n")
        #expect(
            try prompt.run("{counted, {counted}, counted = counted}") == "{counted, {counted}, counted = counted}\n")
        #expect(try prompt.run("count") == "1\n")
        #expect(
            try prompt.run("setmetatable({1}, {__tostring = function() error 'boom\\27' end})")
                == "{  -- __tostring failed: input 5:1: boom\\x1B\n  1,\n}\n")
        #expect(
            try prompt.run("setmetatable({1}, {__tostring = function() return 5 end})")
                == "{  -- __tostring failed: it returned no string\n  1,\n}\n")
        #expect(
            try prompt.run("setmetatable({}, {__tostring = function(t) return tostring(t) end})").contains(
                "__tostring failed: "))
        #expect(try prompt.run("setmetatable({1}, {__tostring = coroutine.yield})").contains("__tostring failed: "))
    }

    @Test("A stop from outside that comes during __tostring ends the printing, and the session goes on")
    func stopped() throws {
        let prompt = try Prompt()
        try prompt.run(
            """
            endless = setmetatable({}, {__tostring = function() while true do test.stop() end end})
            local kept = 1
            """)
        let error = #expect(throws: LuaError.self) { try prompt.run("{1, endless, 2}") }
        #expect(error?["code"] == "REQUEST_LIMIT")
        #expect(prompt.output == "")
        #expect(try prompt.run("kept, #_1") == "1\n3\n")
    }

    @Test("Ctrl-C ends an input and the showing of its results, and the session keeps its variables")
    func interrupted() async {
        await #expect(processExitsWith: .success) {
            let prompt = try Prompt()
            // The threads that tests run on have signals blocked.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGINT)
            sigaddset(&signals, SIGALRM)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            prompt.lua.handleSignals()
            prompt.lua.returnToPrompt(onInterrupt: true)
            let loop = "test.interrupt() while true do end"
            try prompt.run("slow = setmetatable({}, {__tostring = function() \(loop) end}) local kept = 1")
            for input in ["{slow}", "slow", "local x = slow", "local a = 2 \(loop)", "{test.interrupt(), slow}"] {
                do {
                    try prompt.run(input)
                    exit(2)
                } catch let error as LuaError {
                    if !error.isInterrupt { exit(3) }
                }
            }
            if try prompt.run("kept, a, x == slow") != "1\n2\ntrue\n" { exit(4) }
        }
    }

    @Test("Long strings and lists are cut with counts; :last shows them whole")
    func long() throws {
        let prompt = try Prompt(columns: 40, lines: 10)
        #expect(
            try prompt.run("{('x'):rep(1e6)}")
                == "{\n  \"xxxxxxxxxxxxxxxxxx…\" (1000000 bytes),\n}\n-- 1 text cut; :last shows all\n")
        prompt.forget()
        try prompt.session.showLast()
        #expect(prompt.output == "{\n  \"" + String(repeating: "x", count: 1_000_000) + "\",\n}\n")
        let text = try prompt.run("('\\27'):rep(1e6)")
        #expect(text.count < 500 && !text.contains("\u{1B}") && text.contains("\\x1B…\" (1000000 bytes)\n"))
        let list = try prompt.run("local l = {} for i = 1, 1e6 do l[i] = i end return l")
        let lines = list.split(separator: "\n")
        #expect(lines.count == 8)
        #expect(
            lines[1] == "  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12," || lines[1] == "  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,"
        )
        #expect(lines.dropLast().allSatisfy { $0.count <= 40 })
        let shown = list.split(whereSeparator: { !$0.isNumber }).count - 2
        #expect(
            lines.suffix(3) == [
                "  … \(1_000_000 - shown) more items", "}", "-- \(1_000_000 - shown) entries hidden; :last shows all",
            ])
        let table = try prompt.run("local t = {} for i = 1, 1e5 do t['k' .. i] = i end return t")
        #expect(table.split(separator: "\n").count <= 9 && table.contains("more fields"))
    }

    @Test("Deep nesting is folded and never overflows; :last goes deep")
    func deep() throws {
        let prompt = try Prompt()
        let text = try prompt.run("local t = {} local e = t for i = 1, 1e5 do e.n = {} e = e.n end return t")
        #expect(text.split(separator: "\n").count < 22)
        #expect(text.hasSuffix("-- 1 table folded; :last shows all\n"))
        prompt.forget()
        try prompt.session.showLast()
        #expect(prompt.output.split(separator: "\n").count > 300)
        #expect(try prompt.run("local t = {} for i = 1, 1e5 do t = {t} end return t").contains("folded"))
    }

    @Test("No line is wider than the terminal, at any width", arguments: [20, 33, 40, 79, 200])
    func widths(columns: Int) throws {
        let prompt = try Prompt(columns: columns, lines: 30)
        try prompt.run(Self.contact)
        for expression in [
            "record", "{record, record}", "{'" + String(repeating: "Ёж漢👩‍👩‍👧", count: 50) + "'}", "{string}",
        ] {
            for line in try prompt.run(expression).split(separator: "\n") where !line.hasPrefix("--") {
                let width = line.reduce(0) { $0 + ($1.unicodeScalars.contains { $0.value > 0x2E80 } ? 2 : 1) }
                #expect(width <= max(columns, 48), "\(line)")
            }
        }
    }

    @Test("Colours surround values and nothing else changes")
    func colors() throws {
        let prompt = try Prompt()
        prompt.screen.usesColor = true
        #expect(
            try prompt.run("{1, 'x', nil, true, a = test.null}") == """
                {\u{1B}[36m1\u{1B}[0m, \u{1B}[32m"x"\u{1B}[0m, \u{1B}[35mnil\u{1B}[0m, \u{1B}[35mtrue\u{1B}[0m, a = \u{1B}[35mnull\u{1B}[0m}

                """)
    }

    @Test("Many results, and none")
    func many() throws {
        let prompt = try Prompt()
        let text = try prompt.run("table.unpack({}, 1, 250)")
        #expect(text == String(repeating: "nil\n", count: 101) + "-- 149 entries hidden; :last shows all\n")
    }
}
