/// Text of any bytes: Lua's strings and files need not be UTF-8, and what a prompt reads has to reach Lua as it was typed.
///
/// A byte that belongs to no character of UTF-8 is held as a code point of a private-use area, U+10FE80 for 0x80 and so on; a
/// character of that area itself is held as its four bytes. So each list of bytes has one text, and comes back from it.
extension String {
    /// A text that holds these bytes.
    ///
    ///     String(exactly: [0x22, 0xE9, 0x22]).exactBytes  // the same three
    public init(exactly bytes: some Collection<UInt8>) {
        let list = Array(bytes)
        // The bytes of those code points begin with F4.
        if !list.contains(0xF4), let text = String(validating: list, as: UTF8.self) {
            self = text
            return
        }
        var result = String.UnicodeScalarView()
        var index = 0
        while index < list.count {
            let length = Self.lengthOfCharacter(startingWith: list[index])
            let end = index + length
            if length > 0, end <= list.count, let text = String(validating: list[index..<end], as: UTF8.self),
                let scalar = text.unicodeScalars.first, scalar.heldByte == nil
            {
                result.append(scalar)
                index = end
            } else {
                result.append(Unicode.Scalar(holding: list[index]))
                index += 1
            }
        }
        self = String(result)
    }

    /// The bytes that the text holds: UTF-8, but for single bytes that are none.
    public var exactBytes: [UInt8] {
        guard utf8.contains(0xF4) else { return Array(utf8) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            if let byte = scalar.heldByte { bytes.append(byte) } else { bytes += Array(String(scalar).utf8) }
        }
        return bytes
    }

    /// How many bytes a character of UTF-8 has that begins with this one; 0 where none does (RFC 3629, section 4).
    public static func lengthOfCharacter(startingWith byte: UInt8) -> Int {
        switch byte {
        case 0..<0x80: 1
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 0
        }
    }
}

extension Unicode.Scalar {
    private static let base: UInt32 = 0x10FE00

    /// The code point that stands for a byte which belongs to no character; for ASCII, the character itself.
    public init(holding byte: UInt8) {
        self = byte < 0x80 ? Unicode.Scalar(byte) : Unicode.Scalar(Self.base + UInt32(byte)) ?? "\u{FFFD}"
    }

    /// The byte that this stands for; nil for a character.
    public var heldByte: UInt8? {
        (Self.base + 0x80...Self.base + 0xFF).contains(value) ? UInt8(value - Self.base) : nil
    }

    /// How a byte that this stands for is shown, `\xE9`; nil for a character.
    public var spelledByte: String? {
        heldByte.map { #"\x"# + String($0, radix: 16, uppercase: true) }
    }
}
