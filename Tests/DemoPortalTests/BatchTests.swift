import DemoPortal
import Testing

/// `POST /v1/batch` (docs/api.md, section 5).
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

    @Test(
        "params and ids of a wrong form fail their call, and only it",
        arguments: [
            (#""entityId":71,"params":{"include":"company&x"}"#, "INVALID_INCLUDE"),
            (#""entityId":71,"params":{"include":["company","%63ompany"]}"#, "INVALID_INCLUDE"),
            (#""entityId":71,"params":{"include":7}"#, "INVALID_PARAMS"),
            (#""entityId":71,"params":{"include":["company",7]}"#, "INVALID_PARAMS"),
            (#""entityId":71,"params":"include=company""#, "INVALID_CALL"),
            (#""entityId":71,"id":7"#, "INVALID_CALL"),
            (#""entityId":7.5"#, "INVALID_PARAMS"),
            (#""entityId":-71"#, "INVALID_PARAMS"),
            (#""entityId":"71/..""#, "INVALID_PARAMS"),
            (#""entityId":[71]"#, "INVALID_PARAMS"),
            (#""entityId":99999999999999999999"#, "ENTITY_NOT_FOUND"),
            (#""entityId":"""#, "MISSING_ENTITY_ID"),
            (#""entityId":null"#, "MISSING_ENTITY_ID"),
        ])
    func wrongForm(members: String, code: String) {
        let good = #"{"entity":"contacts","action":"get","entityId":71,"params":{"include":null}}"#
        let answer = post(#"{"calls":[\#(good),{"entity":"contacts","action":"get",\#(members)}]}"#)
        #expect(answer.status == 200)
        #expect(answer.body.hasPrefix(#"{"success":true,"data":{"results":{"0":\#(single("/v1/contacts/71"))},"#))
        #expect(answer.body.contains(#""errors":{"1":{"code":"\#(code)","#))
    }

    @Test("A call's id has at most 64 characters")
    func idLength() {
        func batch(_ count: Int) -> String {
            let id = String(repeating: "я", count: count)
            return post(#"{"calls":[{"id":"\#(id)","entity":"contacts","action":"get","entityId":71}]}"#).body
        }
        #expect(batch(64).contains(#""failed":0"#))
        #expect(batch(65).contains(#""code":"INVALID_CALL""#))
    }

    @Test("Two calls of one id are refused, also where one of them is an index")
    func sameId() {
        func call(_ id: String) -> String { #"{\#(id)"entity":"contacts","action":"get","entityId":71}"# }
        for first in [#""id":"a","#, #""id":"1","#] {
            let second = first.contains("a") ? first : ""
            let answer = post(#"{"calls":[\#(call(first)),\#(call(second))]}"#)
            #expect(answer.status == 400)
            #expect(answer.body.contains(#"{"code":"INVALID_REQUEST","message":"The call id '"#))
        }
    }

    @Test("A reserved id that recovers fails its first call and answers the second, within one batch too")
    func recovery() {
        var visits: [Int: Int] = [:]
        let call = #"{"entity":"contacts","action":"get","entityId":942906,"params":{"include":"company"}}"#
        let request = PortalRequest(
            "/v1/batch", method: "POST", headers: ["Content-Type": "application/json"],
            body: Array(#"{"calls":[\#(call),\#(call)]}"#.utf8))
        let answer = Portal.builtIn.answer(to: request) { id in
            visits[id, default: 0] += 1
            return visits[id, default: 1] - 1
        }
        #expect(visits == [942906: 2])
        let recovered = contact71(as: 942906, single("/v1/contacts/71?include=company"))
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == #"{"success":true,"data":{"results":{"1":\#(recovered)},"totals":[],"#
                + #""errors":{"0":{"code":"RATE_LIMITED","message":"QUERY_LIMIT_EXCEEDED","retryAfter":1}},"#
                + #""summary":{"total":2,"succeeded":1,"failed":1},"meta":[]}}"#)
    }

    @Test("One byte more than a mebibyte is too much; the refusal has the headers of every answer")
    func tooLong() {
        func send(_ count: Int) -> PortalAnswer {
            let body = Array("{}".utf8) + [UInt8](repeating: 0x20, count: count - 2)
            return Portal.builtIn.answer(
                to: PortalRequest(
                    "/v1/batch", method: "POST", headers: ["Content-Type": "application/json"], body: body))
        }
        #expect(send(1_048_576).status == 400)
        let refused = send(1_048_577)
        #expect(refused.status == 413)
        #expect(
            String(decoding: refused.body, as: UTF8.self) == #"{"success":false,"error":{"code":"PAYLOAD_TOO_LARGE","#
                + #""message":"The body is longer than 1048576 bytes"}}"#)
        #expect(refused.headers["X-Request-Id"]?.hasPrefix("demo-") == true)
        #expect(refused.headers["Access-Control-Allow-Origin"] == "*")
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
