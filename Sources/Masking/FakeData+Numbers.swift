extension FakeData {
    /// The replacement for a phone number, or for several that commas or semicolons separate.
    static func phones(_ text: String) -> String {
        let parts = text.split(omittingEmptySubsequences: false) { ",;".contains($0) }
        let areNumbers = parts.allSatisfy { $0.unicodeScalars.count(where: isDigit) >= 5 }
        guard parts.count > 1, areNumbers else { return phone(text) }
        var result = ""
        for part in parts {
            result += phone(String(part))
            if part.endIndex < text.endIndex { result.append(text[part.endIndex]) }
        }
        return result
    }

    /// `+7 (495) 123-45-67` → `+7 (000) 583-21-90`. `8 495 …`, `+7495…` and `7495…` stay the same number.
    private static func phone(_ text: String) -> String {
        let text = words(text) { extensions.contains($0.lowercased()) ? $0 : FakeNames.pick(.words, for: $0) }
        let digits = text.unicodeScalars.filter(isDigit).map { Int($0.value - 48) }
        let isInternational = text.first { $0 != " " && $0 != "(" } == "+"
        let code =
            isInternational ? countryCodeLength(digits) : digits.count == 11 && [1, 7, 8].contains(digits[0]) ? 1 : 0
        let national = digits.dropFirst(code)
        var random = Random(national.map(String.init).joined())
        let zeros = national.count >= 7 ? 3 : 0
        let invented = national.indices.map { $0 < code + zeros ? 0 : Int(random.next() % 10) }
        return replacingDigits(of: text, by: digits.prefix(code) + invented)
    }

    private static let extensions: Set<String> = [
        "доб", "вн", "тел", "моб", "раб", "факс", "ext", "tel", "mob", "fax", "x",
    ]

    /// The length of the country code, by E.164: one digit in zones 1 and 7, the codes of two digits, else three.
    private static func countryCodeLength(_ digits: [Int]) -> Int {
        guard let first = digits.first, digits.count > 3 else { return 0 }
        let two = first * 10 + digits[1]
        let ofTwo = [20, 27, 36, 39, 40, 41, 81, 82, 84, 86, 98] + Array(30...34) + Array(43...49) + Array(51...58)
        return first == 1 || first == 7 ? 1 : ofTwo.contains(two) || (60...66 ~= two) || (90...95 ~= two) ? 2 : 3
    }

    /// Another number of JSON that fits every type that the original fits: `1234567e5` → `3023033e5`.
    static func numeral(_ text: String) -> String {
        if let point = text.firstIndex(of: "."), text[text.index(after: point)...].allSatisfy({ $0 == "0" }) {
            return numeral(String(text[..<point])) + text[point...]
        }
        let mantissa = text.prefix { $0 != "e" && $0 != "E" }
        let isWhole = mantissa.count == text.count && !text.contains(".")
        // Any number of 18 digits fits 64 bits.
        let invented = digits(String(isWhole ? mantissa.prefix(18) : mantissa), salt: text) + text[mantissa.endIndex...]
        return Double(invented)?.isFinite == true ? invented : "1234567"
    }

    /// The text with other digits, as many as before, which depend on `salt` alone.
    static func digits(_ text: String, salt: String) -> String {
        var random = Random(salt)
        return replacingDigits(
            of: text,
            by: text.unicodeScalars.filter(isDigit).enumerated().map { index, _ in
                // A JSON number must not begin with 0.
                index == 0 ? Int(random.next() % 9) + 1 : Int(random.next() % 10)
            })
    }

    private static func replacingDigits(of text: String, by digits: some Sequence<Int>) -> String {
        var next = digits.makeIterator()
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    isDigit(scalar) ? next.next().flatMap { Unicode.Scalar(48 + UInt32($0)) } ?? scalar : scalar
                }))
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ValueShape.isDigit(scalar) }
}
