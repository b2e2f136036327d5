import ErrorCodes
import Foundation
import JSON
import Recording
import TestSupport
import Testing
import VibeAPI

@testable import DemoPortal
@testable import Masking

/// What a masked recording shows, and what it does not.
@Suite struct MaskTests {
    private let pseudonymizer = Pseudonymizer()

    private func masked(_ json: String) -> String {
        String(decoding: pseudonymizer.masked(body: Array(json.utf8)), as: UTF8.self)
    }

    /// The members of an object that are strings.
    private func strings(_ json: String) throws -> [String: String] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            .compactMapValues { $0 as? String }
    }

    @Test("What stays, stays byte for byte: ids, dates, codes, numbers, flags, and what the API says")
    func stays() {
        let bodies = [
            #"{"success":true,"data":{"id":71,"companyId":44,"assignedById":"7","typeId":"CLIENT","sourceId":"CALL"}}"#,
            #"{"data":{"createdTime":"2024-02-11T09:15:02+03:00","birthdate":"1987-09-14T03:00:00+03:00","x":"12.05.2024"}}"#,
            #"{"data":{"honorific":"HNR_RU_2","opened":"Y","hasPhone":"N","revenue":84000000,"currencyId":"RUB"}}"#,
            #"{"data":{"stage":"DT1036_2:NEW","utmCampaign":"spring_sale","xmlId":"ab-31","ufCrm_1":[31,35]}}"#,
            #"{"data":{"ufCrm_2":"125000.50|RUB","ufCrm_3":"2026-02-28","ufCrm_4":"12:30","ufCrm_5":"Y","ufCrm_6":"31"}}"#,
            #"{"data":{"name":"","lastName":null,"phone":"  ","comments":"—","observers":[],"n":1.50, "m" : 1E5}}"#,
            #"{"success":false,"error":{"code":"RATE_LIMITED","message":"Слишком много","hint":"Wait","userMessage":"Иван"}}"#,
            #"{"success":false,"error":{"code":"X","details":{"requiredScope":"crm","id":71}}}"#,
            #"{"success":false,"error":"plain words"}"#, #"{"message":"from a gateway"}"#, "[]", "7",
            #"{"data":{"type":"personal","scopes":["crm","user"],"api":{"entityApi":{"entities":{"contacts":"/v1/contacts"}}}}}"#,
        ]
        for body in bodies { #expect(masked(body) == body) }
    }

    @Test("Nobody who was in the examples of the API is in the masked form, and its shape is the same")
    func nobody() throws {
        let portal = Data(PackageResources.portal_json)
        let root = try #require(try JSONSerialization.jsonObject(with: portal) as? [String: Any])
        let contacts = try #require(root["contacts"] as? [[String: Any]])
        for contact in contacts {
            let body = try JSONSerialization.data(withJSONObject: ["success": true, "data": contact])
            let other = pseudonymizer.masked(body: Array(body))
            let again = try #require(try JSONSerialization.jsonObject(with: Data(other)) as? [String: Any])
            let person = try #require(again["data"] as? [String: Any])
            for name in ["name", "lastName", "secondName", "phone", "email", "comments", "phoneMobile", "emailHome"] {
                guard let value = contact[name] as? String, let other = person[name] as? String else { continue }
                for word in value.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) where word.count > 3 {
                    #expect(!other.contains(word) || ["example", "https"].contains(word), "\(name): \(word)")
                }
            }
            // Same members, same types, same number of elements; numbers equal, unless they may be somebody's.
            #expect(shape(again) == shape(try JSONSerialization.jsonObject(with: body)))
        }
    }

    @Test("Ids, codes, times and flags of the API's examples stay readable")
    func readable() throws {
        let kept = [
            "assignedById", "companyId", "createdAt", "createdTime", "updatedTime", "entityTypeId", "typeId",
            "valueType", "sourceId",
            "honorific", "industry", "companyType", "currencyId", "revenue", "birthdate", "hasPhone", "hasImol", "code",
            "id",
            "presetId", "companyIds", "retryAfter", "ufCrm_1719400402", "ufCrm_1719400333", "total", "opened",
        ]
        let ofPortal = Data(PackageResources.portal_json)
        let body = Array(ofPortal)
        let (real, shown) = try (
            JSONSerialization.jsonObject(with: ofPortal),
            JSONSerialization.jsonObject(with: Data(pseudonymizer.masked(body: body)))
        )
        var count = 0
        func compare(_ real: Any, _ shown: Any) throws {
            if let list = real as? [Any], let other = shown as? [Any] {
                for (real, shown) in zip(list, other) { try compare(real, shown) }
            } else if let object = real as? [String: Any], let other = shown as? [String: Any] {
                for (name, value) in object {
                    let seen = try #require(other[name], "\(name)")
                    if kept.contains(name), !(value is [String: Any]) {
                        #expect("\(value)" == "\(seen)", "\(name)")
                        count += 1
                    }
                    try compare(value, seen)
                }
            }
        }
        try compare(real, shown)
        #expect(count > 100)
    }

    private func shape(_ value: Any) -> String {
        switch value {
        case let object as [String: Any]: "{\(object.keys.sorted().map { "\($0):\(shape(object[$0] ?? ""))" })}"
        case let array as [Any]: "[\(array.map(shape))]"
        case let text as String: text.isEmpty ? "\"\"" : "s"
        case let number as NSNumber where abs(number.doubleValue) >= 1_000_000: "n"
        default: "\(value)"
        }
    }

    @Test("Names keep script, letter case and gender; a surname is one family in every field")
    func names() throws {
        let body = masked(
            #"""
            {"name":"Марина","lastName":"Зотова","secondName":"Павловна","rqName":"ИП Зотова Марина Павловна","husband":"",
            "company":{"title":"ООО «Север-Энерго»"},"owner":{"name":"Ivan Petrov"},"shortName":"ЗОТОВА"}
            """#)
        let all = try #require(
            try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        let (first, last, second) = try (
            #require(all["name"] as? String), #require(all["lastName"] as? String),
            #require(all["secondName"] as? String)
        )
        // Computed apart, by the published algorithms: an update must not give people new names.
        #expect(first == "Ева")
        #expect(last.hasSuffix("а") && last != "Зотова" && second.hasSuffix("овна") && second != "Павловна")
        #expect(all["rqName"] as? String == "ИП \(last) \(first) \(second)")
        #expect(try strings(masked(#"{"lastName":"Зотов"}"#))["lastName"] == String(last.dropLast()))
        let company = try #require((all["company"] as? [String: Any])?["title"] as? String)
        #expect(company.wholeMatch(of: /ООО «[А-ЯЁ][а-яё]+-[А-ЯЁ][а-яё]+»/) != nil && !company.contains("Север"))
        let owner = try #require((all["owner"] as? [String: Any])?["name"] as? String)
        #expect(owner.wholeMatch(of: /[A-Z][a-z]+ [A-Z][a-z]+/) != nil && !owner.contains("Ivan"))
    }

    @Test(
        "A phone keeps its country and its form, and can be nobody's",
        arguments: [
            ("+79161234567", "+7000#######"), ("8 (916) 123-45-67", "8 (000) ###-##-##"),
            ("79161234567", "7000#######"),
            ("+1 202 555 0181", "+1 000 ### ####"), ("+390600000104", "+39000#######"),
            ("+375 29 123-45-67", "+375 00 0##-##-##"),
            ("+7 (495) 000-01-98, доб. 12", "+7 (000) ###-##-##, доб. ##"), ("12-34-56", "##-##-##"), ("112", "###"),
            ("+79161234567, +74951234567", "+7000#######, +7000#######"),
        ])
    func phones(number: String, form: String) throws {
        let other = try #require(try strings(masked(#"{"phoneMobile":"\#(number)"}"#))["phoneMobile"])
        #expect(other.count == form.count && other != number)
        #expect(zip(other, form).allSatisfy { $1 == "#" ? $0.isNumber : $0 == $1 }, "\(other)")
    }

    @Test("One number is one number, however it is written and wherever it stands")
    func sameNumber() throws {
        let body = masked(
            #"""
            {"a":{"phone":"+79161234567"},"b":{"phone":["8 916 123-45-67"]},"c":{"fm":[{"typeId":"PHONE","value":"+7 916 1234567"}]},
            "d":{"phone":[{"VALUE":"+79161234567","VALUE_TYPE":"WORK"}]},"e":{"comments":"Звонить +7 (916) 123-45-67!"}}
            """#)
        // The digits behind 000 were computed apart, by the published algorithms.
        let digits = body.filter { $0.isNumber }
        #expect(digits.ranges(of: "0001566946").count == 5, "\(body)")
        #expect(body.contains("WORK") && body.contains("PHONE"))
        #expect(!body.contains("Звонить") && body.contains("!\""))
    }

    @Test(
        "E-mail addresses lead nowhere, keep their marks, and stay of one house",
        arguments: ["email", "emailWork", "comments", "ufCrm_1", "anything"])
    func emails(field: String) throws {
        let body = try strings(
            masked(#"{"\#(field)":"i.petrov@sever.ru","emailHome":"sales-7@sever.ru","email2":"Юлия <y@Sever.ru>"}"#))
        let address = try #require(body[field]?.wholeMatch(of: /([a-z])\.[a-z]+@([a-z]+)\.example\.org/))
        #expect(body["emailHome"]?.wholeMatch(of: /[a-z]+-\d@([a-z]+)\.example\.org/)?.1 == address.2)
        #expect(body["email2"]?.wholeMatch(of: /[А-ЯЁ][а-яё]+ <[a-z]@([a-z]+)\.example\.org>/)?.1 == address.2)
    }

    @Test("Free text keeps its marks and its script, links lead nowhere, numbers of documents change their digits")
    func text() throws {
        let seen = try strings(
            masked(
                #"""
                {"comments":"<p>Ждёт счёт & договор, 2 шт.</p>\nhttps://vektor.ru/a?b=1 WhatsApp @petrov","ufCrm_1":"gold",
                "ufCrmInn":"007801234567","rqInn":"7801234567","rqIdentDocSer":"45 10","UF_CRM_OLD":"IVANOV","rqAccNum":4070281,
                "address":"ул. Ленина, 5","post":"Главный инженер","portal":"acme.bitrix24.ru"}
                """#))
        let comments = try #require(seen["comments"])
        #expect(
            comments.wholeMatch(
                of:
                    /<[a-z]+>[А-ЯЁ][а-яё]+ [а-яё]+ & [а-яё]+, 2 [а-яё]+\.<\/[a-z]+>\nhttps:\/\/[a-z]+\.example\.org\/.*@[a-z]+/
            )
                != nil, "\(comments)")
        for word in ["Ждёт", "счёт", "договор", "vektor", "petrov"] { #expect(!comments.contains(word)) }
        #expect(seen["ufCrm_1"]?.wholeMatch(of: /[a-z]+/) != nil && seen["ufCrm_1"] != "gold")
        #expect(seen["UF_CRM_OLD"]?.wholeMatch(of: /[A-Z]+/) != nil && seen["UF_CRM_OLD"] != "IVANOV")
        for (name, value) in [("ufCrmInn", "007801234567"), ("rqInn", "7801234567"), ("rqIdentDocSer", "45 10")] {
            let other = try #require(seen[name])
            #expect(other.count == value.count && other != value && other.allSatisfy { $0.isNumber || $0 == " " })
        }
        #expect(
            seen["address"]?.wholeMatch(of: /[а-яё]+\. [А-ЯЁ][а-яё]+, 5/) != nil && seen["address"] != "ул. Ленина, 5")
        #expect(seen["post"] != "Главный инженер" && seen["portal"] != "acme.bitrix24.ru")
        #expect(!masked(#"{"rqAccNum":40702810}"#).contains("40702810"))
        #expect(masked(#"{"rqAccNum":40702810}"#).wholeMatch(of: /\{"rqAccNum":[1-9]\d{7}\}/) != nil)
    }

    @Test(
        "A query's values are masked by their parameters; what only steers a list stays",
        arguments: [
            "/v1/contacts/71?include=company", "/v1/contacts?limit=10&offset=5&select=id,name&sort=-createdTime",
            "/v1/contacts?order[lastName]=asc&filter%5BcompanyId%5D=15&filter[createdTime][$gte]=2024-01-01",
            "/v1/contacts?filter[typeId]=CLIENT&filter[opened]=Y", "/v1/me", "/v1/x?", "/v1/x?a&=&c=",
        ])
    func plainQueries(target: String) { #expect(pseudonymizer.masked(target: target) == target) }

    @Test("Personal data in a query is masked as it is in an answer")
    func personalQueries() throws {
        let phone = try #require(try strings(masked(#"{"phone":"+79161234567"}"#))["phone"])
        let coded = "%2B" + phone.dropFirst()
        #expect(
            pseudonymizer.masked(target: "/v1/contacts?filter%5Bphone%5D=%2B79161234567")
                == "/v1/contacts?filter%5Bphone%5D=\(coded)")
        #expect(
            pseudonymizer.masked(target: "/v1/contacts?filter[phone][$contains]=+79161234567&limit=1")
                == "/v1/contacts?filter[phone][$contains]=\(coded)&limit=1")
        let others = [
            "filter[lastName]=%D0%97%D0%BE%D1%82%D0%BE%D0%B2", "search=Petrov", "filter[%25name]=Petrov", "q=Petrov",
        ]
        for query in others + ["filter[ufCrm_1]=Petrov", "email=i.petrov%40sever.ru"] {
            let target = pseudonymizer.masked(target: "/v1/contacts?\(query)")
            #expect(target.hasPrefix("/v1/contacts?" + query.prefix { $0 != "=" } + "="))
            #expect(!target.contains("etrov") && !target.contains("%D0%97%D0%BE%D1%82%D0%BE%D0%B2"), "\(target)")
            #expect(target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        }
    }

    @Test("A masked recording is found by the real query and by the invented one, and shows neither person nor page")
    func tape() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appendingPathComponent("tape.jsonl").path
        let recorder = try Recorder(file: file, masks: true)
        let real = "/v1/contacts?filter%5Bphone%5D=%2B79161234567"
        func record(_ target: String, _ body: [UInt8]) throws {
            guard let body = Body(copying: body) else { throw VibeError(.outOfMemory, "") }
            let headers = [(name: "location", value: "/login?email=i.petrov@sever.ru")]
            try recorder.record(
                method: "GET", target: target, answer: Answer(status: 200, headers: headers, body: body), attempts: 1,
                elapsed: 0)
        }
        try record(real, Array(#"{"data":[{"phone":"+79161234567"}]}"#.utf8))
        try record("/v1/page", Array("<b>Иван Petrov</b>".utf8))
        try record("/v1/bytes", Array("Petrov ".utf8) + [0xC8, 0xE2, 0xE0, 0xED])
        try record("/v1/contacts/fields", Array(#"{"data":{"fields":{"name":{"title":"Имя"}}}}"#.utf8))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for word in ["9161234567", "Petrov", "petrov", "Иван", "sever"] { #expect(!text.contains(word)) }
        #expect(text.contains("\"title\":\"Имя\""))
        let replay = try Replay(file: file)
        for target in [real, pseudonymizer.masked(target: real)] {
            let answer = try replay.next(method: "GET", target: target).answer()
            let body = answer.body.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            #expect(body.wholeMatch(of: /\{"data":\[\{"phone":"\+7000\d{7}"\}\]\}/) != nil)
        }
        // What was no UTF-8 is still none.
        let bytes = try replay.next(method: "GET", target: "/v1/bytes").answer()
        #expect(bytes.body.withUnsafeBytes { Array($0) } == Array("xxxxxx ".utf8) + [0xFF, 0xFF, 0xFF, 0xFF])
    }

    @Test(
        "No text is so long or so odd that masking it takes long", .timeLimit(.minutes(1)),
        arguments: ["a", "ab1.", "1 ", "+7", "a://", "i@s.ru", "@", "-", "а\u{301}", "<b>", "ООО «", "\\u0430"])
    func large(piece: String) {
        let text = String(repeating: piece, count: 2000)
        for field in ["name", "phone", "email", "title", "comments", "ufCrm_1", "rqInn", "anything"] {
            #expect(JSONTokens.accept(pseudonymizer.masked(body: Array("{\"\(field)\":\"\(text)\"}".utf8))))
        }
    }
}
