/// Makes up what stands in a masked recording. Pure: the same text always becomes the same invention.
enum Invention {
    /// The invention for a string, nil where it stays.
    static func replacing(_ original: String, as field: Field) -> String? {
        let text = withASCIIDigits(original)
        guard text.unicodeScalars.contains(where: { $0.properties.isAlphabetic || Shape.isDigit($0) }) else {
            return nil
        }
        switch field {
        case .keep, .unknown, .meta:
            if text.hasPrefix("/v1/") { return changed(text, Target.masked(text)) }
            let stays = field == .keep ? Shape.isCode(text) : Shape.isPlain(text) || Shape.isCertainCode(text)
            return stays ? nil : guess(text)
        case .foreignID: return Shape.isForeignID(text) ? nil : guess(text)
        case .time: return Shape.isTime(text) || isShortNumber(text) ? nil : guess(text)
        case .flag: return Shape.isFlag(text) ? nil : guess(text)
        case .said: return changed(text, Prose.masked(text))
        case .firstName, .fullName: return name(text, single: .first)
        case .lastName: return name(text, single: .last)
        case .secondName: return name(text, single: .second)
        case .company: return company(text)
        case .post: return words(text) { Words.pick(.posts, for: $0) }
        case .address: return words(text) { Words.pick(.places, for: $0) }
        case .phone: return Shape.isPhone(text) || !text.contains("@") ? phones(text) : self.text(text)
        case .number: return digits(words(text) { Words.pick(.words, for: $0) }, salt: text)
        case .email, .text: return self.text(text)
        case .custom: return Shape.isPlain(text) ? nil : guess(text)
        }
    }

    /// The invention for a number of JSON, another number; nil where it stays. Ids, times and counts stay, and so does what is
    /// too short to be somebody's number.
    static func replacing(number: String, as field: Field) -> String? {
        switch field {
        case .keep, .time: return nil
        // The API counts here; only what is as long as a phone with its country is none of its numbers.
        case .said, .meta, .foreignID: return Shape.isLongInteger(number, digits: 10) ? numeral(number) : nil
        case .number: return number.count >= 7 ? numeral(number) : nil
        default:
            guard Shape.isLongInteger(number, digits: 7) || field == .phone && number.count >= 7 else { return nil }
            return isWholePhone(number) ? phones(number) : numeral(number)
        }
    }

    /// The invention for a member's name, or for that of a parameter: for e-mail addresses and phones. Any other name stays, since
    /// scripts know it; so do ids, under which the answers to many questions at once stand, dates, and `ufCrm_1719400251`.
    static func replacing(name: String) -> String? {
        let text = withASCIIDigits(name)
        if let at = text.firstIndex(of: "@"), at > text.startIndex, text.index(after: at) < text.endIndex {
            return self.text(text)
        }
        if Shape.isTime(text) { return nil }
        if Shape.isPhone(text) { return text.allSatisfy(Shape.isDigit) && text.count < 10 ? nil : phones(text) }
        // `filter[ufCrm_1719400251]`
        let parts = text.split { "[]".contains($0) }.map(String.init)
        let isLong = parts.contains { Shape.digitRun($0[...]) > 10 && !Shape.isHash($0) && !Field.isCustom($0) }
        return isLong ? self.text(text) : nil
    }

    /// Bare digits become the same, whether they stand as a string, as a number or in a query: a script that asks for what it has
    /// read finds its answer. A number cannot begin with the zeros that an invented phone without its country has.
    static func guess(_ text: String) -> String {
        let isBare = Shape.digitRun(text[...]) == text.count && text.count >= 7
        if isBare && !isWholePhone(text) { return digits(text, salt: text) }
        return Shape.isPhone(text) ? phones(text) : self.text(text)
    }

    /// `79161112233`, `89161112233`, `12025550181`.
    private static func isWholePhone(_ text: String) -> Bool {
        text.count == 11 && text.allSatisfy(Shape.isDigit) && "178".contains(text.prefix(1))
    }

    private static func isShortNumber(_ text: String) -> Bool { text.count < 7 && text.allSatisfy(Shape.isDigit) }

    private static func changed(_ text: String, _ other: String) -> String? { other == text ? nil : other }

    /// `７９１６` and `٧٩١٦` are digits as others are.
    private static func withASCIIDigits(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { !$0.isASCII && $0.properties.numericType == .decimal }) else {
            return text
        }
        let scalars = text.unicodeScalars.map { scalar in
            guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else {
                return scalar
            }
            return Unicode.Scalar(48 + UInt8(value))
        }
        return String(String.UnicodeScalarView(scalars))
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
        if let point = text.firstIndex(of: "."), text[text.index(after: point)...].allSatisfy({ $0 == "0" }) {
            return numeral(String(text[..<point])) + text[point...]
        }
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

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { Shape.isDigit(scalar) }
}

// MARK: - Names

extension Invention {
    /// A word of a sentence that seems to be somebody's name, of whichever kind.
    static func person(_ word: String) -> String {
        words(word) { Words.pick(Words.isSecondName($0) ? .second : Words.isSurname($0) ? .last : .first, for: $0) }
    }

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

    static func host(_ domain: String) -> String {
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
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic }
        return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }
}
