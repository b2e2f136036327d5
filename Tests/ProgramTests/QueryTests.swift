import Foundation
import TestSupport
import Testing

/// The query of `bitrix.get`: nothing of it is dropped in silence, and its numbers are a machine's.
@Suite struct QueryTests {
    @Test(
        "What a query cannot hold is a wrong argument, wherever it stands; nothing is sent",
        arguments: [
            (
                "{filter = {id = {[\"$in\"] = {}}}}",
                "filter[id][$in] is an empty table, which asks for nothing; leave it out to ask for all"
            ),
            ("{filter = {}}", "filter is an empty table, which asks for nothing; leave it out to ask for all"),
            ("{include = {}}", "include is an empty table, which asks for nothing; leave it out to ask for all"),
            (
                "{filter = {companyId = bitrix.null}}",
                "filter[companyId] is bitrix.null, and the API documents no way to ask for empty fields: fetch the list, and look at the field in Lua"
            ),
            (
                "{filter = {id = {[\"$in\"] = {1, bitrix.null}}}}",
                "filter[id][$in][2] is bitrix.null, and the API documents no way to ask for empty fields: fetch the list, and look at the field in Lua"
            ),
            ("{filter = {a = print}}", "string, number, boolean or table expected for filter[a], got function"),
            ("{filter = {a = io.stdout}}", "string, number, boolean or table expected for filter[a], got userdata"),
            ("{filter = {a = 0/0}}", "string, number, boolean or table expected for filter[a], got nan"),
            ("{limit = 1/0}", "string, number, boolean or table expected for limit, got inf"),
            ("{filter = {a = {1, {2}}}}", "string, number or boolean expected at filter[a][2], got table"),
            ("{filter = {a = {1, nil, 3}}}", "filter[a] has a hole at 2, or names beside its list"),
            ("{filter = {a = {1, x = 2}}}", "filter[a] has a hole at 2, or names beside its list"),
        ])
    func refused(query: String, message: String) throws {
        let portal = try Portal(body: #"{"success":true,"data":[]}"#)
        let outcome = try portal.run("print(select(2, pcall(bitrix.get, '/v1/contacts', \(query))))")
        #expect(outcome == .init(output: "bad argument #2 to 'get' (query: \(message))\n"))
        #expect(portal.targets == [])
    }

    @Test("A list that came without what include asked for is an error that has the list")
    func skippedInclude() throws {
        let portal = try Portal(body: #"{"success":true,"data":[{"id":1}],"meta":{"total":900,"includeSkipped":true}}"#)
        let outcome = try portal.run(
            """
            local ok, e = pcall(function() bitrix.get("/v1/contacts", {limit = 500, include = "company"}) end)
            print(ok, e.kind, e.code, e.status, e.call, e.path, #e.results, e.body.meta.total)
            print(e)
            """)
        #expect(
            outcome.output == """
                false\tresponse\tINCLUDE_SKIPPED\t200\tget\t/v1/contacts?include=company&limit=500\t1\t900
                (command line):1: INCLUDE_SKIPPED: the API leaves out what include asks for in lists of more than 200 records; ask for limit = 200 and less, and for the rest with offset (200)

                """)
    }

    /// A directory with a locale whose decimal sign is a comma.
    private func commaLocale() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        _ = try Child(
            "localedef", ["-i", "ru_RU", "-f", "UTF-8", directory.url.appendingPathComponent("ru_RU.UTF-8").path]
        ).finish()
        return directory
    }

    @Test("A number has a point wherever a machine reads it, whatever os.setlocale says")
    func locale() throws {
        let locales = try commaLocale()
        let portal = try Portal(body: #"{"success":true,"data":{"id":71,"share":0.25,"rate":1.5e-3}}"#)
        let outcome = try portal.run(
            """
            assert(os.setlocale("ru_RU.UTF-8"), "no such locale") print(0.25)
            local c = bitrix.contact(71)
            bitrix.get("/v1/x", {a = 0.25, b = {1.5, 2}, c = 1e22, d = 0.1 + 0.2, e = 15.0, f = -1e-7, g = math.maxinteger})
            os.setlocale("C")
            print(c.share, c.rate)
            """, environment: ["LOCPATH": locales.url.path])
        #expect(outcome == .init(output: "0,25\n0.25\t0.0015\n"))
        #expect(
            portal.targets.last
                == "/v1/x?a=0.25&b=1.5,2&c=1e%2B22&d=0.30000000000000004&e=15&f=-1e-07&g=9223372036854775807")
    }
}
