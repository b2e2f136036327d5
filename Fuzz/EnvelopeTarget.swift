import BitrixModule
import ErrorCodes
import Help
import LuaHost
import Synchronization
import TestSupport
import VibeAPI

/// Answers of the API in all states of disrepair, through the module as scripts call it: the right table, or an error object
/// of a documented code and kind.
final class EnvelopeTarget: FuzzTarget {
    static let name = "envelope"

    private let served: Served
    private let server: SocketServer
    private let codes: Set<String>
    private var script: Script?
    private var counts: [String: Int] = [:]

    /// What the server and the replay give; the server's threads read it.
    private final class Served: Sendable {
        struct Answer {
            var status = 200
            var headers: [(name: String, value: String)] = []
            var body: [UInt8] = []
            /// Written as it is in the place of all others.
            var raw: [UInt8]?
        }
        let answer = Mutex(Answer())
    }

    init() throws {
        let served = Served()
        self.served = served
        server = try SocketServer { connection, _ in
            let answer = served.answer.withLock { $0 }
            if let raw = answer.raw {
                connection.write(raw)
                connection.close()
                return
            }
            connection.answer(
                "\(answer.status) X", headers: answer.headers.map { "\($0.name): \($0.value)" }, body: answer.body)
        }
        codes = Set(Help.entries.filter { $0.kind == .code }.map(\.name))
        guard codes.contains("INVALID_JSON") else {
            throw Finding(input: "", seen: "\(codes.count) codes", right: "codes in Help")
        }
    }

    deinit { server.stop() }

    var remarks: [String] {
        [counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")]
    }

    private static let calls = [
        "bitrix.contact(71)", "bitrix.contact(71, {include = {'company'}})", "bitrix.get('/v1/contacts/71')",
        "bitrix.get('/v1/contacts')",
        "bitrix.contacts{71, 72}", "bitrix.contacts({71, 72}, {errors = 'collect'})",
        "bitrix.contacts({71, 72}, {batch = false})",
        "bitrix.map({71, 72}, bitrix.contact)", "bitrix.map({71}, bitrix.contact, {errors = 'collect'})",
    ]

    func runCase(_ dice: inout Dice) throws -> Int {
        let isReplayed = dice.oneIn(2)
        if script == nil || script?.isReplayed != isReplayed || dice.oneIn(50) {
            script = try Script(isReplayed: isReplayed, url: server.url) { [served] in
                let answer = served.answer.withLock { $0 }
                return (answer.status, answer.headers, answer.body)
            }
        }
        guard let script else { return 0 }
        let call = dice.pick(Self.calls)
        var answer = Served.Answer()
        answer.status =
            dice.oneIn(3)
            ? dice.pick([
                200, 201, 203, 204, 299, 301, 304, 400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504, 599,
            ]) : 200
        answer.body = dice.oneIn(4) ? JSONMaker.text(&dice) : EnvelopeMaker.envelope(&dice)
        if dice.oneIn(2) { answer.body = Mutation.mutated(answer.body, &dice) }
        for (name, values) in EnvelopeMaker.headers where dice.oneIn(5) {
            answer.headers.append((name, dice.pick(values)))
        }
        if !isReplayed, dice.oneIn(4) {
            let head =
                "HTTP/1.1 \(answer.status) OK\r\nContent-Type: application/json\r\nContent-Length: \(answer.body.count)\r\nConnection: close\r\n"
            let lines = answer.headers.map { "\($0.name): \($0.value)\r\n" }.joined()
            answer.raw = Mutation.mutated(Array((head + lines + "\r\n").utf8), &dice) + answer.body
            // libcurl before 8.1.1 reads memory that is no longer its own where the first header of an answer begins with a blank
            // and its handle has had an answer before (https://github.com/curl/curl/pull/11103).
            if let raw = answer.raw,
                zip(raw, raw.dropFirst()).contains(where: { $0 == 0x0A && [0x20, 0x09].contains($1) })
            {
                answer.raw = nil
            }
        }
        let sent = answer
        served.answer.withLock { $0 = sent }
        let outcome = try script.outcome(of: call)
        let shown =
            "\(call) \(isReplayed ? "replayed" : "served"): \(answer.status) \(answer.headers) "
            + (answer.raw.map { "raw " + quoted($0) } ?? quoted(answer.body))
        try judge(outcome, call, answer, isReplayed, shown)
        return 1
    }

    private func judge(
        _ outcome: [String: [UInt8]], _ call: String, _ answer: Served.Answer, _ isReplayed: Bool, _ shown: String
    ) throws {
        func text(_ name: String) -> String { String(decoding: outcome[name] ?? [], as: UTF8.self) }
        let root = ReferenceJSON.value(answer.body)
        var data: ReferenceJSON.Value?
        var succeeds = false
        if case .object(let members)? = root {
            data = members.last { $0.name == Array("data".utf8) }?.value
            if case .bool(true)? = members.last(where: { $0.name == Array("success".utf8) })?.value { succeeds = true }
        }
        if text("ok") == "true" {
            counts["answers", default: 0] += 1
            guard answer.raw == nil, call.hasPrefix("bitrix.contact(") else { return }
            guard let data, succeeds, answer.status < 300, let value = outcome["value"], value == data.canonical else {
                throw Finding(
                    input: shown, seen: quoted(outcome["value"] ?? []),
                    right: "a contact is the member data of a JSON text")
            }
            return
        }
        let kind = text("kind"), code = text("code")
        counts["errors of kind \(kind)", default: 0] += 1
        let isKnown =
            ["response", "network", "config", "limit"].contains(kind)
            ? codes.contains(code) : kind == "api" && !code.isEmpty
        guard text("isObject") == "true", isKnown, !text("message").isEmpty, !text("message").contains("[bitrix"),
            text("words").contains(text("code"))
        else {
            throw Finding(
                input: shown, seen: outcome.map { "\($0.key)=\(quoted($0.value))" }.sorted().joined(separator: " "),
                right: "an error object with a documented kind and code, and a message")
        }
        guard !text("message").hasSuffix(": "),
            !text("message").hasSuffix(":") || answer.body.contains(UInt8(ascii: ":"))
        else {
            throw Finding(input: shown, seen: text("message"), right: "a message has an end")
        }
        // A right answer has to arrive.
        if call.hasPrefix("bitrix.contact("), answer.raw == nil, answer.status == 200, succeeds,
            case .object(let members)? = data,
            let id = members.last(where: { $0.name == Array("id".utf8) })?.value, id.canonical == Array("i71".utf8),
            isReplayed || !answer.headers.contains(where: { $0.name == "content-encoding" })
        {
            throw Finding(input: shown, seen: "\(kind) \(code): \(text("message"))", right: "the contact")
        }
    }
}

/// An interpreter with the module, and a function that tells what a call came to.
private final class Script {
    let isReplayed: Bool
    private let lua: LuaState
    private var noted: [String: [UInt8]] = [:]

    private static let source = """
        local native = ...
        local add, out
        function add(v)
          local t, mathtype = type(v), math.type
          if v == bitrix.null then out[#out + 1] = "null"
          elseif t == "boolean" then out[#out + 1] = tostring(v)
          elseif mathtype(v) == "integer" then out[#out + 1] = "i" .. v
          elseif t == "number" then
            local n = ("<i8"):unpack(("<d"):pack(v))
            out[#out + 1] = n >= 0 and "f" .. n or "f" .. (n >> 1) // 5 .. n - (n >> 1) // 5 * 10
          elseif t == "string" then out[#out + 1] = "s" .. #v .. ":" .. v
          elseif t == "table" then
            local names = bitrix.fields(v)
            out[#out + 1] = names and "{" or "["
            for _, name in ipairs(names or {}) do
              out[#out + 1] = "s" .. #name .. ":" .. name .. "="
              if v[name] == nil then out[#out + 1] = "null" else add(v[name]) end
              out[#out + 1] = ","
            end
            for i = 1, names and 0 or #v do add(v[i]) out[#out + 1] = "," end
            out[#out + 1] = names and "}" or "]"
          else out[#out + 1] = t end
        end
        function outcome(call)
          local chunk = load("return " .. call, "=call")
          local ok, e = pcall(chunk)
          native.note("ok", tostring(ok))
          if ok then
            out = {}
            add(e)
            native.note("value", table.concat(out))
            return
          end
          native.note("isObject", tostring(type(e) == "table"))
          native.note("words", tostring(e))
          if type(e) == "table" then
            for _, name in ipairs{"kind", "code", "message"} do native.note(name, tostring(rawget(e, name))) end
          else
            native.note("message", tostring(e))
          end
        end
        return native
        """

    init(isReplayed: Bool, url: String, answer: @escaping () -> (Int, [(name: String, value: String)], [UInt8])) throws
    {
        self.isReplayed = isReplayed
        lua = try LuaState()
        var observer = BitrixModule.Observer()
        if isReplayed {
            observer.replay = { request in
                let (status, headers, bytes) = answer()
                guard let body = Body(copying: bytes) else {
                    return Completion(
                        of: request, .failure(VibeError(.outOfMemory, "no memory")), CallStats(attempts: 1))
                }
                return Completion(
                    of: request, .success(Answer(status: status, headers: headers, body: body)), CallStats(attempts: 1))
            }
        }
        let environment = ["VIBE_API_KEY": "vibe_api_x0123456789", "VIBE_URL": url]
        try BitrixModule.open(in: lua, observer: observer) { () throws(VibeError) in
            var configuration = try Configuration(environment: { environment[$0] }, version: "0")
            configuration.retries.attempts = 1
            configuration.retries.maxWait = 0.01
            configuration.timeout = .seconds(5)
            return configuration
        }
        try lua.openModule(
            named: "fuzz", source: Array(Self.source.utf8),
            functions: ["note": { [unowned self] call in noted[call.text(1) ?? "?"] = call.bytes(2) ?? [] }])
    }

    func outcome(of call: String) throws -> [String: [UInt8]] {
        noted = [:]
        try lua.load(text: "outcome[=[\(call)]=]", chunkName: "=fuzz")
        try lua.run()
        return noted
    }
}
