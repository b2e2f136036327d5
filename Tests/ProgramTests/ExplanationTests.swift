import Foundation
import TestSupport
import Testing

/// What a terminal shows of an uncaught error; `script` of util-linux gives the program one.
@Suite struct ExplanationTests {
    private func onTerminal(
        _ arguments: String, files: [String: String] = [:], input: String = "", environment: [String: String] = [:]
    ) throws -> Program.Outcome {
        let directory = try TemporaryDirectory()
        for (name, content) in files { try directory.write(content.utf8, to: name) }
        let settings = ["BITRIX": Program.path, "TERM": "dumb"].merging(environment) { $1 }
        var outcome = try Program.run(
            ["-qec", "stty -echo; \"$BITRIX\" \(arguments)", "/dev/null"], input: input.utf8, environment: settings,
            directory: directory.url, program: "/usr/bin/script")
        outcome.output = outcome.output.replacingOccurrences(of: "\r\n", with: "\n")
        return outcome
    }

    @Test("An error of the API: the lines around, the request, the meaning, how to catch it")
    func apiError() throws {
        let outcome = try onTerminal(
            "--demo report.lua",
            files: [
                "report.lua": """
                local function show(id)
                  local c = bitrix.contact(id, {include = {"company"}})
                  print(c.name)
                end
                show(999999)
                """
            ])
        #expect(
            outcome
                == .init(
                    output: """
                        error  ENTITY_NOT_FOUND  Item not found  (404)
                          report.lua:2
                             1 | local function show(id)
                         >   2 |   local c = bitrix.contact(id, {include = {"company"}})
                             3 |   print(c.name)
                          request  GET /v1/contacts/999999?include=company
                          meaning  no such record, or the key's owner may not know of it
                          catch it local ok, e = pcall(bitrix.contact, id, {include = {"company"}})
                                   if not ok and e.code == "ENTITY_NOT_FOUND" then … end
                          called   report.lua:5: in main chunk

                        """, status: 1))
    }

    @Test(
        "The line that is marked is the one that the error names; nothing of the message is taken for a place",
        arguments: [
            ("local t = {}\r\nerror('x')\r\n", "error  x\n  a.lua:2\n     1 | local t = {}\n >   2 | error('x')\n"),
            ("error('ratio 3:1: bad', 0)\n", "error  ratio 3:1: bad\n  a.lua:1\n >   1 | error('ratio 3:1: bad', 0)\n"),
            (
                "local function check(x) error('x is needed', 2) end\n\ncheck(nil)\n",
                "error  x is needed\n  a.lua:3\n >   3 | check(nil)\n  called   a.lua:3: in main chunk\n"
            ),
            (
                "coroutine.wrap(function()\n  error('deep')\nend)()\n",
                "error  deep\n  a.lua:2\n     1 | coroutine.wrap(function()\n >   2 |   error('deep')\n     3 | end)()\n"
            ),
            (
                "load('local x = 1; error([[boom]])')()\n",
                "error  boom\n  [string \"local x = 1; error([[boom]])\"]:1\n"
                    + " >   1 | local x = 1; error([[boom]])\n  called   a.lua:1: in main chunk\n"
            ),
        ])
    func places(script: String, expected: String) throws {
        let outcome = try onTerminal("a.lua", files: ["a.lua": script])
        #expect(outcome.output.hasPrefix(expected.components(separatedBy: "  called")[0]), "\(outcome.output)")
    }

    @Test(
        "Nearest names: variables of the function, fields of their values, functions of texts and files",
        arguments: [
            ("local count = 1 print(cuont.x)", "count"), ("local function f(text) return txet.x end f('')", "text"),
            ("local up = 1 local function f() return up, upp.x end f()", "up"),
            ("local c = bitrix.contact(71) print(c.nmae.x)", "c.name"),
            ("local t = {abc = {defg = 1}} t.abc.dfeg()", "t.abc.defg"), ("local s = '' s:uper()", "s:upper"),
            ("local f = io.tmpfile() f:raed()", "f:read"), ("string.fnd()", "string.find"),
        ])
    func nearestInScope(script: String, name: String) throws {
        let outcome = try onTerminal("--demo a.lua", files: ["a.lua": script])
        #expect(outcome.output.contains("\n  nearest  \(name)\n"), "\(outcome.output)")
    }

    @Test("A script that came through a pipe has no lines to show, and is not waited for")
    func pipes() throws {
        let outcome = try onTerminal("/dev/fd/3 3<<X\nerror('x')\nX\n")
        #expect(outcome.output.hasPrefix("error  x\n  /dev/fd/3:1\n") && outcome.status == 1, "\(outcome.output)")
    }

    @Test(
        "Plain errors: the lines around, and the nearest name for a nil one",
        arguments: [
            (
                "local x = 1\nprnt(x)\n",
                "error  attempt to call a nil value (global 'prnt')\n  a.lua:2\n"
                    + "     1 | local x = 1\n >   2 | prnt(x)\n  nearest  print\n"
            ),
            (
                "local c = bitrix.contct(71)",
                "error  attempt to call a nil value (field 'contct')\n  a.lua:1\n"
                    + " >   1 | local c = bitrix.contct(71)\n  nearest  bitrix.contact\n"
            ),
            (
                "local c = strng.rep('x', 2)",
                "error  attempt to index a nil value (global 'strng')\n  a.lua:1\n"
                    + " >   1 | local c = strng.rep('x', 2)\n  nearest  string\n"
            ),
            (
                "local zebra = quagga.x",
                "error  attempt to index a nil value (global 'quagga')\n  a.lua:1\n"
                    + " >   1 | local zebra = quagga.x\n"
            ),
            ("x = 1\ny = = 2\n", "error  unexpected symbol near '='\n  a.lua:2\n     1 | x = 1\n >   2 | y = = 2\n"),
            (
                "x = 1\nимя = 2\n",
                "error  unexpected symbol near 'имя'\n  a.lua:2\n     1 | x = 1\n >   2 | имя = 2\n"
                    + "  hint     names in Lua are made of Latin letters, digits and _\n"
            ),
            (
                "error('\\27]52;c;x\\7 one\\ntwo', 0)",
                "error  ?]52;c;x? one\ntwo\n  a.lua:1\n >   1 | error('\\27]52;c;x\\7 one\\ntwo', 0)\n"
            ),
            ("error({})", "error  (error object is a table value)\n  a.lua:1\n >   1 | error({})\n"),
        ])
    func plainErrors(script: String, expected: String) throws {
        #expect(try onTerminal("a.lua", files: ["a.lua": script]) == .init(output: expected, status: 1))
    }

    @Test("The user's language, by --lang and by LANG")
    func russian() throws {
        let expected =
            "ошибка  ENTITY_NOT_FOUND  Item not found  (404)\n  (command line):1\n >   1 | bitrix.contact(999999)\n"
            + "  запрос    GET /v1/contacts/999999\n"
            + "  смысл     такой записи нет, или она недоступна владельцу ключа\n"
            + "  перехват  local ok, e = pcall(bitrix.contact, 999999)\n"
            + "            if not ok and e.code == \"ENTITY_NOT_FOUND\" then … end\n"
        let call = "-e 'bitrix.contact(999999)'"
        #expect(try onTerminal("--demo --lang=ru \(call)") == .init(output: expected, status: 1))
        #expect(
            try onTerminal("--demo \(call)", environment: ["LANG": "ru_RU.UTF-8"]) == .init(output: expected, status: 1)
        )
    }

    @Test(
        "Why a value is nil: not asked for, asked for and null, null in the answer; wherever it is looked up",
        arguments: [
            (
                "local d = bitrix.contact(74, {include='company'}) print(d._included.company.title)",
                "asked for, and null: contact 74 has no company"
            ),
            (
                "local d = bitrix.contact(74, {include='company'})\nlocal company = d._included.company\nprint(company.title)",
                "asked for, and null: contact 74 has no company"
            ),
            (
                "d = bitrix.contact(74, {include='company'}) f = d._included.company print(f.title)",
                "asked for, and null: contact 74 has no company"
            ),
            (
                "local d = bitrix.contact(74, {include='company'}) local function f() return d._included.company.title end f()",
                "asked for, and null: contact 74 has no company"
            ),
            (
                "print(bitrix.contact(74, {include='company'})._included.company.title)",
                "asked for, and null: contact 74 has no company"
            ),
            (
                "local list = bitrix.contacts({71, 74}, {include='company'}) print(list[2]._included.company.title)",
                "asked for, and null: contact 74 has no company"
            ),
            (
                "for _, c in ipairs(bitrix.contacts({74}, {include='company'})) do print(c._included.company:upper()) end",
                "asked for, and null: contact 74 has no company"
            ),
            (
                "local d = bitrix.contact(74, {include='requisite'}) print(d._included.requisites[1].rqInn)",
                "asked for, and empty: contact 74 has no requisites"
            ),
            (
                "local d = bitrix.contact(71) print(d._included.company.title)",
                "not asked for; ask with bitrix.contact(71, {include=\"company\"})"
            ),
            (
                "local d = bitrix.contact(71, {include='requisite'}) print(d._included.company.title)",
                "not asked for; ask with bitrix.contact(71, {include={\"requisite\", \"company\"}})"
            ),
            (
                "local d = bitrix.company(2) print(d._included.requisites[1])",
                "not asked for; ask with bitrix.company(2, {include=\"requisite\"})"
            ),
            (
                "print(bitrix.company(2)._included.requisites)",
                "not asked for; ask with bitrix.company(2, {include=\"requisite\"})"
            ),
            (
                "local d = bitrix.company(3, {include='requisite'}) print(d._included.requisites[1].rqInn)",
                "asked for, and empty: company 3 has no requisites"
            ),
            (
                "local d = bitrix.contact(73) print('x' .. d.secondName)",
                "null in the answer: contact 73 has no secondName"
            ),
            ("local d = bitrix.contact(73) d.secondName:upper()", "null in the answer: contact 73 has no secondName"),
            (
                "local list = bitrix.contacts({71, 999999}, {errors='collect'}) print('x' .. list[2].name)",
                "list[2] is an error object (ENTITY_NOT_FOUND)"
            ),
        ])
    func absence(script: String, hint: String) throws {
        let outcome = try onTerminal("--demo a.lua", files: ["a.lua": script])
        let words = outcome.output.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
        #expect(words.contains("hint \(hint)"), "\(outcome.output)")
    }

    @Test(
        "The advice to catch an error names the call that failed, with its arguments",
        arguments: [
            ("bitrix.contact(999999)", "pcall(bitrix.contact, 999999)"),
            ("bitrix.get('/v1/nothing')", "pcall(bitrix.get, '/v1/nothing')"),
            ("bitrix.company(999999)", "pcall(bitrix.company, 999999)"),
            ("bitrix.map({999999}, bitrix.contact)", "pcall(bitrix.map, {999999}, bitrix.contact)"),
            ("bitrix.contacts{71, 940301}", "pcall(bitrix.contacts, {71, 940301})"),
            ("local t = {\n  bitrix.contact(\n    999999)}", "pcall(bitrix.contact, 999999)"),
            (
                "bitrix.get('/v1/contacts', {limit = 10, nonsense = {1, 2, 3}, more = 'a long text of many words'})",
                "pcall(bitrix.get, …)"
            ),
        ])
    func advice(script: String, call: String) throws {
        let outcome = try onTerminal("--demo a.lua", files: ["a.lua": script])
        #expect(outcome.output.contains("catch it local ok, e = \(call)\n"), "\(outcome.output)")
    }

    @Test(
        "A line in the manner of another language: the line that was meant",
        arguments: [
            ("local x = 1\nx += 1\n", "x = x + 1"), ("if 1 != 2 then print(1) end", "if 1 ~= 2 then print(1) end"),
            ("print(“a”)", "print(\"a\")"), ("local t = {name: 'x'}", "local t = {name = 'x'}"),
            ("if (1) {\n  print(1)\n}\n", "if (1) then"), ("local c = contact 71", "local c = bitrix.contact(71)"),
            ("local l = {1} for c in l do print(c) end", "local l = {1} for _, c in ipairs(l) do print(c) end"),
            ("print('a' + 'b')", "print('a' .. 'b')"), ("print 'a' + 1", "print('a' .. 1)"),
            ("let x = 5", "local x = 5"),
            ("print(str(5))", "tostring"), ("for c in {1}:\n  print(c)\n", "for _, c in ipairs({1}) do … end"),
        ])
    func slips(script: String, line: String) throws {
        let outcome = try onTerminal("--demo a.lua", files: ["a.lua": script])
        #expect(outcome.output.contains("\n  nearest  \(line)\n"), "\(outcome.output)")
    }

    @Test("-e shows its own text")
    func texts() throws {
        #expect(
            try onTerminal("-e 'local x = nil + 1'")
                == .init(
                    output:
                        "error  attempt to perform arithmetic on a nil value\n  (command line):1\n >   1 | local x = nil + 1\n",
                    status: 1))
    }

    @Test("Colour where a terminal has it and nobody minds; the words are the same")
    func colour() throws {
        let coloured = try onTerminal("-e 'error(\"x\")'", environment: ["TERM": "xterm"]).output
        #expect(coloured.hasPrefix("\u{1B}[1;31merror\u{1B}[0m  x\n"))
        let plain = try onTerminal("-e 'error(\"x\")'", environment: ["TERM": "xterm", "NO_COLOR": "1"]).output
        #expect(plain == "error  x\n  (command line):1\n >   1 | error(\"x\")\n")
    }
}
