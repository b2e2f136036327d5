extension StringProtocol {
    /// The words of the text in lines that fit, broken at spaces; a word that is wider than a line is broken where it must be.
    /// Line ends in the text are kept; several spaces count as one.
    ///
    ///     "two words".wrapped(columns: 5)  // ["two", "words"]
    ///
    /// - Parameters:
    ///   - columns: how wide a line may be; at least one character stands on each.
    ///   - first: how wide the first one may be, where something stands before it.
    ///   - width: the columns of a character.
    public func wrapped(
        columns: Int, first: Int? = nil, width: (Character) -> Int = { DisplayWidth.of($0) }
    ) -> [String] {
        var lines: [String] = []
        for part in split(separator: "\n", omittingEmptySubsequences: false) {
            var line = "", taken = 0
            func room() -> Int { lines.isEmpty ? first ?? columns : columns }
            func end() {
                lines.append(line)
                (line, taken) = ("", 0)
            }
            for word in part.split(separator: " ") {
                var word = Substring(word)
                let wide = word.reduce(0) { $0 + width($1) }
                if taken > 0, taken + 1 + wide > room() { end() }
                if taken == 0, wide > room(), lines.isEmpty, first ?? columns < columns, wide <= columns { end() }
                if taken > 0 {
                    line += " "
                    taken += 1
                }
                while !word.isEmpty {
                    let head = word.head(fitting: room() - taken, width: width)
                    line += head
                    taken += head.reduce(0) { $0 + width($1) }
                    word = word[head.endIndex...]
                    if !word.isEmpty { end() }
                }
            }
            end()
        }
        return lines
    }
}

extension Substring {
    /// The longest beginning that fits, at least one character.
    fileprivate func head(fitting columns: Int, width: (Character) -> Int) -> Substring {
        var left = columns
        var end = startIndex
        while end < endIndex {
            left -= width(self[end])
            if left < 0, end > startIndex { break }
            end = index(after: end)
        }
        return self[..<end]
    }
}
