import REPL
import Testing

@Suite("Commands") struct CommandTests {
    @Test(
        "What is a command and what is Lua",
        arguments: [
            (":help", Request.command(.help(""))), (":help include", .command(.help("include"))),
            (":help \"include\"", .command(.help("include"))),
            (":help bitrix.contact", .command(.help("bitrix.contact"))),
            (":quit", .command(.quit)), (":q", .command(.quit)), (":last", .command(.last)), (":raw ", .command(.raw)),
            (":http", .command(.http)), (":curl", .command(.curl)), (":js", .command(.js)),
            (":clear", .command(.clear)),
            (":time bitrix.contact(71)", .command(.time("bitrix.contact(71)"))), (":demo", .command(.demo)),
            (":time for i = 1, 9 do\n  f()\nend", .command(.time("for i = 1, 9 do\n  f()\nend"))),
            (":history", .command(.history(nil))), (":history 5", .command(.history(5))),
            (":save a.lua", .command(.save(file: "a.lua", inputs: []))),
            (":save a.lua 3-9", .command(.save(file: "a.lua", inputs: [3...9]))),
            (":save 'my visit.lua' 3, 5-7", .command(.save(file: "my visit.lua", inputs: [3...3, 5...7]))),
            (":load a.lua", .command(.load("a.lua"))), (":load \"a b.lua\"", .command(.load("a b.lua"))),
            (":edit", .command(.edit(nil))), (":edit a.lua", .command(.edit("a.lua"))),
            (":trace", .command(.trace(nil))), (":trace on", .command(.trace(true))),
            (":trace off", .command(.trace(false))),
            ("help", .command(.help(""))), (" exit ", .command(.quit)), ("quit()", .command(.quit)),
            ("выход", .command(.quit)),
            ("help(bitrix.contact)", .command(.help("bitrix.contact"))),
            ("help \"SCOPE_DENIED\"", .command(.help("SCOPE_DENIED"))),
            ("help 'контакт'", .command(.help("контакт"))), ("help('include')", .command(.help("include"))),
            ("bitrix.contact?", .command(.help("bitrix.contact"))), ("s:rep ?", .command(.help("s:rep"))),
            ("::again::", .lua("::again::")), ("x = 1 -- why?", .lua("x = 1 -- why?")), ("'what?'", .lua("'what?'")),
            ("helper(x)", .lua("helper(x)")), ("help = 1", .lua("help = 1")), ("print(help)", .lua("print(help)")),
            ("exit = 5", .lua("exit = 5")), (" :help", .lua(" :help")), ("", .lua("")),
            (":hlep", .mistake("no command :hlep; did you mean :help?")),
            (":crul", .mistake("no command :crul; did you mean :curl?")),
            (":histroy 5", .mistake("no command :histroy; did you mean :history?")),
            (":xyzzy", .mistake("no command :xyzzy; :help lists all")),
            (":", .mistake("a command has a name behind its colon; :help lists all")),
            (":\u{1B}[2J", .mistake("no command :?[2J; :help lists all")),
            (":save", .mistake("write :save FILE [RANGE]")), (":save a.lua 9-3", .mistake("write :save FILE [RANGE]")),
            (":save a.lua x", .mistake("write :save FILE [RANGE]")),
            (":save a.lua 0", .mistake("write :save FILE [RANGE]")),
            (":time", .mistake("write :time CODE")), (":load", .mistake("write :load FILE")),
            (":history many", .mistake("write :history [COUNT]")), (":trace maybe", .mistake("write :trace [on|off]")),
            (":quit now", .mistake(":quit takes nothing behind it; write :quit")),
        ])
    func parse(text: String, request: Request) {
        #expect(Command.parse(text) == request)
    }

    @Test("A bare word is Lua where a variable has its name")
    func variables() {
        #expect(Command.parse("help") { $0 == "help" } == .lua("help"))
        #expect(Command.parse("help(1)") { $0 == "help" } == .lua("help(1)"))
        #expect(Command.parse("quit") { $0 == "help" } == .command(.quit))
    }
}

@Suite("Saved scripts") struct ScriptTests {
    @Test("Locals stay locals, expressions print, what failed is left out, used results become locals")
    func script() throws {
        let prompt = try Prompt()
        try prompt.run("local x = 20", "local function twice(n)\n  return n * 2\nend", "twice(x) -- forty")
        _ = prompt.failure("nosuch()")
        try prompt.run("_ + 1", "x = _2;", "=x, nil, 'three'", "local y = 5 return y", "print and nil", "{1}")
        try prompt.run("(function() ran = true end)()", "for _, v in ipairs{1} do z = v end", "-- done", "")
        let script = prompt.session.script(comments: ["Saved by a test\nand more"])
        #expect(
            script == """
                #!/usr/bin/env bitrix
                -- Saved by a testand more
                local function show(...)
                  for _, value in ipairs {...} do
                    if type(value) == "table" then
                      for key, field in pairs(value) do print(key, field) end
                    else
                      print(value)
                    end
                  end
                end
                local x = 20
                local function twice(n)
                  return n * 2
                end
                local _1 = twice(x)
                print(_1)
                local _ = _1
                local _2 = _ + 1
                print(_2)
                x = _2;
                print(x, nil, 'three')
                local y = 5 print(y)
                print(print and nil)
                show({1})
                ;(function() ran = true end)()
                for _, v in ipairs{1} do z = v end
                -- done

                """)
        let other = try Prompt()
        try other.run("local out = {} function print(v, ...) out[#out + 1] = v end")
        try other.run(String(script.dropFirst("#!/usr/bin/env bitrix\n".count)))
        #expect(try other.run("out, ran, z") == "{40, 41, 41, 5, 1}\ntrue\n1\n")
    }

    @Test("A range takes the inputs of those numbers; the script runs")
    func range() throws {
        let prompt = try Prompt()
        try prompt.run("local a = 1", "a", "local b = a + 1", "b", "return")
        let script = prompt.session.script(of: [1...1, 3...9])
        #expect(script == "#!/usr/bin/env bitrix\nlocal a = 1\nlocal b = a + 1\nprint(b)\n\n")
        let other = try Prompt()
        try other.run("local out = {} function print(...) out[#out + 1] = table.concat({...}, ' ') end")
        try other.run(String(script.dropFirst("#!/usr/bin/env bitrix\n".count)))
        #expect(try other.run("out") == "{\"2\"}\n")
    }
}
