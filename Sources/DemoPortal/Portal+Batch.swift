extension Portal {
    /// `POST /v1/batch`: up to 50 gets at once, each answered as the single call would be (facts.md 5.2).
    ///
    /// `success` stays true where calls fail; only where not one call is well-formed the whole batch is refused. Real
    /// portals are known to write empty maps as `{}` and as `[]`: this one writes `{}` for a batch of one call, else `[]`.
    /// What a single call answers late, in pieces or in no form of the API stands here as `BITRIX_UNAVAILABLE`.
    func batch(_ request: PortalRequest) throws(Refusal) -> PortalAnswer {
        let calls = try Self.calls(request)
        var results: [(name: String, value: JSON)] = []
        var errors: [(name: String, value: JSON)] = []
        var malformed = 0
        for (index, call) in calls.enumerated() {
            let id = call.object?["id"]?.string ?? String(index)
            do throws(Refusal) {
                let target = try Self.target(of: call)
                do throws(Refusal) {
                    results.append((id, try record(target)))
                } catch {
                    errors.append((id, .object(error.error)))
                }
            } catch {
                malformed += 1
                errors.append((id, .object(error.error)))
            }
        }
        func map(_ members: [(name: String, value: JSON)]) -> JSON {
            members.isEmpty && calls.count > 1 ? [] : .object(JSON.Object(members: members))
        }
        if malformed == calls.count {
            let refusal: JSON = ["code": "INVALID_REQUEST", "message": "All calls in the batch failed validation"]
            return PortalAnswer(
                status: 400, json: ["success": false, "error": refusal, "data": ["errors": map(errors)]])
        }
        let summary: JSON = [
            "total": .number(String(calls.count)), "succeeded": .number(String(results.count)),
            "failed": .number(String(errors.count)),
        ]
        return PortalAnswer(
            data: [
                "results": map(results), "totals": map([]), "errors": map(errors), "summary": summary, "meta": map([]),
            ])
    }

    private static let mostCalls = 50

    /// The calls of a body of the right form.
    private static func calls(_ request: PortalRequest) throws(Refusal) -> [JSON] {
        guard request.headers["Content-Type"]?.lowercased().hasPrefix("application/json") == true else {
            throw Refusal(400, "VALIDATION_ERROR", "Content-Type must be application/json")
        }
        let body: JSON
        do throws(JSONSyntaxError) {
            body = try JSON(parsing: request.body)
        } catch {
            throw Refusal(400, "VALIDATION_ERROR", "The body is not valid JSON: \(error.message)")
        }
        guard let calls = body.object?["calls"]?.array, (1...mostCalls).contains(calls.count) else {
            throw Refusal(400, "INVALID_REQUEST", "'calls' must be an array of 1 to \(mostCalls) calls")
        }
        return calls
    }

    /// Path and query of the single call that a batch's call stands for.
    private static func target(of call: JSON) throws(Refusal) -> String {
        guard let call = call.object, let entity = call["entity"]?.string, let action = call["action"]?.string else {
            throw Refusal(400, "INVALID_CALL", "A call needs 'entity' and 'action'.")
        }
        if let id = call["id"], id.string == nil || id.string?.count ?? 0 > 64 {
            throw Refusal(400, "INVALID_CALL", "'id' must be a string of at most 64 characters.")
        }
        guard entity == "contacts" || entity == "companies" else {
            throw Refusal(400, "UNKNOWN_ENTITY", "Unknown entity '\(entity)'.")
        }
        guard action == "get" else {
            throw Refusal(400, "ACTION_NOT_SUPPORTED", "Action '\(action)' is not supported by the demo portal.")
        }
        guard let id = call["entityId"]?.integer.map({ String($0) }) ?? call["entityId"]?.string, !id.isEmpty else {
            throw Refusal(400, "MISSING_ENTITY_ID", "Action \"get\" requires entityId.")
        }
        let include = call["params"]?.object?["include"]
        let names = include?.array?.compactMap(\.string) ?? include?.string.map { [$0] } ?? []
        // What cannot stand in a path is no id; the single call says so.
        let isPlain = id.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return "/v1/\(entity)/\(isPlain ? id : "-")" + (names.isEmpty ? "" : "?include=\(names.joined(separator: ","))")
    }

    /// The record that a single call answers with.
    private func record(_ target: String) throws(Refusal) -> JSON {
        let request = PortalRequest(target)
        let id = request.segments[2]
        let answer = try request.segments[1] == "contacts" ? contact(id, request) : company(id, request)
        let unavailable = Refusal(502, "BITRIX_UNAVAILABLE", "The portal did not answer in time")
        guard answer.delivery == .whole, let body = try? JSON(parsing: answer.body).object else { throw unavailable }
        if let error = body["error"]?.object, error["code"] != nil {
            throw Refusal(status: answer.status, error: error)
        }
        guard answer.status == 200, let data = body["data"], data.object != nil else { throw unavailable }
        return data
    }
}
