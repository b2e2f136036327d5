import DemoPortal
import Foundation
import Testing

/// A request and what the contract says of its answer. Every case is tried on the pure function and through a socket.
struct Case: Sendable, CustomTestStringConvertible {
    let target: String
    var method = "GET"
    var headers: PortalHeaders = [:]
    let status: Int
    /// The code in the error envelope; nil for a success.
    var code: String?
    var message: String?
    /// The whole body, where it is known to the byte.
    var body: String?
    /// Header lines that the answer must have, with their values.
    var answerHeaders: [String: String] = [:]

    var testDescription: String {
        let lines = headers.fields.map { " \($0.name): \($0.value)" }.joined()
        return "\(method) \(target)\(lines) gives \(status) \(code ?? "")"
    }

    /// Compares an answer with the case.
    func check(status: Int, headers: (String) -> String?, body: [UInt8]) throws {
        #expect(status == self.status)
        let text = String(decoding: body, as: UTF8.self)
        if let expected = self.body { #expect(text == expected) }
        for (name, value) in answerHeaders { #expect(headers(name) == value) }
        if let code {
            let json = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any], "\(text)")
            let error = try #require(json["error"] as? [String: Any])
            #expect(json["success"] as? Bool == false)
            #expect(error["code"] as? String == code)
            if let message { #expect(error["message"] as? String == message) }
            if let seconds = error["retryAfter"] as? Int { #expect(headers("Retry-After") == String(seconds)) }
        }
        #expect(headers("X-Request-Id")?.isEmpty == false)
        #expect(headers("X-RateLimit-Limit") == "300")
        #expect(headers("Access-Control-Allow-Origin") == "*")
        for field in self.headers.fields where ["x-api-key", "authorization"].contains(field.name.lowercased()) {
            let secret = field.value.split(separator: " ").last.map(String.init) ?? ""
            // The placeholders of the documentation may stand on the start page: they are no secrets.
            if secret.hasPrefix("vibe_") { #expect(!text.contains(secret)) }
        }
    }
}

extension Case {
    static let all = records + failures + keys + routes + odd

    /// docs/api.md, section 2: the nine published fields.
    static let ivan = #"""
        {"id":71,"name":"Ivan","lastName":"Petrov","companyId":1,"assignedById":1,"sourceId":"WEB","typeId":"CLIENT",\#
        "createdTime":"2020-05-08T10:48:20+03:00","updatedTime":"2025-08-22T13:01:31+03:00"}
        """#

    private static let json = ["Content-Type": "application/json; charset=utf-8"]

    static let records = [
        Case(target: "/v1/contacts/71", status: 200, body: #"{"success":true,"data":\#(ivan)}"#, answerHeaders: json),
        Case(target: "/v1/contacts/71?select=id", status: 200, body: #"{"success":true,"data":\#(ivan)}"#),
        Case(target: "/v1/contacts/71?include=", status: 200, body: #"{"success":true,"data":\#(ivan)}"#),
        Case(target: "/v1/contacts/0071", status: 200, body: #"{"success":true,"data":\#(ivan)}"#),
        Case(target: "/v1/contacts/%37%31", status: 200, body: #"{"success":true,"data":\#(ivan)}"#),
        Case(
            target: "/v1/contacts/74?include=company,requisite", status: 200,
            body: #"""
                {"success":true,"data":{"id":74,"name":"Анна","lastName":"Кузнецова","companyId":0,"assignedById":7,\#
                "sourceId":"WEB","typeId":"CLIENT","phone":"+79000000174","email":"","comments":"","leadId":0,\#
                "createdTime":"2022-01-10T18:20:00+03:00","updatedTime":"2022-01-10T18:20:00+03:00",\#
                "_included":{"company":null,"requisites":[]}}}
                """#),
        Case(target: "/v1/contacts", status: 200, answerHeaders: json),
        Case(target: "/v1/contacts/fields", status: 200, answerHeaders: json),
        Case(target: "/v1/companies/1", status: 200, answerHeaders: json),
        Case(target: "/v1/me", status: 200, answerHeaders: json),
    ]

    private static let badId = "Path parameter :id must be a positive integer"

    static let failures =
        [
            Case(
                target: "/v1/contacts/999999", status: 404, code: "ENTITY_NOT_FOUND", message: "Item not found",
                body: #"{"success":false,"error":{"code":"ENTITY_NOT_FOUND","message":"Item not found"}}"#,
                answerHeaders: json),
            Case(target: "/v1/contacts/99999999999999999999", status: 404, code: "ENTITY_NOT_FOUND"),
            Case(target: "/v1/companies/404", status: 404, code: "ENTITY_NOT_FOUND", message: "Item not found"),
            Case(
                target: "/v1/contacts/71?include=deals", status: 400, code: "INVALID_INCLUDE",
                message: "Unknown include 'deals'. Available: company, requisite"),
            Case(
                target: "/v1/companies/1?include=company", status: 400, code: "INVALID_INCLUDE",
                message: "Unknown include 'company'. Available: requisite"),
            Case(target: "/v1/contacts/71?include=COMPANY", status: 400, code: "INVALID_INCLUDE"),
            Case(
                target: "/v1/contacts/71?include=company,requisite,deal,quote", status: 400,
                code: "INCLUDE_LIMIT_EXCEEDED"),
            Case(target: "/v1/contacts?limit=0", status: 400, code: "INVALID_PARAMS"),
            Case(target: "/v1/contacts?limit=5001", status: 400, code: "INVALID_PARAMS"),
            Case(target: "/v1/contacts?offset=-1", status: 400, code: "INVALID_PARAMS"),
            Case(target: "/v1/contacts?filter%5BcompanyId%5D=1", status: 400, code: "INVALID_PARAMS"),
        ]
        + ["abc", "0", "000", "-1", "+71", "7.1", "71.0", "7e1", "0x47", "71%20", "%00", "%D9%A7%D9%A1", "%FF", ""].map
    {
        Case(target: "/v1/contacts/\($0)", status: 400, code: "INVALID_PARAMS", message: badId)
    }

    static let routes = [
        Case(target: "/", status: 200, answerHeaders: ["Content-Type": "text/plain; charset=utf-8"]),
        Case(target: "/v1/nothing", status: 404, code: "ROUTE_NOT_FOUND"),
        Case(target: "/v1/contacts/71/", status: 404, code: "ROUTE_NOT_FOUND"),
        Case(target: "/v2/contacts/71", status: 404, code: "ROUTE_NOT_FOUND"),
        Case(target: "//v1/contacts/71", status: 404, code: "ROUTE_NOT_FOUND"),
        Case(
            target: "/v1/contacts/71", method: "DELETE", status: 405, code: "METHOD_NOT_ALLOWED",
            answerHeaders: ["Allow": "GET, HEAD, OPTIONS"]),
        Case(target: "/v1/nothing", method: "POST", status: 404, code: "ROUTE_NOT_FOUND"),
        Case(
            target: "/v1/contacts/71", method: "OPTIONS", headers: ["Access-Control-Request-Headers": "x-api-key"],
            status: 204, body: "",
            answerHeaders: [
                "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Headers": "X-Api-Key, Authorization, Content-Type",
            ]),
    ]
}

/// The JSON of contact 71 under another id, as a reserved id gives it.
func contact71(as id: Int, _ json: String) -> String {
    guard let place = json.firstRange(of: "\"id\":71,") else { return json }
    return json.replacingCharacters(in: place, with: "\"id\":\(id),")
}
