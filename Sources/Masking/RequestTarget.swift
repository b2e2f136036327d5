/// A request's target without people: path and query.
///
/// A recording is found by the request of its script, so the same rules mask a request in the recording and look it up there. They
/// depend on the request alone. A value gets the same replacement as in a response: a script that asks for a value from a masked
/// response finds its line, too.
enum RequestTarget {
    /// Replaces the values of a query by the names of their parameters, and the segments of a path that are neither words of the API
    /// nor ids: `/v1/search/zina@qwe.ru?filter[phone]=…`. Of a whole URL, as a redirect has, the host is replaced, too.
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
            "\(pieces[0])//\(MessageScrubber.isVendor(pieces[2]) ? String(pieces[2]) : FakeData.host(pieces[2].lowercased()))\(path)"
    }

    private static func masked(path: Substring) -> String {
        var isSearch = false
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment -> String in
            defer { isSearch = ["search", "find", "lookup", "by-email", "by-phone"].contains(segment) }
            let text = PercentEncoding.decoded(segment)
            guard !text.isEmpty, isSearch || !isPart(text), let other = replacing(text) else { return String(segment) }
            return PercentEncoding.encoded(other, like: segment)
        }
        return segments.joined(separator: "/")
    }

    /// A word of the API (`contacts`, `openapi.json`, `crm.item.get`), an id, a currency, a stage.
    private static func isPart(_ text: String) -> Bool {
        if text == "v1" || ValueShape.isHash(text) || ValueShape.isCertainCode(text) || ValueShape.isTime(text) {
            return true
        }
        if text.allSatisfy(ValueShape.isDigit) { return text.count < 10 }
        if FieldClass.isCustom(text) || text.first == ":" && text.dropFirst().allSatisfy({ $0.isASCII && $0.isLetter })
        {
            return true
        }
        return ValueShape.isCode(text)
            && (!text.contains { $0.isUppercase } || text.first?.isLowercase ?? false
                || text.count == 3 && text.allSatisfy { $0.isUppercase })
    }

    private static func replacing(_ text: String) -> String? {
        text.unicodeScalars.contains { $0.properties.isAlphabetic || ValueShape.isDigit($0) || !$0.isASCII }
            ? FakeData.guess(text) : nil
    }

    // MARK: Query

    private static func masked(query: Substring) -> String {
        let parameters = query.split(separator: "&", omittingEmptySubsequences: false)
        return parameters.map(masked(parameter:)).joined(separator: "&")
    }

    private static func masked(parameter: Substring) -> String {
        guard let sign = parameter.firstIndex(of: "=") else {
            // A flag, or a text to search for.
            let text = PercentEncoding.decoded(parameter)
            return isPart(text)
                ? String(parameter)
                : replacing(text).map { PercentEncoding.encoded($0, like: parameter) } ?? String(parameter)
        }
        let name = PercentEncoding.decoded(parameter[..<sign])
        let newName = FakeData.replacing(name: name).map { PercentEncoding.encoded($0) } ?? String(parameter[..<sign])
        let value = parameter[parameter.index(after: sign)...]
        let other = FakeData.replacing(PercentEncoding.decoded(value), as: FieldClass.of(parameter: name))
        return "\(newName)=\(other.map { PercentEncoding.encoded($0) } ?? String(value))"
    }
}
