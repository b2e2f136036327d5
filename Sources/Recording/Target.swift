internal import JSON

/// What is asked for: path and query, without people.
///
/// A recording is found by what its script asks, so what masks a request here is what finds it again (``Replay``). It
/// knows nothing but the request itself, and gives a value what the same value becomes in an answer: a script that
/// asks for what it has read in a masked answer finds its line, too.
enum Target {
    /// `/v1/search/zina@qwe.ru?filter[phone]=…`: a query's values by their parameters, and of a path what is neither a word of
    /// the API nor an id. An address in front of it, as a redirect has, becomes an invented one.
    static func masked(_ target: String) -> String {
        let end = target.firstIndex { $0 == "?" || $0 == "#" } ?? target.endIndex
        guard end < target.endIndex else { return masked(address: target[...]) }
        let tail = target[target.index(after: end)...]
        return masked(address: target[..<end]) + target[end...end] + masked(query: tail)
    }

    // MARK: Path

    private static func masked(address: Substring) -> String {
        let pieces = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        // `https://portal/path`, and `//portal/path`.
        guard pieces.count >= 3, pieces[1].isEmpty, pieces[0].isEmpty || pieces[0].hasSuffix(":") else {
            return masked(path: address)
        }
        let path = pieces.count > 3 ? "/" + masked(path: pieces[3]) : ""
        return
            "\(pieces[0])//\(Prose.isVendor(pieces[2]) ? String(pieces[2]) : Invention.host(pieces[2].lowercased()))\(path)"
    }

    private static func masked(path: Substring) -> String {
        var isSearch = false
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment -> String in
            defer { isSearch = ["search", "find", "lookup", "by-email", "by-phone"].contains(segment) }
            let text = PercentCode.decoded(segment)
            guard !text.isEmpty, isSearch || !isPart(text), let other = replacing(text) else { return String(segment) }
            return PercentCode.encoded(other, like: segment)
        }
        return segments.joined(separator: "/")
    }

    /// A word of the API (`contacts`, `openapi.json`, `crm.item.get`), an id, a currency, a stage.
    private static func isPart(_ text: String) -> Bool {
        if text == "v1" || Shape.isHash(text) || Shape.isCertainCode(text) || Shape.isTime(text) { return true }
        if text.allSatisfy(Shape.isDigit) { return text.count < 10 }
        if Field.isCustom(text) || text.first == ":" && text.dropFirst().allSatisfy({ $0.isASCII && $0.isLetter }) {
            return true
        }
        return Shape.isCode(text)
            && (!text.contains { $0.isUppercase } || text.first?.isLowercase ?? false
                || text.count == 3 && text.allSatisfy { $0.isUppercase })
    }

    private static func replacing(_ text: String) -> String? {
        text.unicodeScalars.contains { $0.properties.isAlphabetic || Shape.isDigit($0) || !$0.isASCII }
            ? Invention.guess(text) : nil
    }

    // MARK: Query

    private static func masked(query: Substring) -> String {
        let parameters = query.split(separator: "&", omittingEmptySubsequences: false)
        return parameters.map(masked(parameter:)).joined(separator: "&")
    }

    private static func masked(parameter: Substring) -> String {
        guard let sign = parameter.firstIndex(of: "=") else {
            // A flag, or something to look for.
            let text = PercentCode.decoded(parameter)
            return isPart(text)
                ? String(parameter)
                : replacing(text).map { PercentCode.encoded($0, like: parameter) } ?? String(parameter)
        }
        let name = PercentCode.decoded(parameter[..<sign])
        let newName = Invention.replacing(name: name).map { PercentCode.encoded($0) } ?? String(parameter[..<sign])
        let value = parameter[parameter.index(after: sign)...]
        let other = Invention.replacing(PercentCode.decoded(value), as: Field.kind(ofParameter: name))
        return "\(newName)=\(other.map { PercentCode.encoded($0) } ?? String(value))"
    }
}

/// Percent-encoding of values in paths and queries.
enum PercentCode {
    /// What cannot be decoded stays as it is.
    static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { JSONString.digit($0) }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(digits[0] << 4 | digits[1])
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Paths are put together by hand: what stands in `original` as it is stays as it is, so that the same script that put an
    /// original there finds its line by the invention.
    static func encoded(_ text: String, like original: Substring = "") -> String {
        let plain = Array("-._~,:".utf8) + "@+!$'()*;".utf8.filter(original.utf8.contains)
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80 && (character.isLetter || character.isNumber) || plain.contains(byte) {
                result.append(character)
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
