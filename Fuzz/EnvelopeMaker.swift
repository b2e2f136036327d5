/// Answers of the API: envelopes, records, errors, answers of batches, as they are documented and a little beside.
enum EnvelopeMaker {
    static let headers: [(name: String, values: [String])] = [
        (
            "content-type",
            ["application/json", "text/html; charset=utf-8", "application/json; charset=windows-1251", ""]
        ),
        (
            "retry-after",
            [
                "0", "1", "-1", "1e300", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "nan",
                "99999999999", "",
            ]
        ),
        ("x-request-id", ["abc", "\u{1B}[2J", String(repeating: "r", count: 300)]),
        ("x-ratelimit-remaining", ["5", "-1", "x", "99999999999999999999"]),
        ("x-ratelimit-reset", ["1", "0", "x", "1e300"]),
        ("location", ["/v1/contacts/71", "http://127.0.0.1:1/", "//x", "ht tp://", ""]),
        ("content-encoding", ["identity", "gzip", "br", "nonsense"]),
    ]

    private static let records = [
        #"{"id":71,"name":"Ivan","lastName":"Petrov","companyId":1,"phone":"+7 916 123-45-67","comments":null}"#,
        #"{"id":72,"name":"Анна","email":[{"value":"anna@example.org","type":"WORK"}],"UF_CRM_1":[1,null]}"#,
        #"{"id":71,"_included":{"company":{"id":1,"title":"ООО «Ёж»"},"requisite":null}}"#, #"{"id":"71"}"#,
        #"{"id":71.0}"#,
        #"{"name":"no id"}"#, "{}", "[]", "null", "7", #""text""#,
    ]

    private static let errors = [
        #"{"code":"ENTITY_NOT_FOUND","message":"Item not found"}"#, #"{"code":"E\u001b[2JV","message":"x"}"#,
        #""plain""#, "null", "[]",
        "{}", #"{"code":null,"message":null}"#, #"{"code":{"a":1},"message":[1]}"#, #"{"code":7,"message":8.5}"#,
        #"{"code":"RATE_LIMITED","message":"slow","retryAfter":0.001}"#, #"{"code":"","message":""}"#, "true",
        #"{"code":"X","kind":"network","where":{},"status":"no","method":7,"body":[],"attempts":null,"message":"m"}"#,
        #"{"code":"X","message":"m","userMessage":"по-русски","hint":5,"details":{"a":[1]}}"#,
    ]

    static func envelope(_ dice: inout Dice) -> [UInt8] {
        let record = dice.pick(records), error = dice.pick(errors)
        let texts = [
            #"{"success":true,"data":\#(record)}"#, #"{"success":true,"data":\#(record)}"#,
            #"{"success":true,"data":[\#(record),\#(dice.pick(records))],"meta":{"total":2,"hasMore":true}}"#,
            #"{"success":true,"data":{"results":{"71":\#(record),"72":\#(dice.pick(records))},"errors":{"72":\#(error)}}}"#,
            #"{"success":true,"data":{"results":\#(record),"errors":\#(error)}}"#,
            #"{"success":true,"data":{"results":{"71":{"success":true,"data":\#(record)}},"errors":{"71":\#(error),"72":\#(error)}}}"#,
            #"{"success":false,"error":\#(error)}"#, #"{"success":false,"error":\#(error),"code":"C","details":"d"}"#,
            #"{"error":\#(error)}"#,
            #"{"success":\#(dice.pick(["1", "null", "\"true\"", "[]"])),"data":\#(record)}"#, #"{"data":\#(record)}"#,
            record, error,
            "<html><body>502 Bad Gateway</body></html>", "", " ",
        ]
        return Array(dice.pick(texts).utf8)
    }
}
