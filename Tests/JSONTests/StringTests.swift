import Foundation
import JSON
import Testing

/// Strings: escapes, surrogates, and all of Unicode.
@Suite struct StringTests {
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

    @Test("Every character comes back, and Foundation reads what is written")
    func all() throws {
        let text = String(String.UnicodeScalarView((0...0x10FFFF).compactMap { Unicode.Scalar($0) }))
        var line: [UInt8] = []
        JSONString.append(text, to: &line)
        #expect(JSONString.text(line[...]).utf16.elementsEqual(text.utf16))
        let read = try JSONSerialization.jsonObject(with: Data(line), options: .fragmentsAllowed) as? String
        #expect(read.map { $0.utf16.elementsEqual(text.utf16) } == true)
    }

    @Test("Every pair of escaped surrogates is one character; every other half is U+FFFD")
    func surrogates() {
        func read(_ units: UInt32...) -> [UInt32] {
            let text = units.map { #"\u"# + String($0, radix: 16) }.joined()
            return JSONString.text(Array("\"\(text)\"".utf8)[...]).unicodeScalars.map { $0.value }
        }
        for high in stride(from: UInt32(0xD800), through: 0xDBFF, by: 51) {
            for low in stride(from: UInt32(0xDC00), through: 0xDFFF, by: 51) {
                #expect(read(high, low) == [0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00))])
            }
            #expect(read(high) == [0xFFFD] && read(high, 0x1234) == [0xFFFD, 0x1234])
            #expect(read(high, high, 0xDC00) == [0xFFFD, 0x10000 + (high - 0xD800) << 10])
        }
        for low in stride(from: UInt32(0xDC00), through: 0xDFFF, by: 51) {
            #expect(read(low) == [0xFFFD] && read(low, 0xD800) == [0xFFFD, 0xFFFD])
        }
    }

    @Test("Digits of hexadecimal numbers, and no other bytes")
    func digits() {
        for byte in UInt8.min...UInt8.max {
            let expected = Character(Unicode.Scalar(byte)).isASCII ? Character(Unicode.Scalar(byte)).hexDigitValue : nil
            #expect(JSONString.digit(byte).map(Int.init) == expected)
        }
    }
}
