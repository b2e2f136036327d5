import JSON

/// Random values that depend on a seed alone (SplitMix64).
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// A number of any form that the grammar allows.
    mutating func number() -> String {
        var text = below(3) == 0 ? "-" : ""
        text += below(3) == 0 ? "0" : "\(1 + below(9))" + digits(below(25))
        if below(3) == 0 { text += "." + digits(1 + below(5)) }
        if below(4) == 0 { text += ["e", "E"][below(2)] + ["", "+", "-"][below(3)] + digits(1 + below(3)) }
        return text
    }

    private mutating func digits(_ count: Int) -> String { (0..<count).map { _ in "\(below(10))" }.joined() }

    /// A text of characters from all planes, with many that need an escape.
    mutating func text() -> String {
        var text = ""
        for _ in 0..<below(12) {
            let limit = [0x20, 0x80, 0x800, 0xFFFF, 0x10FFFF][below(5)]
            text.unicodeScalars.append(Unicode.Scalar(UInt32(below(limit + 1))) ?? "\\")
        }
        return text
    }

    /// A value that nests at most `depth` levels; names may come twice.
    mutating func value(depth: Int) -> JSONValue {
        switch below(depth > 0 ? 8 : 5) {
        case 0: return .null
        case 1: return .bool(below(2) == 0)
        case 2: return .number(number())
        case 3, 4: return .string(text())
        case 5: return .array((0..<below(5)).map { _ in value(depth: depth - 1) })
        default:
            var members: [(name: String, value: JSONValue)] = []
            for _ in 0..<below(5) {
                let name = members.isEmpty || below(5) > 0 ? text() : members[0].name
                members.append((name: name, value: value(depth: depth - 1)))
            }
            return .object(.init(members: members))
        }
    }

    /// A text that means the same: white space between tokens, other escapes in strings.
    mutating func spelling(of value: JSONValue) -> String {
        switch value {
        case .null: return space() + "null" + space()
        case .bool(let bool): return space() + "\(bool)" + space()
        case .number(let text): return space() + text + space()
        case .string(let text): return space() + quoted(text) + space()
        case .array(let elements):
            let inner = elements.map { spelling(of: $0) }.joined(separator: ",")
            return space() + "[" + (elements.isEmpty ? space() : inner) + "]" + space()
        case .object(let object):
            let inner = object.members.map { space() + quoted($0.name) + space() + ":" + spelling(of: $0.value) }
            return space() + "{" + (inner.isEmpty ? space() : inner.joined(separator: ",")) + "}" + space()
        }
    }

    private mutating func space() -> String {
        (0..<below(3)).map { _ in [" ", "\t", "\n", "\r"][below(4)] }.joined()
    }

    private mutating func quoted(_ text: String) -> String {
        let short: [Unicode.Scalar: String] = [
            "\"": #"\""#, "\\": #"\\"#, "/": #"\/"#, "\u{8}": #"\b"#, "\u{C}": #"\f"#, "\n": #"\n"#, "\r": #"\r"#,
            "\t": #"\t"#,
        ]
        var result = "\""
        for scalar in text.unicodeScalars {
            let needsEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if let letter = short[scalar], below(2) == 0 {
                result += letter
            } else if needsEscape || below(5) == 0 {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: below(2) == 0)
                    result += #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
