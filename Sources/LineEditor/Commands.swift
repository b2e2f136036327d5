internal import CReadline
internal import TerminalText

/// An entry of the history that Up or Down brought.
///
/// Readline's own place in its history stays where it is: it would write what is undone here into the entry there.
struct Recall {
    /// What the entry has to begin with.
    var prefix: String
    /// What was there before.
    var draft: String
    /// What is there now; any other text ends the walk.
    var text: String
    /// Its number; the count of entries stands for the draft.
    var index: Int
}

/// What keys do. Offsets are readline's own: bytes of its buffer.
extension Reading {
    private var end: Int { readline.buffer.count }

    // MARK: Motions and deletion by grapheme

    func moveForward(_ count: Int) {
        if count > 0 && readline.point == end && acceptSuggestion() { return }
        readline.point = place(count)
    }

    /// Where `count` clusters further is.
    private func place(_ count: Int) -> Int {
        let text = currentText
        var place = readline.point
        for _ in 0..<abs(count) { place = count > 0 ? Motion.next(text, place) : Motion.previous(text, place) }
        return place
    }

    func delete(_ count: Int, isKill: Bool = false) {
        let here = readline.point, there = place(count)
        let range = min(here, there)..<max(here, there)
        guard !range.isEmpty else { return }
        if isKill {
            _ = readline.call.rl_kill_text(Int32(range.lowerBound), Int32(range.upperBound))
            readline.point = range.lowerBound
        } else {
            readline.replace(range, with: "")
        }
    }

    /// Exchanges the clusters on both sides of the cursor; at a line's end the two before it.
    func transpose() {
        let text = currentText, lineEnd = Motion.lineEnd(text, readline.point)
        let second = readline.point == lineEnd ? Motion.previous(text, lineEnd) : readline.point
        let first = Motion.previous(text, second), last = Motion.next(text, second)
        guard first < second, first >= Motion.lineStart(text, readline.point), last <= lineEnd else { return }
        readline.replace(first..<last, with: text.part(second..<last) + text.part(first..<second))
    }

    // MARK: Inside a line of the block

    func moveToLineStart() { readline.point = Motion.lineStart(currentText, readline.point) }

    func moveToLineEnd() {
        if readline.point == end && acceptSuggestion() { return }
        readline.point = Motion.lineEnd(currentText, readline.point)
    }

    /// Kills to the end of the line; at the end, the newline.
    func killToLineEnd() {
        let lineEnd = Motion.lineEnd(currentText, readline.point)
        kill(from: readline.point, to: lineEnd == readline.point ? min(lineEnd + 1, end) : lineEnd)
    }

    /// Kills to the start of the line; at the start, the newline before it.
    func killToLineStart() {
        let lineStart = Motion.lineStart(currentText, readline.point)
        let start = lineStart == readline.point ? max(0, lineStart - 1) : lineStart
        kill(from: readline.point, to: start)
        readline.point = start
    }

    func killLine() {
        let text = currentText, start = Motion.lineStart(text, readline.point)
        kill(from: start, to: Motion.lineEnd(text, readline.point))
        readline.point = start
    }

    /// Readline prepends what is killed backwards to what was killed just before.
    private func kill(from: Int, to: Int) {
        if from != to { _ = readline.call.rl_kill_text(Int32(from), Int32(to)) }
    }

    // MARK: Enter

    /// Submits a complete text, or begins a new line. With a candidate selected, takes that.
    func enter() {
        if completion?.menu.selected != nil { return chooseSelected() }
        dedentWhatWasTyped()  // readline runs the keys of a fast typist at once
        let text = currentText
        guard editor.assistance.isComplete(text) else { return insertLine() }
        submitted = text
        readline.call.rl_done.pointee = 1
    }

    /// Begins a new line at the cursor, indented.
    func insertLine() {
        let before = currentText.part(0..<readline.point)
        let indentation = max(0, editor.assistance.indentation(before))
        readline.replace(readline.point..<readline.point, with: "\n" + String(repeating: " ", count: indentation))
    }

    /// After a character that was typed at the end of a line: takes indentation back where the owner of the language says so.
    ///
    /// - Parameter place: behind the character, in the cursor's line, up to which the text is looked at.
    /// - Returns: whether something was taken back.
    func dedent(behind place: Int) -> Bool {
        let text = currentText, cursor = readline.point, start = Motion.lineStart(text, cursor)
        guard start > 0, place <= cursor, cursor == Motion.lineEnd(text, cursor),
            let wanted = editor.assistance.dedentation(text.part(0..<place), place)
        else { return false }
        let spaces = text.part(start..<cursor).prefix { $0 == " " }.count
        guard spaces > max(0, wanted) else { return false }
        let count = spaces - max(0, wanted)
        readline.replace(start..<start + count, with: "")
        readline.point = cursor - count
        takenBack = place == cursor ? (cursor - count, start, count) : nil
        return true
    }

    /// Gives indentation back that was taken behind a word which goes on now, as `end` in `endpoint`.
    func giveBackIndentation() {
        guard let (place, start, count) = takenBack else { return }
        takenBack = nil
        let text = currentText, cursor = readline.point
        guard cursor > place, Motion.lineStart(text, cursor) == start, let next = text.part(place..<cursor).first,
            next.isLetter || next.isNumber || next == "_"
        else { return }
        readline.replace(start..<start, with: String(repeating: " ", count: count))
        readline.point = cursor + count
        placeBeforeKeys += count
    }

    /// Inserts a whole paste as one step of undo. Newlines at its end would only be in the way of Enter.
    func paste() {
        let bytes = readPaste()
        var clean: [UInt8] = []
        clean.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() where byte != 0 {
            if byte == 0x0A && index > 0 && bytes[index - 1] == 0x0D { continue }
            clean.append(byte == 0x0D ? 0x0A : byte)
        }
        if readline.point == end { while clean.last == 0x0A { clean.removeLast() } }
        let before = currentText.part(0..<readline.point)
        let text = editor.assistance.cleanPaste(String(exactly: clean), before)
        readline.replace(readline.point..<readline.point, with: text)
    }

    // MARK: Up, Down and the suggestion

    /// Moves by lines; above the first and below the last one, through the history. In a menu, moves the selection.
    func moveVertically(_ lines: Int) {
        for _ in 0..<abs(lines) {
            if completion != nil { complete(step: lines.signum()) } else { moveOneLine(lines.signum()) }
        }
    }

    private func moveOneLine(_ direction: Int) {
        let text = currentText, here = readline.point
        let column = goal?.place == here ? goal?.column ?? 0 : Motion.column(text, here)
        if let place = Motion.vertical(text, here, lines: direction, column: column) {
            readline.point = place
            goal = (place, column)
        } else {
            walk(direction, text)
        }
    }

    /// The next entry in a direction that begins with what stood before the cursor when the walk began.
    private func walk(_ direction: Int, _ text: String) {
        let entries = editor.history.entries
        var walk: Recall
        if let recall, recall.text == text {
            walk = recall
        } else {
            let place = min(Int(readline.call.where_history()), entries.count)
            let isEntry = place < entries.count && entries[place] == text
            walk = Recall(
                prefix: isEntry ? "" : text.part(0..<readline.point), draft: isEntry ? "" : text, text: text,
                index: isEntry ? place : entries.count)
        }
        var index = walk.index + direction
        while entries.indices.contains(index),
            !entries[index].utf8.starts(with: walk.prefix.utf8) || entries[index] == text
        {
            index += direction
        }
        guard index >= 0 && index <= entries.count && index != walk.index else { return }
        walk.index = index
        walk.text = index < entries.count ? entries[index] : walk.draft
        readline.replace(0..<end, with: walk.text)
        recall = walk
    }

    private func acceptSuggestion() -> Bool {
        guard editor.settings.suggests, let rest = editor.history.suggestion(for: currentText) else { return false }
        readline.replace(end..<end, with: rest)
        return true
    }
}
