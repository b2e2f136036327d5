import JSON
import Testing

/// Where the pieces of a JSON text begin and end, and that rubbish is refused (RFC 8259).
@Suite struct TokenTests {
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
    func utf8(bytes: [UInt8]) { #expect(!JSONTokens.accept(bytes) && !bytes.isUTF8) }

    @Test("Members come in their order, with the bytes of their values")
    func members() throws {
        let text = #" {"a" : 1.50 ,"b":{"a":[1,{}]},"\u0441":"x\"}", "d":[ ] } "#
        let bytes = Array(text.utf8)
        let members = try JSONTokens.members(of: bytes)
        #expect(members.map(\.name) == ["a", "b", "с", "d"])
        #expect(
            members.map { String(decoding: bytes[$0.value], as: UTF8.self) }
                == ["1.50", #"{"a":[1,{}]}"#, #""x\"}""#, "[ ]"])
        #expect(throws: JSONSyntaxError.self) { try JSONTokens.members(of: Array("[]".utf8)) }
        #expect(throws: JSONSyntaxError(message: "expected ',' or '}', found '2'", offset: 7)) {
            try JSONTokens.members(of: Array(#"{"a":1 2}"#.utf8))
        }
    }

    @Test("No text that is cut or has a byte changed makes it read beyond its end, loop, or accept half a text")
    func rubbish() {
        let whole = Array(#"{"name":"Ив\u0430н","ids":[1,-2.5e3,null],"x":{"y":true,"z":"\\"}}"#.utf8)
        #expect(JSONTokens.accept(whole))
        for end in whole.indices { #expect(!JSONTokens.accept(Array(whole[..<end]))) }
        var random = Generator(seed: 1)
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
}
