internal import Entities
internal import JSON

extension Portal {
    /// `POST /v1/batch`: up to 50 gets at once, each answered as the single call would be (docs/api.md, section 5).
    ///
    /// `success` stays true where calls fail; only where not one call is well-formed the whole batch is refused. Real
    /// portals are known to write empty maps as `{}` and as `[]`: this one writes `{}` for a batch of one call, else `[]`.
    /// What a single call answers late, in pieces or in no form of the API stands here as `BITRIX_UNAVAILABLE`.
    func batch(_ request: PortalRequest, _ earlier: (Int) -> Int) throws(Refusal) -> PortalAnswer {
        let calls = try Self.calls(request)
        var results: [(name: String, value: JSONValue)] = []
        var errors: [(name: String, value: JSONValue)] = []
        var malformed = 0
        for (id, call) in calls {
            do throws(Refusal) {
                let call = try Call(call)
                do throws(Refusal) {
                    results.append((id, try record(call, earlier)))
                } catch {
                    errors.append((id, .object(error.error)))
                }
            } catch {
                malformed += 1
                errors.append((id, .object(error.error)))
            }
        }
        func map(_ members: [(name: String, value: JSONValue)]) -> JSONValue {
            members.isEmpty && calls.count > 1 ? [] : .object(JSONValue.Object(members: members))
        }
        if malformed == calls.count {
            let refusal: JSONValue = ["code": "INVALID_REQUEST", "message": "All calls in the batch failed validation"]
            return PortalAnswer(
                status: 400, json: ["success": false, "error": refusal, "data": ["errors": map(errors)]])
        }
        let summary: JSONValue = [
            "total": .number(String(calls.count)), "succeeded": .number(String(results.count)),
            "failed": .number(String(errors.count)),
        ]
        return PortalAnswer(
            data: [
                "results": map(results), "totals": map([]), "errors": map(errors), "summary": summary, "meta": map([]),
            ])
    }

    /// Longer bodies are refused: a batch of 50 calls has a few KiB.
    static let longestBody = 1 << 20

    private static let mostCalls = 50

    /// The calls of a body of the right form, by their ids: a call without one goes by its index, from 0.
    ///
    /// Two calls of one id are refused, since only one of them could be answered (the documentation is silent on it).
    private static func calls(_ request: PortalRequest) throws(Refusal) -> [(id: String, call: JSONValue)] {
        guard request.body.count <= longestBody else {
            throw Refusal(413, "PAYLOAD_TOO_LARGE", "The body is longer than \(longestBody) bytes")
        }
        guard request.headers["Content-Type"]?.lowercased().hasPrefix("application/json") == true else {
            throw Refusal(400, "VALIDATION_ERROR", "Content-Type must be application/json")
        }
        let body: JSONValue
        do throws(JSONSyntaxError) {
            body = try JSONValue(parsing: request.body, refusesDuplicates: true)
        } catch {
            throw Refusal(400, "VALIDATION_ERROR", "The body is not valid JSON: \(error.message)")
        }
        guard let calls = body.object?["calls"]?.array, (1...mostCalls).contains(calls.count) else {
            throw Refusal(400, "INVALID_REQUEST", "'calls' must be an array of 1 to \(mostCalls) calls")
        }
        let named = calls.enumerated().map { (id: $1.object?["id"]?.string ?? String($0), call: $1) }
        var ids: Set<String> = []
        if let twice = named.first(where: { !ids.insert($0.id).inserted }) {
            throw Refusal(400, "INVALID_REQUEST", "The call id '\(twice.id)' comes twice")
        }
        return named
    }

    /// A well-formed call: the single request that it stands for.
    private struct Call {
        let entity: Entity
        /// What would stand in the path; the single call judges it.
        let entityId: String
        let include: [String]

        init(_ json: JSONValue) throws(Refusal) {
            guard let call = json.object, let entity = call["entity"]?.string, let action = call["action"]?.string
            else {
                throw Refusal(400, "INVALID_CALL", "A call needs 'entity' and 'action'.")
            }
            if let id = call["id"], id.string == nil || id.string?.count ?? 0 > 64 {
                throw Refusal(400, "INVALID_CALL", "'id' must be a string of at most 64 characters.")
            }
            guard let entity = Entity.at(path: entity) else {
                throw Refusal(400, "UNKNOWN_ENTITY", "Unknown entity '\(entity)'.")
            }
            guard action == "get" else {
                throw Refusal(400, "ACTION_NOT_SUPPORTED", "Action '\(action)' is not supported by the demo portal.")
            }
            guard let id = call["entityId"], id != .null, id != "" else {
                throw Refusal(400, "MISSING_ENTITY_ID", "Action \"get\" requires entityId.")
            }
            self.entity = entity
            entityId =
                switch id {
                case .string(let text), .number(let text): text
                default: "-"
                }
            include = try Self.include(call["params"] ?? .null)
        }

        /// `params.include`: names in a string, as in a query, or in a list.
        private static func include(_ params: JSONValue) throws(Refusal) -> [String] {
            guard params != .null else { return [] }
            guard let params = params.object else { throw Refusal(400, "INVALID_CALL", "'params' must be an object.") }
            guard let include = params["include"], include != .null else { return [] }
            let names = include.array?.map(\.string) ?? [include.string]
            guard !names.contains(nil) else {
                throw Refusal(400, "INVALID_PARAMS", "'include' must be a string or a list of strings.")
            }
            return names.compactMap(\.self)
        }
    }

    /// The record that the single call answers with.
    private func record(_ call: Call, _ earlier: (Int) -> Int) throws(Refusal) -> JSONValue {
        let answer = try record(of: call.entity, call.entityId, include: call.include, earlier)
        let unavailable = Refusal(502, "BITRIX_UNAVAILABLE", "The portal did not answer in time")
        guard answer.delivery == .whole, let body = try? JSONValue(parsing: answer.body).object else {
            throw unavailable
        }
        if let error = body["error"]?.object, error["code"] != nil {
            throw Refusal(status: answer.status, error: error)
        }
        guard answer.status == 200, let data = body["data"], data.object != nil else { throw unavailable }
        return data
    }
}
