/// The form of a value, without regard to its name. In doubt the answer is no: a code that is masked does little harm, a name that
/// is not does much.
enum ValueShape {
    static func isFlag(_ text: String) -> Bool { ["Y", "N", "0", "1", "true", "false"].contains(text) }

    /// `2024-02-11`, `12:30`, `2024-02-11T09:15:02+03:00`, `12.05.2024 09:15`.
    static func isTime(_ text: String) -> Bool {
        var shape = Substring(String(text.map { isDigit($0) ? "0" : $0 }))
        func take(_ form: String) -> Bool {
            guard shape.hasPrefix(form) else { return false }
            shape = shape.dropFirst(form.count)
            return true
        }
        // Up to the end of the text: a phone may follow a date.
        if take("0000-00-00") || take("00.00.0000") {
            if shape.isEmpty { return true }
            guard take("T") || take(" ") else { return false }
        }
        guard take("00:00") else { return false }
        if take(":00"), take(".") {
            let fraction = shape.prefix { $0 == "0" }
            guard (1...9).contains(fraction.count) else { return false }
            shape = shape.dropFirst(fraction.count)
        }
        return ["", "Z", "+00:00", "-00:00", "+0000", "-0000", " +00:00", " +0000"].contains { shape == $0 }
    }

    /// Whether a text is a date, a time, an amount, a short number or a flag.
    static func isPlain(_ text: String) -> Bool {
        if isFlag(text) || isTime(text) { return true }
        // `125000.50|RUB` is how the API writes money.
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        if parts.count == 2, isCurrency(parts[1]), isDecimal(parts[0]), digitRun(parts[0]) < 10 { return true }
        return isDecimal(text[...]) && (text.contains(".") ? digitRun(text[...]) < 10 : text.count < 7)
    }

    /// Whether a text may stay under the name of an id, a code or a status: `CLIENT`, `HNR_RU_2`, `DT1036_2:NEW`, `crm.item.get`,
    /// `71,318`. A word with one capital at its beginning is taken for a person's name.
    static func isCode(_ text: String) -> Bool {
        if isPlain(text) || isHash(text) || apiWords.contains(text) { return true }
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { isWord($0) }
    }

    private static func isWord(_ piece: Substring) -> Bool {
        guard piece.allSatisfy({ $0.isASCII && ($0.isLetter || isDigit($0) || "_-.:|".contains($0)) }) else {
            return false
        }
        // Names of custom fields end in the second of their making.
        let text = String(piece)
        if isPlain(text) || FieldClass.isCustom(piece.first == "-" ? String(piece.dropFirst()) : text) { return true }
        if digitRun(piece) >= 10 || isPhone(text) && !piece.allSatisfy(isDigit) { return false }
        return piece.split { !$0.isLetter }.allSatisfy { word in
            !(word.first?.isUppercase ?? false) || !word.contains { $0.isLowercase }
        }
    }

    /// Whether a text may stay under the name of another program's id: `1C-000123`, a UUID; no word and no phone.
    static func isForeignID(_ text: String) -> Bool {
        isHash(text)
            || isCode(text) && text.split { !($0.isASCII && $0.isLetter) }.allSatisfy { $0.count <= 3 }
                && text.contains(where: isDigit)
    }

    /// Whether a text is a code under any name: the stage of a pipeline (`DT1036_2:NEW`, `C5:WON`), or a word of the API.
    static func isCertainCode(_ text: String) -> Bool {
        if apiWords.contains(text) { return true }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let pipeline = parts.first, let stage = parts.last, !stage.isEmpty else { return false }
        let letters = pipeline.prefix { $0.isASCII && $0.isUppercase }
        let numbers = pipeline.dropFirst(letters.count)
        return (1...2).contains(letters.count) && !numbers.isEmpty && digitRun(numbers) < 7
            && numbers.allSatisfy { isDigit($0) || $0 == "_" } && digitRun(stage) < 7
            && stage.allSatisfy { $0.isASCII && ($0.isUppercase || isDigit($0) || $0 == "_") }
    }

    /// Whether a text has at least seven digits, and only characters of phone numbers.
    static func isPhone(_ text: String) -> Bool {
        text.unicodeScalars.count(where: isDigit) >= 7 && text.allSatisfy { isDigit($0) || "+-() ./".contains($0) }
    }

    /// Whether a text is a UUID or a hash in hexadecimal. Such a text may have long runs of digits by chance.
    static func isHash(_ text: String) -> Bool {
        guard text.allSatisfy({ $0.isHexDigit && $0.isASCII || $0 == "-" }), text.contains(where: { $0.isLetter })
        else {
            return false
        }
        let groups = text.split(separator: "-", omittingEmptySubsequences: false).map(\.count)
        return groups == [8, 4, 4, 4, 12] || [[32], [40], [64]].contains(groups)
    }

    /// Whether a number of JSON is whole and has at least `count` digits: `79161112233`, `-79161112233.0`.
    static func isLongInteger(_ number: String, digits count: Int) -> Bool {
        let whole = number.prefix { $0 != "." }
        return whole.allSatisfy { isDigit($0) || $0 == "-" } && whole.count(where: isDigit) >= count
            && number.dropFirst(whole.count).allSatisfy { $0 == "." || $0 == "0" }
    }

    /// The length of the longest run of digits.
    static func digitRun(_ text: Substring) -> Int { text.split { !isDigit($0) }.map(\.count).max() ?? 0 }

    private static func isCurrency(_ text: Substring) -> Bool {
        text.count == 3 && text.allSatisfy { $0.isASCII && $0.isUppercase }
    }

    /// Whether a text is a decimal number. `Double` also takes `nan`, which is a name, too.
    private static func isDecimal(_ text: Substring) -> Bool {
        Double(text) != nil && text.allSatisfy { isDigit($0) || "+-.".contains($0) }
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (48...57).contains(scalar.value) }

    static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    /// Words of the API that look like names.
    private static let apiWords: Set<String> = [
        "X-Api-Key", "Authorization", "Bearer", "PHONE", "EMAIL", "WORK", "HOME", "MOBILE", "MAILING", "OTHER", "GET",
        "POST", "PATCH", "DELETE", "READONLY", "READWRITE",
    ]
}
