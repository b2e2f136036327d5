extension FakeData {
    /// The replacement for free text: another word of the same script and letter case for each word, fake e-mail addresses and
    /// links, other digits in anything that may be a phone. Punctuation, spaces and line breaks stay.
    static func text(_ text: String) -> String { guessing(text) { FakeNames.pick(.words, for: $0) } }

    /// Replaces the pieces of a text in one pass, so that the time grows with the length and no faster.
    static func guessing(_ text: String, word: (String) -> String) -> String {
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

    /// Other digits in a text with at least five: it may hold a phone or the number of a document.
    private static func longDigits(_ text: String) -> String {
        text.unicodeScalars.count(where: isDigit) >= 5 ? digits(text, salt: text) : text
    }

    /// `i.petrov@sever.ru` → `o.fisher@willow.example.org`. A domain always becomes the same word.
    static func address(_ text: String) -> String {
        let end = text.lastIndex { $0 != "." && $0 != "-" } ?? text.startIndex
        let parts = text[...end].split(separator: "@", omittingEmptySubsequences: false)
        let domain = parts.dropFirst().joined(separator: "@").lowercased()
        let local = words(String(parts[0])) { word in
            let other = FakeNames.latin(.last, for: word).lowercased()
            return word.count == 1 ? String(other.prefix(1)) : other
        }
        return "\(digits(local, salt: local))@\(host(domain))\(text[text.index(after: end)...])"
    }

    static func host(_ domain: String) -> String {
        "\(FakeNames.latin(.words, for: domain).lowercased()).example.org"
    }

    /// `https://portal.ru/a/b?c=d` → `https://willow.example.org/stone/river?leaf=cloud`.
    static func link(_ text: String) -> String {
        let pieces = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let path =
            pieces.count > 3
            ? "/" + digits(words(String(pieces[3])) { FakeNames.pick(.words, for: $0) }, salt: text) : ""
        return "\(pieces[0])//\(host(pieces[2].lowercased()))\(path)"
    }

    /// Replaces each run of letters.
    static func words(_ text: String, _ other: (String) -> String) -> String {
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

    /// Whether a scalar is a letter, or an accent that combines with one.
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic }
        return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }
}
