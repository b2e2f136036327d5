/// JSON by the letter of RFC 8259, read without haste and without anything of the program: the oracle of the target `json`.
///
/// A value becomes a text that says all about it: `i71`, `f4607182418800017408` (the bits of 1.0), `s4:text`, `[i1,null,]`,
/// `{s2:id=i71,}` with the members in the order of their first names and the last of equal ones.
enum ReferenceJSON {
    /// Whether a text is JSON, and what Lua should make of it; nil for what is refused.
    static func canonical(_ text: [UInt8]) -> [UInt8]? { value(text)?.canonical }

    /// The value of a text; nil where it is no JSON.
    static func value(_ text: [UInt8]) -> Value? {
        var bytes = text[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var reader = Reader(bytes: Array(bytes))
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        guard reader.isAtEnd else { return nil }
        return value
    }

    indirect enum Value {
        case null
        case bool(Bool)
        case number([UInt8])
        case string([UInt8])
        case array([Value])
        case object([(name: [UInt8], value: Value)])

        /// The text for this value; a null in an object stands in the order of names only.
        var canonical: [UInt8] {
            switch self {
            case .null: Array("null".utf8)
            case .bool(let value): Array("\(value)".utf8)
            case .number(let text): Value.canonical(number: text)
            case .string(let bytes): Value.canonical(string: bytes)
            case .array(let elements):
                Array("[".utf8) + elements.flatMap { $0.canonical + Array(",".utf8) } + Array("]".utf8)
            case .object(let members): Value.canonical(object: members)
            }
        }

        private static func canonical(string: [UInt8]) -> [UInt8] { Array("s\(string.count):".utf8) + string }

        private static func canonical(object members: [(name: [UInt8], value: Value)]) -> [UInt8] {
            var last: [[UInt8]: Value] = [:]
            var names: [[UInt8]] = []
            for (name, value) in members {
                if last[name] == nil { names.append(name) }
                last[name] = value
            }
            var text = Array("{".utf8)
            for name in names {
                text += canonical(string: name) + Array("=".utf8) + (last[name]?.canonical ?? []) + Array(",".utf8)
            }
            return text + Array("}".utf8)
        }

        /// The rule of the design: an integer where it is written as one and fits 64 bits, a float where it is written as
        /// one and finite, else its digits.
        private static func canonical(number: [UInt8]) -> [UInt8] {
            let text = String(decoding: number, as: UTF8.self)
            if !text.contains(where: { ".eE".contains($0) }) {
                if let integer = Int64(text) { return Array("i\(integer)".utf8) }
            } else if let float = Double(text), float.isFinite {
                return Array("f\(float.bitPattern)".utf8)
            }
            return canonical(string: number)
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }
        private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skipSpace() {
            while let byte, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
        }

        private mutating func take(_ text: String) -> Bool {
            guard bytes[position...].starts(with: text.utf8) else { return false }
            position += text.utf8.count
            return true
        }

        mutating func value(depth: Int) -> Value? {
            // simdjson's depth is documented as 1024; such texts are tried apart.
            guard depth < 1000 else { return nil }
            skipSpace()
            if take("null") { return .null }
            if take("true") { return .bool(true) }
            if take("false") { return .bool(false) }
            if take("[") { return array(depth) }
            if take("{") { return object(depth) }
            if byte == UInt8(ascii: "\"") { return string().map { .string($0) } }
            return number().map { .number($0) }
        }

        private mutating func array(_ depth: Int) -> Value? {
            var elements: [Value] = []
            skipSpace()
            if take("]") { return .array([]) }
            while true {
                guard let element = value(depth: depth + 1) else { return nil }
                elements.append(element)
                skipSpace()
                if take("]") { return .array(elements) }
                guard take(",") else { return nil }
            }
        }

        private mutating func object(_ depth: Int) -> Value? {
            var members: [(name: [UInt8], value: Value)] = []
            skipSpace()
            if take("}") { return .object([]) }
            while true {
                skipSpace()
                guard byte == UInt8(ascii: "\""), let name = string() else { return nil }
                skipSpace()
                guard take(":"), let value = value(depth: depth + 1) else { return nil }
                members.append((name, value))
                skipSpace()
                if take("}") { return .object(members) }
                guard take(",") else { return nil }
            }
        }

        private mutating func number() -> [UInt8]? {
            let start = position
            func digits(_ reader: inout Reader) -> Int {
                let first = reader.position
                while let byte = reader.byte, (0x30...0x39).contains(byte) { reader.position += 1 }
                return reader.position - first
            }
            _ = take("-")
            let isZero = byte == 0x30
            let count = digits(&self)
            guard count > 0, !(isZero && count > 1) else { return nil }
            if take(".") { guard digits(&self) > 0 else { return nil } }
            if take("e") || take("E") {
                if !take("+") { _ = take("-") }
                guard digits(&self) > 0 else { return nil }
            }
            return Array(bytes[start..<position])
        }

        private mutating func string() -> [UInt8]? {
            position += 1
            var units: [UInt8] = []
            var high: UInt32?
            func flush() {
                if high != nil { units += "\u{FFFD}".utf8 }
                high = nil
            }
            while let byte {
                position += 1
                switch byte {
                case UInt8(ascii: "\""):
                    flush()
                    return units
                case 0..<0x20: return nil
                case UInt8(ascii: "\\"):
                    guard let letter = self.byte else { return nil }
                    position += 1
                    if letter != UInt8(ascii: "u") {
                        let plain: [UInt8: UInt8] = [
                            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
                        ]
                        guard let meant = plain[letter] else { return nil }
                        flush()
                        units.append(meant)
                        continue
                    }
                    guard position + 4 <= bytes.count else { return nil }
                    let digits = bytes[position..<position + 4]
                    guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                        let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
                    else { return nil }
                    position += 4
                    // Each half of a pair without its other half is one U+FFFD, as in WHATWG's decoders.
                    if let first = high, (0xDC00...0xDFFF).contains(unit) {
                        high = nil
                        let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00))
                        units += String(scalar.map(Character.init) ?? "?").utf8
                    } else {
                        flush()
                        if (0xD800...0xDBFF).contains(unit) {
                            high = unit
                        } else {
                            units += String(UnicodeScalar(unit).map(Character.init) ?? "\u{FFFD}").utf8
                        }
                    }
                default:
                    flush()
                    units.append(byte)
                }
            }
            return nil
        }
    }
}
