internal import LineEditor

#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

// A prompt for a toy language, for tests of LineEditor: words `do` and `end` make blocks, `"…"` are strings, and what was
// read is printed so that every byte can be seen. Nothing here belongs to the product.

func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The words of a text with their byte offsets.
func words(_ text: String) -> [(word: String, range: Range<Int>)] {
    var found: [(String, Range<Int>)] = [], start: Int?
    let bytes = Array(text.utf8)
    for (offset, byte) in (bytes + [0x20]).enumerated() {
        let isLetter = byte >= 0x80 || UnicodeScalar(byte).properties.isAlphabetic || byte == UInt8(ascii: "_")
        if isLetter, start == nil { start = offset }
        if !isLetter, let begin = start {
            found.append((String(decoding: bytes[begin..<offset], as: UTF8.self), begin..<offset))
            start = nil
        }
    }
    return found
}

func depth(_ text: String) -> Int {
    words(text).reduce(0) { $0 + ($1.word == "do" ? 1 : $1.word == "end" ? -1 : 0) }
}

let vocabulary = ["print", "printer", "privet", "table", "tonumber", "tostring", "привет"]

var toy = Assistance()
toy.isComplete = { depth($0) <= 0 }
toy.indentation = { max(0, depth($0)) * 2 }
toy.styles = { text in
    words(text).filter { ["do", "end"].contains($0.word) }.map { StyledRange($0.range, .keyword) }
}
toy.completions = { text, cursor in
    guard let word = words(text).last(where: { $0.range.contains(cursor - 1) }) else { return nil }
    let range = word.range.lowerBound..<cursor
    let prefix = String(decoding: Array(text.utf8)[range], as: UTF8.self)
    let candidates = vocabulary.filter { $0.hasPrefix(prefix) }
    return Completions(range, candidates.map { .init($0, suffix: $0.hasPrefix("p") ? "(" : "") })
}
toy.hint = { text, cursor in
    String(decoding: Array(text.utf8)[..<cursor], as: UTF8.self).hasSuffix("print(")
        ? "print(...)  writes its arguments" : nil
}
toy.matchingBracket = { text, cursor in
    let bytes = Array(text.utf8)
    guard cursor > 0, bytes[cursor - 1] == UInt8(ascii: ")") else { return nil }
    return bytes[..<cursor].lastIndex(of: UInt8(ascii: "("))
}

var settings = LineEditor.Settings()
settings.usesColor = (variable("NO_COLOR") ?? "").isEmpty
settings.movesCursor = variable("TERM") != "dumb"
settings.suggests = variable("EDITOR_SUGGESTS") != "0"
let editor = LineEditor(history: History(path: variable("EDITOR_HISTORY")), assistance: toy, settings: settings)
while true {
    switch editor.read(prompt: variable("EDITOR_PROMPT") ?? "> ", continuationPrompt: ". ", text: "") {
    case .text(let text):
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.count > 20 {
            print("=\(lines.count) lines, \(text.utf8.count) bytes")
        } else {
            print("=\(text.debugDescription)")
        }
    case .interrupted: print("=interrupted")
    case .end:
        print("=end")
        exit(0)
    }
}
