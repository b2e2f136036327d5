/// Motions over a text of several lines, in whole grapheme clusters. All offsets are UTF-8 byte offsets.
enum Motion {
    /// The start of the cluster behind the one at `offset`; the text's end at its end.
    static func next(_ text: String, _ offset: Int) -> Int {
        guard offset < text.utf8.count else { return text.utf8.count }
        return text.offset(text.index(after: text.position(floor(text, offset))))
    }

    /// The start of the cluster before `offset`; 0 at the start.
    static func previous(_ text: String, _ offset: Int) -> Int {
        guard offset > 0 else { return 0 }
        let start = floor(text, offset)
        return start < offset ? start : text.offset(text.index(before: text.position(offset)))
    }

    /// The start of the cluster that `offset` is in: `offset` itself where it is between two.
    static func floor(_ text: String, _ offset: Int) -> Int {
        guard offset > 0 && offset < text.utf8.count else { return max(0, min(offset, text.utf8.count)) }
        let line = lineStart(text, offset)
        if offset == line || text.isASCII(offset) && text.isASCII(offset - 1) { return offset }
        return text.offset(text.index(before: text.index(after: text.position(offset))))
    }

    /// The start of the line that `offset` is in.
    static func lineStart(_ text: String, _ offset: Int) -> Int {
        var start = offset
        return text.withBytes { bytes in
            while start > 0 && bytes[start - 1] != newline { start -= 1 }
            return start
        }
    }

    /// The end of the line that `offset` is in, before its newline.
    static func lineEnd(_ text: String, _ offset: Int) -> Int {
        var end = offset
        return text.withBytes { bytes in
            while end < bytes.count && bytes[end] != newline { end += 1 }
            return end
        }
    }

    /// The place in the line above (`lines` -1) or below (1) that is nearest to a column; nil if there is no such line.
    static func vertical(_ text: String, _ offset: Int, lines: Int, column: Int) -> Int? {
        let start: Int
        if lines < 0 {
            let here = lineStart(text, offset)
            guard here > 0 else { return nil }
            start = lineStart(text, here - 1)
        } else {
            let end = lineEnd(text, offset)
            guard end < text.utf8.count else { return nil }
            start = end + 1
        }
        var place = start, reached = 0
        for character in text[text.position(start)..<text.position(lineEnd(text, start))] {
            let width = Cell(character, .plain).width
            if reached + width > column { break }
            reached += width
            place += character.utf8.count
        }
        return place
    }

    /// The column of `offset` in its line, as if the line never wrapped.
    static func column(_ text: String, _ offset: Int) -> Int {
        text[text.position(lineStart(text, offset))..<text.position(offset)]
            .reduce(0) { $0 + Cell($1, .plain).width }
    }

    private static let newline = UInt8(ascii: "\n")
}

extension String {
    /// The index at a UTF-8 offset; constant time.
    func position(_ offset: Int) -> Index { utf8.index(startIndex, offsetBy: offset) }

    /// The UTF-8 offset of an index; constant time.
    func offset(_ index: Index) -> Int { utf8.distance(from: startIndex, to: index) }

    /// The part between two UTF-8 offsets.
    func part(_ range: Range<Int>) -> String { String(self[position(range.lowerBound)..<position(range.upperBound)]) }

    fileprivate func isASCII(_ offset: Int) -> Bool { utf8[position(offset)] < 0x80 }

    /// Calls `body` with the UTF-8 bytes, without a copy where the text is stored so.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}
