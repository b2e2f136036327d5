/// Brings a terminal from one ``Frame`` to the next with few bytes.
///
/// Knows where on the screen the frame begins only relative to the cursor, as a program behind a prompt does.
struct Painter {
    /// Whether colours are used.
    var usesColor = true
    /// What the terminal shows.
    private var shown = Frame()
    /// Where the cursor is, in rows and columns of the frame.
    private var row = 0
    private var column = 0
    /// How many rows below the frame's start are known to be on the screen.
    private var existing = 1
    private var bytes = ""

    init(usesColor: Bool) { self.usesColor = usesColor }

    /// Forgets the frame: the cursor is at the start of an empty row.
    mutating func startAfresh() { self = Painter(usesColor: usesColor) }

    /// The bytes that make the terminal show `frame` instead of what it shows.
    mutating func paint(_ frame: Frame) -> String {
        bytes = ""
        for index in frame.rows.indices where index >= shown.rows.count || shown.rows[index] != frame.rows[index] {
            paintRow(index, of: frame)
        }
        if frame.rows.count < shown.rows.count {
            move(to: frame.rows.count, 0)
            bytes += "\u{1B}[J"
        }
        move(to: frame.cursorRow, frame.cursorColumn)
        shown = frame
        return bytes
    }

    /// The bytes that go to a new line below everything that is shown.
    mutating func leave() -> String {
        bytes = ""
        move(to: max(0, shown.rows.count - 1), 0)
        defer { startAfresh() }
        return bytes + "\r\n"
    }

    /// The bytes that clear what is shown, for a terminal of another width, which may have broken rows in two.
    mutating func clear(width: Int) -> String {
        // Terminals that wrap anew keep the cursor in its text; rows that got too wide take more rows now.
        var above = column >= width ? column / max(1, width) : 0
        for index in 0..<min(row, shown.rows.count) {
            above += max(1, (shown.width(index) + width - 1) / max(1, width))
        }
        defer { startAfresh() }
        return "\r" + (above > 0 ? "\u{1B}[\(above)A" : "") + "\u{1B}[J"
    }

    private mutating func paintRow(_ index: Int, of frame: Frame) {
        let new = frame.rows[index], old = index < shown.rows.count ? shown.rows[index] : []
        var same = 0, start = 0
        while same < min(old.count, new.count), old[same] == new[same] {
            start += new[same].width
            same += 1
        }
        move(to: index, start)
        var style = Style.plain
        for cell in new[same...] {
            if cell.style != style {
                change(from: style, to: cell.style)
                style = cell.style
            }
            if cell.isUncertain {
                // Drawn narrower than measured, it would leave something of what was there.
                bytes += String(repeating: " ", count: cell.width) + "\u{1B}[\(column + 1)G"
            }
            bytes += cell.text
            column += cell.width
            if cell.isUncertain { bytes += "\u{1B}[\(column + 1)G" }
        }
        if style != .plain { change(from: style, to: .plain) }
        if !old.isEmpty, shown.width(index) > frame.width(index) { bytes += "\u{1B}[K" }
    }

    private mutating func change(from old: Style, to new: Style) {
        let parameters = new.parameters(colored: usesColor)
        if !old.parameters(colored: usesColor).isEmpty || !parameters.isEmpty {
            bytes += parameters.isEmpty ? "\u{1B}[m" : "\u{1B}[0;\(parameters)m"
        }
    }

    /// Moves the cursor; rows that are not there yet are made, which scrolls where the screen ends.
    private mutating func move(to newRow: Int, _ newColumn: Int) {
        if newRow < row { bytes += "\u{1B}[\(row - newRow)A" }
        let reachable = min(newRow, existing - 1)
        if reachable > row { bytes += "\u{1B}[\(reachable - row)B" }
        if newRow > reachable {
            bytes += String(repeating: "\r\n", count: newRow - max(row, reachable))
            existing = newRow + 1
            column = 0
        }
        row = newRow
        guard newColumn != column else { return }
        bytes += newColumn == 0 ? "\r" : "\u{1B}[\(newColumn + 1)G"
        column = newColumn
    }
}
