/// Numbers that depend on a seed alone (SplitMix64, Steele and others 2014), so that a case can be made again.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `bound`.
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(bound, 1), using: &self) }

    /// True once in `count` times.
    mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    /// One of the elements; `list` is not empty.
    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// Mostly a small number, now and then a larger one.
    mutating func small(_ bound: Int) -> Int { below(below(bound) + 1) }
}

/// Changes bytes the way that transport, editors and attackers do.
enum Mutation {
    private static let pieces: [[UInt8]] =
        [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "1e999", "-", "0", "\u{FEFF}", "\r\n", "\n", "\t", " ",
            "\u{0}",
            "\\ud83d", "\\u0000", "é", "漢", "🦔", "\u{301}", "\u{202E}", "--", "[[", "]]", "=", "'", "(", ")", "%", "&",
            "?", "#",
            "@", "//", "99999999999999999999", ".", "true", "\u{1B}[2J", "\u{7F}", "\u{85}",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0x80]]

    /// The bytes with one to four changes.
    static func mutated(_ original: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = original
        for _ in 0...dice.below(4) {
            let place = dice.below(bytes.count + 1)
            let end = min(bytes.count, place + 1 + dice.small(20))
            switch dice.below(8) {
            case 0: bytes.insert(contentsOf: dice.pick(pieces), at: place)
            case 1: if place < bytes.count { bytes[place] = UInt8(dice.below(256)) }
            case 2: if place < bytes.count { bytes[place] ^= 1 << UInt8(dice.below(8)) }
            case 3: bytes.removeSubrange(place..<end)
            case 4: bytes.insert(contentsOf: bytes[place..<end], at: dice.below(bytes.count + 1))
            case 5: if dice.oneIn(4) { bytes.removeSubrange(place...) }
            case 6: if place < end { bytes.replaceSubrange(place..<end, with: dice.pick(pieces)) }
            default:
                let other = dice.below(bytes.count + 1)
                if place < bytes.count, other < bytes.count { bytes.swapAt(place, other) }
            }
        }
        return bytes
    }
}

/// Makes a failing input small: leaves out pieces, halves first, as long as it fails.
func minimised<Element>(_ input: [Element], attempts: Int = 2000, fails: ([Element]) -> Bool) -> [Element] {
    var smallest = input, left = attempts
    var length = max(1, input.count / 2)
    while left > 0 {
        var start = 0, hasShrunk = false
        while start < smallest.count, left > 0 {
            var shorter = smallest
            shorter.removeSubrange(start..<min(smallest.count, start + length))
            left -= 1
            if fails(shorter) {
                smallest = shorter
                hasShrunk = true
            } else {
                start += length
            }
        }
        if length == 1, !hasShrunk { break }
        length = max(1, length / 2)
    }
    return smallest
}

/// Bytes as Lua and Swift people can read and paste them.
func quoted(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes.prefix(4000) {
        switch byte {
        case UInt8(ascii: "\\"): text += #"\\"#
        case UInt8(ascii: "\""): text += #"\""#
        case 0x0A: text += #"\n"#
        case 0x20..<0x7F: text += String(UnicodeScalar(byte))
        default: text += #"\x"# + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
    return "\"\(text)\"" + (bytes.count > 4000 ? "… (\(bytes.count) bytes)" : "")
}
