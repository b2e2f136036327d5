import Testing

@testable import Recording

/// Where the pieces of a JSON text begin and end, and that rubbish is refused (RFC 8259).
@Suite struct JSONTokensTests {
    private func accepts(_ text: String) -> Bool { JSONTokens.accept(Array(text.utf8)) }

    @Test(
        "What is JSON is accepted",
        arguments: [
            "0", "-0", "-0.0e+10", "12.5E-3", "1e999", "true", "false", "null", #""""#, "[]", "{}", " [ ] ",
            "\t{\r\n}\n",
            #"{"":{"":[]}}"#, #"[1,"a",null,{"b":[true]}]"#, #""\" \\ \/ \b \f \n \r \t \u0418 \uD800""#,
            "\"Иван \u{7F} 👗\"",
            #"{"a":1,"a":2}"#, String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
        ])
    func valid(text: String) { #expect(accepts(text)) }

    @Test(
        "What is not is refused",
        arguments: [
            "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "[1 2]", "{,}", "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
            #"{"a":1 "b":2}"#, #"{"a" 1}"#, "01", "-", "+1", ".5", "1.", "1.e3", "1e", "1e+", "0x10", "NaN", "Infinity",
            "tru",
            "True", "nulll", "'a'", #"""#, #""a"#, #""\"#, #""\x""#, #""\u12""#, #""\u12G4""#, "\"a\nb\"", "\"\u{0}\"",
            "\"\t\"",
            "1 2", "{} {}", "[]]", "[}", "{]", "// no", "\u{FEFF}{}", String(repeating: "[", count: 100_000),
        ])
    func invalid(text: String) { #expect(!accepts(text)) }

    @Test(
        "UTF-8 is UTF-8: nothing overlong, cut or surrogate",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22], [0x22, 0xD0],
        ] as [[UInt8]])
    func utf8(bytes: [UInt8]) { #expect(!JSONTokens.accept(bytes) && !JSONTokens.isUTF8(bytes)) }

    @Test("Members come in their order, with the bytes of their values")
    func members() throws {
        let text = #" {"a" : 1.50 ,"b":{"a":[1,{}]},"\u0441":"x\"}", "d":[ ] } "#
        let bytes = Array(text.utf8)
        let members = try JSONTokens.members(of: bytes)
        #expect(members.map(\.name) == ["a", "b", "с", "d"])
        #expect(
            members.map { String(decoding: bytes[$0.value], as: UTF8.self) }
                == ["1.50", #"{"a":[1,{}]}"#, #""x\"}""#, "[ ]"])
        #expect(throws: JSONTokens.Problem.self) { try JSONTokens.members(of: Array("[]".utf8)) }
        #expect(throws: JSONTokens.Problem(message: "expected ',' or '}'", offset: 7)) {
            try JSONTokens.members(of: Array(#"{"a":1 2}"#.utf8))
        }
    }

    @Test("No text that is cut or has a byte changed makes it read beyond its end, loop, or accept half a text")
    func rubbish() {
        let whole = Array(#"{"name":"Ив\u0430н","ids":[1,-2.5e3,null],"x":{"y":true,"z":"\\"}}"#.utf8)
        #expect(JSONTokens.accept(whole))
        for end in whole.indices { #expect(!JSONTokens.accept(Array(whole[..<end]))) }
        var random = Random("rubbish")
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...Int(random.next() % 3) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            guard JSONTokens.accept(bytes) else { continue }
            // What is accepted has its brackets in pairs: the depth, counted apart, ends at nothing.
            var depth = 0
            var tokens = JSONTokens(bytes)
            while let token = try? tokens.next() {
                if token.kind == .beginObject || token.kind == .beginArray { depth += 1 }
                if token.kind == .endObject || token.kind == .endArray { depth -= 1 }
            }
            #expect(depth == 0)
        }
    }

    @Test("Strings keep their text in both directions")
    func strings() {
        for text in ["", "a\"b\\c", "\n\r\t\u{0}\u{1F}\u{7F}", "Иван 👗 \u{2028}", "/"] {
            var line: [UInt8] = []
            JSONString.append(text, to: &line)
            #expect(!line.contains { $0 < 0x20 } && JSONTokens.accept(line))
            #expect(JSONString.text(line[...]) == text)
        }
        #expect(
            JSONString.text(Array(#""\u0418\uD83D\uDC57\ud83d!\uDC57\uD83D""#.utf8)[...])
                == "И👗\u{FFFD}!\u{FFFD}\u{FFFD}")
    }

    @Test(
        "Base64 is that of RFC 4648, 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(plain: String, coded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == coded)
        #expect(Base64.decode(coded) == Array(plain.utf8))
        #expect(Base64.decode(coded + "=") == nil && Base64.decode("!" + coded.dropFirst()) == nil)
    }
}
