import Synchronization
import TestSupport
import Testing

/// `bitrix.contacts`: repetitions, batches with their odd shapes (docs/api.md, section 5), single calls where there is no batch.
@Suite(.timeLimit(.minutes(2))) struct ContactsTests {
    /// What a portal of the test answers to a batch.
    typealias Batch = @Sendable (_ ids: [Int]) -> (status: String, body: String)

    /// What a run said, which ids each batch asked for, and what was asked singly.
    struct Seen {
        let outcome: Program.Outcome
        let batches: [[Int]]
        let singles: [String]
    }

    /// Runs a script against a portal that answers single calls with a contact, or with 404 for ids from 900.
    private func run(_ script: String, _ options: [String] = [], batch: @escaping Batch) throws -> Seen {
        let batches = Mutex<[[Int]]>([])
        let server = try SocketServer { connection, request in
            guard request.target != "/v1/batch" else {
                let body = String(decoding: request.body, as: UTF8.self)
                let ids = body.matches(of: /"entityId":(\d+)/).compactMap { Int($0.1) }
                batches.withLock { $0.append(ids) }
                let answer = batch(ids)
                return connection.answer(answer.status, body: answer.body)
            }
            let id = request.target.matches(of: /\d+/).last.flatMap { Int($0.0) } ?? 0
            if id < 900 { return connection.answer(body: #"{"success":true,"data":{"id":\#(id),"via":"single"}}"#) }
            connection.answer(
                "404 Not Found",
                body: #"{"success":false,"error":{"code":"ENTITY_NOT_FOUND","message":"Item not found"}}"#)
        }
        defer { server.stop() }
        let outcome = try Program.run(
            options + ["--retries=0", "-e", script], environment: ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key])
        let singles = server.requests.filter { $0.hasPrefix("GET") }.map { String($0.split(separator: " ")[1]) }
        return Seen(outcome: outcome, batches: batches.withLock { $0 }, singles: singles)
    }

    /// A batch that finds every contact.
    private static let finds: Batch = { ids in
        let results = ids.map { #""\#($0)":{"id":\#($0),"via":"batch"}"# }.joined(separator: ",")
        return ("200 OK", #"{"success":true,"data":{"results":{\#(results)},"errors":[],"totals":[]}}"#)
    }

    private static let printing = """
         for i, c in ipairs(list) do io.write(c.id, " ", c.via, i == #list and "\\n" or ", ") end
        """

    @Test("Repetitions are removed, the order stays, and one batch asks for all")
    func batch() throws {
        let seen = try run("local list = bitrix.contacts({3, '1', 2.0, 1, 3})" + Self.printing, batch: Self.finds)
        #expect(seen.outcome == .init(output: "3 batch, 1 batch, 2 batch\n"))
        #expect(seen.batches == [[3, 1, 2]] && seen.singles == [])
    }

    @Test("A batch has 50 calls at the most; two are under way at once")
    func chunks() throws {
        let seen = try run(
            """
            local ids = {} for i = 1, 120 do ids[i] = i end
            local list = bitrix.contacts(ids)
            for i, c in ipairs(list) do assert(c.id == i) end
            print(#list)
            """, batch: Self.finds)
        #expect(seen.outcome == .init(output: "120\n"))
        #expect(seen.batches.map(\.count).sorted() == [20, 50, 50] && seen.singles == [])
    }

    @Test("The request is what the API documents, include included")
    func request() throws {
        let body = Mutex("")
        let server = try SocketServer { connection, request in
            body.withLock { $0 = String(decoding: request.body, as: UTF8.self) }
            connection.answer(body: Self.finds([1, 2]).body)
        }
        defer { server.stop() }
        let outcome = try Program.run(
            ["-e", "print(#bitrix.contacts({1, 2}, {include = {'company', 'requisite'}}))"],
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key])
        #expect(outcome == .init(output: "2\n"))
        #expect(server.requests.map { $0.prefix(23) } == ["POST /v1/batch HTTP/1.1"])
        let calls = [1, 2].map {
            #"{"id":"\#($0)","entity":"contacts","action":"get","entityId":\#($0),"params":{"include":"company,requisite"}}"#
        }
        #expect(body.withLock { $0 } == #"{"calls":[\#(calls.joined(separator: ","))]}"#)
    }

    @Test("One contact, batch=false, and a recording are asked for singly")
    func singles() throws {
        for (script, options) in [
            ("local list = bitrix.contacts{7}", []), ("local list = bitrix.contacts({7, 7}, {batch = false})", []),
        ] as [(String, [String])] {
            let seen = try run(script + Self.printing, options, batch: Self.finds)
            #expect(seen.outcome == .init(output: "7 single\n") && seen.batches == [])
            #expect(seen.singles == ["/v1/contacts/7"])
        }
        let none = try run("print(#bitrix.contacts{})", batch: Self.finds)
        #expect(none.outcome == .init(output: "0\n") && none.singles == [] && none.batches == [])
    }

    @Test(
        "A portal without batch is asked for one contact at a time, and not for a batch again",
        arguments: ["404 Not Found", "405 Method Not Allowed", "501 Not Implemented"])
    func noBatch(status: String) throws {
        let seen = try run(
            """
            for _ = 1, 2 do
              local list = bitrix.contacts({1, 2}, {include = "company"})\(Self.printing)
            end
            """
        ) { _ in (status, #"{"success":false,"error":{"code":"NOT_FOUND","message":"m"}}"#) }
        #expect(seen.outcome == .init(output: "1 single, 2 single\n1 single, 2 single\n"))
        #expect(seen.batches == [[1, 2]])
        #expect(Set(seen.singles) == ["/v1/contacts/1?include=company", "/v1/contacts/2?include=company"])
    }

    @Test("Any other failure of a batch is mended by single calls", arguments: ["500 Oops", "502 Bad", "400 Bad"])
    func failedBatch(status: String) throws {
        let seen = try run("local list = bitrix.contacts{1, 2}" + Self.printing) { _ in (status, "<html>") }
        #expect(seen.outcome == .init(output: "1 single, 2 single\n"))
    }

    @Test(
        "Odd shapes: errors as a list or an object, a record as a list of one, calls that are missing",
        arguments: [
            (#""results":{"1":{"id":1,"via":"batch"},"2":{"id":2,"via":"batch"}},"errors":{}"#, "1 batch, 2 batch"),
            (#""results":{"1":[{"id":1,"via":"batch"}],"2":{"id":2,"via":"batch"}}"#, "1 batch, 2 batch"),
            (#""results":{"2":{"id":2,"via":"batch"}},"errors":[]"#, "1 single, 2 batch"),
            (#""results":[],"errors":[]"#, "1 single, 2 single"), (#""results":null"#, "1 single, 2 single"),
            (#""results":{"1":7,"2":"x"}"#, "1 single, 2 single"), ("", "1 single, 2 single"),
        ])
    func shapes(data: String, expected: String) throws {
        let seen = try run("local list = bitrix.contacts{1, 2}" + Self.printing) { _ in
            ("200 OK", #"{"success":true,"data":{\#(data)}}"#)
        }
        #expect(seen.outcome == .init(output: expected + "\n"))
    }

    private static let fails: Batch = { _ in
        (
            "200 OK",
            #"""
            {"success":true,"data":{"results":{"1":{"id":1,"via":"batch"}},"errors":{
              "999":{"code":"ENTITY_NOT_FOUND","message":"Элемент не найден"},
              "2":{"code":"RATE_LIMITED","message":"slow","retryAfter":3},
              "3":{"code":"BITRIX_UNAVAILABLE","message":"down"}}}}
            """#
        )
    }

    @Test("success stays true when calls fail: their errors are raised after the others, or collected")
    func callErrors() throws {
        let raised = try run(
            """
            local ok, e = pcall(function()
              bitrix.contacts{1, 999}
            end)
            print(ok, e.kind, e.code, e.message, e.contact, e.method, e.path, e)
            """, batch: Self.fails)
        #expect(
            raised.outcome.output
                == "false\tapi\tENTITY_NOT_FOUND\tЭлемент не найден\t999\tPOST\t/v1/batch\t(command line):2: ENTITY_NOT_FOUND: Элемент не найден (404; contact 999, element 2)\n"
        )
        let collected = try run(
            "local list = bitrix.contacts({1, 999, 2, 3}, {errors = 'collect'}) print(list[1].via, list[2].code, list[3].via, list[4].via)",
            batch: Self.fails)
        #expect(collected.outcome == .init(output: "batch\tENTITY_NOT_FOUND\tsingle\tsingle\n"))
        #expect(Set(collected.singles) == ["/v1/contacts/2", "/v1/contacts/3"])
    }

    @Test(
        "An error of a batch has what that of a single call has: status, time; codes without a known status are asked for"
    )
    func sameErrors() throws {
        let seen = try run(
            """
            local list = bitrix.contacts({1, 2, 3}, {errors = "collect"})
            print(list[1].status, list[2].status, type(list[2].elapsed), list[2].requestId, list[3].via)
            """
        ) { ids in
            let errors = [
                #""1":{"code":"ENTITY_NOT_FOUND","message":"m"}"#, #""2":{"code":"SCOPE_DENIED","message":"m"}"#,
                #""3":{"code":"NEVER_SEEN","message":"m"}"#,
            ]
            return ("200 OK", #"{"success":true,"data":{"results":{},"errors":{\#(errors.joined(separator: ","))}}}"#)
        }
        #expect(seen.outcome == .init(output: "404\t403\tnumber\tnil\tsingle\n"))
        #expect(seen.singles == ["/v1/contacts/3"])
    }

    @Test("A key that is refused is refused for all: nothing more is asked")
    func refusedKey() throws {
        let ids = "local ids = {} for i = 1, 120 do ids[i] = i end "
        let refusal = #"{"success":false,"error":{"code":"INVALID_API_KEY","message":"m"}}"#
        let seen = try run(
            ids + "local list = bitrix.contacts(ids, {errors = 'collect', concurrency = 1}) "
                + "print(#list, list[1].code, list[120].code, list[120].status, list[120].contact)"
        ) { _ in ("401 No", refusal) }
        #expect(seen.outcome == .init(output: "120\tINVALID_API_KEY\tINVALID_API_KEY\t401\t120\n"))
        #expect(seen.batches.count == 1 && seen.singles == [])

        let portal = try Portal("401 No", body: refusal)
        defer { portal.server.stop() }
        let single = try portal.run(ids + "bitrix.contacts(ids, {batch = false, concurrency = 1})")
        #expect(single.status == 77 && portal.targets == ["/v1/contacts/1"])
    }

    @Test("A key that may not POST is asked singly from then on")
    func readOnlyKey() throws {
        let seen = try run("local list = bitrix.contacts{1, 2} list = bitrix.contacts{1, 2}" + Self.printing) { _ in
            ("403 No", #"{"success":false,"error":{"code":"WRITE_BLOCKED_READONLY_KEY","message":"m"}}"#)
        }
        #expect(seen.outcome == .init(output: "1 single, 2 single\n") && seen.batches.count == 1)
    }

    @Test("The wait that one call of a batch is asked for is kept before it is asked for by itself")
    func waitOfOneCall() throws {
        let seen = try run(
            "bitrix.configure{max_wait = 0.01} local list = bitrix.contacts{1, 2}" + Self.printing, ["--trace"]
        ) { _ in
            (
                "200 OK",
                #"{"success":true,"data":{"results":{"2":{"id":2,"via":"batch"}},"errors":{"1":{"code":"RATE_LIMITED","message":"m","retryAfter":5}}}}"#
            )
        }
        #expect(seen.outcome.output == "1 single, 2 batch\n")
    }

    @Test(
        "That wait is understood in each form that a server may write",
        arguments: [
            ("5", true), (#""5""#, true), (#""Sun Nov  6 08:49:37 2095""#, true), (#""soon""#, false), ("null", false),
            ("-5", false),
        ])
    func waitInWords(retryAfter: String, isUnderstood: Bool) throws {
        let seen = try run(
            """
            bitrix.configure{max_wait = 0.5}
            local list = bitrix.contacts{1, 2}
            print(bitrix.last.request.path, bitrix.last.elapsed >= 0.5)
            """
        ) { _ in
            (
                "200 OK",
                #"{"success":true,"data":{"results":{"2":{"id":2,"via":"batch"}},"errors":{"1":{"code":"RATE_LIMITED","message":"m","retryAfter":\#(retryAfter)}}}}"#
            )
        }
        #expect(seen.outcome == .init(output: "/v1/contacts/1\t\(isUnderstood)\n"))
    }

    @Test("Errors of single calls look like those of bitrix.contact, with the place of the caller")
    func singleErrors() throws {
        let seen = try run(
            """
            local list = bitrix.contacts({1, 999}, {errors = "collect", batch = false})
            print(list[1].via, list[2].status, list[2].path, list[2])
            """, batch: Self.finds)
        #expect(
            seen.outcome
                == .init(
                    output:
                        "single\t404\t/v1/contacts/999\t(command line):1: ENTITY_NOT_FOUND: Item not found (404; contact 999, element 2)\n"
                ))
    }

    @Test(
        "Wrong arguments are named before any request",
        arguments: [
            ("", "bad argument #1 to 'contacts' (list of ids expected, got no value)"),
            ("71", "bad argument #1 to 'contacts' (list of ids expected, got 71)"),
            ("{71, 'x'}", #"bad argument #1 to 'contacts' (element 2: positive integer expected, got "x")"#),
            ("{71, nil, 73}", "bad argument #1 to 'contacts' (element 2: positive integer expected, got nil)"),
            ("{nil, 73}", "bad argument #1 to 'contacts' (element 1: positive integer expected, got nil)"),
            (
                "{id = 71}",
                #"bad argument #1 to 'contacts' (list of ids expected, got a table with the field "id")"#
            ),
            ("{71, 0}", "bad argument #1 to 'contacts' (element 2: positive integer expected, got 0)"),
            ("{71}, {batch = 1}", "bad argument #2 to 'contacts' (batch: boolean expected, got 1)"),
            (
                "{71}, {include = 'compny'}",
                #"bad argument #2 to 'contacts' (unknown include "compny"; did you mean "company"? known: company, requisite)"#
            ),
            (
                "{71}, {bach = false}",
                #"bad argument #2 to 'contacts' (unknown option "bach"; did you mean "batch"? known: include, batch, concurrency, errors)"#
            ),
        ])
    func misuse(arguments: String, message: String) throws {
        let seen = try run(
            "print(select(2, pcall(function() bitrix.contacts(\(arguments)) end)))", batch: Self.finds)
        #expect(seen.outcome == .init(output: "(command line):1: \(message)\n"))
        #expect(seen.batches == [] && seen.singles == [])
    }
}
