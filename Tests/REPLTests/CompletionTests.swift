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
            ("_|", "_ _1 _G _VERSION _e"), ("x = prin|", "print"), ("odd.|", "plain"), ("odd['|", "a b plain"),
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
            odd = {['a b'] = 1, ['a\\nb'] = 2, ["a'b"] = 3, ['a\\\\b'] = 4, plain = 5, [1] = 6, [true] = 7}
            """, "1")
        _ = prompt.failure("error 'x'")
        #expect(texts(prompt, marked).joined(separator: " ") == expected)
    }

    @Test("Types of values, the replaced bytes and the common beginning")
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
        #expect(completions.commonPrefix == "val")
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
            ("bitrix.co|", "configure contact contacts"),
        ])
    func options(marked: String, expected: String) throws {
        let prompt = try Prompt()
        try BitrixModule.open(in: prompt.lua) { () throws(VibeError) in
            Issue.record("a request was about to be sent")
            return try Configuration(environment: { _ in nil }, version: "0")
        }
        #expect(texts(prompt, marked).joined(separator: " ") == expected)
    }

    @Test("Names of files in strings")
    func files() throws {
        let prompt = try Prompt()
        #expect(texts(prompt, "dofile('/us|") == ["/usr/"])
        #expect(texts(prompt, "dofile('/nosuch/|") == [])
    }
}
