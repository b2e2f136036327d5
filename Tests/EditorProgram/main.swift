internal import Glibc
internal import LineEditor

// A prompt for a toy language, for tests of LineEditor: words `do` and `end` make blocks, `"…"` are strings, and what was
// read is printed so that every byte can be seen. Nothing here belongs to the product.

func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The words of a text, as byte offsets.
func words(_ text: String) -> [Range<Int>] {
    var text = text
    return text.withUTF8 { bytes in
        var found: [Range<Int>] = [], start = -1
        for offset in 0...bytes.count {
            let byte = offset < bytes.count ? bytes[offset] : 0x20
            let isLetter = byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            if isLetter && start < 0 { start = offset }
            if !isLetter && start >= 0 {
                found.append(start..<offset)
                start = -1
            }
        }
        return found
    }
}

/// The words that open and close blocks.
func keywords(_ text: String) -> [(opens: Bool, range: Range<Int>)] {
    words(text).compactMap { range in
        guard range.count == 2 || range.count == 3 else { return nil }
        let word = part(text, range)
        return word == "do" ? (true, range) : word == "end" ? (false, range) : nil
    }
}

func part(_ text: String, _ range: Range<Int>) -> String {
    let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
    return String(text[start..<text.utf8.index(start, offsetBy: range.count)])
}

func depth(_ text: String) -> Int { keywords(text).reduce(0) { $0 + ($1.opens ? 1 : -1) } }

let vocabulary = ["print", "printer", "privet", "table", "tonumber", "tostring", "привет"]

var toy = Assistance()
toy.isComplete = { depth($0) <= 0 }
toy.indentation = { max(0, depth($0)) * 2 }
toy.dedentation = { text, cursor in
    guard cursor >= 3, part(text, (cursor - 3)..<cursor) == "end" else { return nil }
    let before = part(text, 0..<cursor)
    guard before.split(separator: "\n").last?.drop(while: { $0 == " " }) == "end" else { return nil }
    return max(0, depth(before)) * 2
}
toy.styles = { text in keywords(text).map { StyledRange($0.range, .keyword) } }
toy.completions = { text, cursor in
    guard let word = words(text).last(where: { $0.contains(cursor - 1) }) else { return nil }
    let range = word.lowerBound..<cursor
    let candidates = vocabulary.filter { $0.hasPrefix(part(text, range)) }
    return Completions(range, candidates.map { .init($0, suffix: $0.hasPrefix("p") ? "(" : "") })
}
toy.hint = { text, cursor in
    cursor >= 6 && part(text, (cursor - 1)..<cursor) == "(" && part(text, 0..<cursor).hasSuffix("print(")
        ? "print(...)  writes its arguments" : nil
}
toy.matchingBracket = { text, cursor in
    guard cursor > 0, part(text, (cursor - 1)..<cursor) == ")" else { return nil }
    return Array(text.utf8)[..<cursor].lastIndex(of: UInt8(ascii: "("))
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
