import Foundation
import TestSupport
import Testing

/// Law 3: the key and the session are in no output, whatever a server does with them (one that echoes both).
@Suite struct SecretTests {
    private static let key = "vibe_app_do-not-show-this-key-0123456789"
    private static let session = "vibe_session_do-not-show-this-either-9876543210"

    /// Sends back what came in `X-Api-Key` and `Authorization`, in another way for each id.
    private func echo() throws -> SocketServer {
        try SocketServer { connection, request in
            func value(_ name: String) -> String {
                request.headers.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) } ?? ""
            }
            let (key, session) = (value("X-Api-Key"), value("Authorization"))
            let both = "\(key) \(session)"
            switch request.target.split(separator: "/").last {
            case "1":
                connection.answer(body: #"{"success":true,"data":{"name":"\#(key)","\#(session)":[{"x":"\#(both)"}]}}"#)
            case "2":
                let error = #"{"code":"\#(key)","message":"\#(both)","hint":"\#(session)","\#(key)":{"y":"\#(key)"}}"#
                connection.answer("404 \(key)", body: #"{"success":false,"error":\#(error)}"#)
            case "3": connection.answer("502 Bad", body: "<html>\(request.text)</html>")
            case "4": connection.answer("302 Found", headers: ["Location: http://x.example/?k=\(both)"], body: both)
            case "5":
                let names = [
                    "X-Request-Id", "Retry-After", "Content-Type", "X-RateLimit-Remaining", "X-RateLimit-Reset", key,
                ]
                connection.answer("500 No", headers: names.map { "\($0): \(both)" }, body: #"{"success":false}"#)
            case "6":
                // Half a key in each piece.
                connection.write("HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n")
                let body = #"{"success":false,"error":"\#(both)"}"#
                for byte in body.utf8 { connection.write("1\r\n\(Character(Unicode.Scalar(byte)))\r\n") }
                connection.write("0\r\n\(key): \(session)\r\n\r\n")
            case "7": connection.write("\(both)\r\n\r\n")
            case "8": connection.write("HTTP/9.9 200 \(both)\r\n\r\n")
            case "9": connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(both)\r\n")
            case "10": connection.answer(headers: ["Content-Encoding: \(key)"], body: both)
            case "11": connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(key)\r\n\r\n\(both)")
            case "12": connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{\"a\":\"\(both)")
            case "13": connection.answer(body: Array("\(both) ".utf8) + [0xFF])
            case "15":
                // As JSON and URLs may write them: every sign escaped, or some letters, in either case.
                let escaped = both.replacing("-", with: "\\u002d").replacing("_", with: "\\u005F").replacing(
                    "v", with: "\\u0076")
                let error = #"{"code":"C","message":"\#(escaped)","hint":"\#(both.replacing("-", with: "\\-"))"}"#
                connection.answer("401 No", body: #"{"success":false,"error":\#(error)}"#)
            case "16":
                let encoded = both.replacing("-", with: "%2D").replacing("_", with: "%5f").replacing(" ", with: "%20")
                connection.answer("302 Found", headers: ["Location: http://x.example/?k=\(encoded)"], body: encoded)
            case "14": connection.answer(body: "[\"\(both)\"]")
            default: connection.answer("401 No", body: #"{"success":false,"error":{"code":"C","message":"\#(both)"}}"#)
            }
            connection.close()
        }
    }

    /// Prints everything that there is to see: results, error objects with all their fields, and the process itself.
    private static let script = """
        local seen = {}
        local function show(value)
            if type(value) ~= "table" or seen[value] then return print(value) end
            seen[value] = true
            for k, v in pairs(value) do show(k) show(v) end
            show(getmetatable(value))
        end
        for id = 1, 17 do
            local ok, result = pcall(bitrix.contact, id)
            print(id, ok, result)
            show(result)
            show(bitrix.last)
            pcall(error, result)
        end
        show(bitrix)
        for _, file in ipairs {"cmdline", "comm", "status"} do
            for line in io.lines("/proc/self/" .. file) do print(line) end
        end
        bitrix.contact(2)
        """

    private func environment(_ server: SocketServer) -> [String: String] {
        ["VIBE_URL": server.url, "VIBE_API_KEY": Self.key, "VIBE_SESSION_TOKEN": Self.session]
    }

    private func expectSilence(_ text: String, _ channel: String) {
        #expect(!text.contains("do-not-show"), "\(channel): \(text)")
    }

    @Test("Neither output, error, trace, recording nor argument list shows them, however the server sends them back")
    func everyChannel() throws {
        let server = try echo()
        defer { server.stop() }
        let directory = try TemporaryDirectory()
        let (trace, tape) = ("trace", "tape.jsonl")
        for options in [
            ["--trace"], ["--trace=\(trace)"], ["--trace=headers", "--record", tape], ["--record", tape, "--mask"],
        ] {
            let outcome = try Program.run(
                ["--retries=1", "--max-wait=0.001", "--timeout=5"] + options + ["-e", Self.script],
                environment: environment(server), directory: directory.url)
            // The portal did echo, and the program did get that far.
            #expect(outcome.output.contains("****") && outcome.output.contains("\n17\tfalse\tC: "))
            #expect(outcome.status == 1 && outcome.errors.contains(": ****"))
            expectSilence(outcome.output, "output")
            expectSilence(outcome.errors, "errors")
            for file in try FileManager.default.contentsOfDirectory(atPath: directory.url.path) {
                let text = try String(contentsOf: directory.url.appendingPathComponent(file), encoding: .utf8)
                #expect(text.contains("/v1/contacts/17"))
                expectSilence(text, file)
            }
        }
        #expect(server.requests.allSatisfy { $0.contains(Self.key) && $0.contains(Self.session) })
    }

    @Test(
        "A program that is killed in the middle of a request leaves no crash message with them",
        arguments: [SIGABRT, SIGSEGV, SIGQUIT])
    func crash(signal: Int32) throws {
        let server = try SocketServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
            connection.waitForPeerToClose()
        }
        defer { server.stop() }
        let program = try Program.start(
            ["-e", "io.stdout:setvbuf('no') print('ready') bitrix.contact(1)"], environment: environment(server))
        program.waitForOutput("ready\n")
        while server.requests.isEmpty { sched_yield() }
        program.signal(signal)
        let outcome = try program.finish()
        #expect(outcome.status == 128 + signal)
        expectSilence(outcome.output + outcome.errors, "crash")
    }

    @Test("Wrong settings, help, version and prompt do not show them either")
    func settings() throws {
        let environments = [
            ["VIBE_API_KEY": Self.key + "\n"], ["VIBE_API_KEY": Self.key, "VIBE_SESSION_TOKEN": Self.session + " x"],
            ["VIBE_API_KEY": Self.key, "VIBE_URL": "https://user:\(Self.session)@host"],
            ["VIBE_API_KEY": Self.key, "VIBE_URL": Self.key],
            ["VIBE_API_KEY": Self.key, "VIBE_URL": "http://\(Self.key)"],
            [
                "VIBE_API_KEY": Self.key, "VIBE_URL": "http://api.invalid",
                "http_proxy": "http://\(Self.session)@127.0.0.1:1",
            ],
            [
                "VIBE_API_KEY": Self.key, "VIBE_URL": "https://api.invalid",
                "https_proxy": "foo://user:\(Self.session)@127.0.0.1:1",
            ],
            [
                "VIBE_API_KEY": Self.key, "VIBE_URL": "https://api.invalid",
                "https_proxy": "http://user:\(Self.session)@",
            ],
        ]
        for environment in environments {
            for arguments in [["-e", "bitrix.contact(1)"], ["--help"], ["-v"], ["-i"], ["--retries=x"], ["-z"]] {
                let outcome = try Program.run(["--retries=0"] + arguments, environment: environment)
                expectSilence(outcome.output + outcome.errors, "\(arguments)")
            }
        }
    }

    @Test("They go to the configured server only: not after a redirect, not to a proxy that is asked for a tunnel")
    func otherServers() throws {
        let elsewhere = try SocketServer { connection, _ in connection.answer("407 No", body: "{}") }
        defer { elsewhere.stop() }
        let target = elsewhere.url + "/v1/contacts/1"
        let server = try SocketServer { connection, _ in
            connection.answer("307 Moved", headers: ["Location: \(target)"], body: "")
        }
        defer { server.stop() }
        let arguments = ["--retries=0", "-e", "bitrix.contact(1)"]
        _ = try Program.run(arguments, environment: environment(server))
        #expect(server.requests.count == 1 && elsewhere.requests == [])
        _ = try Program.run(
            arguments,
            environment: environment(server).merging([
                "VIBE_URL": "https://api.invalid", "https_proxy": elsewhere.url,
            ]) { $1 })
        #expect(elsewhere.requests.count == 1)
        expectSilence(elsewhere.requests.joined(), "proxy")
    }
}
