import ErrorCodes
import Foundation
import Help
import Localization
import Recording
import TestSupport
import Testing
import VibeAPI

/// Recording and replaying through the public face, with whole files.
@Suite struct TapeTests {
    private let directory: TemporaryDirectory
    private let file: String

    init() throws {
        directory = try TemporaryDirectory()
        file = directory.url.appendingPathComponent("tape.jsonl").path
    }

    private static let header = #"{"recording":"bitrix","version":1,"masked":false}"# + "\n"

    private func content() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    private func answer(_ status: Int = 200, _ headers: [(String, String)] = [], _ body: [UInt8]) throws -> Answer {
        guard let body = Body(copying: body) else { throw VibeError(.outOfMemory, "") }
        return Answer(status: status, headers: headers.map { (name: $0.0, value: $0.1) }, body: body)
    }

    private func record(
        _ target: String, _ status: Int = 200, _ headers: [(String, String)] = [], _ body: String, attempts: Int = 1,
        elapsed: Double = 0.0123456, in recorder: Recorder
    ) throws {
        try recorder.record(
            method: "GET", target: target, answer: answer(status, headers, Array(body.utf8)), attempts: attempts,
            elapsed: elapsed)
    }

    /// What a call gave, in a form that can be compared.
    private struct Seen: Equatable {
        var status = 0
        var headers: [String?] = []
        var body: [UInt8] = []
        var attempts = 1
        var elapsed = 0.0
    }

    private func next(_ target: String, in replay: Replay, headers: [String] = []) throws -> Seen {
        let call = try replay.next(method: "GET", target: target)
        let answer = try call.answer()
        var values: [String?] = []
        for name in headers { values.append(answer.header(name)) }
        return Seen(
            status: answer.status, headers: values, body: answer.body.withUnsafeBytes { Array($0) },
            attempts: call.attempts, elapsed: call.elapsed)
    }

    private func failure(_ work: () throws -> Void) -> VibeError? {
        do {
            try work()
            return nil
        } catch {
            return error as? VibeError
        }
    }

    @Test("A recording is exactly this, line for line")
    func lines() throws {
        let recorder = try Recorder(file: file, masks: false)
        #expect(try content() == Self.header)
        try record(
            "/v1/contacts/71?include=company", 200,
            [("Content-Type", "application/json"), ("Set-Cookie", "a=b"), ("X-Request-Id", "r-1"), ("Date", "now")],
            "{\n  \"id\": 7.10,\r\n\t\"b\":\"\\u0418\"\n}\n", in: recorder)
        try record("/v1/x", 429, [("Retry-After", "2")], #"{"error":{}}"#, attempts: 5, elapsed: 8.0004, in: recorder)
        try record("/v1/page", 200, [], "<p>\"Привет\"\n</p>", elapsed: 0.5, in: recorder)
        try recorder.record(
            method: "GET", target: "/v1/bytes", answer: answer(200, [], [0xFF, 0x00]), attempts: 1, elapsed: 0)
        try recorder.record(
            method: "GET", target: "/v1/none",
            failure: VibeError(.answerCut, "host \"x\" closed", status: 200), attempts: 2, elapsed: 1.5)
        try recorder.record(
            method: "GET", target: "/v1/stop", failure: VibeError(.interrupted, "stop"), attempts: 1,
            elapsed: 1)
        try record("/v1/empty", 204, [], "", in: recorder)
        #expect(
            try content() == Self.header + """
                {"request":"GET /v1/contacts/71?include=company","status":200,"body":{   "id": 7.10,  \t"b":"\\u0418" } ,\
                "headers":{"content-type":"application/json","x-request-id":"r-1"}}
                {"request":"GET /v1/x","status":429,"body":{"error":{}},"headers":{"retry-after":"2"},"attempts":5,"elapsed":8.0}
                {"request":"GET /v1/page","status":200,"text":"<p>\\"Привет\\"\\n</p>","attempts":1,"elapsed":0.5}
                {"request":"GET /v1/bytes","status":200,"base64":"/wA=","attempts":1,"elapsed":0.0}
                {"request":"GET /v1/none","error":{"kind":"network","code":"ANSWER_CUT","message":"host \\"x\\" closed",\
                "status":200},"attempts":2,"elapsed":1.5}
                {"request":"GET /v1/empty","status":204,"text":"","attempts":1,"elapsed":0.012}

                """)
    }

    @Test("What was recorded comes back: status, headers, bytes, attempts, time, errors")
    func roundTrip() throws {
        let bodies: [[UInt8]] = [
            Array(#"{"success":true,"data":{"n":1e999,"s":"\u0000"}}"#.utf8), Array("[1,2] ".utf8),
            Array("\"text\"".utf8), [],
            Array("<html>\r\n\u{0}\u{7F}</html>".utf8), [0xFF, 0xFE, 0x0A],
            Array(repeating: UInt8(ascii: "["), count: 5000),
        ]
        let recorder = try Recorder(file: file, masks: false)
        for (index, body) in bodies.enumerated() {
            try recorder.record(
                method: "GET", target: "/v1/\(index)",
                answer: answer(500 + index, [("x-request-id", "r\(index) \"q\""), ("retry-after", "7")], body),
                attempts: index, elapsed: 0.25)
        }
        let error = VibeError(.timeout, "no answer from [::1]:80 within 60 s")
        try recorder.record(method: "GET", target: "/v1/late", failure: error, attempts: 3, elapsed: 180.5)
        let replay = try Replay(file: file)
        for (index, body) in bodies.enumerated() {
            #expect(
                try next("/v1/\(index)", in: replay, headers: ["X-Request-Id", "Retry-After", "Location"])
                    == Seen(
                        status: 500 + index, headers: ["r\(index) \"q\"", "7", nil], body: body, attempts: index,
                        elapsed: 0.25))
        }
        let late = try replay.next(method: "GET", target: "/v1/late")
        #expect(late.attempts == 3 && late.elapsed == 180.5)
        #expect(failure { _ = try late.answer() } == error)
    }

    @Test("The same request gets its answers in their order, then the last one for good")
    func order() throws {
        let recorder = try Recorder(file: file, masks: false)
        for body in ["1", "2", "3"] { try record("/v1/x", 200, [], body, in: recorder) }
        try record("/v1/y", 200, [], "9", in: recorder)
        let replay = try Replay(file: file)
        let seen = try (0..<5).map { _ in try next("/v1/x", in: replay).body }
        #expect(seen == ["1", "2", "3", "3", "3"].map { Array($0.utf8) })
        #expect(try next("/v1/y", in: replay).body == Array("9".utf8))
    }

    @Test("A request that was not recorded is named, with the file and the one that is nearest")
    func missing() throws {
        let recorder = try Recorder(file: file, masks: false)
        func message(_ target: String) throws -> String? {
            let replay = try Replay(file: file)
            let error = failure { _ = try replay.next(method: "GET", target: target) }
            #expect(error?.kind == .config && error?.code == .notRecorded)
            return error?.message
        }
        #expect(
            try message("/v1/contacts/71")
                == "GET /v1/contacts/71 is not in the recording \(file), which holds no request")
        for target in ["/v1/me", "/v1/contacts/71?include=company", "/v1/contacts/7"] {
            try record(target, 200, [], "{}", in: recorder)
        }
        #expect(
            try message("/v1/contacts/72?include=company")
                == "GET /v1/contacts/72?include=company is not in the recording \(file); the nearest request there is "
                + "GET /v1/contacts/71?include=company")
        #expect(try message("/v1/contacts/")?.hasSuffix(" is GET /v1/contacts/7") == true)
    }

    @Test(
        "Damage is told with its file, line and reason",
        arguments: [
            ("", 1, "no recording of bitrix"), ("print(71)\n", 1, "no recording of bitrix"),
            (#"{"recording":"bitrix","version":2}"#, 1, "the recording has version 2; this program reads version 1"),
            (header + "{}\n", 2, #""request" should be a string; it is missing"#),
            (
                header + "\n{\"request\":\"GET /v1/x\",\"status\":200\n\n", 3,
                "byte 36: expected ',' or '}', found the end of the text"
            ),
            (
                header + #"{"request":"GET /v1/x","status":20,"text":""}"# + "\n", 2,
                #""status" should be from 100 to 999"#
            ),
            (
                header + #"{"request":"GET /v1/x","status":"200","text":""}"# + "\n", 2,
                #""status" should be a whole number"#
            ),
            (header + #"{"request":"GET","status":200,"text":""}"# + "\n", 2, #""request" should look like "GET /v1/"#),
            (
                header + #"{"request":"GET /x","status":200}"# + "\n", 2,
                #"one of "body", "text" and "base64" should be there"#
            ),
            (header + #"{"request":"GET /x","status":200,"base64":"a"}"# + "\n", 2, #""base64" holds something else"#),
            (header + #"{"request":"GET /x","status":200,"text":7}"# + "\n", 2, #""text" should be a string"#),
            (header + #"{"request":"GET /x","error":"no"}"# + "\n", 2, #""error" should be an object"#),
            (header + #"{"request":"GET /x","error":{"kind":"api"}}"# + "\n", 2, #""kind" of the error should be"#),
            (
                header + #"{"request":"GET /x","status":200,"text":"","elapsed":-1}"# + "\n", 2,
                #""elapsed" should be a number"#
            ),
            (
                header + #"{"request":"GET /x","status":200,"te"#, 2,
                "byte 34: the string that begins here has no closing quote; it is the last"
            ),
        ])
    func damage(text: String, line: Int, reason: String) throws {
        try directory.write(text.utf8, to: "tape.jsonl")
        let error = failure { _ = try Replay(file: file) }
        #expect(error?.kind == .config && error?.code == .recordingInvalid)
        #expect(error?.message.hasPrefix("\(file):\(line): \(reason)") == true, "\(error?.message ?? "-")")
        let russian = Help.message(error?.message ?? "", .russian)
        #expect(!russian.holdsEnglish && russian.contains(/[а-яё]/), "\(russian)")
    }

    @Test("No file, a folder, and bytes that are not UTF-8")
    func unreadable() throws {
        #expect(failure { _ = try Replay(file: file) }?.message == "cannot read \(file): No such file or directory")
        #expect(failure { _ = try Replay(file: "/tmp") }?.message == "cannot read /tmp: Is a directory")
        try directory.write(Array(Self.header.utf8) + [0xFF, 0x0A], to: "tape.jsonl")
        #expect(failure { _ = try Replay(file: file) }?.message == "\(file):2: this is not UTF-8")
    }

    @Test("A person may end lines as Windows does, leave lines empty, and add remarks")
    func edited() throws {
        let line = #"{"note":"by hand","request":"GET /v1/x","status":200,"body":[1]}"#
        try directory.write((Self.header.dropLast() + "\r\n\r\n" + line).utf8, to: "tape.jsonl")
        #expect(try next("/v1/x", in: Replay(file: file)) == Seen(status: 200, body: Array("[1]".utf8)))
    }

    @Test("Only the owner may read it; a recording is replaced by the first call, anything else is refused")
    func existing() throws {
        func mode() throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        }
        do {
            let recorder = try Recorder(file: file, masks: false)
            try record("/v1/old", 200, [], "\"\(String(repeating: "long", count: 100))\"", in: recorder)
        }
        #expect(try mode() == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let before = try content()
        do {
            let recorder = try Recorder(file: file, masks: true)
            #expect(try content() == before)
            try record("/v1/new", 200, [], "2", in: recorder)
            try record("/v1/new", 200, [], "3", in: recorder)
        }
        #expect(
            try content() == """
                {"recording":"bitrix","version":1,"masked":true}
                {"request":"GET /v1/new","status":200,"body":2}
                {"request":"GET /v1/new","status":200,"body":3}

                """)
        #expect(try mode() == 0o600)
        // An empty file, too, may have been made for others to read.
        try Data().write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        _ = try Recorder(file: file, masks: false)
        #expect(try mode() == 0o600)
        let script = try directory.write("print(71)".utf8, to: "script.lua")
        #expect(
            failure { _ = try Recorder(file: script, masks: false) }
                == VibeError(
                    .recordingFailed,
                    "\(script) holds something that is no recording, and is not replaced: choose another name"))
        #expect(try String(contentsOfFile: script, encoding: .utf8) == "print(71)")
    }

    @Test("A place that cannot be written is named at the start, a full disk when it comes")
    func unwritable() throws {
        let error = failure { _ = try Recorder(file: "/nowhere/x", masks: false) }
        #expect(
            error == VibeError(.recordingFailed, "cannot write /nowhere/x: No such file or directory"))
        #expect(
            failure { _ = try Recorder(file: "/dev/full", masks: false) }?.message
                == "cannot write /dev/full: No space left on device")
    }

    @Test("A recording of a portal that echoes the key holds no key")
    func noKey() throws {
        let server = try SocketServer { connection, request in
            let lines = request.headers.joined(separator: " ")
            connection.answer(
                "401 No", headers: ["X-Request-Id: \(lines)", "Location: /?\(lines)"], body: request.text)
        }
        defer { server.stop() }
        let environment = [
            "VIBE_URL": server.url, "VIBE_API_KEY": "vibe_api_do-not-show-key",
            "VIBE_SESSION_TOKEN": "vibe_session_do-not-show",
        ]
        let client = VibeClient(
            configuration: try Configuration(environment: { environment[$0] }, version: "1"), clock: .real)
        for masks in [false, true] {
            let recorder = try Recorder(file: file, masks: masks)
            try recorder.record(
                method: "GET", target: "/v1/me", answer: client.get("/v1/me"), attempts: 1, elapsed: 0)
            let text = try content()
            #expect(!text.contains("do-not-show") && text.contains("401"))
        }
    }
}
