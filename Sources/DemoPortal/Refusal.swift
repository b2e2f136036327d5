internal import JSON

/// A failure that the API reports in its envelope: `{"success":false,"error":{"code":…,"message":…}}`.
struct Refusal: Error, Equatable {
    let status: Int
    /// The members of `error`, in order.
    let error: JSONValue.Object
    /// Header lines that only this failure has.
    var headers: PortalHeaders = [:]

    init(status: Int, error: JSONValue.Object, headers: PortalHeaders = [:]) {
        self.status = status
        self.error = error
        self.headers = headers
    }

    init(_ status: Int, _ code: String, _ message: String, hint: String? = nil, headers: PortalHeaders = [:]) {
        var members: [(name: String, value: JSONValue)] = [("code", .string(code)), ("message", .string(message))]
        if let hint { members.append(("hint", .string(hint))) }
        self.init(status: status, error: JSONValue.Object(members: members), headers: headers)
    }

    /// The answer that reports the failure. `Retry-After` repeats `retryAfter`, as the API's documentation says,
    /// unless the failure brings a `Retry-After` of its own.
    var answer: PortalAnswer {
        var headers = headers
        if let seconds = error["retryAfter"]?.integer, headers["Retry-After"] == nil {
            headers.append("Retry-After", String(seconds))
        }
        return PortalAnswer(
            status: status, headers: headers, json: ["success": false, "error": .object(error)])
    }
}
