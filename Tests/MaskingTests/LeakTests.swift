import ErrorCodes
import Foundation
import JSON
import Recording
import TestSupport
import Testing
import VibeAPI

@testable import Masking

/// Places where people hid from the mask: unknown names, numbers, names that promise a code, keys of objects.
@Suite struct LeakTests {
    private let pseudonymizer = Pseudonymizer()

    private func masked(_ json: String) -> String {
        let body = pseudonymizer.masked(body: Array(json.utf8))
        #expect(JSONTokens.accept(body))
        return String(decoding: body, as: UTF8.self)
    }

    private func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(masked(json).utf8)) as? [String: Any])
    }

    @Test(
        "Capitals are no code where nothing says that they are one",
        arguments: [
            (#"{"nick":"ZINA_QWERTY"}"#, #"\{"nick":"[A-Z]+_[A-Z]+"\}"#),
            (#"{"nick":"ZINA_1980"}"#, #"\{"nick":"[A-Z]+_1980"\}"#),
            (#"{"ufcrm_lower":"ZINAIDA"}"#, #"\{"ufcrm_lower":"[A-Z]+"\}"#),
            (#"{"UfCrm_X":"DT1036_2:NEW"}"#, #"\{"UfCrm_X":"[A-Z]+\d{4}_\d:[A-Z]+"\}"#),
            (
                #"{"fm":[{"typeId":"IM","valueType":"TELEGRAM","value":"ZINAIDA"},{"typeId":"WEB","value":"PHONE"}]}"#,
                #"\{"fm":\[\{"typeId":"IM","valueType":"TELEGRAM","value":"[A-Z]+"\},\{"typeId":"WEB","value":"[A-Z]+"\}\]\}"#
            ),
            (#"{"x":"ZINAIDA1","y":"ЗИНАИДА","z":"nan"}"#, #"\{"x":"[A-Z]+1","y":"[А-ЯЁ]+","z":"[a-z]+"\}"#),
            (#"{"x":"QWERTY|RUB","y":"79161112233|RUB"}"#, #"\{"x":"[A-Z]+\|[A-Z]+","y":"7000\d{7}\|[A-Z]+"\}"#),
            (#"{"x":"７９１６１１１２２３３","y":"٧٩١٦١١١٢٢٣٣"}"#, #"\{"x":"7000(\d{7})","y":"7000\1"\}"#),
            (
                #"{"path":"/v1/Zinaida","u":"/v1/search/zina"}"#,
                #"\{"path":"/v1/[A-Z][a-z]+","u":"/v1/search/[a-z]+"\}"#
            ),
        ])
    func capitals(body: String, form: String) throws {
        let other = masked(body)
        #expect(try other.wholeMatch(of: Regex(form)) != nil, "\(other)")
        for part in ["ZINA", "zina", "Zina", "QWERTY", "ЗИНА", "nan\"", "916"] { #expect(!other.contains(part)) }
        #expect(!body.contains("\"PHONE\"") || !other.contains("\"PHONE\""))
    }

    @Test(
        "Long whole numbers become others, and stay numbers",
        arguments: [
            (#"{"ufCrm_2":79161112233}"#, #"\{"ufCrm_2":7000\d{7}\}"#),
            (#"{"ufCrm_4":[31,4509123456,1.5]}"#, #"\{"ufCrm_4":\[31,[1-9]\d{9},1\.5\]\}"#),
            (
                #"{"fm":[{"id":12345678,"typeId":"PHONE","value":79161112233}]}"#,
                #"\{"fm":\[\{"id":12345678,"typeId":"PHONE","value":7000\d{7}\}\]\}"#
            ),
            (#"{"passport":4509123456,"n":-4509123456}"#, #"\{"passport":[1-9]\d{9},"n":-[1-9]\d{9}\}"#),
            (#"{"x":4509123456.0,"y":1234567.89}"#, #"\{"x":[1-9]\d{9}\.0,"y":1234567\.89\}"#),
            (#"{"hasNote":4509123456,"x":123456}"#, #"\{"hasNote":[1-9]\d{9},"x":123456\}"#),
            (#"{"externalId":4509123456,"name":4509123456}"#, #"\{"externalId":([1-9]\d{9}),"name":\1\}"#),
        ])
    func numbers(body: String, form: String) throws {
        let other = masked(body)
        #expect(try other.wholeMatch(of: Regex(form)) != nil, "\(other)")
        for part in ["9161112233", "4509123456"] { #expect(!other.contains(part)) }
    }

    @Test("Ids, times, counts and money stay, however long they are")
    func keptNumbers() {
        for body in [
            #"{"id":1719400251,"companyIds":[12345678],"updatedTime":1719400251123,"expiresAt":1719400251}"#,
            #"{"revenue":84000000,"total":1234567,"createdBy":12345678,"data":{"ENTITY_ID":12345678,"entity_id":12345678}}"#,
            #"{"data":[],"meta":{"total":1234567,"hasMore":true}}"#, #"{"error":{"code":"X","retryAfter":1234567}}"#,
        ] { #expect(masked(body) == body) }
    }

    @Test("The same digits become the same, as a string, as a number and in a query or a path")
    func sameDigits() throws {
        for digits in ["79161112233", "4509123456", "1234567"] {
            let body = try object(
                #"{"passport":\#(digits),"ufCrm_1":"\#(digits)","ufCrm_2":\#(digits),"x":"\#(digits)"}"#)
            let other = try #require(body["x"] as? String)
            #expect(other != digits)
            #expect(body["ufCrm_1"] as? String == other && (body["passport"] as? NSNumber)?.stringValue == other)
            #expect((body["ufCrm_2"] as? NSNumber)?.stringValue == other)
            #expect(pseudonymizer.masked(target: "/v1/x?filter[ufCrm_2]=\(digits)") == "/v1/x?filter[ufCrm_2]=\(other)")
            #expect(pseudonymizer.masked(target: "/v1/search/\(digits)") == "/v1/search/\(other)")
        }
    }

    @Test("A name that promises a code, a time or a flag keeps nothing else")
    func promises() throws {
        let names = [
            "originId", "externalId", "xmlId", "utmSource", "utmTerm", "openTime", "birthdate", "code", "type",
            "method", "status",
            "hasNote", "language", "honorific", "industry", "batch", "header", "assignedById", "rqUsn", "candidate",
            "expiresAt",
        ]
        let values = [
            "zina@qwe.ru", "79161112233", "Zinaida Q", "Zinaida", "call Zinaida at 79161112233", "+7 916 111-22-33",
            "Зина",
        ]
        for name in names {
            for value in values {
                let other = try #require(object(#"{"\#(name)":"\#(value)"}"#)[name] as? String)
                for part in ["ina", "qwe", "916", "111", "Зина"] { #expect(!other.contains(part), "\(name): \(other)") }
            }
        }
        #expect(
            !masked(#"{"xmlId":"zinaida","originId":"ZINAIDA","scopes":["crm","Zinaida"]}"#).lowercased().contains(
                "zinaida"))
    }

    @Test(
        "A time is one to its end",
        arguments: [
            ("2024-02-11", true), ("12:30", true), ("12:30:05", true), ("2024-02-11T09:15:02.123456Z", true),
            ("2024-02-11 09:15", true), ("12.05.2024 09:15:02", true), ("2024-02-11T09:15:02+0300", true),
            ("2024-02-11T09:15:02 79161112233", false), ("12.05.2024 09:7916111", false), ("2024-02-11T", false),
            ("2024-02-11 9161112", false), ("2024-02-11T09:15:02.79161112233", false), ("", false),
            ("09:15 Zina", false),
        ])
    func times(text: String, isTime: Bool) {
        #expect(ValueShape.isTime(text) == isTime)
        let body = #"{"openTime":"\#(text)","x":"\#(text)"}"#
        #expect((masked(body) == body) == (isTime || text.isEmpty))
    }

    @Test("An error that repeats what was asked for repeats it masked, as the request is")
    func echo() {
        for path in [
            "/v1/search/zina@qwe.ru?limit=1", "/v1/users/79161112233", "/v1/search/zina%40qwe.ru",
            "/v1/contacts/71?x=Zina",
        ] {
            let body = #"{"error":{"code":"NOT_FOUND","message":"Route GET \#(path) not found: Zinaida"}}"#
            let other = masked(body)
            #expect(other.contains("Route GET \(pseudonymizer.masked(target: path)) not found: "), "\(other)")
            #expect(!other.contains("ina"))
        }
    }

    @Test("What a name promises stays")
    func kept() {
        for body in [
            #"{"originId":"1C-000123","xmlId":"550e8400-e29b-41d4-a716-446655440000","externalId":"318","assignedById":"7"}"#,
            #"{"typeId":"CLIENT","stageId":"DT1036_2:NEW","honorific":"HNR_RU_2","utmSource":"google","statusId":"C5:WON"}"#,
            #"{"method":"crm.item.get","type":"oauth_app","header":"X-Api-Key","accessMode":"READONLY","currencyId":"RUB"}"#,
            #"{"updatedTime":"2025-01-01T00:00:00+03:00","time":"12:30","hasPhone":"Y","REGISTER_DATE":"12.05.2024 09:15"}"#,
            #"{"batch":"/v1/batch","id":"ufCrm_1719400251","scopes":["crm","user_brief"],"companyIds":["44","45"]}"#,
        ] { #expect(masked(body) == body) }
    }

    @Test("An object under the name of an id holds members with names of their own")
    func objects() throws {
        let other = masked(
            #"{"assignedById":{"id":1,"name":"Zinaida","phone":"+79161112233"},"currency":{"name":"Zinaida"},"observerIds":[{"name":"Zinaida"}]}"#
        )
        let form =
            #/\{"assignedById":\{"id":1,"name":"([A-Z][a-z]+)","phone":"\+7000\d{7}"\},"currency":\{"name":"\1"\},.*/#
        #expect(try form.wholeMatch(in: other) != nil && !other.contains("Zinaida"), "\(other)")
    }

    @Test("The API's sentences keep their words, not the people in them")
    func sentences() throws {
        let other = masked(
            #"""
            {"success":false,"error":{"code":"X","message":"Contact Zinaida QWERTYEVA +79161112233 not valid","hint":"Ask zina@qwe.ru",
            "userMessage":"Контакт «Зинаида К» уже есть, звонил Пётр","details":{"phone":"+79161112233","note":"Zinaida","scope":"crm","field":"lastName"}}}
            """#)
        for part in ["Zina", "QWERTY", "916", "qwe.ru", "Зина", "Пётр"] { #expect(!other.contains(part), "\(part)") }
        let seen = try #require(
            try (JSONSerialization.jsonObject(with: Data(other.utf8)) as? [String: Any])?["error"] as? [String: Any])
        let message = try #require(seen["message"] as? String)
        #expect(message.wholeMatch(of: /Contact [A-Z][a-z]+ [A-Z]+ \+7000\d{7} not valid/) != nil, "\(message)")
        #expect((seen["hint"] as? String)?.wholeMatch(of: /Ask [a-z]+@[a-z]+\.example\.org/) != nil)
        let user = try #require(seen["userMessage"] as? String)
        #expect(
            user.wholeMatch(of: /Контакт «[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+» уже есть, звонил [А-ЯЁ][а-яё]+/) != nil,
            "\(user)")
        let details = try #require(seen["details"] as? [String: Any])
        #expect((details["phone"] as? String).map { message.contains($0) } ?? false)
        #expect(details["field"] as? String == "lastName")
        #expect(details["scope"] as? String == "crm" && seen["code"] as? String == "X")
    }

    @Test(
        "What the API quotes and says of itself stays to the letter",
        arguments: [
            "Unknown include 'deals'. Available: company, requisite", "This endpoint requires 'crm' scope",
            "Action \\\"get\\\" requires entityId.", "The Requisite with ID '318' is not found", "Элемент не найден",
            "Vibe-side block: 12 equal failures on crm.item.get within an hour", "Pass via X-Api-Key header.",
            "Bitrix24 returned 503 Service Unavailable", "Check the field against GET /v1/contacts/fields.",
            "Several reads fit into one POST /v1/batch call (50 at most).",
            "Field 'ufCrm_1719400251' of 1234567 can't be read",
            "Blocked until 2026-06-30T17:44:50+03:00, since 2026-06-29", "QUERY_LIMIT_EXCEEDED",
            "See https://vibecode.bitrix24.tech/docs/errors",
            "Портал занят: запрос ждал больше 30 секунд. Попробуйте чуть позже.",
        ])
    func ownSentences(text: String) {
        for body in [
            #"{"error":{"code":"X","message":"\#(text)"}}"#, #"{"error":"\#(text)"}"#, #"{"message":"\#(text)"}"#,
        ] {
            #expect(masked(body) == body)
        }
    }

    @Test("The envelope's names mean the envelope's, and nothing within data")
    func envelope() throws {
        let other = masked(
            #"""
            {"data":{"error":"zina QWERTYEVA","errors":["zina"],"message":"zina","meta":{"note":"zina"},"hint":"zina",
            "errors":{"0":{"code":"X","message":"zina"}}},"meta":{"total":1,"note":"zina"},"message":"See zina@qwe.ru",
            "hint":"Call 79161112233","details":{"name":"Zina"},"code":"Zinaida"}
            """#)
        for part in ["ina", "QWERTY", "916"] { #expect(!other.contains(part), "\(other)") }
        #expect(other.contains("\"See ") && other.contains("\"Call 7000") && other.contains("{\"total\":1,"))
        // A batch answers with the API's own errors, call by call.
        let batch = #"{"data":{"results":{},"errors":{"c9":{"code":"X","message":"Элемент не найден","name":"zina"}}}}"#
        let seen = String(decoding: pseudonymizer.masked(body: Array(batch.utf8), isBatch: true), as: UTF8.self)
        #expect(seen.contains("\"message\":\"Элемент не найден\"") && !seen.contains("zina"))
    }

    @Test("Keys of objects that are addresses or phones become what such values become, and as many keys stay")
    func keys() throws {
        let body = try object(
            #"{"map":{"zina@qwe.ru":1,"+79161112233":2,"79161112233":3,"user_79161112233":4},"email":"zina@qwe.ru","phone":"+79161112233"}"#
        )
        let map = try #require(body["map"] as? [String: Int])
        let (email, phone) = try (#require(body["email"] as? String), #require(body["phone"] as? String))
        #expect(map.count == 4 && map[email] == 1 && map[phone] == 2 && map[String(phone.dropFirst())] == 3)
        #expect(!map.keys.contains { $0.contains("916") })
        let many =
            "{" + (0..<200).map { "\"\u{430}\($0 % 26 == 0 ? "a" : "")b\($0)@qwe.ru\":\($0)" }.joined(separator: ",")
            + "}"
        #expect(try object(many).count == 200)
        let same =
            #"{"c318":1,"318":2,"123456789":3,"2024-02-11":4,"ufCrm_1719400251":5,"CONTACT_TYPE":6,"$gte":7,"имя":8}"#
        #expect(masked(same) == same)
    }

    @Test(
        "Paths lose people, and keep ids and the API's words",
        arguments: [
            ("/v1/search/zina@qwe.ru", #"/v1/search/[a-z]+@[a-z]+\.example\.org"#),
            ("/v1/search/zina%40qwe.ru?limit=1", #"/v1/search/[a-z]+%40[a-z]+\.example\.org\?limit=1"#),
            ("/v1/search/zina", "/v1/search/[a-z]+"), ("/v1/contacts/Zina", "/v1/contacts/[A-Z][a-z]+"),
            ("/v1/contacts/%D0%97%D0%B8%D0%BD%D0%B0/deals", "/v1/contacts/(%D0%[0-9A-F]{2}|%D1%[0-9A-F]{2})+/deals"),
            ("/v1/users/+79161112233", #"/v1/users/\+7000\d{7}"#), ("/v1/users/79161112233", #"/v1/users/7000\d{7}"#),
            ("/v1/x?Zina", #"/v1/x\?[A-Z][a-z]+"#), ("/v1/x?=zina", #"/v1/x\?=[a-z]+"#),
            ("/v1/x?x=ZINA", #"/v1/x\?x=[A-Z]+"#),
            ("/v1/x?zina@qwe.ru=1", #"/v1/x\?[a-z]+%40[a-z]+\.example\.org=1"#),
            ("/v1/x?externalId=79161112233", #"/v1/x\?externalId=7000\d{7}"#),
            ("/v1/x?sort=Zina", #"/v1/x\?sort=[A-Z][a-z]+"#),
            (
                "https://zina.bitrix24.ru/Zina/p?name=Zina",
                #"https://[a-z]+\.example\.org/[A-Z][a-z]+/p\?name=[A-Z][a-z]+"#
            ),
            ("//zina.ru", #"//[a-z]+\.example\.org"#),
        ])
    func paths(target: String, form: String) throws {
        let other = pseudonymizer.masked(target: target)
        #expect(try other.wholeMatch(of: Regex(form)) != nil, "\(other)")
        for part in ["ina", "qwe.ru", "916", "INA", "%97%D0%B8"] { #expect(!other.contains(part), "\(other)") }
    }

    @Test(
        "What asks for nobody is asked for in the same words",
        arguments: [
            "/v1/contacts/71", "/v1/openapi.json", "/v1/items/1036/12345678", "/v1/currencies/RUB",
            "/v1/deal-categories/5/stages",
            "/v1/keys/550e8400-e29b-41d4-a716-446655440000", "/v1/userfields/contacts/UF_CRM_1719400251", "/login?next",
            "/v1/x?filter[ufCrm_1719400251]=31&select=id,ufCrm_1719400251,UF_CRM_INN", "/v1/ai/chat/completions", "/",
            "https://vibecode.bitrix24.tech/v1/me",
            "/v1/x?filter[createdTime][$gte]=2024-01-01T00:00:00%2B03:00&start=-1",
        ])
    func plainTargets(target: String) { #expect(pseudonymizer.masked(target: target) == target) }

    @Test("A masked path is found by the real one and by what a script reads in the masked answers, each by its own")
    func found() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("tape.jsonl").path
        let recorder = try Recorder(file: file, masks: true)
        func record(_ target: String, _ body: String) throws {
            guard let body = Body(copying: Array(body.utf8)) else { throw VibeError(.outOfMemory, "") }
            let headers = [(name: "location", value: "https://zina.ru/search/zina@qwe.ru")]
            try recorder.record(
                method: "GET", target: target, answer: Answer(status: 200, headers: headers, body: body), attempts: 1,
                elapsed: 0)
        }
        try record(
            "/v1/me", #"{"data":{"email":"zina@qwe.ru","phone":"+79161112233","passport":4509123456,"nick":"ZINA_Q"}}"#)
        let asked = [
            "/v1/search/zina@qwe.ru", "/v1/users/+79161112233?include=company", "/v1/x?passport=4509123456",
            "/v1/x?nick=ZINA_Q",
            "/v1/x?ZINA_Q", "/v1/contacts/71",
        ]
        for (index, target) in asked.enumerated() { try record(target, "\(index)") }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for part in ["zina", "ZINA", "qwe.ru", "916111", "4509123456"] { #expect(!text.contains(part), "\(part)") }
        let replay = try Replay(file: file)
        func answer(_ target: String) throws -> String {
            try replay.next(method: "GET", target: target).answer().body.withUnsafeBytes {
                String(decoding: $0, as: UTF8.self)
            }
        }
        let root = try JSONSerialization.jsonObject(with: Data(answer("/v1/me").utf8)) as? [String: Any]
        let me = try #require(root?["data"] as? [String: Any])
        let (email, phone, nick) = try (
            #require(me["email"] as? String), #require(me["phone"] as? String), #require(me["nick"] as? String)
        )
        let passport = try #require(me["passport"] as? NSNumber).stringValue
        let invented = [
            "/v1/search/\(email)", "/v1/users/\(phone)?include=company", "/v1/x?passport=\(passport)",
            "/v1/x?nick=\(nick)",
            "/v1/x?\(nick)", "/v1/contacts/71",
        ]
        for targets in [asked, invented] {
            for (index, target) in targets.enumerated() { #expect(try answer(target) == "\(index)", "\(target)") }
        }
    }

    @Test(
        "No sentence, path or name is so odd that masking it takes long", .timeLimit(.minutes(1)),
        arguments: [
            "a", "+", "(", "1:", "«", "'a", "' ", "a@", "Ab ", "://", "a://", "1 ", "1.", "Zina-", "%", "/", "=", "&",
        ])
    func large(piece: String) {
        let text = String(repeating: piece, count: 4000)
        for body in [
            #"{"error":{"message":"\#(text)"}}"#, #"{"\#(text)":1}"#, #"{"typeId":"\#(text)","hasX":"\#(text)"}"#,
        ] {
            _ = masked(body)
        }
        _ = pseudonymizer.masked(target: "/v1/\(text)?\(text)")
    }
}
