import Foundation
import TestSupport
import Testing

/// The error object of the design, for everything that can go wrong behind a call.
@Suite struct ErrorTests {
    private static let describe = """
        local ok, e = pcall(bitrix.contact, 71)
        print(ok, e.kind, e.code, e.status, e.message)
        """

    @Test(
        "An answer of the API that is an error: its code and status pass through",
        arguments: [
            (
                "404 Not Found", #"{"success":false,"error":{"code":"ENTITY_NOT_FOUND","message":"Item not found"}}"#,
                "ENTITY_NOT_FOUND\t404\tItem not found"
            ),
            (
                "403 Forbidden",
                #"{"success":false,"error":{"code":"SCOPE_DENIED","message":"This endpoint requires 'crm' scope"}}"#,
                "SCOPE_DENIED\t403\tThis endpoint requires 'crm' scope"
            ),
            (
                "418 Teapot", #"{"success":false,"error":{"code":"NEVER_SEEN","message":"Новое"}}"#,
                "NEVER_SEEN\t418\tНовое"
            ),
            ("200 OK", #"{"success":false,"error":{"code":"ODD","message":"m"}}"#, "ODD\t200\tm"),
            ("200 OK", #"{"success":false}"#, "HTTP_200\t200\tthe API gave no message"),
            ("500 Oops", #"{"success":false,"error":{"message":"m"}}"#, "HTTP_500\t500\tm"),
            (
                "500 Oops", #"{"success":false,"error":{"code":"","message":""}}"#,
                "HTTP_500\t500\tthe API gave no message"
            ),
            (
                "500 Oops", #"{"success":false,"error":{"code":" ","message":"\n"}}"#,
                "HTTP_500\t500\tthe API gave no message"
            ),
            ("400 Bad", #"{"success":false,"error":"plain words"}"#, "HTTP_400\t400\tplain words"),
            ("400 Bad", #"{"success":false,"error":"plain words","code":"TOP"}"#, "TOP\t400\tplain words"),
            ("400 Bad", #"{"error":{"code":"X","message":"m"}}"#, "X\t400\tm"),
            ("403 Forbidden", #"{"message":"from a gateway"}"#, "HTTP_403\t403\tfrom a gateway"),
            ("500 Oops", #"{"success":true,"data":{"id":71}}"#, "HTTP_500\t500\tthe API gave no message"),
        ])
    func apiErrors(status: String, body: String, expected: String) throws {
        let outcome = try Portal(status, body: body).run(Self.describe)
        #expect(outcome == .init(output: "false\tapi\t\(expected)\n"))
    }

    @Test("Every member that the API sent is kept, next to ours")
    func members() throws {
        let body = #"""
            {"success":false,"error":{"code":"RATE_LIMITED","message":"QUERY_LIMIT_EXCEEDED","hint":"Slow down",
            "userMessage":"Подождите","warning":"again","retryAfter":3,"details":{"requiredScope":"crm"},"tomorrow":[1]},
            "data":{"errors":{"0":{"code":"INNER"}}}}
            """#
        let portal = try Portal(
            "429 Too Many Requests", headers: ["X-Request-Id: req-1", "Retry-After: 9"], body: body)
        let outcome = try portal.run(
            """
            local ok, e = pcall(bitrix.contact, 71, {include = "company"})
            print(e.code, e.message, e.hint, e.userMessage, e.warning, e.retryAfter, e.details.requiredScope, e.tomorrow[1])
            print(e.status, e.requestId, e.method, e.path, e.attempts, e.kind, e.body.data.errors["0"].code)
            """)
        #expect(
            outcome.output == """
                RATE_LIMITED\tQUERY_LIMIT_EXCEEDED\tSlow down\tПодождите\tagain\t3\tcrm\t1
                429\treq-1\tGET\t/v1/contacts/71?include=company\t1\tapi\tINNER

                """)
        #expect(outcome.errors == "")
    }

    @Test("Retry-After of the header stands in where the body has none")
    func retryAfter() throws {
        let portal = try Portal(
            "429 Too Many Requests", headers: ["Retry-After: 9"],
            body: #"{"success":false,"error":{"code":"RATE_LIMITED"}}"#)
        #expect(try portal.run("print(select(2, pcall(bitrix.contact, 71)).retryAfter)").output == "9\n")
    }

    @Test(
        "An answer that is none of the API's",
        arguments: [
            ("200 OK", Array("".utf8), "EMPTY_ANSWER\t200\tthe answer is empty"),
            ("200 OK", Array(" \r\n ".utf8), "EMPTY_ANSWER\t200\tthe answer is empty"),
            (
                "200 OK", Array("<html>\n <b>\u{1B}[31mBad\u{7}</b></html>".utf8),
                "INVALID_JSON\t200\tthe answer is not JSON: <html> <b>?[31mBad?</b></html>"
            ),
            (
                "200 OK", Array(#"{"success":true,"data":{"id":7"#.utf8),
                "INVALID_JSON\t200\tthe answer is not JSON: {\"success\":true,\"data\":{\"id\":7"
            ),
            (
                "200 OK", Array(#"{"success":true,"data":{"name":""#.utf8) + [0xFF] + Array(#""}}"#.utf8),
                "INVALID_UTF8\t200\tthe answer is not UTF-8, at data.name: \"?\""
            ),
            (
                "200 OK", Array(#"{"success":true,"data":{"id":7,"fm":[{},{"value":"a\xb"}]}}"#.utf8),
                "INVALID_STRING\t200\tthe answer holds a text with a broken escape, at data.fm[2].value (id 7): \"a\\xb\""
            ),
            (
                "200 OK", Array(#"[1]"#.utf8),
                "UNEXPECTED_ANSWER\t200\tthe answer is JSON, but not in the form that the API documents: [1]"
            ),
            (
                "200 OK", Array(#"{"success":true}"#.utf8),
                "UNEXPECTED_ANSWER\t200\tthe answer is JSON, but not in the form that the API documents: {\"success\":true}"
            ),
            (
                "200 OK", Array(#"{"success":true,"data":null}"#.utf8),
                "UNEXPECTED_ANSWER\t200\tthe answer is JSON, but not in the form that the API documents: "
                    + "{\"success\":true,\"data\":null}"
            ),
            (
                "200 OK", Array(#"{"success":"true","data":{"id":1}}"#.utf8),
                "UNEXPECTED_ANSWER\t200\tthe answer is JSON, but not in the form that the API documents: "
                    + "{\"success\":\"true\",\"data\":{\"id\":1}}"
            ),
        ])
    func responses(status: String, body: [UInt8], expected: String) throws {
        let outcome = try Portal(status, body: body).run(Self.describe)
        #expect(outcome == .init(output: "false\tresponse\t\(expected)\n"))
    }

    @Test(
        "A status of 400 and more decides, whatever the body is: a page, nothing, half a JSON, a bare value",
        arguments: [
            ("400 Bad Request", 1), ("401 Unauthorized", 77), ("403 Forbidden", 77), ("404 Not Found", 1),
            ("408 Request Timeout", 75), ("429 Too Many Requests", 75), ("500 Oops", 75), ("502 Bad Gateway", 75),
            ("503 Unavailable", 75), ("504 Late", 75),
        ])
    func statusFirst(status: String, exit: Int32) throws {
        let number = status.prefix(3)
        for (body, message) in [
            ("", "the answer has no body"), (" \r\n", "the answer has no body"),
            ("<html>\n <b>\u{1B}[31mBad</b>", "the body is not the API's: <html> <b>?[31mBad</b>"),
            (#"{"success":false,"er"#, #"the body is not the API's: {"success":false,"er"#),
            ("7", "the body is not the API's: 7"),
        ] {
            let outcome = try Portal(status, body: body).run(Self.describe + " error(e)")
            #expect(outcome.output == "false\tapi\tHTTP_\(number)\t\(number)\t\(message)\n")
            #expect(outcome.status == exit)
        }
    }

    @Test("Deep nesting, a long page, a redirect and a body over the cap; the program lives on")
    func largeResponses() throws {
        let script = Self.describe + " print(#e.message < 250, #e.excerpt < 200)"
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        let nested = try Portal(body: deep).run(script)
        #expect(nested.output.hasPrefix("false\tresponse\tTOO_DEEP\t200\tthe answer nests too deep: [[["))
        #expect(nested.output.hasSuffix("…\ntrue\ttrue\n"))
        let page = try Portal(body: String(repeating: "Ошибка ", count: 5000)).run(script)
        #expect(page.output.hasPrefix("false\tresponse\tINVALID_JSON\t200\tthe answer is not JSON: Ошибка Ошибка"))
        #expect(page.output.hasSuffix("…\ntrue\ttrue\n") && !page.output.contains("\u{FFFD}"))
        let redirect = try Portal("302 Found", headers: ["Location: https://elsewhere.example/login"], body: "")
        #expect(
            try redirect.run(Self.describe).output
                == "false\tresponse\tREDIRECT\t302\tthe server sends the request elsewhere, to "
                + "https://elsewhere.example/login; set VIBE_URL to the right address\n")
        for headers in [["Location:"], ["Location: \t"], []] {
            #expect(
                try Portal("302 Found", headers: headers, body: "").run(Self.describe).output
                    == "false\tresponse\tREDIRECT\t302\tthe server answers with a redirect that leads nowhere\n")
        }
        let large = try Portal(body: String(repeating: " ", count: 70_000))
            .run(Self.describe + " print('alive')", options: ["--max-answer", "64K"])
        #expect(
            large.output.hasPrefix("false\tresponse\tANSWER_TOO_LARGE\t200\t") && large.output.hasSuffix("\nalive\n"))
    }

    @Test("A server that sends the key back does not bring it into an error")
    func echoedKey() throws {
        let key = Portal.key
        let portals = [
            try Portal(
                "401 No",
                body: #"{"success":false,"error":{"code":"BAD","message":"key \#(key) refused","x":{"y":"\#(key)"}}}"#),
            try Portal("200 OK", body: #"{"success":false,"error":"\#(key)"}"#),
            try Portal("502 Bad", body: "<html>\(key)</html>"),
            try Portal("302 Found", headers: ["Location: http://x/?key=\(key)", "X-Request-Id: \(key)"], body: ""),
        ]
        for portal in portals {
            let outcome = try portal.run(
                """
                local function show(t, seen)
                    for k, v in pairs(t) do if type(v) == "table" then show(v) else print(k, v) end end
                end
                local ok, e = pcall(bitrix.contact, 71)
                show(e) print(e) error(e)
                """)
            #expect(outcome.output.contains("***") && outcome.status != 0)
            #expect(!outcome.output.contains(key) && !outcome.errors.contains(key))
        }
    }

    @Test("No answer: kind network, host and port named, attempts counted")
    func network() throws {
        let closed = try Portal(body: "")
        closed.server.stop()
        let address = "127.0.0.1:\(closed.server.port)"
        let refused = try Program.run(
            ["--retries=0", "-e", Self.describe + " print(e.attempts, e.method, e.path)"],
            environment: ["VIBE_URL": "http://\(address)", "VIBE_API_KEY": Portal.key])
        #expect(refused.output.hasPrefix("false\tnetwork\tCONNECTION_REFUSED\tnil\t"))
        #expect(refused.output.contains(address) && refused.output.hasSuffix("\n1\tGET\t/v1/contacts/71\n"))
        let silent = try SocketServer { connection, _ in connection.waitForPeerToClose() }
        defer { silent.stop() }
        let late = try Program.run(
            ["--timeout=0.1", "-e", Self.describe], environment: ["VIBE_URL": silent.url, "VIBE_API_KEY": Portal.key])
        #expect(
            late.output.hasPrefix("false\tnetwork\tTIMEOUT\tnil\t") && late.output.contains("127.0.0.1:\(silent.port)"))
    }

    @Test("Without a usable key or address nothing is sent, and the message says what to set, not what it is")
    func configuration() throws {
        let portal = try Portal(body: "{}")
        defer { portal.server.stop() }
        func run(_ environment: [String: String]) throws -> String {
            let outcome = try Program.run(
                ["-e", "local ok, e = pcall(bitrix.contact, 71) print(e.kind, e.code, e.attempts, e.message)"],
                environment: ["VIBE_URL": portal.server.url].merging(environment) { $1 })
            #expect(outcome.errors == "" && outcome.status == 0)
            return outcome.output
        }
        let missing = try run([:])
        #expect(missing.hasPrefix("config\tMISSING_API_KEY\t0\t"))
        #expect(missing.contains("VIBE_API_KEY") && missing.contains("--demo"))
        let newline = try run(["VIBE_API_KEY": "vibe_api_secret\nX-Evil: 1"])
        #expect(newline.hasPrefix("config\tMALFORMED_API_KEY\t0\t") && !newline.contains("secret"))
        let session = try run(["VIBE_API_KEY": "vibe_app_secret", "VIBE_SESSION_TOKEN": "vibe_session_secret\r"])
        #expect(session.hasPrefix("config\tMALFORMED_SESSION_TOKEN\t0\t") && !session.contains("secret"))
        for url in ["ftp://x", "x", "http://", "https://user:secret@x"] {
            let invalid = try run(["VIBE_API_KEY": Portal.key, "VIBE_URL": url])
            #expect(invalid.hasPrefix("config\tINVALID_URL\t0\t") && !invalid.contains("secret"))
        }
        #expect(portal.targets == [])
    }
}

/// How an error object travels through Lua and out of it.
@Suite struct ErrorObjectTests {
    private static let notFound = #"{"success":false,"error":{"code":"ENTITY_NOT_FOUND","message":"Item not found"}}"#

    private func run(_ script: String) throws -> Program.Outcome {
        try Portal("404 Not Found", body: Self.notFound).run(script)
    }

    @Test("Its text has the caller's place, also through pcall, xpcall, error and coroutines")
    func travels() throws {
        let outcome = try run(
            """
            print(pcall(bitrix.contact, 71))
            local function get() return (bitrix.contact(71)) end
            print(select(2, pcall(get)))
            print(select(2, xpcall(get, function(e) return e end)).code)
            print(select(2, pcall(function() local ok, e = pcall(get) error(e) end)))
            print(select(2, coroutine.resume(coroutine.create(get))))
            print(select(2, pcall(coroutine.wrap(get))).code)
            local ok, e = pcall(get)
            print("failed: " .. e, e:match("NOT_%u+"), e.nothing, e.where)
            """)
        let text = "ENTITY_NOT_FOUND: Item not found (404)"
        #expect(
            outcome.output == """
                false\t\(text)
                (command line):2: \(text)
                ENTITY_NOT_FOUND
                (command line):2: \(text)
                (command line):2: \(text)
                ENTITY_NOT_FOUND
                failed: (command line):2: \(text)\tNOT_FOUND\tnil\t(command line):2

                """)
        #expect(outcome.errors == "" && outcome.status == 0)
    }

    @Test("Uncaught, it is printed as lua prints an error: program, place, text, traceback")
    func uncaught() throws {
        let outcome = try run("bitrix.contact(71)")
        // Which line of the module it is does not matter.
        let errors = outcome.errors.replacing(/\[bitrix\]:[0-9]+:/, with: "[bitrix]:N:")
        #expect(
            errors == """
                bitrix: (command line):1: ENTITY_NOT_FOUND: Item not found (404)
                stack traceback:
                \t[C]: in function 'error'
                \t[bitrix]:N: in upvalue 'raise'
                \t[bitrix]:N: in upvalue 'get'
                \t[bitrix]:N: in function 'bitrix.contact'
                \t(command line):1: in main chunk
                \t[C]: in ?

                """)
        #expect(outcome.status == 1)
    }

    @Test(
        "The exit status tells cron what to do",
        arguments: [
            ("401 Unauthorized", "77"), ("403 Forbidden", "77"), ("404 Not Found", "1"), ("400 Bad Request", "1"),
            ("422 Unprocessable", "1"), ("429 Too Many Requests", "75"), ("500 Oops", "75"), ("504 Late", "75"),
        ])
    func exitStatus(status: String, expected: String) throws {
        let outcome = try Portal(status, body: Self.notFound).run("bitrix.contact(71)")
        #expect("\(outcome.status)" == expected)
        #expect(try Program.run(["-e", "bitrix.contact(71)"]).status == 78, "no key")
        let refused = ["VIBE_URL": "http://127.0.0.1:1", "VIBE_API_KEY": Portal.key]
        #expect(try Program.run(["--retries=0", "-e", "bitrix.contact(71)"], environment: refused).status == 69)
    }
}
