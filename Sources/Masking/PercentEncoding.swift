internal import JSON

/// Percent-encoding of values in paths and queries.
enum PercentEncoding {
    /// Decodes a text. A `%` without two hexadecimal digits stays.
    static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { JSONString.digit($0) }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(digits[0] << 4 | digits[1])
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Encodes a text. Characters that `original` leaves unescaped stay unescaped, so that a script that puts a masked value into a
    /// path builds the same URL.
    static func encoded(_ text: String, like original: Substring = "") -> String {
        let plain = Array("-._~,:".utf8) + "@+!$'()*;".utf8.filter(original.utf8.contains)
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80 && (character.isLetter || character.isNumber) || plain.contains(byte) {
                result.append(character)
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
