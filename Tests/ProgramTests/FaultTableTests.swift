import Foundation
import TestSupport
import Testing

/// Plays each row of `docs/faults.md` through the whole program, against a server that misbehaves.
@Suite struct FaultTableTests {
    /// Rows that are tested where their settings can be reached: `LimitTests`, `RequestTests`, `ConnectionTests`.
    static let elsewhere: Set<String> = [
        "the answer drips or stops: under 100 bytes a second for 30 s", "a path that is not percent-encoded",
        "no descriptor is left (`ulimit -n`)",
    ]

    /// The language that the program speaks in a scenario.
    @TaskLocal static var language = "en"

    /// Catches the error, tells of it, and raises it again, so that the program ends with its status.
    private static let script = """
        local ok, e = pcall(bitrix.contact, 71)
        print(e.kind, e.code, e.attempts == 2 and "repeated" or "once", e.message)
        error(e, 0)
        """

    @Test("What the table says is what happens", arguments: try FaultTable().rows.filter { $0.apiStatus == nil })
    func row(row: FaultTable.Row) throws {
        guard let scenario = Self.scenarios[row.fault] else {
            #expect(Self.elsewhere.contains(row.fault))
            return
        }
        let outcome = try scenario(Self.script)
        #expect(outcome.status == row.exitStatus, "\(outcome.errors)")
        if row.codes == ["INTERRUPTED"] {
            #expect(outcome.errors.contains("interrupted!"))
        } else if row.codes[0].hasPrefix("RECORDING_") {
            #expect(outcome.errors.hasPrefix("bitrix: ") && outcome.errors.contains("script.lua"))
        } else if row.kind == "limit" {
            #expect(outcome.errors.contains("\(row.codes[0]): "))
        } else {
            #expect(
                outcome.output.hasPrefix("\(row.kind)\t\(row.codes[0])\t\(row.repetition)\t"),
                "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test(
        "Codes of the API pass through with their status", arguments: try FaultTable().rows.filter { $0.kind == "api" })
    func api(row: FaultTable.Row) throws {
        let status = row.apiStatus ?? 418
        for (index, code) in row.codes.enumerated() {
            let error = code.hasPrefix("HTTP_") ? #""message":"m""# : #""code":"\#(code)","message":"m""#
            let portal = try Portal("\(status) No", body: #"{"success":false,"error":{\#(error)}}"#)
            defer { portal.server.stop() }
            let outcome = try run(portal.server.url, Self.script)
            #expect(outcome.output == "api\t\(code)\t\(row.repetition)\tm\n")
            if index == 0 { #expect(outcome.status == row.exitStatus) }
        }
    }
}

/// Runs the script; what is repeated at all is repeated once, and at once.
private func run(
    _ url: String, _ script: String, _ options: [String] = [], _ environment: [String: String] = [:]
) throws -> Program.Outcome {
    let settings = ["VIBE_URL": url, "VIBE_API_KEY": Portal.key].merging(environment) { $1 }
    let usual = ["--retries=1", "--max-wait=0.001", "--lang=\(FaultTableTests.language)"]
    return try Program.run(usual + options + ["-e", script], environment: settings)
}

extension FaultTableTests {
    /// Does what a row says, and runs a script meanwhile.
    typealias Scenario = @Sendable (_ script: String) throws -> Program.Outcome

    /// A server that writes something to whoever asks.
    private static func serving(
        _ options: [String] = [], _ handle: @escaping @Sendable (SocketConnection) throws -> Void
    ) -> Scenario {
        { script in
            let server = try SocketServer { connection, _ in try? handle(connection) }
            defer { server.stop() }
            return try run(server.url, script, options)
        }
    }

    /// A server that writes bytes and closes.
    private static func writing(_ text: String) -> Scenario {
        serving {
            $0.write(text)
            $0.close()
        }
    }

    /// A whole answer.
    private static func answering(
        _ body: String, status: String = "200 OK", headers: [String] = [], options: [String] = []
    ) -> Scenario {
        serving(options) { $0.answer(status, headers: headers, body: body) }
    }

    /// A TLS server with a certificate that is not good enough.
    private static func certificate(
        for address: String = "127.0.0.1", days: Int = 1, hasAuthority: Bool = false, isTrusted: Bool = false
    ) -> Scenario {
        { script in
            let server = try TLSServer(for: address, days: days, hasAuthority: hasAuthority)
            defer { server.stop() }
            return try run(server.url, script, [], isTrusted ? ["SSL_CERT_FILE": server.certificate.path] : [:])
        }
    }

    /// A server of HTTP/2 that gives a request up, as long as it is asked.
    private static func givingUp(_ mode: ScriptedTLSServer.Mode) -> Scenario {
        { script in
            let server = try ScriptedTLSServer(mode, isStubborn: true)
            defer { server.stop() }
            return try run(server.url, script, [], ["SSL_CERT_FILE": server.certificate.path])
        }
    }

    /// A request that ought to go through a proxy; `PORT` in its address is that of the proxy.
    private static func proxy(
        _ address: String, to url: String = "https://api.invalid", isUp: Bool = true,
        status: String = "407 Authenticate"
    ) -> Scenario {
        { script in
            let proxy = try SocketServer { connection, _ in connection.answer(status, body: "") }
            if !isUp { proxy.stop() }
            defer { proxy.stop() }
            return try run(url, script, [], ["all_proxy": address.replacing("PORT", with: "\(proxy.port)")])
        }
    }

    /// Settings that are wrong: no server hears of it.
    private static func settings(_ environment: [String: String]) -> Scenario {
        { try run("http://127.0.0.1:9", $0, [], environment) }
    }

    /// A file that was there before, taken for a recording.
    private static func tape(_ option: String, _ content: String) -> Scenario {
        { script in
            let directory = try TemporaryDirectory()
            let file = try directory.write(content.utf8, to: "script.lua")
            return try run("http://127.0.0.1:9", script, [option, file])
        }
    }

    private static let length10 = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
    // A label of 64 letters is too long for the domain name system: works without a network.
    private static let noHost = String(repeating: "a", count: 64) + ".invalid"

    static let scenarios: [String: Scenario] = network.merging(tls) { $1 }.merging(responses) { $1 }
        .merging(others) { $1 }

    private static let network: [String: Scenario] = [
        "the name server does not answer, or says \"try again\"": { script in
            let directory = try TemporaryDirectory()
            return try run("http://api.example", script, [], ["LD_PRELOAD": try NameServer.unreachable(in: directory)])
        },
        "HTTP/2: the server gives up the connection (GOAWAY)": givingUp(.goaway),
        "HTTP/2: the server gives up the request's stream": givingUp(.resetStream),
        "the proxy answers 502, 503 or 504 to CONNECT, or closes": proxy(
            "http://127.0.0.1:PORT", status: "503 Service Unavailable"),
        "the certificate of a proxy over TLS is not valid": { script in
            let proxy = try TLSServer(for: "192.0.2.1")
            defer { proxy.stop() }
            return try run("https://api.invalid", script, [], ["https_proxy": proxy.url])
        },
        "a password in `https_proxy` that is not percent-encoded": proxy("http://user:w@rd@127.0.0.1:PORT"),
        "nothing listens on that port": { script in
            let server = try SocketServer { _, _ in }
            server.stop()
            return try run(server.url, script)
        },
        "the host's name has no address": { try run("http://\(noHost)", $0) },
        "no way leads there: network down, address not routed": { try run("http://255.255.255.255:9", $0) },
        "no connection in time, TLS handshake included": { script in
            let server = try SocketServer { connection, _ in connection.waitForPeerToClose() }
            defer { server.stop() }
            return try run("https://127.0.0.1:\(server.port)", script, ["--connect-timeout=0.1"])
        },
        "connected, but no answer in time": serving(["--timeout=0.1"]) { $0.waitForPeerToClose() },
        "reset before the answer": serving { $0.reset() },
        "reset within the headers": serving {
            $0.write("HTTP/1.1 200 OK\r\nContent-Le")
            $0.reset()
        },
        "reset within the body": serving {
            $0.write(length10 + "123")
            $0.reset()
        },
        "closed without a byte": serving { $0.close() },
        "closed within the headers": writing("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n"),
        "body shorter than its `Content-Length`": writing(length10 + "123"),
        "chunked body cut": writing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n123"),
        "what answers is not HTTP": writing("220 mail.example ESMTP\r\n"),
        "the proxy does not listen": proxy("http://127.0.0.1:PORT", isUp: false),
        "the proxy refuses the tunnel": proxy("http://user:word@127.0.0.1:PORT"),
        "the proxy asks for a password, over plain http": proxy("http://127.0.0.1:PORT", to: "http://api.invalid"),
        "`https_proxy` is no address of a proxy": proxy("foo://user:word@127.0.0.1:PORT"),
        "an error of the script inside `bitrix.map`, collected": { _ in
            try run(
                "http://127.0.0.1:9",
                """
                local e = bitrix.map({1}, function() error("m") end, {errors = "collect"})[1]
                print(e.kind, e.code, "once", e.message)
                error(e, 0)
                """)
        },
        "the proxy's name has no address": proxy("http://\(noHost):3128"),
        "Ctrl-C while a request waits": { script in
            let server = try SocketServer { connection, _ in connection.waitForPeerToClose() }
            defer { server.stop() }
            let program = try Program.start(
                ["-e", "io.stdout:setvbuf('no') print('ready') bitrix.contact(71)"],
                environment: ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key])
            program.waitForOutput("ready\n")
            program.signal(SIGINT)
            return try program.finish()
        },
    ]

    private static let tls: [String: Scenario] = [
        "no TLS where TLS is expected": { script in
            let server = try SocketServer(greeting: { $0.write("HTTP/1.1 400 Bad\r\n\r\n") }, script: { _, _ in })
            defer { server.stop() }
            return try run("https://127.0.0.1:\(server.port)", script)
        },
        "certificate expired": certificate(days: -1, isTrusted: true),
        "certificate for another host": certificate(for: "192.0.2.1", isTrusted: true),
        "certificate of an unknown authority": certificate(hasAuthority: true),
        "certificate signed by itself": certificate(),
        "TLS broken on the way, and whatever else has no name here": { script in
            let server = try TLSServer(for: "127.0.0.1")
            defer { server.stop() }
            let port = try #require(UInt16(server.url.split(separator: ":").last ?? ""))
            let relay = try SocketServer(
                greeting: { connection in
                    var isFirst = true
                    connection.relay(toPort: port) { bytes in
                        defer { isFirst = false }
                        return isFirst ? bytes : bytes.dropLast() + [bytes[bytes.count - 1] ^ 1]
                    }
                }, script: { _, _ in })
            defer { relay.stop() }
            return try run(
                "https://127.0.0.1:\(relay.port)", script, [], ["SSL_CERT_FILE": server.certificate.path])
        },
        "`SSL_CERT_FILE` cannot be read": { script in
            let server = try SocketServer { connection, _ in connection.waitForPeerToClose() }
            defer { server.stop() }
            return try run("https://127.0.0.1:\(server.port)", script, [], ["SSL_CERT_FILE": "/nowhere/ca.pem"])
        },
    ]

    private static let responses: [String: Scenario] = [
        "redirect to another server, or in circles": answering(
            "", status: "302 Found", headers: ["Location: https://evil.example/"]),
        "304, which nobody asked for": writing("HTTP/1.1 304 Not Modified\r\n\r\n"),
        "headers over 100 KiB": serving {
            $0.write("HTTP/1.1 200 OK\r\n")
            for _ in 0..<110 { $0.write("X-Filler: " + String(repeating: "x", count: 1000) + "\r\n") }
            $0.write("Content-Length: 0\r\n\r\n")
        },
        "body over the limit": answering(String(repeating: " ", count: 70_000), options: ["--max-answer=64K"]),
        "small compressed body that becomes huge": serving {
            let packed = try Child("sh", ["-c", "head -c 20000000 /dev/zero | gzip -9n"]).finish()
            $0.answer(headers: ["Content-Encoding: gzip"], body: packed)
        },
        "body that does not fit its `Content-Encoding`": answering("no gzip", headers: ["Content-Encoding: gzip"]),
        // More than any computer has, announced and allowed.
        "no memory for the body": serving(["--max-answer=4000000000G"]) {
            $0.write("HTTP/1.1 200 OK\r\nContent-Length: 4000000000000000000\r\n\r\n123")
            $0.waitForPeerToClose()
        },
        "200 or 204 without a body": writing("HTTP/1.1 204 No Content\r\n\r\n"),
        "HTML or half a JSON, with 200": answering("<html>Log in</html>"),
        "a record of another id than the one asked for": answering(#"{"success":true,"data":{"id":72}}"#),
        "a list of more than 200 with `include`": { _ in
            let portal = try Portal(body: #"{"success":true,"data":[{"id":1}],"meta":{"includeSkipped":true}}"#)
            return try portal.run(
                """
                local ok, e = pcall(bitrix.get, "/v1/contacts", {limit = 500, include = "company"})
                print(e.kind, e.code, "once", e.message)
                error(e)
                """, options: ["--lang=\(Self.language)"])
        },
        "text that is not UTF-8": serving {
            $0.answer(body: Array(#"{"success":true,"data":{"a":""#.utf8) + [0xFF, 0x22, 0x7D, 0x7D])
        },
        "a string with a broken escape": answering(#"{"success":true,"data":{"a":"\x"}}"#),
        "JSON that nests too deep": answering(
            #"{"data":"# + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}"),
        "JSON in a form that the API does not document": answering("[1]"),
    ]

    private static let others: [String: Scenario] = [
        "no key": settings(["VIBE_API_KEY": ""]),
        "a key with quotation marks, or with `VIBE_API_KEY=` in it": settings(["VIBE_API_KEY": "\"vibe_api_x\""]),
        "a key with a space or a line break in it": settings(["VIBE_API_KEY": "vibe_api_x\n"]),
        "a session with a space or a line break in it": settings(["VIBE_SESSION_TOKEN": "vibe session"]),
        "`VIBE_URL` is no http or https URL": settings(["VIBE_URL": "ftp://host"]),
        "libcurl missing or too old": { script in
            let directory = try TemporaryDirectory()
            try directory.write("no library".utf8, to: "libcurl.so.4")
            return try run("http://127.0.0.1:9", script, [], ["LD_LIBRARY_PATH": directory.url.path])
        },
        "`--demo`: libmicrohttpd missing": { script in
            let directory = try TemporaryDirectory()
            try directory.write("no library".utf8, to: "libmicrohttpd.so.12")
            return try run("http://127.0.0.1:9", script, ["--demo"], ["LD_LIBRARY_PATH": directory.url.path])
        },
        "`--record`: the file cannot be written, is no recording, or another program records to it": tape(
            "--record", "print(71)"),
        "`--replay`: the file cannot be read, or is damaged": tape("--replay", "print(71)"),
        "`--replay`: a request that was not recorded": tape(
            "--replay", #"{"recording":"bitrix","version":1,"masked":false}"# + "\n"),
        "`--max-time` is over": { _ in try run("http://127.0.0.1:9", "while true do end", ["--max-time=0.1"]) },
        "`--max-memory` is reached": { _ in
            try run("http://127.0.0.1:9", "local t = {} while true do t[#t + 1] = {} end", ["--max-memory=8M"])
        },
        "`--max-requests` is reached": { _ in
            try run("http://127.0.0.1:9", "pcall(bitrix.contact, 71) bitrix.contact(71)", ["--max-requests=1"])
        },
        "a status of 400 and more without a code": answering(#"{"success":false}"#, status: "418 Teapot"),
        "HTML, or no body at all, with a status of 400 and more": answering("<html>nginx</html>", status: "418 Teapot"),
    ]
}
