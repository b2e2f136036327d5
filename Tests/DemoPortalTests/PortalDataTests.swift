import Foundation
import Testing

@testable import DemoPortal

/// The built-in data, and what happens to people who break it.
struct PortalDataTests {
    private func section(_ name: String) throws -> [[String: Any]] {
        let data = try JSONSerialization.jsonObject(with: Data(PackageResources.portal_json)) as? [String: Any]
        return try #require(data?[name] as? [[String: Any]])
    }

    @Test("The file is JSON for Foundation and for the portal, and has its records")
    func records() throws {
        #expect(throws: Never.self) { try Portal(PackageResources.portal_json) }
        let contacts = try section("contacts").compactMap { $0["id"] as? Int }
        #expect(contacts == Array(71...111))
        #expect(Portal.builtIn.data.records("contacts").records.count == contacts.count)
        #expect(try section("companies").count >= 8)
        #expect(try section("requisites").count >= 12)
    }

    @Test(
        "Ids are unique in each section, and no reserved id is a contact's",
        arguments: [
            "contacts", "companies", "requisites", "reserved",
        ])
    func uniqueIds(name: String) throws {
        let ids = try section(name).compactMap { $0["id"] as? Int }
        #expect(ids.count == Set(ids).count)
        #expect(ids.count == (try section(name).count))
        if name == "reserved" { #expect(Set(ids).isDisjoint(with: 71...111)) }
    }

    @Test("Each requisite has an owner that exists, some contact has two, most have none")
    func requisites() throws {
        let contacts = Set(try section("contacts").compactMap { $0["id"] as? Int })
        let companies = Set(try section("companies").compactMap { $0["id"] as? Int })
        var counts: [Int: Int] = [:]
        for requisite in try section("requisites") {
            let owner = try #require(requisite["entityId"] as? Int)
            let type = try #require(requisite["entityTypeId"] as? Int)
            #expect((type == 3 ? contacts : companies).contains(owner))
            if type == 3 { counts[owner, default: 0] += 1 }
        }
        #expect(counts.values.contains(2))
        #expect(counts.count < contacts.count / 2)
    }

    @Test(
        "Every code that the documentation lists for reading a contact has its reserved id",
        arguments: [
            // docs/api.md, section 6, by status.
            (
                400,
                [
                    "VALIDATION_ERROR", "INVALID_PARAMS", "INVALID_REQUEST", "MISSING_PARAMS", "INVALID_INCLUDE",
                    "INCLUDE_LIMIT_EXCEEDED", "INVALID_ID",
                ]
            ),
            (
                401,
                [
                    "MISSING_API_KEY", "INVALID_API_KEY", "INVALID_APP_KEY", "TOKEN_MISSING", "TOKEN_EXPIRED",
                    "TOKEN_REFRESH_FAILED", "WRONG_KEY_TYPE", "KEY_INACTIVE", "KEY_EXPIRED", "INVALID_SESSION",
                    "SESSION_APP_MISMATCH",
                ]
            ),
            (
                402,
                [
                    "BILLING_EXHAUSTED", "ACCOUNT_FROZEN", "COMMERCIAL_PLAN_REQUIRED", "TRIAL_EXPIRED",
                    "TRIAL_PORTAL_LIMIT",
                    "TRIAL_USER_LIMIT", "PLAN_NOT_ALLOWED_ON_TRIAL",
                ]
            ),
            (
                403,
                [
                    "SCOPE_DENIED", "ACCESS_DENIED", "BITRIX_ACCESS_DENIED", "MANAGEMENT_KEY_NO_ENTITY_ACCESS",
                    "MANAGEMENT_KEY_READ_ONLY", "MANAGEMENT_SCOPE_REQUIRED", "OAUTH_REQUIRED", "WAITLIST_PENDING",
                    "IP_NOT_ALLOWED", "KEY_POLICY_READONLY_REQUIRED",
                ]
            ),
            (404, ["ENTITY_NOT_FOUND", "NOT_FOUND"]),
            (409, ["CONFLICT", "ALREADY_EXISTS"]),
            (422, ["BITRIX_ERROR"]),
            (429, ["RATE_LIMITED", "ERROR_LOOP_DETECTED"]),
            (500, ["INTERNAL_ERROR"]),
            (502, ["BITRIX_UNAVAILABLE", "ERROR_LOOP_DETECTED"]),
            (504, ["QUEUE_TIMEOUT"]),
        ] as [(Int, [String])])
    func documentedCodes(status: Int, codes: [String]) throws {
        let found = try section("reserved").filter { $0["status"] as? Int == status }
            .compactMap { ($0["error"] as? [String: Any])?["code"] as? String }
        #expect(Set(codes).subtracting(found) == [])
    }

    @Test(
        "A mistake in the data is reported with its place",
        arguments: [
            ("{\"contacts\": [{\"id\": 71,}]}", 1, 25, "expected a member's name in double quotes, found '}'"),
            ("{\n  \"contacts\": [\n    {\"имя\" 1}", 3, 12, "expected ':' after a member's name, found '1'"),
            ("[]", 1, 1, "the data must be an object"),
            (
                "{\"contcts\": []}", 1, 1,
                "unknown member 'contcts'; known are: about, settings, me, fields, "
                    + "contacts, companies, requisites, reserved, keys"
            ),
            ("{\"contacts\":\n {}}", 1, 1, "'contacts' must be an array of objects"),
            ("{\"contacts\":[\n{\"name\":\"Ivan\"}]}", 2, 1, "'id' must be an integer, 1 or more"),
            ("{\"contacts\":[\n{\"id\":1},\n {\"id\":1}]}", 3, 2, "the id 1 comes twice in 'contacts'"),
            (
                "{\"contacts\":[{\"id\":1}],\"reserved\":[\n{\"id\":1,\"text\":\"\"}]}", 2, 1,
                "the id 1 belongs to a contact already"
            ),
            ("{\"reserved\":[\n{\"id\":1}]}", 2, 1, "expected one of error, json, text, hex, nesting, contact"),
            (
                "{\"reserved\":[\n{\"id\":1,\"text\":\"\",\"hex\":\"\"}]}", 2, 1,
                "expected one of error, json, text, hex, nesting, contact"
            ),
            ("{\"reserved\":[\n{\"id\":1,\"contact\":71}]}", 2, 1, "there is no contact 71"),
            ("{\"reserved\":[\n{\"id\":1,\"text\":\"\",\"then\":71}]}", 2, 1, "there is no contact 71"),
            (
                "{\"reserved\":[\n{\"id\":1,\"text\":\"\",\"status\":99}]}", 2, 1,
                "'status' must be an integer, 200 to 599"
            ),
            ("{\"reserved\":[\n{\"id\":1,\"hex\":\"f\"}]}", 2, 1, "'hex' must be pairs of hexadecimal digits"),
            (
                "{\"reserved\":[\n{\"id\":1,\"text\":\"\",\"delay\":1,\"cut\":1}]}", 2, 1,
                "expected at most one of delay, cut, drip"
            ),
            ("{\"requisites\":[\n{\"id\":1,\"entityTypeId\":5}]}", 2, 1, "'entityTypeId' must be an integer, 3 to 4"),
            (
                "{\"settings\":\n{\"requisiteShape\":\"list\"}}", 2, 1,
                "'requisiteShape' must be \"array\" or \"object\""
            ),
            ("{\"keys\":[\n{\"key\":\"\"}]}", 2, 1, "'key' must be a string that is not empty"),
        ] as [(String, Int, Int, String)])
    func mistakes(text: String, line: Int, column: Int, message: String) throws {
        let error = #expect(throws: PortalDataError.self) { try Portal(Array(text.utf8)) }
        #expect(error?.description == "line \(line), column \(column): \(message)")
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test("No section is needed")
    func emptyData() throws {
        let portal = try Portal(Array("{}".utf8))
        #expect(portal.answer(to: PortalRequest("/v1/contacts/71")).status == 404)
        #expect(portal.answer(to: PortalRequest("/")).status == 200)
    }
}
