extension Scene {
    /// Lays the scene out. Pure: the same scene is the same frame, and only lines that are seen are looked at.
    ///
    /// A text taller than the terminal is seen through a view that moves no more than the cursor asks for. Hint and menu
    /// stand below the text and take rows from its view.
    func frame() -> Frame {
        let width = max(width, 4), height = max(height, 1)
        let hintRows = height >= 3 ? hintRow(width).map { [$0] } ?? [] : []
        let menuRows = menu.map { $0.rows(width: width, height: max(0, (height - hintRows.count) / 2)) } ?? []
        var view = View(scene: self, width: width, height: max(1, height - hintRows.count - menuRows.count))
        var frame = view.frame()
        frame.rows += hintRows + menuRows
        return frame
    }

    private func hintRow(_ width: Int) -> [Cell]? {
        guard let hint, !hint.isEmpty else { return nil }
        return Self.cut(hint.cells(.hint), to: width - 1)
    }

    /// The cells that fit, with `…` where some do not.
    static func cut(_ cells: [Cell], to width: Int) -> [Cell] {
        var used = 0, fitting: [Cell] = []
        for cell in cells {
            used += cell.width
            if used <= width { fitting.append(cell) }
        }
        guard used > width else { return fitting }
        while fitting.reduce(1, { $0 + $1.width }) > width, !fitting.isEmpty { fitting.removeLast() }
        return fitting + [Cell("…", width: 1, cells.last?.style ?? .plain)]
    }
}

/// The part of a text that is seen.
private struct View {
    let scene: Scene
    let width: Int
    let height: Int
    let bytes: [UInt8]

    /// A line of the text, broken into rows.
    private struct Line {
        var range: Range<Int>
        var rows: [[Cell]]
        /// The cursor's row and column, where it is in this line.
        var cursor: (row: Int, column: Int)?
    }

    init(scene: Scene, width: Int, height: Int) {
        self.scene = scene
        self.width = width
        self.height = height
        bytes = Array(scene.text.utf8)
    }

    mutating func frame() -> Frame {
        let current = line(startingAt: start(ofLineWith: scene.cursor))
        let place = current.cursor ?? (0, 0)
        var top = scene.top
        if top.line > bytes.count || start(ofLineWith: top.line) != top.line { top = .init(line: 0, row: 0) }
        if top.line > current.range.lowerBound || top.line == current.range.lowerBound && top.row > place.row {
            top = .init(line: current.range.lowerBound, row: place.row)
        }
        // The lines from the top to the cursor's, as long as they can all be seen.
        var lines: [Line] = [], count = 0
        var next: Int? = top.line
        while let start = next, start <= current.range.lowerBound, count - top.row < height + current.rows.count {
            let line = start == current.range.lowerBound ? current : line(startingAt: start)
            // It may have had more rows when the view was drawn last.
            if lines.isEmpty { top.row = min(top.row, line.rows.count - 1) }
            lines.append(line)
            count += line.rows.count
            next = line.range.upperBound < bytes.count ? line.range.upperBound + 1 : nil
        }
        let rowsBelowCursor = current.rows.count - 1 - place.row
        if lines.last?.range != current.range || count - rowsBelowCursor - top.row > height {
            (lines, top) = linesAbove(current, place.row)
            count = lines.reduce(0) { $0 + $1.rows.count }
            next = current.range.upperBound < bytes.count ? current.range.upperBound + 1 : nil
        }
        while let start = next, count - top.row < height {
            let line = line(startingAt: start)
            lines.append(line)
            count += line.rows.count
            next = line.range.upperBound < bytes.count ? line.range.upperBound + 1 : nil
        }
        // Room that is left below is used for what is above.
        while count - top.row < height, top.row > 0 || top.line > 0 {
            if top.row > 0 {
                top.row -= 1
            } else {
                let above = line(startingAt: start(ofLineWith: top.line - 1))
                lines.insert(above, at: 0)
                count += above.rows.count
                top = .init(line: above.range.lowerBound, row: above.rows.count - 1)
            }
        }
        var rows: [[Cell]] = [], cursor = (row: 0, column: 0)
        for line in lines {
            if let place = line.cursor { cursor = (rows.count + place.row, place.column) }
            rows += line.rows
        }
        let seen = rows.dropFirst(top.row).prefix(height)
        return Frame(rows: Array(seen), cursorRow: cursor.row - top.row, cursorColumn: cursor.column, top: top)
    }

    /// The view whose last row is the cursor's.
    private func linesAbove(_ current: Line, _ row: Int) -> ([Line], Frame.Top) {
        var lines = [current], missing = height - (row + 1)
        while missing > 0, let first = lines.first, first.range.lowerBound > 0 {
            let above = line(startingAt: start(ofLineWith: first.range.lowerBound - 1))
            lines.insert(above, at: 0)
            missing -= above.rows.count
        }
        return (lines, .init(line: lines[0].range.lowerBound, row: max(0, -missing)))
    }

    private func start(ofLineWith offset: Int) -> Int {
        var start = min(offset, bytes.count)
        while start > 0 && bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }

    /// Breaks one line into rows. A cluster that does not fit begins the next row; so does a cursor behind a full one.
    private func line(startingAt start: Int) -> Line {
        var end = start
        while end < bytes.count && bytes[end] != UInt8(ascii: "\n") { end += 1 }
        var line = Line(range: start..<end, rows: [[]])
        var column = 0
        func breakRow() {
            line.rows.append([])
            column = 0
        }
        func put(_ cell: Cell) {
            if column + cell.width > width && column > 0 { breakRow() }
            line.rows[line.rows.count - 1].append(cell)
            column += cell.width
        }
        for cell in PromptText.cells(of: prompt(ofLineAt: start)) { put(cell) }
        let indent = column
        var offset = start, style = firstStyle(endingAfter: start)
        for character in scene.text[scene.text.position(start)..<scene.text.position(end)] {
            let length = character.utf8.count
            while style < scene.styles.count && scene.styles[style].range.upperBound <= offset { style += 1 }
            var look = Style.plain
            if style < scene.styles.count && scene.styles[style].range.contains(offset) {
                look = scene.styles[style].style
            }
            if scene.brackets.contains(offset) { look = .bracket }
            var cells = [Cell(character, look)]
            if character == "\t" {
                let position = (line.rows.count - 1) * width + column - indent
                cells = Array(repeating: Cell(" ", width: 1, look), count: 4 - position % 4)
            } else if cells[0].width > 2 {
                cells = cells[0].text.map { Cell(String($0), width: 1, .control) }
            }
            for (index, cell) in cells.enumerated() {
                if column + cell.width > width { breakRow() }
                if index == 0 && scene.cursor >= offset && scene.cursor < offset + length {
                    line.cursor = (line.rows.count - 1, column)
                }
                put(cell)
            }
            offset += length
        }
        if scene.cursor == end {
            if column >= width { breakRow() }
            line.cursor = (line.rows.count - 1, column)
            if end == bytes.count, !scene.suggestion.isEmpty { addSuggestion(&line, column) }
        }
        return line
    }

    private func prompt(ofLineAt start: Int) -> String {
        if start == 0 { return scene.prompt }
        if scene.furtherPrompts.isEmpty { return scene.continuationPrompt }
        let lines = bytes[..<start].count { $0 == UInt8(ascii: "\n") }
        return scene.furtherPrompts[min(lines, scene.furtherPrompts.count) - 1]
    }

    /// As much of the suggestion's first line as the row has room for.
    private func addSuggestion(_ line: inout Line, _ column: Int) {
        let lines = scene.suggestion.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let cells = String(lines[0]).cells(.suggestion) + (lines.count > 1 ? [Cell("…", width: 1, .suggestion)] : [])
        line.rows[line.rows.count - 1] += Scene.cut(cells, to: width - 1 - column)
    }

    private func firstStyle(endingAfter offset: Int) -> Int {
        var low = 0, high = scene.styles.count
        while low < high {
            let middle = (low + high) / 2
            if scene.styles[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Menu {
    /// The candidates in columns, read downwards; the rows around the selected one where there are too many.
    func rows(width: Int, height: Int) -> [[Cell]] {
        guard height > 0, !shown.isEmpty else { return [] }
        let cells = shown.enumerated().map { index, text in
            Scene.cut(text.cells(index == selected ? .selected : .candidate), to: width - 1)
        }
        let widths = cells.map { $0.reduce(0) { $0 + $1.width } }
        let columnWidth = (widths.max() ?? 0) + 2
        let columns = max(1, (width + 1) / columnWidth)
        let count = (shown.count + columns - 1) / columns
        func row(_ number: Int) -> [Cell] {
            var row: [Cell] = []
            for index in stride(from: number, to: shown.count, by: count) {
                row += cells[index]
                if index + count < shown.count {
                    row += Array(repeating: Cell(" ", width: 1, .plain), count: columnWidth - widths[index])
                }
            }
            return row
        }
        guard count > height else { return (0..<count).map(row) }
        let seen = max(1, height - 1)
        let first = max(0, min((selected ?? 0) % count - seen / 2, count - seen))
        let rows = (first..<first + seen).map(row)
        guard height > 1 else { return rows }
        let note = "\(first + 1)–\(first + seen) / \(count)"  // in every language
        return rows + [Scene.cut(note.cells(.hint), to: width - 1)]
    }
}
