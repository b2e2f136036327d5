/// A terminal of the VT100 and xterm family, as much of it as programs behind a prompt use.
///
/// Bytes go in, a grid of cells comes out. It knows nothing of the program under test: what it does with each sequence is
/// taken from ECMA-48 and xterm's control sequences. What it does not know is kept in ``unknown``, so that a test sees it.
///
///     var screen = TerminalScreen(width: 10, height: 2)
///     screen.feed("one\r\ntwo\u{1B}[1;2H")
///     screen.text    // "one\ntwo"
///     screen.marked  // "o▏ne\ntwo": the cursor stands before the n
public struct TerminalScreen: Sendable {
    /// One place of the grid.
    public struct Cell: Equatable, Sendable {
        /// The cluster that stands here; empty in the second half of a wide one.
        public var text = " "
        /// The parameters of the last SGR sequences, such as `35` or `1;36`; empty for none.
        public var style = ""
        /// Whether the text went on in the next row, because this one was full.
        var isWrapped = false
    }

    /// The grid, by rows.
    public private(set) var cells: [[Cell]]
    /// The lines that went out at the top.
    public private(set) var scrollback: [String] = []
    /// Where the cursor is, from 0.
    public private(set) var row = 0, column = 0
    /// Whether pastes are bracketed (`CSI ? 2004 h`).
    public private(set) var hasBracketedPaste = false
    /// Whether the cursor is seen (`CSI ? 25 h`).
    public private(set) var showsCursor = true
    /// How often the bell rang.
    public private(set) var bells = 0
    /// Sequences that this terminal does not know.
    public private(set) var unknown: [String] = []
    /// The size in cells.
    public private(set) var width: Int, height: Int

    private var style = ""
    private var isWrapPending = false
    private var joinsNext = false
    private var pending: [UInt8] = []
    private var scrollTop = 0, scrollBottom: Int
    private var saved = (row: 0, column: 0)

    /// Makes an empty screen with the cursor at the top left.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
        scrollBottom = height - 1
        cells = Self.blank(width, height)
    }

    /// All rows without the spaces at their ends, without the empty ones at the bottom.
    public var text: String { joined(cells.map { Self.trimmed($0.map(\.text).joined()) }) }

    /// Like ``text``, with `▏` before the cell that the cursor is on.
    public var marked: String {
        joined(
            cells.indices.map { index in
                guard index == row else { return Self.trimmed(cells[index].map(\.text).joined()) }
                let texts = cells[index].map(\.text)
                return texts[..<column].joined() + "▏" + Self.trimmed(texts[column...].joined())
            })
    }

    /// The text of everything that has this style (its SGR parameters), row by row.
    public func text(styled style: String) -> String {
        joined(cells.map { Self.trimmed($0.map { $0.style == style ? $0.text : " " }.joined()) })
    }

    /// Takes text as the program wrote it.
    public mutating func feed(_ text: String) { feed(Array(text.utf8)) }

    /// Takes bytes; a sequence or a character may be cut anywhere.
    public mutating func feed(_ bytes: [UInt8]) {
        for byte in bytes {
            pending.append(byte)
            if take(pending) { pending = [] }
        }
    }

    /// Another size. Lines are broken anew, as in tmux and most terminals of today; xterm itself cuts them.
    public mutating func resize(width: Int, height: Int) {
        // The lines, with the cursor's place in its line, without the empty rows below.
        var lines: [[Cell]] = [[]], place = (line: 0, offset: 0)
        let used = max(row, cells.lastIndex { $0.contains { $0 != Cell() } } ?? 0)
        for index in 0...used {
            if index == row { place = (lines.count - 1, lines[lines.count - 1].count + column) }
            let isWrapped = cells[index][self.width - 1].isWrapped
            lines[lines.count - 1] += cells[index]
            if !isWrapped && index < used { lines.append([]) }
        }
        cells = []
        for (number, line) in lines.enumerated() {
            var line = line.map { Cell(text: $0.text, style: $0.style) }
            while line.last == Cell() { line.removeLast() }
            let first = cells.count
            repeat {
                var piece = Array(line.prefix(width))
                line.removeFirst(piece.count)
                piece += Self.blankRow(width - piece.count)
                if !line.isEmpty { piece[width - 1].isWrapped = true }
                cells.append(piece)
            } while !line.isEmpty
            guard number == place.line else { continue }
            row = first + place.offset / width
            column = place.offset % width
            while cells.count <= row { cells.append(Self.blankRow(width)) }
        }
        let surplus = max(0, cells.count - height)
        scrollback += cells.prefix(surplus).map { Self.trimmed($0.map(\.text).joined()) }
        cells.removeFirst(surplus)
        row = max(0, row - surplus)
        while cells.count < height { cells.append(Self.blankRow(width)) }
        (self.width, self.height) = (width, height)
        (scrollTop, scrollBottom) = (0, height - 1)
        isWrapPending = false
    }

    // MARK: Parsing

    /// Does what a whole sequence says; false while it is not whole.
    private mutating func take(_ bytes: [UInt8]) -> Bool {
        guard bytes[0] == 0x1B else { return bytes[0] < 0x80 ? control(bytes[0]) : takeUTF8(bytes) }
        guard bytes.count > 1 else { return false }
        switch bytes[1] {
        case UInt8(ascii: "["):
            guard bytes.count > 2, let last = bytes.last, (0x40...0x7E).contains(last) else { return false }
            takeCSI(String(decoding: bytes[2..<(bytes.count - 1)], as: UTF8.self), Character(UnicodeScalar(last)))
        case UInt8(ascii: "]"):
            return bytes.last == 0x07 || bytes.suffix(2) == [0x1B, UInt8(ascii: "\\")]
        case UInt8(ascii: "("), UInt8(ascii: ")"): return bytes.count > 2
        case UInt8(ascii: "7"): saved = (row, column)
        case UInt8(ascii: "8"): place(saved.row, saved.column)
        case UInt8(ascii: "M"): if row == scrollTop { scroll(-1) } else { place(row - 1, column) }
        case UInt8(ascii: "="), UInt8(ascii: ">"): break
        default: unknown.append(String(decoding: bytes, as: UTF8.self))
        }
        return true
    }

    private mutating func takeUTF8(_ bytes: [UInt8]) -> Bool {
        let length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC0 ? 2 : 1
        guard bytes.count >= length else { return false }
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { put(scalar) }
        return true
    }

    private mutating func control(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x07: bells += 1
        case 0x08: place(row, column - 1)
        case 0x09: place(row, (column / 8 + 1) * 8)
        case 0x0A, 0x0B, 0x0C: lineFeed()
        case 0x0D: place(row, 0)
        case 0x20...0x7E: put(UnicodeScalar(byte))
        case 0x00, 0x7F: break
        default: unknown.append("\\x" + String(byte, radix: 16))
        }
        return true
    }

    private mutating func takeCSI(_ body: String, _ final: Character) {
        let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let first = max(1, numbers.first ?? 1)
        switch (body.first, final) {
        case ("?", "h"), ("?", "l"): setMode(String(body.dropFirst()), final == "h")
        case (_, "A"): place(max(row - first, row >= scrollTop ? scrollTop : 0), column)
        case (_, "B"): place(min(row + first, row <= scrollBottom ? scrollBottom : height - 1), column)
        case (_, "C"): place(row, column + first)
        case (_, "D"): place(row, column - first)
        case (_, "G"): place(row, first - 1)
        case (_, "d"): place(first - 1, column)
        case (_, "H"), (_, "f"): place(first - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
        case (_, "J"): eraseInDisplay(numbers.first ?? 0)
        case (_, "K"): eraseInLine(numbers.first ?? 0)
        case (_, "m"): setStyle(body)
        case (_, "P"):
            cells[row].removeSubrange(column..<min(column + first, width))
            fitRow()
        case (_, "@"):
            cells[row].insert(contentsOf: Self.blankRow(first), at: column)
            fitRow()
        case (_, "X"): erase(row, column..<min(column + first, width))
        case (_, "L"): shiftRows(first, insert: true)
        case (_, "M"): shiftRows(first, insert: false)
        case (_, "S"): scroll(first)
        case (_, "T"): scroll(-first)
        case (_, "r"):
            scrollTop = first - 1
            scrollBottom = (numbers.count > 1 && numbers[1] > 0 ? numbers[1] : height) - 1
            place(0, 0)
        default: unknown.append("CSI \(body)\(final)")
        }
    }

    private mutating func setMode(_ mode: String, _ isSet: Bool) {
        switch mode {
        case "2004": hasBracketedPaste = isSet
        case "25": showsCursor = isSet
        case "1", "1034": break
        default: unknown.append("mode \(mode)")
        }
    }

    private mutating func setStyle(_ body: String) {
        for part in body.split(separator: ";", omittingEmptySubsequences: false) {
            if part.isEmpty || part == "0" { style = "" } else { style += (style.isEmpty ? "" : ";") + part }
        }
    }

    // MARK: The grid

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = Self.width(of: scalar)
        if width == 0 || joinsNext { return join(scalar) }
        if isWrapPending || column + width > self.width {
            cells[row][self.width - 1].isWrapped = true
            column = 0
            lineFeed()
        }
        isWrapPending = false
        // Half of a wide character that is written over is no character any more.
        if cells[row][column].text.isEmpty, column > 0 { cells[row][column - 1].text = " " }
        cells[row][column] = Cell(text: String(scalar), style: style)
        if width == 2 { cells[row][column + 1] = Cell(text: "", style: style) }
        if column + width < self.width, cells[row][column + width].text.isEmpty {
            cells[row][column + width].text = " "
        }
        column += width
        if column >= self.width {
            column = self.width - 1
            isWrapPending = true
        }
    }

    /// Adds a combining character to the cell before the cursor.
    private mutating func join(_ scalar: Unicode.Scalar) {
        joinsNext = scalar.value == 0x200D
        var place = isWrapPending ? column : column - 1
        if place > 0, cells[row][place].text.isEmpty { place -= 1 }
        if place >= 0 { cells[row][place].text.unicodeScalars.append(scalar) }
    }

    private mutating func place(_ row: Int, _ column: Int) {
        self.row = max(0, min(row, height - 1))
        self.column = max(0, min(column, width - 1))
        isWrapPending = false
    }

    private mutating func lineFeed() {
        isWrapPending = false
        if row == scrollBottom { scroll(1) } else { row = min(row + 1, height - 1) }
    }

    private mutating func scroll(_ count: Int) {
        for _ in 0..<abs(count) {
            let gone = cells.remove(at: count > 0 ? scrollTop : scrollBottom)
            if count > 0, scrollTop == 0 { scrollback.append(Self.trimmed(gone.map(\.text).joined())) }
            cells.insert(Self.blankRow(width), at: count > 0 ? scrollBottom : scrollTop)
        }
    }

    private mutating func shiftRows(_ count: Int, insert: Bool) {
        guard (scrollTop...scrollBottom).contains(row) else { return }
        for _ in 0..<count {
            cells.remove(at: insert ? scrollBottom : row)
            cells.insert(Self.blankRow(width), at: insert ? row : scrollBottom)
        }
    }

    private mutating func fitRow() {
        cells[row] = Array(cells[row].prefix(width)) + Self.blankRow(max(0, width - cells[row].count))
        isWrapPending = false
    }

    private mutating func eraseInDisplay(_ which: Int) {
        eraseInLine(which)
        let rows = which == 0 ? (row + 1)..<height : which == 1 ? 0..<row : 0..<height
        for row in rows { erase(row, 0..<width) }
    }

    private mutating func eraseInLine(_ which: Int) {
        erase(row, which == 0 ? column..<width : which == 1 ? 0..<(column + 1) : 0..<width)
    }

    private mutating func erase(_ row: Int, _ columns: Range<Int>) {
        for column in columns { cells[row][column] = Cell() }
        isWrapPending = false
    }

    private static func blankRow(_ width: Int) -> [Cell] { Array(repeating: Cell(), count: width) }

    private static func blank(_ width: Int, _ height: Int) -> [[Cell]] {
        Array(repeating: blankRow(width), count: height)
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    private func joined(_ rows: [String]) -> String {
        var rows = rows
        while rows.last?.isEmpty == true { rows.removeLast() }
        return rows.joined(separator: "\n")
    }

    /// The columns of a code point, for those that tests use: combining 0, East Asian and emoji 2, all others 1.
    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1F3FB...0x1F3FF: return 0  // skin tones join the emoji before them
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
