/// A sentence of the API: an error's message, a hint. Its words are what a reader needs; what it says about people is not.
enum Prose {
    /// The text with other e-mail addresses, phones, links and quoted values, and with other names as far as capitals within a
    /// sentence show them. What is quoted and belongs to the API (`'crm'`, `"get"`, `'lastName'`, `'71'`) stays.
    static func masked(_ text: String) -> String {
        var scan = Scan(scalars: Array(text.unicodeScalars))
        return scan.run()
    }

    /// A host of the API's maker, which names no portal.
    static func isVendor(_ host: some StringProtocol) -> Bool {
        ["bitrix24.tech", "bitrix24.com", "bitrix24.ru"].contains {
            host == "vibecode." + $0 || host == "apidocs." + $0
        }
    }

    /// Whether a quoted value is a word of the API: a field's name, a scope, an entity, a short number.
    private static func isOwn(_ text: String) -> Bool {
        if Shape.isPlain(text) || Shape.isHash(text) || Shape.isCertainCode(text) || words.contains(text) {
            return true
        }
        guard Shape.isCode(text), text.allSatisfy({ $0.isASCII }) else { return false }
        return text.allSatisfy(Shape.isDigit) || Field.isCustom(text) || Field.known(text) != nil
    }

    private static let words = Set(
        """
        crm user task tasks contact contacts company companies deal deals lead leads quote quotes invoice invoices requisite \
        requisites product products item items fields include filter select order get list create update delete search batch \
        aggregate calls limit offset start meta data $gt $gte $lt $lte $ne $contains $in Y N
        """.split(separator: " ").map(String.init))

    /// What stands with a capital within a sentence and is nobody.
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
        /// Whether the next word begins a sentence, where a capital says nothing.
        private var isStart = true
        /// Whether the word before was somebody's name: one in capitals behind it is a surname.
        private var isBehindName = false

        init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

        mutating func run() -> String {
            while index < scalars.count {
                let chunk = piece { isLetter($0) || Shape.isDigit($0) || "._-+@".unicodeScalars.contains($0) }
                let behind = scalars[(index + chunk.unicodeScalars.count)...]
                if let quoted = quoted() {
                    take(quoted, Prose.isOwn(quoted) ? quoted : Invention.guess(quoted))
                } else if !chunk.isEmpty, behind.starts(with: "://".unicodeScalars) {
                    let link = piece { $0.value > 0x20 && !"<>\"',;()[]".unicodeScalars.contains($0) }
                    take(link, self.link(link))
                } else if scalars[index...].starts(with: "/v1/".unicodeScalars) {
                    // `Route /v1/search/zina@qwe.ru not found`: what was asked for comes back.
                    let path = piece { $0.value > 0x20 && !"<>\"'`«»,;()".unicodeScalars.contains($0) }
                    take(path, Target.masked(path))
                } else if chunk.contains("@") {
                    take(chunk, Invention.text(chunk))
                } else if let number = number() {
                    take(number, isSomebodys(number) ? Invention.phones(number) : number)
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

        /// What stands behind an opening quote, up to its closing one; nil elsewhere. An apostrophe opens nothing.
        private func quoted() -> String? {
            let closing: [Unicode.Scalar: Unicode.Scalar] = [
                "\"": "\"", "'": "'", "`": "`", "«": "»", "“": "”", "‘": "’", "„": "“",
            ]
            guard index > 0, let close = closing[scalars[index - 1]] else { return nil }
            guard index < 2 || !isLetter(scalars[index - 2]) && !Shape.isDigit(scalars[index - 2]) else { return nil }
            // Nobody quotes more, and looking further would take long where many quotes are open.
            guard let end = scalars[index...].prefix(500).firstIndex(of: close), end > index else { return nil }
            guard scalars[index] != " ", scalars[end - 1] != " " else { return nil }
            return String(String.UnicodeScalarView(scalars[index..<end]))
        }

        private func number() -> String? {
            let isBehindLetter = index > 0 && (isLetter(scalars[index - 1]) || Shape.isDigit(scalars[index - 1]))
            guard !isBehindLetter, Shape.isDigit(scalars[index]) || "+(".unicodeScalars.contains(scalars[index]) else {
                return nil
            }
            let timeParts = scalars[index...].prefix(35).prefix {
                Shape.isDigit($0) || "-:.T+Z".unicodeScalars.contains($0)
            }
            let time = String(String.UnicodeScalarView(timeParts))
            for text in [time, String(time.prefix(10))] where Shape.isTime(text) { return text }
            let number = piece { Shape.isDigit($0) || "+-() .".unicodeScalars.contains($0) }
            let trimmed = number.reversed().drop { !Shape.isDigit($0) && $0 != ")" }.reversed()
            return trimmed.isEmpty ? number : String(trimmed)
        }

        /// Ids and counts are shorter than phones, and nobody divides them.
        private func isSomebodys(_ number: String) -> Bool {
            let count = number.count(where: Shape.isDigit)
            return !Shape.isTime(number) && (count >= 10 || count >= 7 && number.contains { "+-() ".contains($0) })
        }

        private func link(_ text: String) -> String {
            let host = text.split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
            return Prose.isVendor(host) ? Target.masked(text) : Invention.text(text)
        }

        /// A name, if it has a capital within a sentence and is all letters: `Contact Zinaida QWERTYEVA not found`.
        private mutating func take(word chunk: String) {
            guard Shape.digitRun(chunk[...]) < 10 || Shape.isHash(chunk) || Field.isCustom(chunk) else {
                return take(chunk, Invention.text(chunk))
            }
            let text = String(chunk.reversed().drop { ".-_+".contains($0) }.reversed())
            let end = chunk.dropFirst(text.count)
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let isName = parts.allSatisfy { part in
                part.count > 1 && (part.first?.isUppercase ?? false) && part.unicodeScalars.allSatisfy(isLetter)
                    && part.dropFirst().allSatisfy { !$0.isUppercase } && !Prose.capitals.contains(String(part))
            }
            let isSurname =
                isBehindName && text.count > 1 && text.unicodeScalars.allSatisfy(isLetter)
                && text == text.uppercased() && text != text.lowercased()
            let masks = !isStart && isName && !["Content-Type", "Retry-After"].contains(text) || isSurname
            take(text, masks ? Invention.person(text) : text)
            isBehindName = masks
            for scalar in end.unicodeScalars { mark(scalar) }
        }

        private func isLetter(_ scalar: Unicode.Scalar) -> Bool { Invention.isLetter(scalar) }
    }
}
