import Foundation
import Testing

@testable import DemoPortal

/// The portal's own JSON, by the letter of RFC 8259.
struct JSONTests {
    private func parse(_ text: String) throws(JSONSyntaxError) -> JSON { try JSON(parsing: Array(text.utf8)) }

    @Test(
        "What is read is written back as it was",
        arguments: [
            "null", "true", "false", "0", "-0", "-0.0", "9007199254740993", "123456789012345678901234567890",
            "125000.50",
            "1e3", "2.5E-8", "1E+2", "\"\"", "[]", "{}", "[[],[{}]]", #"{"b":1,"a":2,"":3,"A":4}"#,
            #""\"\\\n\r\t\u0001\u001f""#,
            "\"Ё𝒳👩‍👩‍👧\u{2028}\u{7F}/\"",
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

    @Test("Foundation reads what is written")
    func foundationReads() throws {
        let text = String(String.UnicodeScalarView((0...0x3000).compactMap { Unicode.Scalar($0) }))
        let read = try JSONSerialization.jsonObject(with: Data(JSON.array([.string(text)]).bytes)) as? [String]
        #expect(read?.first.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }

    @Test(
        "Errors say what was expected and where",
        arguments: [
            ("", 0, "expected a value, found the end of the text"),
            ("nul", 0, "expected 'null', found 'n'"),
            ("NaN", 0, "expected a value, found 'N'"),
            ("[1,]", 3, "expected a value, found ']'"),
            ("[1 2]", 3, "expected ',' or ']' after an element, found '2'"),
            ("{\"a\":1,}", 7, "expected a member name in double quotes, found '}'"),
            ("{'a':1}", 1, "expected a member name in double quotes, found '''"),
            ("{\"a\" 1}", 5, "expected ':' after the member name 'a', found '1'"),
            ("{\"a\":1 \"b\":2}", 7, "expected ',' or '}' after the member 'a', found '\"'"),
            ("{\"a\":1,\"a\":2}", 7, "the member 'a' comes twice in one object"),
            ("1 Ж", 2, "expected the end of the text, found 'Ж'"),
            ("-", 1, "expected a digit, found the end of the text"),
            ("+1", 0, "expected a value, found '+'"),
            ("01", 1, "a number must not start with a superfluous 0"),
            ("1.", 2, "expected a digit after the decimal point, found the end of the text"),
            (".5", 0, "expected a value, found '.'"),
            ("1e", 2, "expected a digit in the exponent, found the end of the text"),
            ("\"abc", 0, "the string that starts here has no closing quote"),
            ("\"a\nb\"", 2, "a control character in a string must be written as an escape, as \\n or \\u0001"),
            ("\"\\x\"", 1, "expected an escape (one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)"),
            ("\"\\u12g4\"", 5, "expected four hexadecimal digits after \\u, found 'g'"),
            ("\"\\ud83d\"", 1, "half a surrogate pair: \\uD83D needs its \\uDE00"),
            ("\"\\ude00\"", 1, "half a surrogate pair: \\uD83D needs its \\uDE00"),
            ("\"\\ud83d\\u0041\"", 1, "half a surrogate pair: \\uD83D needs its \\uDE00"),
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
        #expect(throws: JSONSyntaxError(message: "the string is not valid UTF-8", offset: 1)) {
            try JSON(
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
            throws: JSONSyntaxError(message: "arrays and objects stand more than 64 deep in one another", offset: 64)
        ) { try parse(nested(65)) }
        #expect(throws: JSONSyntaxError.self) { try parse(nested(1_000_000)) }
        // Siblings do not add up.
        #expect(throws: Never.self) { try parse("[" + String(repeating: "[],", count: 100) + "[]]") }
    }
}
