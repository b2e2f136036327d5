/// All that decides how the prompt looks at one moment.
struct Scene {
    var text = ""
    /// UTF-8 byte offset.
    var cursor = 0
    var prompt = ""
    var continuationPrompt = ""
    /// What stands before the second line, the third, …; where it is empty, all have the same.
    var furtherPrompts: [String] = []
    /// Sorted by their starts.
    var styles: [StyledRange] = []
    /// Offsets of brackets that are set apart.
    var brackets: [Int] = []
    /// What would follow the text; shown only with the cursor at the end.
    var suggestion = ""
    var hint: String?
    var menu: Menu?
    /// The terminal, in cells.
    var width = 80
    var height = 24
    /// Where the view began when it was last drawn.
    var top = Frame.Top(line: 0, row: 0)
}

/// The candidates of a completion, as they are offered.
struct Menu: Equatable {
    var shown: [String]
    var selected: Int?
}

/// Rows of a terminal, and where the cursor is in them. What a ``Scene`` looks like.
struct Frame: Equatable {
    /// Where the view of a text begins.
    struct Top: Equatable {
        /// The offset of the first line that is seen.
        var line: Int
        /// How many of that line's rows are above the view.
        var row: Int
    }

    var rows: [[Cell]] = []
    var cursorRow = 0
    var cursorColumn = 0
    var top = Top(line: 0, row: 0)

    /// The column behind the last cell of a row.
    func width(_ row: Int) -> Int { rows[row].reduce(0) { $0 + $1.width } }
}
