import Synchronization
import TestSupport
import Testing

/// What `bitrix.contacts` and `bitrix.map` take for a list, where results stand, which element an error names, and when no
/// further element begins.
@Suite(.timeLimit(.minutes(2))) struct ListTests {
    /// Runs a script against a portal without batches: ids from 900 are not there, from 400 to 599 are statuses.
    private func run(_ script: String, _ options: [String] = []) throws -> (outcome: Program.Outcome, targets: [String])
    {
        let server = try SocketServer { connection, request in
            let id = request.target.matches(of: /\d+/).last.flatMap { Int($0.0) } ?? 0
            switch id {
            case _ where request.target == "/v1/batch": connection.answer("404 No", body: #"{"success":false}"#)
            case 400..<600: connection.answer("\(id) No", body: "<html>")
            case 900...:
                connection.answer(
                    "404 No", body: #"{"success":false,"error":{"code":"ENTITY_NOT_FOUND","message":"Item not found"}}"#
                )
            default: connection.answer(body: #"{"success":true,"data":{"id":\#(id),"name":"n\#(id)"}}"#)
            }
        }
        defer { server.stop() }
        let outcome = try Program.run(
            ["--retries=0"] + options + ["-e", script],
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key])
        let targets = server.requests.map { String($0.split(separator: " ")[1]) }.filter { $0 != "/v1/batch" }
        return (outcome, targets)
    }

    @Test(
        "Options in the list's own table, other names, and holes are wrong arguments",
        arguments: [
            (
                "contacts", #"{71, 72, include = "company"}"#,
                #"(options stand in a second table: bitrix.contacts({71, 72}, {include = …}); got the field "include" in the list)"#
            ),
            (
                "contacts", #"{71, errors = "collect"}"#,
                #"(options stand in a second table: bitrix.contacts({71, 72}, {include = …}); got the field "errors" in the list)"#
            ),
            ("contacts", "{71, inclde = 1}", #"(list of ids expected, got a table with the field "inclde")"#),
            ("contacts", "{[0] = 70, 71}", "(list of ids expected, got a table with the field 0)"),
            ("contacts", "{71, [1.5] = 72}", "(list of ids expected, got a table with the field 1.5)"),
            ("contacts", "{71, [9] = 72}", "(element 2: positive integer expected, got nil)"),
            ("contacts", "{71, bitrix.null}", "(element 2: positive integer expected, got bitrix.null)"),
            (
                "map", "{71, concurrency = 1}, print",
                #"(options stand in a second table: bitrix.map(list, fn, {errors = …}); got the field "concurrency" in the list)"#
            ),
            ("map", "{71, nil, 73}, print", "(list without holes expected, element 2 is nil)"),
        ])
    func misuse(function: String, arguments: String, message: String) throws {
        let (outcome, targets) = try run(
            "print(select(2, pcall(function() bitrix.\(function)(\(arguments)) end)))")
        #expect(outcome == .init(output: "(command line):1: bad argument #1 to '\(function)' \(message)\n"))
        #expect(targets == [])
    }

    @Test("What table.pack makes is a list, and so is an object with metamethods, whatever fields it has")
    func packed() throws {
        let script = """
            print(table.concat(bitrix.map(table.pack(1, 2, 3), function(x) return x * 2 end), " "))
            local object = setmetatable({errors = 1, 5, 6}, {})
            print(table.concat(bitrix.map(object, function(x) return x end), " "))
            """
        #expect(try run(script).outcome == .init(output: "2 4 6\n5 6\n"))
    }

    @Test("Settings are named: elements and odd keys are wrong arguments, never an error of the module's own")
    func settings() throws {
        let script = """
            for _, settings in ipairs {{60}, {[true] = 1}, {[{}] = 1}, {timeout = 5, 60}, {timeout = {}}, {attempts = 1.5},
                {timeout = 0/0}, {timeout = bitrix.null}} do
              print((select(2, pcall(bitrix.configure, settings)):gsub("table: 0x%x+", "table")))
            end
            """
        let named = "bad argument #1 to 'configure' (named settings expected, such as {timeout = 60}; got the element"
        let number = "positive number expected, got"
        #expect(
            try run(script).outcome.output == """
                \(named) 1)
                \(named) true)
                \(named) table)
                \(named) 1)
                bad argument #1 to 'configure' (timeout: \(number) table)
                bad argument #1 to 'configure' (attempts: \(number) 1.5)
                bad argument #1 to 'configure' (timeout: \(number) nan)
                bad argument #1 to 'configure' (timeout: \(number) bitrix.null)

                """)
    }

    @Test("Ids from a file: line ends of Windows, blank lines and a mark at the beginning are no part of them")
    func idsFromFile() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("\u{FEFF}71\r\n\r\n  72\t\r\nabc\r\n71\r\n   \n999\n".utf8, to: "ids.txt")
        let (outcome, _) = try run(
            """
            for i, c in ipairs(bitrix.contacts(io.lines("\(file)"), {errors = "collect"})) do
              print(i, c.id or c.code, c.element, c)
            end
            print(bitrix.contact("\\xEF\\xBB\\xBF 73\\r\\n").id)
            print(select(2, pcall(bitrix.contacts, io.lines("\(file)"))))
            print(bitrix.map(io.lines("\(file)"), function(line) return line:match("%d+") end)[1])
            """)
        let lines = outcome.output.split(separator: "\n").map { $0.replacing(/table: 0x\w+/, with: "table") }
        #expect(
            lines == [
                "1\t71\tnil\ttable", "2\t72\tnil\ttable",
                "3\tSCRIPT_ERROR\t4\t(command line):1: bad argument #1 to 'contacts' (positive integer expected, got \"abc\\13\") (element 4: \"abc\\13\")",
                "4\tENTITY_NOT_FOUND\t7\t(command line):1: ENTITY_NOT_FOUND: Item not found (404; contact 999, element 7)",
                "73", "bad argument #1 to 'contacts' (element 4: positive integer expected, got \"abc\\13\")", "71",
            ])
    }

    @Test("One deleted contact does not cost the others: the error has those that arrived, the id and the position")
    func partialResults() throws {
        let (outcome, _) = try run(
            """
            local ok, e = pcall(bitrix.contacts, {71, 999999, 72})
            print(ok, e.code, e.contact, e.element, e.call, #e.results, e.results[1].id, e.results[2].id, e)
            ok, e = pcall(bitrix.map, {71, 999, 72}, function(id) return bitrix.contact(id).name end)
            print(ok, e.code, e.element, e.item, e.call, #e.results, e.results[1], e.results[2], e.results[3], e)
            """)
        #expect(
            outcome.output == """
                false\tENTITY_NOT_FOUND\t999999\t2\tcontacts\t2\t71\t72\tENTITY_NOT_FOUND: Item not found (404; contact 999999, element 2)
                false\tENTITY_NOT_FOUND\t2\t999\tcontact\t3\tn71\tnull\tn72\t(command line):3: ENTITY_NOT_FOUND: Item not found (404; element 2: 999)

                """)
    }

    @Test(
        "Positions of results hold: null stands where the function gave nil, or nothing at all"
    )
    func positions() throws {
        let (outcome, _) = try run(
            """
            local function show(list) local t = {} for i, v in ipairs(list) do t[i] = tostring(v) end print(#list, table.concat(t, " ")) end
            show(bitrix.map({71, 72, 74}, function(id) return bitrix.contact(id).phone end))
            show(bitrix.map({71, 72, 74}, function(id) if id == 72 then return id end end))
            show(bitrix.map({71, 72, 74}, function(id) bitrix.contact(id) end))
            show(bitrix.map({1, 2}, function(n) return n == 1 end))
            """)
        #expect(outcome == .init(output: "3\tnull null null\n3\tnull 72 null\n3\tnull null null\n2\ttrue false\n"))
    }

    @Test("After an error no element begins any more; those that had begun end", arguments: ["map", "contacts"])
    func stopsAtErrors(function: String) throws {
        let call =
            function == "map"
            ? "map(ids, bitrix.contact, {concurrency = 2})" : "contacts(ids, {concurrency = 2, batch = false})"
        let (outcome, targets) = try run(
            "local ids = {} for i = 1, 60 do ids[i] = 900 + i end print(pcall(function() bitrix.\(call) end))")
        #expect(outcome.output.hasPrefix("false\t(command line):1: ENTITY_NOT_FOUND: Item not found (404; "))
        #expect(outcome.output.contains("element 1"))
        #expect((1...2).contains(targets.count))
    }

    @Test(
        "Collected, a refused key or a server that is gone ends a list: the rest gets the same error, without requests",
        arguments: [
            ("map(ids, bitrix.contact, {errors = 'collect', concurrency = 1})", "401"),
            ("contacts(ids, {errors = 'collect', concurrency = 1, batch = false})", "401"),
        ])
    func refusedKey(call: String, status: String) throws {
        let (outcome, targets) = try run(
            """
            local ids = {71, \(status)} for i = 3, 40 do ids[i] = 100 + i end
            local list = bitrix.\(call)
            print(#list, list[1].name, list[2].code, list[40].code, list[2].element, list[40].element)
            """)
        #expect(outcome == .init(output: "40\tn71\tHTTP_401\tHTTP_401\t2\t40\n"))
        #expect(targets == ["/v1/contacts/71", "/v1/contacts/401"])
        let gone = try Program.run(
            [
                "--retries=0", "-e",
                "local ids = {} for i = 1, 500 do ids[i] = i end local n = 0 local list = bitrix.map(ids, function(id) n = n + 1 return bitrix.contact(id) end, {errors = 'collect', concurrency = 1}) print(n, #list, list[500].code)",
            ],
            environment: ["VIBE_URL": "http://127.0.0.1:1", "VIBE_API_KEY": Portal.key])
        #expect(gone == .init(output: "1\t500\tCONNECTION_REFUSED\n"))
    }

    @Test("What a portal can do belongs to that portal: another one is asked for a batch again")
    func batchesByPortal() throws {
        let portal = try Portal("404 No", body: #"{"success":false,"error":{"code":"ENTITY_NOT_FOUND","message":"m"}}"#)
        defer { portal.server.stop() }
        let terminal = try startPrompt([], environment: ["VIBE_URL": portal.server.url, "VIBE_API_KEY": Portal.key])
        try terminal.wait(for: "the prompt") { $0.marked.hasSuffix("> ▏") }
        terminal.send("pcall(bitrix.contacts, {71, 72});\r")
        terminal.send(":demo\r")
        try terminal.wait(for: "the demo") { $0.marked.hasSuffix("demo> ▏") }
        terminal.send("bitrix.contacts{71, 72, 73}; print('sent by ' .. bitrix.last.request.method)\r")
        try terminal.wait(for: "the method") { $0.text.contains("sent by POST") }
    }
}

/// That no record is taken for another one.
@Suite struct RecordIdentityTests {
    @Test(
        "A record whose id is not the one that was asked for is never handed out",
        arguments: ["72", "\"72\"", "72.5", "true", "[71]", "\"abc\"", "7100000000000000000000"])
    func otherRecord(id: String) throws {
        for call in ["bitrix.contact(71)", "bitrix.contacts{71}", "bitrix.map({71}, bitrix.contact)"] {
            let portal = try Portal(body: #"{"success":true,"data":{"id":\#(id),"name":"Other"}}"#)
            let outcome = try portal.run(
                "local ok, e = pcall(function() return \(call) end) print(ok, e.kind, e.code, e.status, e.message)")
            #expect(
                outcome.output.hasPrefix(
                    "false\tresponse\tWRONG_RECORD\t200\tcontact 71 was asked for, but the answer has the id "))
        }
    }

    @Test("Ids may come as strings or floats, or not at all", arguments: ["71", "\"71\"", "71.0", "\" 71 \"", "null"])
    func sameRecord(id: String) throws {
        let portal = try Portal(body: #"{"success":true,"data":{"id":\#(id),"name":"Same"}}"#)
        #expect(try portal.run("print(bitrix.contact(71).name)") == .init(output: "Same\n"))
    }

    @Test("In a batch such a record is left, and its contact is asked for by itself")
    func batch() throws {
        let server = try SocketServer { connection, request in
            guard request.target != "/v1/batch" else {
                return connection.answer(
                    body:
                        #"{"success":true,"data":{"results":{"1":{"id":2,"via":"batch"},"2":{"id":"2","via":"batch"}}}}"#
                )
            }
            connection.answer(body: #"{"success":true,"data":{"id":1,"via":"single"}}"#)
        }
        defer { server.stop() }
        let outcome = try Program.run(
            ["-e", "for _, c in ipairs(bitrix.contacts{1, 2}) do print(c.id, c.via) end"],
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key])
        #expect(outcome == .init(output: "1\tsingle\n2\tbatch\n"))
    }
}
