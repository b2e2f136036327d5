/// A menu that is open, and what its candidates replace.
struct Completion {
    var menu: Menu
    var candidates: [Completions.Candidate]
    /// What the selected candidate takes the place of.
    var range: Range<Int>
    /// What was there before one was selected.
    var typed: String
    /// What the text and the cursor are as long as nobody else touches them.
    var text: String
    var cursor: Int
}

/// Tab: first what all candidates have in common, then a menu, then one candidate after the other.
extension Reading {
    func complete(step: Int) {
        let text = currentText, cursor = readline.point
        if let completion, completion.text == text, completion.cursor == cursor {
            return select(step, in: completion)
        }
        completion = nil
        let lineStart = Motion.lineStart(text, cursor)
        if text.part(lineStart..<cursor).allSatisfy({ $0 == " " || $0 == "\t" }), step > 0 {
            return indent(Motion.column(text, cursor))
        }
        let offered = editor.assistance.completions(text, cursor)
        guard let found = offered, let first = found.candidates.first else { return }
        if found.candidates.count == 1 {
            return readline.replace(found.range, with: first.text + first.suffix)
        }
        let common = found.commonPrefix
        if common.utf8.count > found.range.count { return readline.replace(found.range, with: common) }
        completion = Completion(
            menu: Menu(shown: found.candidates.map(\.shown), selected: nil), candidates: found.candidates,
            range: found.range, typed: text.part(found.range), text: text, cursor: cursor)
        redisplay()
    }

    /// Takes the selected candidate and closes the menu.
    func chooseSelected() {
        guard let completion, let selected = completion.menu.selected else { return }
        let candidate = completion.candidates[selected]
        readline.replace(completion.range, with: candidate.text + candidate.suffix)
        self.completion = nil
    }

    /// Closes the menu; what was typed is there again.
    func cancelCompletion() {
        guard let completion else { return }
        if completion.menu.selected != nil { readline.replace(completion.range, with: completion.typed) }
        self.completion = nil
        redisplay()
    }

    private func select(_ step: Int, in open: Completion) {
        var open = open
        let count = open.candidates.count
        let selected = open.menu.selected.map { ($0 + step + count) % count } ?? (step > 0 ? 0 : count - 1)
        let text = open.candidates[selected].text
        readline.replace(open.range, with: text)
        open.menu.selected = selected
        open.range = open.range.lowerBound..<open.range.lowerBound + text.utf8.count
        open.text = currentText
        open.cursor = readline.point
        completion = open
    }

    private func indent(_ column: Int) {
        let step = max(1, editor.settings.indentationStep)
        readline.replace(
            readline.point..<readline.point, with: String(repeating: " ", count: step - column % step))
    }
}
