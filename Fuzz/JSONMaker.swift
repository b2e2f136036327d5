/// Random JSON texts of the kinds that an API sends, and of the kinds that it should not.
enum JSONMaker {
    private static let names = [
        "id", "name", "phone", "a", "b", "", "имя", "UF_CRM_1", "x\\u0000y", "\\ud83d", "data", "error",
    ]
    private static let strings = [
        "", "Ivan", "Ёжик 🦔", #"\n\t\"\\\/\b\f\r"#, #"\u0000"#, #"\ud83d\ude00"#, #"\ud83d"#, #"\ude00\ud83d"#,
        #"\ud83dx"#,
        #"\ud83d\u0041"#, #"\ud83d\ud83d\ude00"#, "\u{7F}\u{2028}", #"\u00e9"#, #"\uFFFF"#,
        "a text that is longer than forty bytes, so that Lua does not intern it", #"\ud83d\n"#, #"\\ud83d"#,
        #"\\\ud83d"#,
    ]
    private static let numbers = [
        "0", "-0", "-0.0", "1", "-1", "71", "1.0", "1e3", "1E+3", "-0.5", "9007199254740993", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
        "18446744073709551616", "123456789012345678901234567890", "1e308", "1e309", "1e999", "-1e999", "1e-400",
        "4.9e-324",
        "0.1", "123456789.123456789", "1e22", "1e23", "2.2250738585072011e-308", "100000000000000000000.0",
        "0e999999999999", "1.7976931348623159e308", "99999999999999999999e-10",
    ]

    static func text(_ dice: inout Dice, depth: Int = 0) -> [UInt8] {
        var text: [UInt8] = []
        append(&text, &dice, depth)
        return text
    }

    private static func append(_ text: inout [UInt8], _ dice: inout Dice, _ depth: Int) {
        func space(_ dice: inout Dice) -> [UInt8] {
            dice.oneIn(6) ? Array(dice.pick([" ", "\n", "\t", "\r\n"]).utf8) : []
        }
        text += space(&dice)
        switch depth > 6 ? 4 + dice.below(5) : dice.below(9) {
        case 0...1:
            text.append(UInt8(ascii: "["))
            for index in 0..<dice.small(6) {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                append(&text, &dice, depth + 1)
            }
            text += space(&dice) + Array("]".utf8)
        case 2...3:
            text.append(UInt8(ascii: "{"))
            for index in 0..<dice.small(8) {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                text += space(&dice) + Array("\"\(dice.pick(names))\"".utf8) + space(&dice) + Array(":".utf8)
                append(&text, &dice, depth + 1)
            }
            text += space(&dice) + Array("}".utf8)
        case 4...5: text += Array("\"\(dice.pick(strings))\"".utf8)
        case 6...7:
            text += Array((dice.oneIn(3) ? "\(Int64(bitPattern: dice.next()))" : dice.pick(numbers)).utf8)
            if dice.oneIn(10) { text += Array("\(dice.below(1000))".utf8) }
        default: text += Array(dice.pick(["null", "true", "false"]).utf8)
        }
        text += space(&dice)
    }
}
