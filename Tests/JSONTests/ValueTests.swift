import JSON
import Testing

/// Values are read and written by the letter of RFC 8259.
@Suite struct ValueTests {
    private func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test(
        "What is read is written back as it was",
        arguments: [
            "null", "true", "false", "0", "-0", "-0.0", "9007199254740993", "123456789012345678901234567890",
            "125000.50",
            "1e3", "2.5E-8", "1E+2", "\"\"", "[]", "{}", "[[],[{}]]", #"{"b":1,"a":2,"":3,"A":4}"#,
            #""\"\\\n\r\t\u0001\u001f""#,
            "\"Ё𝒳👩‍👩‍👧\u{2028}/\"", #""\u007f""#, #"{"a":1,"a":2,"a":1}"#,
        ])
    func roundTrip(text: String) throws {
        #expect(String(decoding: try parse(text).bytes, as: UTF8.self) == text)
    }

    @Test("Members keep their order, numbers their digits, strings their characters")
    func values() throws {
        let value = try parse(" {\"z\" : 1.50 ,\n\t\"a\":[null, true,\r\"\\ud83d\\ude00\\u0416\\/\\b\\f\"] } ")
        #expect(value == ["z": .number("1.50"), "a": [.null, true, "😀Ж/\u{8}\u{C}"]])
        #expect(value.object?.members.map(\.name) == ["z", "a"])
    }

    @Test(
        "Errors say what was expected and where",
        arguments: [
            ("", 0, "expected a value, found the end of the text"),
            ("nul", 0, "expected a value, found 'n'"),
            ("NaN", 0, "expected a value, found 'N'"),
            ("[1,]", 3, "expected a value, found ']'"),
            ("[1 2]", 3, "expected ',' or ']', found '2'"),
            ("{\"a\":1,}", 7, "expected a member's name in double quotes, found '}'"),
            ("{'a':1}", 1, "expected a member's name in double quotes, found '''"),
            ("{\"a\" 1}", 5, "expected ':' after a member's name, found '1'"),
            ("{\"a\":1 \"b\":2}", 7, "expected ',' or '}', found '\"'"),
            ("1 Ж", 2, "expected the end of the text, found 'Ж'"),
            ("-", 1, "expected a digit, found the end of the text"),
            ("+1", 0, "expected a value, found '+'"),
            ("01", 1, "a number must not begin with a superfluous 0"),
            ("1.", 2, "expected a digit after the decimal point, found the end of the text"),
            (".5", 0, "expected a value, found '.'"),
            ("1e", 2, "expected a digit in the exponent, found the end of the text"),
            ("\"abc", 0, "the string that begins here has no closing quote"),
            ("\"a\nb\"", 2, "a control character in a string needs an escape, such as \\n or \\u0001"),
            ("\"\\x\"", 1, "expected an escape (one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX), found '\\'"),
            ("\"\\u12g4\"", 5, "expected four hexadecimal digits after \\u, found 'g'"),
            ("\u{FEFF}1", 0, "expected a value, found '\u{FEFF}'"),
            ("\u{0}", 0, "expected a value, found the control byte 0x0"),
        ] as [(String, Int, String)])
    func errors(text: String, offset: Int, message: String) {
        #expect(throws: JSONSyntaxError(message: message, offset: offset)) { try parse(text) }
    }

    @Test(
        "Bytes that are no UTF-8 are refused, overlong forms and surrogates too",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xD0],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONSyntaxError(message: "the string is not UTF-8", offset: 1)) {
            try JSONValue(
                parsing: [UInt8(ascii: "["), UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\""), UInt8(ascii: "]")])
        }
    }

    @Test("The depth is bounded, and the bound is exact")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(64)) }
        #expect(
            throws: JSONSyntaxError(message: "arrays and objects nest deeper than 64 levels", offset: 64)
        ) { try parse(nested(65)) }
        #expect(throws: JSONSyntaxError.self) { try parse(nested(1_000_000)) }
        // Siblings do not add up.
        #expect(throws: Never.self) { try parse("[" + String(repeating: "[],", count: 100) + "[]]") }
    }

    @Test("Half a surrogate pair becomes U+FFFD, as in the client")
    func surrogates() throws {
        #expect(try parse(#"["\ud83d","\ude00x","\ud83d\u0041","\ude00\ud83d"]"#) == ["�", "�x", "�A", "��"])
    }

    @Test("Names that come twice stay, or are refused where the caller wants that")
    func duplicates() throws {
        let text = #"{"a":1,"b":{"a":2},"\u0061":3}"#
        let value = try parse(text)
        #expect(value.object?.members.map(\.name) == ["a", "b", "a"])
        #expect(value.object?["a"] == 1 && value.object?["c"] == nil)
        #expect(throws: JSONSyntaxError(message: "the member 'a' comes twice in one object", offset: 19)) {
            try JSONValue(parsing: Array(text.utf8), refusesDuplicates: true)
        }
        #expect(throws: Never.self) {
            try JSONValue(parsing: Array(#"{"a":{"a":{"a":[]}}}"#.utf8), refusesDuplicates: true)
        }
    }

    @Test(
        "Another bound of the depth is as exact, for objects and arrays in one another", arguments: [0, 1, 2, 7, 500])
    func ownDepth(bound: Int) {
        func nested(_ depth: Int) -> [UInt8] {
            var text = "0"
            for level in 0..<depth { text = level.isMultiple(of: 2) ? "[\(text)]" : "{\"a\":\(text)}" }
            return Array(text.utf8)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(bound), maximumDepth: bound) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: nested(bound + 1), maximumDepth: bound) }
    }

    @Test("An error names its byte, counted from 1")
    func description() {
        let error = #expect(throws: JSONSyntaxError.self) { try parse("[1,]") }
        #expect(error.map { "\($0)" } == "byte 4: expected a value, found ']'")
    }

    @Test("Where an object stood does not count for its equality, the order of members does")
    func equality() throws {
        #expect(try parse(#"  {"a":1}"#) == ["a": 1] && parse(#"  {"a":1}"#).object?.offset == 2)
        #expect(try parse(#"{"a":1,"b":2}"#) != ["b": 2, "a": 1])
        #expect(try parse("1.0") != 1)
    }

    @Test("Views of a value: nil for any other kind, and for numbers that are no Int")
    func views() {
        #expect(JSONValue.number("71").integer == 71 && JSONValue.number("-9223372036854775808").integer == .min)
        for text in ["7.0", "1e3", "9223372036854775808"] { #expect(JSONValue.number(text).integer == nil) }
        let string: JSONValue = "71"
        #expect(string.string == "71" && string.integer == nil && string.array == nil && string.object == nil)
        #expect(JSONValue.array([.null, true]).array == [.null, true] && JSONValue.null.string == nil)
    }
}
