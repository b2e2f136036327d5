/// Removes people from sentences of the API, such as the message of an error. The API's own words stay, because a reader needs them.
enum MessageScrubber {
    /// Replaces e-mail addresses, phones, links, quoted values, and the names that a capital within a sentence shows. Quoted words of
    /// the API (`'crm'`, `"get"`, `'lastName'`, `'71'`) stay.
    static func masked(_ text: String) -> String {
        var scan = Scan(scalars: Array(text.unicodeScalars))
        return scan.run()
    }

    /// Whether a host is the API maker's own, and not a portal.
    static func isVendor(_ host: some StringProtocol) -> Bool {
        ["bitrix24.tech", "bitrix24.com", "bitrix24.ru"].contains {
            host == "vibecode." + $0 || host == "apidocs." + $0
        }
    }

    /// Whether a quoted value is a word of the API: a field's name, a scope, an entity, a short number.
    private static func isOwn(_ text: String) -> Bool {
        if ValueShape.isPlain(text) || ValueShape.isHash(text) || ValueShape.isCertainCode(text) || words.contains(text)
        {
            return true
        }
        guard ValueShape.isCode(text), text.allSatisfy({ $0.isASCII }) else { return false }
        return text.allSatisfy(ValueShape.isDigit) || FieldClass.isCustom(text) || FieldClass.known(text) != nil
    }

    private static let words = Set(
        """
        crm user task tasks contact contacts company companies deal deals lead leads quote quotes invoice invoices requisite \
        requisites product products item items fields include filter select order get list create update delete search batch \
        aggregate calls limit offset start meta data $gt $gte $lt $lte $ne $contains $in Y N
        """.split(separator: " ").map(String.init))

    /// Words with a capital within a sentence that are no names.
    private static let capitals = Set(
        """
        Service Unavailable Bad Gateway Timeout Too Many Requests Not Found Forbidden Unauthorized Internal Server Error \
        Bearer Authorization Vibe Bitrix Path Portal Requisite Contact Company Deal Lead Task User Available Action Invalid Unknown \
        Missing Failed Required Access Denied Value Element Field Key Use Fix Check Pass Try Битрикс Портал Попробуйте
        """.split(separator: " ").map(String.init))

    private struct Scan {
        let scalars: [Unicode.Scalar]
        private var index = 0
        private var result = String.UnicodeScalarView()
        /// Whether the next word begins a sentence; there a capital shows no name.
        private var isStart = true
        /// Whether the last word was a person's name; then a word in capitals is a surname.
        private var isBehindName = false

        init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

        mutating func run() -> String {
            while index < scalars.count {
                let chunk = piece { isLetter($0) || ValueShape.isDigit($0) || "._-+@".unicodeScalars.contains($0) }
                let behind = scalars[(index + chunk.unicodeScalars.count)...]
                if let quoted = quoted() {
                    take(quoted, MessageScrubber.isOwn(quoted) ? quoted : FakeData.guess(quoted))
                } else if !chunk.isEmpty, behind.starts(with: "://".unicodeScalars) {
                    let link = piece { $0.value > 0x20 && !"<>\"',;()[]".unicodeScalars.contains($0) }
                    take(link, self.link(link))
                } else if scalars[index...].starts(with: "/v1/".unicodeScalars) {
                    // `Route /v1/search/zina@qwe.ru not found`: the message repeats the request.
                    let path = piece { $0.value > 0x20 && !"<>\"'`«»,;()".unicodeScalars.contains($0) }
                    take(path, RequestTarget.masked(path))
                } else if chunk.contains("@") {
                    take(chunk, FakeData.text(chunk))
                } else if let number = number() {
                    take(number, isPersonal(number) ? FakeData.phones(number) : number)
                } else if case let word = chunk.prefix(while: { $0 != "+" }), !word.isEmpty {
                    take(word: String(word))
                } else {
                    mark(scalars[index])
                }
            }
            return String(result)
        }

        private func piece(_ isPart: (Unicode.Scalar) -> Bool) -> String {
            let end = scalars[index...].firstIndex { !isPart($0) } ?? scalars.endIndex
            return String(String.UnicodeScalarView(scalars[index..<end]))
        }

        private mutating func take(_ old: String, _ new: String) {
            result.append(contentsOf: new.unicodeScalars)
            index += old.unicodeScalars.count
            isStart = false
            isBehindName = false
        }

        private mutating func mark(_ scalar: Unicode.Scalar) {
            result.append(scalar)
            index += 1
            if ".!?".unicodeScalars.contains(scalar) || scalar.value == 0x0A { isStart = true }
            if scalar != " " { isBehindName = false }
        }

        // MARK: Pieces

        /// The text between an opening quote just before the index and its closing quote; nil elsewhere. An apostrophe is no quote.
        private func quoted() -> String? {
            let closing: [Unicode.Scalar: Unicode.Scalar] = [
                "\"": "\"", "'": "'", "`": "`", "«": "»", "“": "”", "‘": "’", "„": "“",
            ]
            guard index > 0, let close = closing[scalars[index - 1]] else { return nil }
            guard index < 2 || !isLetter(scalars[index - 2]) && !ValueShape.isDigit(scalars[index - 2]) else {
                return nil
            }
            // The bound keeps the time linear in a text of many opening quotes.
            guard let end = scalars[index...].prefix(500).firstIndex(of: close), end > index else { return nil }
            guard scalars[index] != " ", scalars[end - 1] != " " else { return nil }
            return String(String.UnicodeScalarView(scalars[index..<end]))
        }

        private func number() -> String? {
            let isBehindLetter = index > 0 && (isLetter(scalars[index - 1]) || ValueShape.isDigit(scalars[index - 1]))
            guard !isBehindLetter, ValueShape.isDigit(scalars[index]) || "+(".unicodeScalars.contains(scalars[index])
            else {
                return nil
            }
            let timeParts = scalars[index...].prefix(35).prefix {
                ValueShape.isDigit($0) || "-:.T+Z".unicodeScalars.contains($0)
            }
            let time = String(String.UnicodeScalarView(timeParts))
            for text in [time, String(time.prefix(10))] where ValueShape.isTime(text) { return text }
            let number = piece { ValueShape.isDigit($0) || "+-() .".unicodeScalars.contains($0) }
            let trimmed = number.reversed().drop { !ValueShape.isDigit($0) && $0 != ")" }.reversed()
            return trimmed.isEmpty ? number : String(trimmed)
        }

        /// Whether a number may be a phone or a document's: ids and counts are shorter, and have no spaces or dashes.
        private func isPersonal(_ number: String) -> Bool {
            let count = number.count(where: ValueShape.isDigit)
            return !ValueShape.isTime(number) && (count >= 10 || count >= 7 && number.contains { "+-() ".contains($0) })
        }

        private func link(_ text: String) -> String {
            let host = text.split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
            return MessageScrubber.isVendor(host) ? RequestTarget.masked(text) : FakeData.text(text)
        }

        /// Takes a word: a name if it is all letters and has a capital within a sentence, `Contact Zinaida QWERTYEVA not found`.
        private mutating func take(word chunk: String) {
            guard ValueShape.digitRun(chunk[...]) < 10 || ValueShape.isHash(chunk) || FieldClass.isCustom(chunk) else {
                return take(chunk, FakeData.text(chunk))
            }
            let text = String(chunk.reversed().drop { ".-_+".contains($0) }.reversed())
            let end = chunk.dropFirst(text.count)
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let isName = parts.allSatisfy { part in
                part.count > 1 && (part.first?.isUppercase ?? false) && part.unicodeScalars.allSatisfy(isLetter)
                    && part.dropFirst().allSatisfy { !$0.isUppercase }
                    && !MessageScrubber.capitals.contains(String(part))
            }
            let isSurname =
                isBehindName && text.count > 1 && text.unicodeScalars.allSatisfy(isLetter)
                && text == text.uppercased() && text != text.lowercased()
            let masks = !isStart && isName && !["Content-Type", "Retry-After"].contains(text) || isSurname
            take(text, masks ? FakeData.person(text) : text)
            isBehindName = masks
            for scalar in end.unicodeScalars { mark(scalar) }
        }

        private func isLetter(_ scalar: Unicode.Scalar) -> Bool { FakeData.isLetter(scalar) }
    }
}
