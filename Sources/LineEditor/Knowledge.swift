internal import Glibc

/// What the owner of the language said of the text that is shown, so that nothing is asked twice.
struct Knowledge {
    private var text = ""
    private var styledText: String?
    private var sortedStyles: [StyledRange] = []
    private var suggestedText: String?
    private var suggestion = ""

    /// The text of these bytes; the one that is known already where it is the same.
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        if !text.withBytes({ isEqual($0, bytes) }) {
            text = String(decoding: bytes, as: UTF8.self)
        }
        return text
    }

    private func isEqual(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        guard let start = one.baseAddress, let otherStart = other.baseAddress else { return true }
        return memcmp(start, otherStart, one.count) == 0
    }

    /// Highlighting, sorted.
    mutating func styles(_ text: String, _ editor: LineEditor) -> [StyledRange] {
        if styledText != text {
            styledText = text
            sortedStyles = editor.assistance.styles(text)
            let starts = zip(sortedStyles, sortedStyles.dropFirst())
            if !starts.allSatisfy({ $0.range.lowerBound <= $1.range.lowerBound }) {
                sortedStyles.sort { $0.range.lowerBound < $1.range.lowerBound }
            }
        }
        return sortedStyles
    }

    /// The rest of an entry that begins with the text.
    mutating func suggestion(_ text: String, _ editor: LineEditor) -> String {
        guard editor.settings.suggests else { return "" }
        if suggestedText != text {
            suggestedText = text
            suggestion = editor.history.suggestion(for: text) ?? ""
        }
        return suggestion
    }

    /// Adds to a scene all that is known of its text.
    mutating func fill(_ scene: inout Scene, _ editor: LineEditor, isSearching: Bool) {
        scene.styles = styles(scene.text, editor)
        guard !isSearching else { return }
        if scene.cursor == scene.text.utf8.count && scene.menu == nil {
            scene.suggestion = suggestion(scene.text, editor)
        }
        scene.hint = editor.assistance.hint(scene.text, scene.cursor)
        if let partner = editor.assistance.matchingBracket(scene.text, scene.cursor) {
            scene.brackets = [partner, bracket(scene.text, scene.cursor)]
        }
    }

    /// The bracket at the cursor, or else the one before it.
    private func bracket(_ text: String, _ cursor: Int) -> Int {
        text.withBytes { bytes in
            cursor < bytes.count && "()[]{}".utf8.contains(bytes[cursor]) ? cursor : cursor - 1
        }
    }
}
