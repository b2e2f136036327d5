import DemoPortal
import Foundation
import Testing

/// The rules, without a socket.
struct PortalTests {
    private func data(_ target: String, _ portal: Portal = .builtIn) throws -> [String: Any] {
        let answer = portal.answer(to: PortalRequest(target))
        let json = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        return try #require(json?["data"] as? [String: Any])
    }

    private func included(_ target: String, _ portal: Portal = .builtIn) throws -> [String: Any] {
        try #require(try data(target, portal)["_included"] as? [String: Any])
    }

    @Test("The answer is what the contract says", arguments: Case.all)
    func answer(expected: Case) throws {
        let request = PortalRequest(expected.target, method: expected.method, headers: expected.headers)
        let answer = Portal.builtIn.answer(to: request)
        try expected.check(status: answer.status, headers: { answer.headers[$0] }, body: answer.body)
        #expect(Portal.builtIn.answer(to: request) == answer)
    }

    @Test(
        "include is decoded, trimmed, joined and cleared of empty and repeated names",
        arguments: [
            "include=company,requisite", "include=company%2Crequisite", "include=company%2crequisite",
            "include=company&include=requisite", "include=company,%20requisite", "include=company,+requisite",
            "include=,company,,requisite,", "include=company,requisite,company", "x=1&include=company,requisite&y",
            "%69nclude=company,requisite",
        ])
    func include(query: String) throws {
        let included = try included("/v1/contacts/72?\(query)")
        #expect(Set(included.keys) == ["company", "requisites"])
        #expect((included["company"] as? [String: Any])?["id"] as? Int == 2)
        #expect((included["requisites"] as? [[String: Any]])?.count == 2)
    }

    @Test("Only what is asked for is included")
    func includeOne() throws {
        #expect(Set(try included("/v1/contacts/71?include=company").keys) == ["company"])
        #expect(Set(try included("/v1/contacts/71?include=requisite").keys) == ["requisites"])
        #expect(try data("/v1/contacts/71")["_included"] == nil)
        let ofCompany = try included("/v1/companies/2?include=requisite")["requisites"] as? [[String: Any]]
        #expect(ofCompany?.map { $0["entityTypeId"] as? Int } == [4, 4])
    }

    @Test("A company that is not set, or gone, is null", arguments: [74, 75, 77, 86])
    func noCompany(id: Int) throws {
        #expect(try included("/v1/contacts/\(id)?include=company")["company"] is NSNull)
    }

    @Test("The data can ask for the other reading of include=requisite")
    func requisiteAsObject() throws {
        let portal = try Portal(
            Array(
                """
                {"settings": {"requisiteShape": "object"}, "contacts": [{"id": 1}, {"id": 2}],
                 "requisites": [{"id": 5, "entityTypeId": 3, "entityId": 1}]}
                """.utf8))
        #expect(
            (try included("/v1/contacts/1?include=requisite", portal)["requisite"] as? [String: Any])?["id"] as? Int
                == 5)
        #expect(try included("/v1/contacts/2?include=requisite", portal)["requisite"] is NSNull)
    }

    @Test("Order, digits and characters of a record leave the portal as they are in the data")
    func fidelity() throws {
        let record = #"{"id":1,"z":9007199254740993,"a":125000.50,"s":"\"\\\n\u0001Ё😀/","":null,"n":[1e3,-0.0]}"#
        let portal = try Portal(Array(#"{"contacts":[\#(record)]}"#.utf8))
        let body = portal.answer(to: PortalRequest("/v1/contacts/1")).body
        #expect(String(decoding: body, as: UTF8.self) == #"{"success":true,"data":\#(record)}"#)
    }

    @Test(
        "The list is paged",
        arguments: [
            ("", 41, 71, false), ("?limit=10", 10, 71, true), ("?limit=10&offset=35", 6, 106, false),
            ("?limit=41", 41, 71, false), ("?limit=40", 40, 71, true), ("?offset=40", 1, 111, false),
            ("?offset=41", 0, nil, false), ("?offset=9223372036854775807&limit=5000", 0, nil, false),
        ] as [(String, Int, Int?, Bool)])
    func list(query: String, count: Int, first: Int?, hasMore: Bool) throws {
        let body = Portal.builtIn.answer(to: PortalRequest("/v1/contacts\(query)")).body
        let json = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        let records = try #require(json["data"] as? [[String: Any]])
        #expect(records.count == count)
        #expect(records.first?["id"] as? Int == first)
        let meta = try #require(json["meta"] as? [String: Any])
        #expect(meta["total"] as? Int == 41)
        #expect(meta["hasMore"] as? Bool == hasMore)
        #expect(meta["truncated"] as? Bool == false)
    }

    @Test("The catalogue names the 21 standard fields and the includes")
    func fields() throws {
        let data = try data("/v1/contacts/fields")
        #expect(data["include"] as? [String] == ["company", "requisite"])
        let fields = try #require(data["fields"] as? [String: [String: Any]])
        #expect(fields.keys.filter { !$0.lowercased().hasPrefix("uf") }.count == 21)
        #expect(fields["id"]?["isReadOnly"] as? Bool == true)
    }

    @Test(
        "/v1/me tells the kind of the key",
        arguments: [
            ("vibe_api_0123", "personal"), ("vibe_app_0123", "oauth_app"),
        ])
    func me(key: String, type: String) throws {
        let answer = Portal.builtIn.answer(to: PortalRequest("/v1/me", headers: ["X-Api-Key": key]))
        let json = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        let data = try #require(json?["data"] as? [String: Any])
        #expect(data["type"] as? String == type)
        #expect((data["scopes"] as? [String])?.contains("crm") == true)
        #expect((data["rateLimit"] as? [String: Any])?["requestsPerSecond"] as? Int == 10)
        #expect((data["api"] as? [String: Any])?["batch"] as? String == "/v1/batch")
        #expect(data["portal"] is String)
    }

    @Test("A reserved id with `then` fails while no request came before, and is that contact from then on")
    func recovery() {
        func answer(_ target: String, earlier: Int) -> PortalAnswer {
            Portal.builtIn.answer(to: PortalRequest(target)) { id in
                #expect(id == 942906)
                return earlier
            }
        }
        let target = "/v1/contacts/942906?include=company"
        let first = answer(target, earlier: 0)
        #expect(first.status == 429 && first.headers["Retry-After"] == "1")
        #expect(
            String(decoding: first.body, as: UTF8.self) == #"{"success":false,"error":{"code":"RATE_LIMITED","#
                + #""message":"QUERY_LIMIT_EXCEEDED","retryAfter":1}}"#)
        for earlier in [1, 2, 1000] {
            let later = answer(target, earlier: earlier)
            #expect(later.status == 200 && later.headers["Retry-After"] == nil)
            let same = Portal.builtIn.answer(to: PortalRequest("/v1/contacts/71?include=company")).body
            #expect(
                String(decoding: later.body, as: UTF8.self)
                    == contact71(as: 942906, String(decoding: same, as: UTF8.self)))
        }
        // No other id asks for the count, and what is refused before the record is read does not count.
        for other in ["/v1/contacts/71", "/v1/contacts/942903", "/v1/contacts/942906?include=deals", "/v1/contacts"] {
            _ = Portal.builtIn.answer(to: PortalRequest(other)) { id in
                Issue.record("\(other) counts \(id)")
                return 0
            }
        }
    }

    @Test("The start page lists every reserved id and every special key, and names the host that was asked")
    func startPage() throws {
        let answer = Portal.builtIn.answer(to: PortalRequest("/", headers: ["Host": "127.0.0.1:8080"]))
        let page = String(decoding: answer.body, as: UTF8.self)
        #expect(page.contains("curl 'http://127.0.0.1:8080/v1/contacts/71?include=company'"))
        for text in [
            "9404 ", "942901", "99120", "920004", "942906", "vibe_api_expired", "vibe_session_otherapp", "71 to 111",
        ] {
            #expect(page.contains(text))
        }
        let languages = [
            ("", false), ("ru", true), ("ru-RU,ru;q=0.9,en-US;q=0.8", true), ("en-US,en;q=0.9,ru;q=0.8", false),
            ("de, ru;q=0.5", true), ("fr", false),
        ]
        for (language, isRussian) in languages {
            let answer = Portal.builtIn.answer(to: PortalRequest("/", headers: ["Accept-Language": language]))
            let page = String(decoding: answer.body, as: UTF8.self)
            #expect(page.contains("Контакты: с 71 по 111") == isRussian && page.contains("71 to 111") != isRussian)
            #expect(answer.headers["Content-Language"] == (isRussian ? "ru" : "en"))
        }
        let evil = Portal.builtIn.answer(to: PortalRequest("/", headers: ["Host": "x'; rm -rf ~'"]))
        #expect(String(decoding: evil.body, as: UTF8.self).contains("curl 'http://127.0.0.1/v1/"))
    }

    @Test("The request's id depends on method and target, and on no key")
    func requestId() {
        func id(_ target: String, _ headers: PortalHeaders = [:]) -> String? {
            Portal.builtIn.answer(to: PortalRequest(target, headers: headers)).headers["X-Request-Id"]
        }
        #expect(id("/v1/contacts/71") == id("/v1/contacts/71", ["X-Api-Key": "vibe_api_0123"]))
        #expect(id("/v1/contacts/71") != id("/v1/contacts/72"))
    }

    @Test("Odd bodies are as odd as the list says")
    func oddBodies() {
        func answer(_ id: Int) -> PortalAnswer { Portal.builtIn.answer(to: PortalRequest("/v1/contacts/\(id)")) }
        #expect(String(validating: answer(920004).body, as: UTF8.self) == nil)
        #expect(answer(920005).body.count { $0 == UInt8(ascii: "[") } == 10_000)
        #expect(answer(920003).delivery == .cut(after: 60))
        #expect(
            String(decoding: answer(920003).body, as: UTF8.self)
                == contact71(as: 920003, String(decoding: answer(71).body, as: UTF8.self)))
        #expect(answer(99003).delivery == .delayed(milliseconds: 3000))
        #expect(answer(99120).delivery == .delayed(milliseconds: 120_000))
        #expect(answer(98003).delivery == .drip(bytes: 25, milliseconds: 300))
    }

    @Test(
        "A stray space around a key makes it unknown",
        arguments: [" vibe_api_0123", "vibe_api_0123 ", "vibe_api_0123\t"])
    func straySpaces(key: String) {
        #expect(Portal.builtIn.answer(to: PortalRequest("/v1/contacts/71", headers: ["X-Api-Key": key])).status == 401)
    }

    @Test(
        "No text makes the portal trap",
        arguments: [
            "", "?", "??", "%", "/%", "/%4", "/%zz", "/v1/contacts/%FF%FE", "*", "http://127.0.0.1/v1/contacts/71",
            "/v1/contacts/71?%",
            "/v1/contacts/71?=&&=&include", "/v1/contacts?limit=99999999999999999999", "/\u{0}", "/v1/contacts/💥",
        ])
    func garbage(target: String) {
        for method in ["GET", "HEAD", "OPTIONS", "", "💥"] {
            let answer = Portal.builtIn.answer(
                to: PortalRequest(target, method: method, headers: ["": "", "Host": "\u{0}"]))
            #expect((200...499).contains(answer.status))
        }
    }
}
