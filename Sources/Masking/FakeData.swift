/// Makes the values that replace people's data. Pure: an original always gets the same replacement.
enum FakeData {
    /// The replacement for a string; nil for one that stays.
    static func replacing(_ original: String, as field: FieldClass) -> String? {
        let text = withASCIIDigits(original)
        guard text.unicodeScalars.contains(where: { $0.properties.isAlphabetic || ValueShape.isDigit($0) }) else {
            return nil
        }
        switch field {
        case .keep, .unknown, .meta:
            if text.hasPrefix("/v1/") { return changed(text, RequestTarget.masked(text)) }
            let stays =
                field == .keep ? ValueShape.isCode(text) : ValueShape.isPlain(text) || ValueShape.isCertainCode(text)
            return stays ? nil : guess(text)
        case .foreignID: return ValueShape.isForeignID(text) ? nil : guess(text)
        case .time: return ValueShape.isTime(text) || isShortNumber(text) ? nil : guess(text)
        case .flag: return ValueShape.isFlag(text) ? nil : guess(text)
        case .said: return changed(text, MessageScrubber.masked(text))
        case .firstName, .fullName: return name(text, single: .first)
        case .lastName: return name(text, single: .last)
        case .secondName: return name(text, single: .second)
        case .company: return company(text)
        case .post: return words(text) { FakeNames.pick(.posts, for: $0) }
        case .address: return words(text) { FakeNames.pick(.places, for: $0) }
        case .phone: return ValueShape.isPhone(text) || !text.contains("@") ? phones(text) : self.text(text)
        case .number: return digits(words(text) { FakeNames.pick(.words, for: $0) }, salt: text)
        case .email, .text: return self.text(text)
        case .custom: return ValueShape.isPlain(text) ? nil : guess(text)
        }
    }

    /// The replacement for a number of JSON, another number; nil for one that stays. Ids, times and counts stay, and so do numbers
    /// that are too short for a phone or a document.
    static func replacing(number: String, as field: FieldClass) -> String? {
        switch field {
        case .keep, .time: return nil
        // Numbers here are counts; only 10 digits and more are treated as a phone number.
        case .said, .meta, .foreignID: return ValueShape.isLongInteger(number, digits: 10) ? numeral(number) : nil
        case .number: return number.count >= 7 ? numeral(number) : nil
        default:
            guard ValueShape.isLongInteger(number, digits: 7) || field == .phone && number.count >= 7 else {
                return nil
            }
            return isWholePhone(number) ? phones(number) : numeral(number)
        }
    }

    /// The replacement for the name of a member or of a query's parameter, if the name is an e-mail address or a phone; nil for any
    /// other. Scripts use names: those of fields, ids (a batch has its responses under them), dates and `ufCrm_1719400251` stay.
    static func replacing(name: String) -> String? {
        let text = withASCIIDigits(name)
        if let at = text.firstIndex(of: "@"), at > text.startIndex, text.index(after: at) < text.endIndex {
            return self.text(text)
        }
        if ValueShape.isTime(text) { return nil }
        if ValueShape.isPhone(text) {
            return text.allSatisfy(ValueShape.isDigit) && text.count < 10 ? nil : phones(text)
        }
        // `filter[ufCrm_1719400251]`
        let parts = text.split { "[]".contains($0) }.map(String.init)
        let isLong = parts.contains {
            ValueShape.digitRun($0[...]) > 10 && !ValueShape.isHash($0) && !FieldClass.isCustom($0)
        }
        return isLong ? self.text(text) : nil
    }

    /// The replacement for a text of unknown meaning.
    ///
    /// Digits alone get the same replacement as a string, as a number and in a query, so that a script that asks for a value from a
    /// masked response finds its line. A number of JSON cannot begin with 0, as a fake phone without its country code does.
    static func guess(_ text: String) -> String {
        let isBare = ValueShape.digitRun(text[...]) == text.count && text.count >= 7
        if isBare && !isWholePhone(text) { return digits(text, salt: text) }
        return ValueShape.isPhone(text) ? phones(text) : self.text(text)
    }

    /// `79161112233`, `89161112233`, `12025550181`.
    static func isWholePhone(_ text: String) -> Bool {
        text.count == 11 && text.allSatisfy(ValueShape.isDigit) && "178".contains(text.prefix(1))
    }

    private static func isShortNumber(_ text: String) -> Bool { text.count < 7 && text.allSatisfy(ValueShape.isDigit) }

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
}
