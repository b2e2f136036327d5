import TestSupport
import Testing

/// `bitrix.contact`, by `docs/api.md`, sections 2 and 3, against a server that is not ours.
@Suite struct ContactTests {
    private static let contact = #"""
        {"success":true,"data":{"id":71,"name":"Ivan","lastName":"Petrov","secondName":null,"companyId":1,
        "assignedById":1,"sourceId":"WEB","typeId":"CLIENT","createdTime":"2020-05-08T10:48:20+03:00",
        "updatedTime":"2025-08-22T13:01:31+03:00","ufCrm_1719400333":[31,35],
        "_included":{"company":{"id":1,"title":"ООО «Север»"},"requisites":[]}}}
        """#

    @Test("The record comes back as a plain table, related records under _included")
    func record() throws {
        let portal = try Portal(body: Self.contact)
        let outcome = try portal.run(
            """
            local c = bitrix.contact(71, {include = {"company", "requisite"}})
            print(c.id, math.type(c.id), c.name, c.lastName, c.secondName, c.createdTime, c.ufCrm_1719400333[2])
            print(c._included.company.id, c._included.company.title, #c._included.requisites, getmetatable(c))
            print(table.concat(bitrix.fields(c), " "))
            """)
        #expect(
            outcome
                == .init(
                    output: """
                        71\tinteger\tIvan\tPetrov\tnil\t2020-05-08T10:48:20+03:00\t35
                        1\tООО «Север»\t0\tnil
                        id name lastName secondName companyId assignedById sourceId typeId createdTime updatedTime \
                        ufCrm_1719400333 _included

                        """))
        #expect(portal.targets == ["/v1/contacts/71?include=company,requisite"])
    }

    @Test(
        "Ids and includes in every form that is allowed ask for the same thing",
        arguments: [
            ("71", "/v1/contacts/71"), ("71.0", "/v1/contacts/71"), ("'71'", "/v1/contacts/71"),
            ("'0071'", "/v1/contacts/71"), ("math.maxinteger", "/v1/contacts/9223372036854775807"),
            ("71, nil", "/v1/contacts/71"), ("71, {}", "/v1/contacts/71"), ("71, {include={}}", "/v1/contacts/71"),
            ("71, {include='company'}", "/v1/contacts/71?include=company"),
            ("71, {include='company,requisite'}", "/v1/contacts/71?include=company,requisite"),
            ("71, {include=' company , requisite '}", "/v1/contacts/71?include=company,requisite"),
            ("71, {include={'requisite'}}", "/v1/contacts/71?include=requisite"),
            ("71, {include={'company', 'company'}}", "/v1/contacts/71?include=company"),
        ])
    func forms(arguments: String, target: String) throws {
        let id = try #require(target.firstMatch(of: /\/contacts\/(\d+)/)).1
        let portal = try Portal(body: Self.contact.replacing(#""id":71,"#, with: #""id":\#(id),"#))
        let outcome = try portal.run("print(bitrix.contact(\(arguments)).name)")
        #expect(outcome == .init(output: "Ivan\n"))
        #expect(portal.targets == [target])
    }

    @Test(
        "A wrong argument raises Lua's usual message at the caller's line, and sends nothing",
        arguments: [
            ("", "bad argument #1 to 'contact' (positive integer expected, got no value)"),
            ("nil", "bad argument #1 to 'contact' (positive integer expected, got nil)"),
            ("'x'", #"bad argument #1 to 'contact' (positive integer expected, got "x")"#),
            ("''", #"bad argument #1 to 'contact' (positive integer expected, got "")"#),
            ("'-1'", #"bad argument #1 to 'contact' (positive integer expected, got "-1")"#),
            ("'1e3'", #"bad argument #1 to 'contact' (positive integer expected, got "1e3")"#),
            ("'71/../../x'", #"bad argument #1 to 'contact' (positive integer expected, got "71/../../x")"#),
            (
                "'99999999999999999999'",
                #"bad argument #1 to 'contact' (positive integer expected, got "99999999999999999999")"#
            ),
            ("0", "bad argument #1 to 'contact' (positive integer expected, got 0)"),
            ("-1", "bad argument #1 to 'contact' (positive integer expected, got -1)"),
            ("1.5", "bad argument #1 to 'contact' (positive integer expected, got 1.5)"),
            ("2^63", "bad argument #1 to 'contact' (positive integer expected, got 9.2233720368548e+18)"),
            ("0/0 ~= 0 and 1/0", "bad argument #1 to 'contact' (positive integer expected, got inf)"),
            ("{}", "bad argument #1 to 'contact' (positive integer expected, got table)"),
            ("print", "bad argument #1 to 'contact' (positive integer expected, got function)"),
            ("71, 'company'", #"bad argument #2 to 'contact' (table of options expected, got "company")"#),
            (
                "71, {'company'}",
                "bad argument #2 to 'contact' (named options expected, such as {include={\"company\"}}; got the element 1)"
            ),
            (
                "71, {inclde='company'}",
                #"bad argument #2 to 'contact' (unknown option "inclde"; did you mean "include"? known: include)"#
            ),
            ("71, {zebra=1}", #"bad argument #2 to 'contact' (unknown option "zebra"; known: include)"#),
            (
                "71, {include='compny'}",
                #"bad argument #2 to 'contact' (unknown include "compny"; did you mean "company"? known: company, requisite)"#
            ),
            (
                "71, {include={'requisites'}}",
                #"bad argument #2 to 'contact' (unknown include "requisites"; did you mean "requisite"? known: company, requisite)"#
            ),
            (
                "71, {include='COMPANY'}",
                #"bad argument #2 to 'contact' (unknown include "COMPANY"; did you mean "company"? known: company, requisite)"#
            ),
            (
                "71, {include='deals'}",
                #"bad argument #2 to 'contact' (unknown include "deals"; known: company, requisite)"#
            ),
            ("71, {include=7}", "bad argument #2 to 'contact' (include: string or list of strings expected, got 7)"),
            (
                "71, {include={'company', nil, 'requisite'}}",
                "bad argument #2 to 'contact' (include: the list has a hole at 2)"
            ),
            ("71, {include={'company', 7}}", "bad argument #2 to 'contact' (include: string expected at 2, got 7)"),
            (
                "71, {include={company=true}}",
                "bad argument #2 to 'contact' (include: list of names expected, got the field \"company\"; write include={\"company\"})"
            ),
        ])
    func badArguments(arguments: String, message: String) throws {
        let portal = try Portal(body: Self.contact)
        let outcome = try portal.run("print(select(2, pcall(function() bitrix.contact(\(arguments)) end)))")
        #expect(outcome == .init(output: "(command line):1: \(message)\n"))
        #expect(portal.targets == [])
    }

    @Test("The module is the same by require, knows its version, and does not mind changed globals")
    func module() throws {
        let portal = try Portal(body: Self.contact)
        let outcome = try portal.run(
            """
            print(require "bitrix" == bitrix, bitrix._VERSION, tostring(bitrix.null))
            string.format, string.match, table.concat, pairs, error, type, tostring = nil
            print(bitrix.contact("71", {include = {"company"}}).name)
            """)
        #expect(outcome == .init(output: "true\t0.1.0\tnull\nIvan\n"))
    }

    @Test("Settings are checked, then used")
    func configure() throws {
        let portal = try Portal(body: Self.contact)
        let outcome = try portal.run(
            """
            print(select(2, pcall(bitrix.configure, {timout = 1})))
            print(select(2, pcall(bitrix.configure, {timeout = "1"})))
            print(select(2, pcall(bitrix.configure, {timeout = 0})))
            print(select(2, pcall(bitrix.configure)))
            bitrix.configure{max_answer = 100, timeout = 5, connect_timeout = 2.5}
            local ok, e = pcall(bitrix.contact, 71)
            print(e.kind, e.code, e.status)
            bitrix.configure{max_answer = 1 << 20}
            print(bitrix.contact(71).name)
            """)
        #expect(
            outcome.output == """
                bad argument #1 to 'configure' (unknown setting "timout"; did you mean "timeout"? known: connect_timeout, timeout, max_answer, attempts, max_wait, max_total_wait)
                bad argument #1 to 'configure' (timeout: positive number expected, got "1")
                bad argument #1 to 'configure' (timeout: positive number expected, got 0)
                bad argument #1 to 'configure' (table of settings expected, got nil)
                response\tANSWER_TOO_LARGE\t200
                Ivan

                """)
        #expect(outcome.errors == "" && outcome.status == 0)
    }
}
