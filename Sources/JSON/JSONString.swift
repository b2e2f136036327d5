/// Strings of JSON with their quotes, written and read.
///
/// ```swift
/// var line: [UInt8] = []
/// JSONString.append("a\"b", to: &line)   // "a\"b" with its backslash
/// JSONString.text(line[...])             // a"b
/// ```
package enum JSONString {
    /// Appends a text in quotes. Quotes, backslashes and control characters are escaped, DEL included; all else stays as it is.
    package static func append(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0x0A: line += #"\n"#.utf8
            case 0x0D: line += #"\r"#.utf8
            case 0x09: line += #"\t"#.utf8
            case 0..<0x20, 0x7F: line += [UInt8]("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }

    /// The text of a string that ``JSONTokens`` has accepted, given with its quotes. Half a surrogate pair becomes U+FFFD.
    package static func text(_ quoted: ArraySlice<UInt8>) -> String {
        let bytes = quoted.dropFirst().dropLast()
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        var index = bytes.startIndex
        var high: UInt32?
        func close() {
            if high != nil { text += "\u{FFFD}".utf8 }
            high = nil
        }
        while index < bytes.endIndex {
            guard bytes[index] == UInt8(ascii: "\\") else {
                close()
                text.append(bytes[index])
                index += 1
                continue
            }
            let letter = bytes[index + 1]
            index += 2
            guard letter == UInt8(ascii: "u") else {
                close()
                text.append(simple[letter] ?? letter)
                continue
            }
            let unit = bytes[index..<index + 4].reduce(UInt32(0)) { $0 << 4 | UInt32(digit($1) ?? 0) }
            index += 4
            if let first = high, (0xDC00...0xDFFF).contains(unit) {
                high = nil
                text += utf8(0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00))
            } else {
                close()
                if (0xD800...0xDBFF).contains(unit) { high = unit } else { text += utf8(unit) }
            }
        }
        close()
        return String(decoding: text, as: UTF8.self)
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]
    private static let digits = Array("0123456789abcdef".utf8)

    /// The value of a hexadecimal digit; nil for any other byte.
    package static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func utf8(_ scalar: UInt32) -> [UInt8] {
        Array(String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
    }
}
