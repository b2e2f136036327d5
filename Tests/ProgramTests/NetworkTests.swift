import Foundation
import Synchronization
import TestSupport
import Testing

/// Repeating, tracing and `bitrix.get`, through the whole program.
@Suite struct NetworkTests {
    /// A server that answers its requests in turn; the last answer stays.
    private func server(_ answers: [(status: String, headers: [String], body: String)]) throws -> SocketServer {
        let next = Mutex(0)
        return try SocketServer { connection, _ in
            let index = next.withLock { index in
                defer { index += 1 }
                return index
            }
            let answer = answers[min(index, answers.count - 1)]
            connection.answer(answer.status, headers: answer.headers, body: answer.body)
        }
    }

    private static let contact = #"{"success":true,"data":{"id":71,"name":"Ivan"}}"#
    private static let busy =
        #"{"success":false,"error":{"code":"RATE_LIMITED","message":"QUERY_LIMIT_EXCEEDED","retryAfter":0}}"#

    private func run(_ server: SocketServer, _ script: String, _ options: [String] = []) throws -> Program.Outcome {
        try Program.run(
            options + ["-e", script], environment: ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key])
    }

    @Test("A busy portal is asked again, as its body says; a pipe hears nothing of it")
    func repeats() throws {
        let server = try server([("429 Slow", ["Retry-After: 60"], Self.busy), ("200 OK", [], Self.contact)])
        defer { server.stop() }
        #expect(try run(server, "print(bitrix.contact(71).name)") == .init(output: "Ivan\n"))
        #expect(server.requests.count == 2)
    }

    @Test("The last real error is raised, with the number of attempts and the time; options and settings bound them")
    func givesUp() throws {
        let server = try server([("429 Slow", [], Self.busy)])
        defer { server.stop() }
        let script = "local ok, e = pcall(bitrix.contact, 71) print(e.code, e.status, e.attempts, type(e.elapsed))"
        #expect(try run(server, script) == .init(output: "RATE_LIMITED\t429\t5\tnumber\n"))
        #expect(try run(server, script, ["--retries=1"]) == .init(output: "RATE_LIMITED\t429\t2\tnumber\n"))
        #expect(
            try run(server, "bitrix.configure{attempts = 3} " + script)
                == .init(output: "RATE_LIMITED\t429\t3\tnumber\n"))
        #expect(server.requests.count == 10)
    }

    @Test("Ctrl-C and a limit of time end a wait before a repetition")
    func waits() throws {
        let answer = #"{"success":false,"error":{"code":"RATE_LIMITED","message":"m","retryAfter":29}}"#
        let server = try server([("429 Slow", [], answer)])
        defer { server.stop() }
        let limited = try run(server, "bitrix.contact(71)", ["--max-time=0.3"])
        #expect(limited.errors.hasPrefix("bitrix: (command line):1: TIME_LIMIT: ") && limited.status == 75)
        let trace = try TemporaryDirectory()
        let file = trace.url.appendingPathComponent("trace")
        let program = try Program.start(
            [
                "--trace=\(file.path)", "-e",
                "setmetatable({}, {__gc = function() end}) io.stdout:setvbuf('no') print('ready') bitrix.contact(71)",
            ],
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key])
        program.waitForOutput("ready\n")
        program.signal(SIGINT)
        let outcome = try program.finish()
        #expect(outcome.status == 130 && outcome.errors.contains("interrupted!"))
    }

    @Test("--trace has a line for each attempt, on standard error or in a file, and never the key")
    func traces() throws {
        let server = try server([
            ("429 Slow", ["X-Request-Id: r 1\u{7}"], Self.busy), ("200 OK", ["X-Request-Id: r2"], Self.contact),
        ])
        defer { server.stop() }
        let outcome = try run(server, "print(bitrix.contact(71, {include = 'company'}).name)", ["--trace"])
        let lines = outcome.errors.split(separator: "\n")
        #expect(outcome.output == "Ivan\n" && lines.count == 2)
        let target = "GET /v1/contacts/71?include=company"
        #expect(lines[0].contains(" \(target) 429 ") && lines[0].hasSuffix(" \(Self.busy.utf8.count) B attempt 1 r?1?"))
        #expect(
            lines[1].contains(" \(target) 200 ") && lines[1].hasSuffix(" \(Self.contact.utf8.count) B attempt 2 r2"))
        #expect(lines.allSatisfy { $0.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ GET .* \d+ ms .*/) != nil })

        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("trace.log")
        for _ in 1...2 { #expect(try run(server, "bitrix.contact(71)", ["--trace=\(file.path)"]) == .init()) }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written.split(separator: "\n").count == 2 && !written.contains(Portal.key))
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
        #expect(
            try run(server, "bitrix.contact(71) bitrix.contact(71)", ["--trace=/dev/full"])
                == .init(
                    errors: "bitrix: --trace: a line cannot be written, and is missing: No space left on device\n",
                    status: 74))
        #expect(
            try run(server, "", ["--trace=/nowhere/x"])
                == .init(errors: "bitrix: cannot write /nowhere/x: No such file or directory\n", status: 1))
    }

    @Test(
        "bitrix.get asks for any path under the base",
        arguments: [
            ("'/v1/me'", "/v1/me"), ("'/v1/contacts?limit=2'", "/v1/contacts?limit=2"),
            ("'/v1/contacts', 'limit=2&offset=1'", "/v1/contacts?limit=2&offset=1"),
            ("'/v1/contacts', {limit = 2, offset = 1}", "/v1/contacts?limit=2&offset=1"),
            ("'/v1/contacts?limit=2', {offset = 1}", "/v1/contacts?limit=2&offset=1"),
            ("'/v1/contacts', {filter = {companyId = 15}}", "/v1/contacts?filter%5BcompanyId%5D=15"),
            ("'/v1/deals', {filter = {amount = {['$gte'] = 1000}}}", "/v1/deals?filter%5Bamount%5D%5B%24gte%5D=1000"),
            ("'/v1/contacts', {include = {'company', 'requisite'}}", "/v1/contacts?include=company,requisite"),
            ("'/v1/contacts', {select = 'id,name', q = 'a b&c=д'}", "/v1/contacts?q=a%20b%26c%3D%D0%B4&select=id,name"),
            (
                "'/v1/x', {filter = {id = 2^53, share = 0.1, n = 30 / 2}}",
                "/v1/x?filter%5Bid%5D=9007199254740992&filter%5Bn%5D=15&filter%5Bshare%5D=0.1"
            ),
            ("'/v1/имя'", "/v1/%D0%B8%D0%BC%D1%8F"), ("'/v1/a b'", "/v1/a%20b"), ("'/v1/x', {}", "/v1/x"),
            ("'/v1/x', {flag = true}", "/v1/x?flag=true"),
        ])
    func get(arguments: String, target: String) throws {
        let server = try server([("200 OK", [], #"{"success":true,"data":[{"id":1}],"meta":{"total":612}}"#)])
        defer { server.stop() }
        let outcome = try run(
            server, "local data, answer = bitrix.get(\(arguments)) print(data[1].id, answer.meta.total)")
        #expect(outcome == .init(output: "1\t612\n"))
        #expect(server.requests.map { $0.split(separator: " ")[1] } == [target[...]])
    }

    @Test(
        "bitrix.get takes data of any type, and answers that are no envelope",
        arguments: [
            (#"{"success":true,"data":5}"#, "5"), (#"{"success":true,"data":false}"#, "false"),
            (#"{"success":true,"data":"x"}"#, "x"), (#"{"openapi":"3.1.0","paths":{}}"#, "3.1.0"),
        ])
    func openGet(body: String, shown: String) throws {
        let server = try server([("200 OK", [], body)])
        defer { server.stop() }
        let outcome = try run(
            server,
            "local data = bitrix.get('/v1/x') print(type(data) == 'table' and data.openapi or data) "
                + "print(select(2, pcall(bitrix.contact, 1)).code)")
        #expect(outcome == .init(output: "\(shown)\nUNEXPECTED_ANSWER\n"))
    }

    @Test("What the API itself says of the request's id is kept where no header names one")
    func requestIdInBody() throws {
        let body = #"{"success":false,"error":{"code":"C","message":"m","requestId":"r-7"}}"#
        let server = try server([("400 Bad", [], body), ("400 Bad", ["X-Request-Id: h-8"], body)])
        defer { server.stop() }
        let outcome = try run(
            server, "for _ = 1, 2 do print(select(2, pcall(bitrix.contact, 1)).requestId) end")
        #expect(outcome == .init(output: "r-7\nh-8\n"))
    }

    @Test(
        "ERROR_LOOP_DETECTED is final in every form in which errors come (docs/api.md, section 7)",
        arguments: [
            #"{"success":false,"code":"ERROR_LOOP_DETECTED","message":"m"}"#,
            #"{"success":false,"error":"ERROR_LOOP_DETECTED"}"#,
            "\u{FEFF}" + #"{"success":false,"error":{"code":"ERROR_LOOP_DETECTED","message":"m","retryAfter":60}}"#,
        ])
    func errorLoop(body: String) throws {
        let server = try server([("429 Slow", [], body)])
        defer { server.stop() }
        #expect(try run(server, "bitrix.contact(71)").status == 75 && server.requests.count == 1)
    }

    @Test("Dot segments cannot leave the base")
    func dots() throws {
        let server = try server([("200 OK", [], Self.contact)])
        defer { server.stop() }
        for path in ["/../v1/x", "/v1/./x", "/v1/%2e%2E/x", "/v1/.."] {
            let outcome = try run(server, "print(select(2, pcall(bitrix.get, '\(path)')).code)")
            #expect(outcome == .init(output: "INVALID_PATH\n"))
        }
        #expect(server.requests == [])
    }

    @Test(
        "A wrong path or query is refused before any request",
        arguments: [
            ("", #"bad argument #1 to 'get' (path expected, such as "/v1/contacts/fields", got nil)"#),
            ("'v1/me'", #"bad argument #1 to 'get' (path expected, such as "/v1/contacts/fields", got "v1/me")"#),
            ("'/v1/me', 7", "bad argument #2 to 'get' (query: string or table expected, got 7)"),
            (
                "'/v1/me', {'x'}",
                "bad argument #2 to 'get' (query: names expected, such as {limit = 10}; got the element 1)"
            ),
            (
                "'/v1/me', {x = print}",
                "bad argument #2 to 'get' (query: string, number, boolean or table expected for x, got function)"
            ),
            (
                "'/v1/me', {x = {1, nil, 3}}",
                "bad argument #2 to 'get' (query: x has a hole at 2, or names beside its list)"
            ),
            (
                "'/v1/me', {x = {1, y = 2}}",
                "bad argument #2 to 'get' (query: x has a hole at 2, or names beside its list)"
            ),
            (
                "'/v1/me', {x = {1, {2}}}",
                "bad argument #2 to 'get' (query: string, number or boolean expected at x[2], got table)"
            ),
            ("'/v1/me', {x = {[print] = 1}}", "bad argument #2 to 'get' (query: name expected inside x, got function)"),
            (
                "'/v1/me', {x = 0/0 ~= 0 and 1/0}",
                "bad argument #2 to 'get' (query: string, number, boolean or table expected for x, got inf)"
            ),
            (
                "'/v1/me', (function() local t = {} t.t = t return t end)()",
                "bad argument #2 to 'get' (query: t[t][t][t][t][t][t][t][t][t][t][t][t][t] nests too deep)"
            ),
        ])
    func badGet(arguments: String, message: String) throws {
        let server = try server([("200 OK", [], "{}")])
        defer { server.stop() }
        let outcome = try run(server, "print(select(2, pcall(function() bitrix.get(\(arguments)) end)))")
        #expect(outcome == .init(output: "(command line):1: \(message)\n"))
        #expect(server.requests == [])
    }

    @Test("bitrix.get knows the demo portal's other paths, and errors as bitrix.contact does")
    func getDemo() throws {
        let outcome = try Program.run(
            [
                "--demo", "-e",
                """
                print(bitrix.get("/v1/contacts/fields").fields.lastName.type)
                print(#bitrix.get("/v1/contacts", {limit = 3}))
                print(pcall(bitrix.get, "/v1/nothing"))
                """,
            ])
        #expect(outcome.output.hasPrefix("string\n3\nfalse\t") && outcome.output.hasSuffix(" (404)\n"))
    }

    @Test("--trace=headers shows what was sent and what came, without keys and without what could steer a terminal")
    func tracesHeaders() throws {
        let server = try server([("200 OK", ["X-Note: a\u{1B}[2Jb", "X-Request-Id: r2"], Self.contact)])
        defer { server.stop() }
        let outcome = try Program.run(
            ["--trace=headers", "-e", "bitrix.contact(71)"],
            environment: [
                "VIBE_URL": server.url, "VIBE_API_KEY": Portal.key, "VIBE_SESSION_TOKEN": "vibe_session_secret12",
            ])
        let lines = outcome.errors.split(separator: "\n").map(String.init)
        #expect(lines[0].hasSuffix(" \(Self.contact.utf8.count) B attempt 1 r2"))
        #expect(
            Array(lines[1...9]) == [
                "> GET /v1/contacts/71", "> Accept: application/json", "> X-Api-Key: (hidden)",
                "> Authorization: Bearer (hidden)", "> User-Agent: bitrix/0.1.0 (Lua 5.4)", "< HTTP/1.1 200",
                "< Content-Length: \(Self.contact.utf8.count)", "< X-Note: a?[2Jb", "< X-Request-Id: r2",
            ])
        let timings = /\* dns [\d.]+ ms, connect [\d.]+ ms, tls 0.0 ms, first byte [\d.]+ ms, total [\d.]+ ms/
        #expect(lines.count == 11 && lines[10].wholeMatch(of: timings) != nil)
    }

    @Test("bitrix.last shows the last request and its answer, as it came")
    func last() throws {
        let server = try server([
            ("200 OK", ["Content-Type: application/json", "X-Many: a", "X-Many: b"], Self.contact),
            ("404 Not Found", [], #"{"success":false,"error":{"code":"ENTITY_NOT_FOUND","message":"m"}}"#),
        ])
        let outcome = try run(
            server,
            """
            print(bitrix.last)
            bitrix.contact(71, {include = "company"})
            local l = bitrix.last
            print(l.request.method, l.request.path, l.request.url == os.getenv("VIBE_URL") .. l.request.path)
            for _, name in ipairs {"x-api-key", "accept", "user-agent"} do print(l.request.headers[name]) end
            print(l.status, l.http_version, l.headers["content-type"], l.headers["x-many"], l.attempts, l.body)
            local t = l.timings
            print(t.dns <= t.connect and t.connect <= t.first_byte and t.first_byte <= t.total and t.total <= l.elapsed)
            pcall(bitrix.contact, 9)
            print(bitrix.last.status, bitrix.last.request.path, l.status)
            pcall(bitrix.contact, 0)
            print(bitrix.last.request.path, rawget(bitrix, "last"))
            """)
        server.stop()
        #expect(
            outcome
                == .init(
                    output: """
                        nil
                        GET\t/v1/contacts/71?include=company\ttrue
                        (hidden)
                        application/json
                        bitrix/0.1.0 (Lua 5.4)
                        200\t1.1\tapplication/json\ta, b\t1\t\(Self.contact)
                        true
                        404\t/v1/contacts/9\t200
                        /v1/contacts/9\tnil

                        """))
        let refused = try run(
            server, "pcall(bitrix.contact, 71) local l = bitrix.last print(l.status, l.code, l.headers, l.message)",
            ["--retries=0"])
        #expect(refused.output.hasPrefix("nil\tCONNECTION_REFUSED\tnil\tcannot connect to 127.0.0.1:"))
    }

    @Test("The key is in no output, no error and not in the argument list")
    func noKey() throws {
        let server = try server([("502 Bad", [], "<html>"), ("200 OK", [], Self.contact)])
        defer { server.stop() }
        let outcome = try run(
            server,
            """
            print(bitrix.contact(71).name)
            for _, e in ipairs {select(2, pcall(bitrix.contact, 0)), select(2, pcall(bitrix.get, "/v1/x y"))} do print(e) end
            for line in io.lines("/proc/self/cmdline") do print(line) end
            """, ["--trace", "--retries=2"])
        #expect(outcome.output.hasPrefix("Ivan\n") && outcome.errors.contains(" 502 "))
        #expect(!outcome.output.contains(Portal.key) && !outcome.errors.contains(Portal.key))
    }
}
