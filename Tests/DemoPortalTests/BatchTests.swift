import DemoPortal
import Testing

/// `POST /v1/batch` (facts.md 5.2; examples 12 and 13).
@Suite struct BatchTests {
    private func post(
        _ body: String, type: String? = "application/json", method: String = "POST"
    ) -> (status: Int, body: String) {
        var headers: PortalHeaders = ["X-Api-Key": "vibe_api_demo"]
        if let type { headers.append("Content-Type", type) }
        let answer = Portal.builtIn.answer(
            to: PortalRequest("/v1/batch", method: method, headers: headers, body: Array(body.utf8)))
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    /// The `data` of a single call's answer.
    private func single(_ target: String) -> String {
        let answer = Portal.builtIn.answer(to: PortalRequest(target))
        return String(
            String(decoding: answer.body, as: UTF8.self).dropFirst(#"{"success":true,"data":"#.count).dropLast())
    }

    @Test("Records stand under their call's id, exactly as a single call gives them; success stays true")
    func mixed() {
        let answer = post(
            """
            {"calls":[{"id":"a","entity":"contacts","action":"get","entityId":71,"params":{"include":"company"}},
                      {"entity":"companies","action":"get","entityId":"1","params":{"include":["requisite"]}},
                      {"id":"gone","entity":"contacts","action":"get","entityId":999999},
                      {"id":"slow","entity":"contacts","action":"get","entityId":9429},
                      {"id":"late","entity":"contacts","action":"get","entityId":99003},
                      {"id":"odd","entity":"deals","action":"get","entityId":1}]}
            """)
        #expect(answer.status == 200)
        #expect(
            answer.body.hasPrefix(
                #"{"success":true,"data":{"results":{"a":\#(single("/v1/contacts/71?include=company")),"#
                    + #""1":\#(single("/v1/companies/1?include=requisite"))},"totals":[],"errors":{"#
                    + #""gone":{"code":"ENTITY_NOT_FOUND","message":"Item not found"},"slow":{"code":"RATE_LIMITED","#))
        #expect(answer.body.contains(#""retryAfter":3}"#))
        #expect(
            answer.body.hasSuffix(
                #""late":{"code":"BITRIX_UNAVAILABLE","message":"The portal did not answer in time"},"#
                    + #""odd":{"code":"UNKNOWN_ENTITY","message":"Unknown entity 'deals'."}},"#
                    + #""summary":{"total":6,"succeeded":2,"failed":4},"meta":[]}}"#))
    }

    @Test("Empty maps are lists, but objects where there is one call: real portals write both")
    func empty() {
        let one = post(#"{"calls":[{"entity":"contacts","action":"get","entityId":71}]}"#).body
        #expect(one.contains(#""totals":{},"errors":{},"#) && one.hasSuffix(#""meta":{}}}"#))
        let call = #"{"entity":"contacts","action":"get","entityId":71}"#
        let two = post(#"{"calls":[\#(call),\#(call)]}"#).body
        #expect(two.contains(#""totals":[],"errors":[],"#) && two.hasSuffix(#""meta":[]}}"#))
    }

    @Test("Where no call is well-formed the whole batch is refused, with each call's error")
    func allInvalid() {
        let answer = post(
            #"{"calls":[{"entity":"contacts","action":"get"},{"entity":"contacts","action":"list"},{},7]}"#)
        #expect(answer.status == 400)
        #expect(
            answer.body == #"{"success":false,"error":{"code":"INVALID_REQUEST","#
                + #""message":"All calls in the batch failed validation"},"data":{"errors":{"#
                + #""0":{"code":"MISSING_ENTITY_ID","message":"Action \"get\" requires entityId."},"#
                + #""1":{"code":"ACTION_NOT_SUPPORTED","message":"Action 'list' is not supported by the demo portal."},"#
                + #""2":{"code":"INVALID_CALL","message":"A call needs 'entity' and 'action'."},"#
                + #""3":{"code":"INVALID_CALL","message":"A call needs 'entity' and 'action'."}}}}"#)
    }

    @Test("From 1 to 50 calls")
    func count() {
        let call = #"{"entity":"contacts","action":"get","entityId":71}"#
        func calls(_ count: Int) -> String { Array(repeating: call, count: count).joined(separator: ",") }
        #expect(post(#"{"calls":[\#(calls(50))]}"#).status == 200)
        for body in [#"{"calls":[\#(calls(51))]}"#, #"{"calls":[]}"#, #"{"calls":{}}"#, "{}", "[]", "7"] {
            let answer = post(body)
            #expect(answer.status == 400 && answer.body.contains(#""code":"INVALID_REQUEST""#), "\(body.prefix(20))")
        }
    }

    @Test("A body that is no JSON, or is not called so, is refused")
    func form() {
        for (body, type) in [("", "application/json"), ("{", "application/json"), (#"{"calls":[]}"#, "text/plain")] {
            let answer = post(body, type: type)
            #expect(answer.status == 400 && answer.body.contains(#""code":"VALIDATION_ERROR""#))
        }
        #expect(post("{}", type: nil).body.contains("VALIDATION_ERROR"))
        #expect(post("{}", type: "Application/JSON; charset=utf-8").body.contains("INVALID_REQUEST"))
    }

    @Test("Only POST, with the keys and rights of every other call")
    func access() {
        for method in ["GET", "PUT", "HEAD", "DELETE"] {
            #expect(post("", method: method).status == 405)
        }
        let answer = Portal.builtIn.answer(
            to: PortalRequest("/v1/batch", method: "POST", headers: ["X-Api-Key": "vibe_live_x"], body: []))
        #expect(answer.status == 403)
        let options = Portal.builtIn.answer(to: PortalRequest("/v1/batch", method: "OPTIONS"))
        #expect(options.status == 204 && options.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS")
        let other = Portal.builtIn.answer(to: PortalRequest("/v1/contacts/71", method: "POST"))
        #expect(other.status == 405)
    }
}
