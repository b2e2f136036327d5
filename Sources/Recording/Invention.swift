/// Makes up what stands in a masked recording. Pure: the same text always becomes the same invention.
enum Invention {
    /// The invention for a value, nil where the value stays.
    static func replacing(_ text: String, as field: Field) -> String? {
        guard text.unicodeScalars.contains(where: { $0.properties.isAlphabetic || isDigit($0) }) else { return nil }
        switch field {
        case .keep: return nil
        case .firstName, .fullName: return name(text, single: .first)
        case .lastName: return name(text, single: .last)
        case .secondName: return name(text, single: .second)
        case .company: return company(text)
        case .post: return words(text) { Words.pick(.posts, for: $0) }
        case .address: return words(text) { Words.pick(.places, for: $0) }
        case .phone: return isPhone(text) || !text.contains("@") ? phones(text) : self.text(text)
        case .number: return digits(words(text) { Words.pick(.words, for: $0) }, salt: text)
        case .numeral: return numeral(text)
        case .email, .text: return self.text(text)
        case .custom: return isPlain(text) ? nil : guess(text)
        case .unknown: return isPlain(text) || isCode(text) || text.hasPrefix("/v1/") ? nil : guess(text)
        }
    }

    private static func guess(_ text: String) -> String { isPhone(text) ? phones(text) : self.text(text) }

    // MARK: What a value looks like

    /// Dates, times, amounts, short numbers and flags.
    private static func isPlain(_ text: String) -> Bool {
        if ["Y", "N", "true", "false"].contains(text) { return true }
        let shape = String(text.map { $0.isASCII && $0.isNumber ? "0" : $0 })
        if ["00:00", "00:00:00", "00.00.0000", "0000-00-00"].contains(shape) { return true }
        if shape.hasPrefix("0000-00-00T00:00") || shape.hasPrefix("0000-00-00 00:00")
            || shape.hasPrefix("00.00.0000 00:")
        {
            return shape.allSatisfy { "0-:.T+ Z".contains($0) }
        }
        // `125000.50|RUB` is how the API writes money.
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        if parts.count == 2, parts[1].count == 3, isCode(String(parts[1])), Double(parts[0]) != nil { return true }
        return Double(text) != nil && (text.contains(".") || text.count < 7)
    }

    /// `CLIENT`, `HNR_RU_2`, `DT1036_2:NEW`.
    private static func isCode(_ text: String) -> Bool {
        text.first.map { $0.isASCII && $0.isUppercase } ?? false
            && text.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || "_:-".contains($0)) }
    }

    /// At least seven digits, and nothing but what stands in phone numbers.
    private static func isPhone(_ text: String) -> Bool {
        text.unicodeScalars.count(where: isDigit) >= 7 && text.allSatisfy { isDigit($0) || "+-() ./".contains($0) }
    }

    // MARK: Phones and other digits

    /// One number, or several with commas between them.
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
        let text = words(text) { extensions.contains($0.lowercased()) ? $0 : Words.pick(.words, for: $0) }
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

    /// By the plan of E.164: zones 1 and 7, the codes of two digits, else three.
    private static func countryCodeLength(_ digits: [Int]) -> Int {
        guard let first = digits.first, digits.count > 3 else { return 0 }
        let two = first * 10 + digits[1]
        let ofTwo = [20, 27, 36, 39, 40, 41, 81, 82, 84, 86, 98] + Array(30...34) + Array(43...49) + Array(51...58)
        return first == 1 || first == 7 ? 1 : ofTwo.contains(two) || (60...66 ~= two) || (90...95 ~= two) ? 2 : 3
    }

    /// Another number of JSON, which can be held wherever the first could: `1234567e5` → `3023033e5`.
    private static func numeral(_ text: String) -> String {
        let mantissa = text.prefix { $0 != "e" && $0 != "E" }
        let isWhole = mantissa.count == text.count && !text.contains(".")
        // 18 digits fit 64 bits, whichever they are.
        let invented = digits(String(isWhole ? mantissa.prefix(18) : mantissa), salt: text) + text[mantissa.endIndex...]
        return Double(invented)?.isFinite == true ? invented : "1234567"
    }

    /// The same length, other digits, chosen by `salt`.
    private static func digits(_ text: String, salt: String) -> String {
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

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (48...57).contains(scalar.value) }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}

// MARK: - Names

extension Invention {
    /// The words of a name by their place: `Зотова Марина Павловна`, `Ivan Petrov`, `ИП Зотова`.
    ///
    /// - Parameter single: What one word alone is.
    private static func name(_ text: String, single: Words.List) -> String {
        if text.contains("«") || text.contains("\"") { return company(text) }
        let people = lettered(text).filter { !legalForms.contains($0.uppercased()) }
        let hasLegalForm = people.count < lettered(text).count
        guard people.count > 1 || hasLegalForm else { return words(text) { Words.pick(single, for: $0) } }
        let second = people.firstIndex { Words.isSecondName($0) }
        let surnameFirst = second.map { $0 == 2 } ?? people.first.map { Words.isSurname($0) } ?? false
        var index = -1
        return words(text) { word in
            guard !legalForms.contains(word.uppercased()) else { return word }
            index += 1
            if index == second { return Words.pick(.second, for: word) }
            let isSurname =
                people.count == 1 ? Words.isSurname(word) : surnameFirst ? index == 0 : index == people.count - 1
            return Words.pick(isSurname ? .last : single == .last || single == .second ? single : .first, for: word)
        }
    }

    /// `ООО «Север-Энерго»` → `ООО «Родник-Маяк»`.
    private static func company(_ text: String) -> String {
        if lettered(text).first.map({ $0.uppercased() == "ИП" }) ?? false, !text.contains("«") {
            return name(text, single: .last)
        }
        return guessing(text) { legalForms.contains($0.uppercased()) ? $0 : Words.pick(.companies, for: $0) }
    }

    private static let legalForms: Set<String> = [
        "ООО", "ОАО", "ЗАО", "ПАО", "АО", "ИП", "НКО", "LLC", "LTD", "INC", "GMBH", "PLC", "CORP", "CO", "SA",
    ]

    private static func lettered(_ text: String) -> [String] {
        var found: [String] = []
        _ = words(text) {
            found.append($0)
            return $0
        }
        return found
    }
}

// MARK: - Free text

extension Invention {
    /// Every word becomes another of its script and letter case; addresses in it become invented ones, and whatever
    /// may be a phone loses its digits. Marks, spaces and line breaks stay.
    static func text(_ text: String) -> String { guessing(text) { Words.pick(.words, for: $0) } }

    /// Every piece is looked at once, however long it is.
    private static func guessing(_ text: String, word: (String) -> String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        func run(_ isPart: (Unicode.Scalar) -> Bool) -> String {
            let end = scalars[index...].firstIndex { !isPart($0) } ?? scalars.endIndex
            return String(String.UnicodeScalarView(scalars[index..<end]))
        }
        func take(_ old: String, _ new: String) {
            result.append(contentsOf: new.unicodeScalars)
            index += old.unicodeScalars.count
        }
        while index < scalars.count {
            let chunk = run { isLetter($0) || isDigit($0) || "._-+@".unicodeScalars.contains($0) }
            let behind = scalars[(index + chunk.unicodeScalars.count)...]
            if chunk.isEmpty {
                result.append(scalars[index])
                index += 1
            } else if let at = chunk.firstIndex(of: "@"), at > chunk.startIndex, chunk.index(after: at) < chunk.endIndex
            {
                take(chunk, address(chunk))
            } else if behind.starts(with: "://".unicodeScalars) {
                let link = run { $0.value > 0x20 && !"<>\"',;()[]".unicodeScalars.contains($0) }
                take(link, self.link(link))
            } else if isDigit(scalars[index]) || scalars[index] == "+",
                case let number = run({ isDigit($0) || "+-() .".unicodeScalars.contains($0) }),
                number.unicodeScalars.count(where: isDigit) >= 5
            {
                take(number, phones(number))
            } else {
                take(chunk, longDigits(words(chunk, word)))
            }
        }
        return String(result)
    }

    /// Other digits where there are so many that they may be somebody's number.
    private static func longDigits(_ text: String) -> String {
        text.unicodeScalars.count(where: isDigit) >= 5 ? digits(text, salt: text) : text
    }

    /// `i.petrov@sever.ru` → `o.fisher@willow.example.org`: one word of the domain's for each domain.
    private static func address(_ text: String) -> String {
        let end = text.lastIndex { $0 != "." && $0 != "-" } ?? text.startIndex
        let parts = text[...end].split(separator: "@", omittingEmptySubsequences: false)
        let domain = parts.dropFirst().joined(separator: "@").lowercased()
        let local = words(String(parts[0])) { word in
            let other = Words.latin(.last, for: word).lowercased()
            return word.count == 1 ? String(other.prefix(1)) : other
        }
        return "\(digits(local, salt: local))@\(host(domain))\(text[text.index(after: end)...])"
    }

    private static func host(_ domain: String) -> String {
        "\(Words.latin(.words, for: domain).lowercased()).example.org"
    }

    /// `https://portal.ru/a/b?c=d` → `https://willow.example.org/stone/river?leaf=cloud`.
    private static func link(_ text: String) -> String {
        let pieces = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let path =
            pieces.count > 3 ? "/" + digits(words(String(pieces[3])) { Words.pick(.words, for: $0) }, salt: text) : ""
        return "\(pieces[0])//\(host(pieces[2].lowercased()))\(path)"
    }

    /// Replaces each run of letters.
    private static func words(_ text: String, _ other: (String) -> String) -> String {
        var result = String.UnicodeScalarView()
        var word = String.UnicodeScalarView()
        func finish() {
            if !word.isEmpty { result.append(contentsOf: other(String(word)).unicodeScalars) }
            word.removeAll()
        }
        for scalar in text.unicodeScalars {
            if isLetter(scalar) {
                word.append(scalar)
            } else {
                finish()
                result.append(scalar)
            }
        }
        finish()
        return String(result)
    }

    /// Letters, and the marks that stand on them.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic }
        return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }
}
