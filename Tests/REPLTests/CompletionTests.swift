import BitrixModule
import LuaHost
import REPL
import TestSupport
import Testing
import VibeAPI

@Suite("Completion") struct CompletionTests {
    /// `texts` at the mark `|`.
    private func texts(_ prompt: Prompt, _ marked: String) -> [String] {
        let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let completions = prompt.session.complete(String(parts[0]) + String(parts[1]), at: parts[0].utf8.count)
        return completions.candidates.map(\.text)
    }

    @Test(
        "Variables, globals and keywords; fields, methods and keys",
        arguments: [
            ("coro|", "coroutine"), ("whi|", "while"), ("loc|", "local local_one local_two"),
            ("string.re|", "rep reverse"),
            ("local_one.fi|", "field first"), ("local_one.other.d|", "deep"), ("local_one[\"fi|", "field first"),
            ("local_one['x|", "x y"),
            ("local_one[1].na|", "name"), ("local_one:|", "method"), ("('x'):re|", ""), ("text:re|", "rep reverse"),
            ("text.re|", "rep reverse"),
            ("object.|", "field inherited own"), ("object:|", "inherited"), ("trap.|", "real"), ("trap.real.|", ""),
            ("nosuch.|", ""),
            ("nosuch.x.y|", ""), ("loop.|", "a"), ("record.|", "id lastName name"), ("file:wr|", "write"),
            ("f().|", ""), ("local_two.|", ""),
            ("_|", "_ _1 _e _G _VERSION"), ("x = prin|", "print"), ("odd.|", "plain"), ("odd['|", "a b plain"),
            ("mixed.|", "alpha Beta gamma _a"), ("mixed['e|", "end"), ("mixed.e|", ""),
        ])
    func live(marked: String, expected: String) throws {
        let prompt = try Prompt()
        try prompt.run(
            """
            local local_one, local_two = {field = 1, first = 2, ['x y'] = 3, other = {deep = 1}, {name = 1}, method = print}, 2
            text = 'text' file = io.stdout
            object = setmetatable({own = 1}, {__index = setmetatable({inherited = print, own = 2}, {__index = {field = 1}})})
            local function trap_function() error 'trap' end
            trap = setmetatable({real = {}}, {__index = trap_function, __pairs = trap_function, __len = trap_function})
            loop = {a = 1} setmetatable(loop, {__index = loop})
            record = test.json[[{"id":1,"name":"x","lastName":null}]]
            mixed = {Beta = 1, gamma = 1, alpha = 1, _a = 1, ['end'] = 1}
            odd = {['a b'] = 1, ['a\\nb'] = 2, ["a'b"] = 3, ['a\\\\b'] = 4, plain = 5, [1] = 6, [true] = 7}
            """, "1")
        _ = prompt.failure("error 'x'")
        #expect(texts(prompt, marked).joined(separator: " ") == expected)
    }

    @Test("Types of values, and the replaced bytes")
    func details() throws {
        let prompt = try Prompt()
        try prompt.run("local value, valve = {}, 'x'")
        let completions = prompt.session.complete("print(val", at: 9)
        #expect(completions.range == 6..<9)
        #expect(
            completions.candidates == [
                Candidate(text: "value", kind: .value(type: "table")),
                Candidate(text: "valve", kind: .value(type: "string")),
            ])
        #expect(prompt.session.complete("-- val", at: 6).candidates.isEmpty)
    }

    @Test(
        "Options of the module's calls and their values, from the module itself; no request is sent",
        arguments: [
            ("bitrix.contact(71, {|", "include"), ("bitrix.contact(71, {inc|", "include"),
            ("bitrix.contact(71, {include={\"|", "company requisite"),
            ("bitrix.contact(71, {include={\"company\", \"|", "company requisite"),
            ("bitrix.contact(71, {include=\"re|", "requisite"),
            ("bitrix.configure{t|", "timeout"), ("bitrix.configure({max|", "max_answer max_total_wait max_wait"),
            ("bitrix.co|", "companies company configure contact contacts"),
            ("bitrix.contact(71, {include=\"company,|", "company requisite"), ("bitrix.contact(71, {['|", "include"),
            ("bitrix.contact(71, {include=\"company, re|", "requisite"), ("bitrix.get(\"|", ""), ("bitrix.la|", "last"),
            ("bitrix.contact(71, {include={\"/|", ""), ("mine(71, {|", "include"), ("mine(\"/|", ""),
            ("mine.x(71, {inc|", ""), ("other(71, {inc|", ""),
        ])
    func options(marked: String, expected: String) throws {
        let prompt = try Prompt()
        try BitrixModule.open(in: prompt.lua) { () throws(VibeError) in
            Issue.record("a request was about to be sent")
            return try Configuration(environment: { _ in nil }, version: "0")
        }
        try prompt.run("local mine = bitrix.contact", "other = print")
        #expect(texts(prompt, marked).joined(separator: " ") == expected)
    }

    @Test("A value behind a comma takes the place of itself only; a function keeps its name in the module")
    func parts() throws {
        let prompt = try Prompt()
        try BitrixModule.open(in: prompt.lua) { () throws(VibeError) in
            try Configuration(environment: { _ in nil }, version: "0")
        }
        let text = "bitrix.contact(71, {include=\"company, re"
        #expect(prompt.session.complete(text, at: text.utf8.count).range == text.utf8.count - 2..<text.utf8.count)
        try prompt.run("local mine = bitrix.contact", "local contact = print")
        #expect(prompt.session.documentedName(of: "mine") == "bitrix.contact")
        #expect(prompt.session.documentedName(of: "bitrix.contact") == "bitrix.contact")
        #expect(prompt.session.documentedName(of: "contact") == nil && prompt.session.documentedName(of: "x.y") == nil)
        #expect(prompt.session.includes(of: "bitrix.contact") == ["company", "requisite"])
        try prompt.run("local record = {name = 1, lastName = 2}")
        #expect(Set(prompt.session.names(in: "record")) == ["name", "lastName"])
        try prompt.run("local outer = {inner = {x = 1}}")
        #expect(prompt.session.names(in: "outer.inner") == ["x"] && prompt.session.names(in: "outer.none") == [])
        #expect(Set(["record", "print", "bitrix"]).isSubset(of: prompt.session.names(in: nil)))
    }

    @Test("Nobody's finalizer runs while names are looked up, whatever comes of it")
    func quiet() throws {
        let prompt = try Prompt()
        try prompt.run(
            "runs = 0 local function again() setmetatable({}, {__gc = function() runs = runs + 1 again() end}) end again()",
            "many = {} for i = 1, 5000 do many['name' .. i] = i end collectgarbage()")
        let before = prompt.lua.text(ofGlobal: "runs")
        for _ in 0..<20 { _ = prompt.session.complete("many.n", at: 6) }
        #expect(prompt.lua.text(ofGlobal: "runs") == before)
        #expect(try prompt.run("collectgarbage('isrunning')") == "true\n")
        try prompt.run("collectgarbage('stop')")
        _ = prompt.session.complete("many.n", at: 6)
        #expect(try prompt.run("collectgarbage('isrunning')") == "false\n")
    }

    @Test(
        "What was meant with the other keyboard layout",
        arguments: [
            ("зкште(1)", "print(1)"), ("Жйгше", ":quit"), ("рудз", "help"), ("дщсфд ч = 5", "local x = 5"),
            ("имя = 5", nil), ("руды", nil), ("print(1)", nil), ("мой.тфьу", "vjq.name"), ("зкште(", nil),
        ] as [(String, String?)])
    func layout(typed: String, meant: String?) throws {
        let prompt = try Prompt()
        try prompt.run("local vjq = {name = 1}")
        #expect(prompt.session.meant(by: typed) == meant)
    }

    @Test("Names of files in strings")
    func files() throws {
        let prompt = try Prompt()
        #expect(texts(prompt, "dofile('/us|") == ["/usr/"])
        #expect(texts(prompt, "dofile('/nosuch/|") == [])
    }
}
