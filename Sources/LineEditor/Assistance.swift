/// What the owner of the typed language gives to the editor.
///
/// All offsets are UTF-8 byte offsets into the text, which is always whole: lines are separated by `\n`. The closures are
/// asked once for each text and cursor that is shown, never while a paste comes in.
///
///     var lua = Assistance()
///     lua.isComplete = { !$0.hasSuffix("do") }
public struct Assistance {
    /// Highlighting. Ranges may come in any order; where they overlap, the one that starts first wins.
    public var styles: (_ text: String) -> [StyledRange] = { _ in [] }
    /// Whether Enter submits the text; else it begins a new line.
    public var isComplete: (_ text: String) -> Bool = { _ in true }
    /// How many spaces a line that follows `text` begins with.
    public var indentation: (_ text: String) -> Int = { _ in 0 }
    /// How many spaces the cursor's line should begin with after its last character was typed, where that makes it a word
    /// such as `end` that stands further left than the block it closes; nil for no change. Spaces are only ever taken away.
    public var dedentation: (_ text: String, _ cursor: Int) -> Int? = { _, _ in nil }
    /// What of a text that is pasted behind another is meant, such as lines without the prompts they were copied with.
    public var cleanPaste: (_ text: String, _ before: String) -> String = { text, _ in text }
    /// What Tab offers with the cursor there; nil or no candidates for nothing.
    public var completions: (_ text: String, _ cursor: Int) -> Completions? = { _, _ in nil }
    /// A line shown in grey below the text, such as the signature of the call around the cursor.
    public var hint: (_ text: String, _ cursor: Int) -> String? = { _, _ in nil }
    /// The offset of the partner of the bracket at the cursor, or else of the one before it.
    public var matchingBracket: (_ text: String, _ cursor: Int) -> Int? = { _, _ in nil }

    /// Makes an assistance that knows nothing: every text is complete.
    public init() {}
}

/// What can stand at a place of a text.
public struct Completions: Equatable, Sendable {
    /// One thing that can stand there.
    public struct Candidate: Equatable, Sendable {
        /// What replaces the range.
        public var text: String
        /// What the menu shows.
        public var shown: String
        /// What follows `text` once the candidate is chosen, such as `(` or ` = `.
        public var suffix: String

        /// Makes a candidate; the menu shows `text` unless told otherwise.
        public init(_ text: String, shown: String? = nil, suffix: String = "") {
            self.text = text
            self.shown = shown ?? text
            self.suffix = suffix
        }
    }

    /// What is replaced, in UTF-8 byte offsets.
    public var range: Range<Int>
    /// In the order in which the menu shows them.
    public var candidates: [Candidate]

    /// Makes completions.
    public init(_ range: Range<Int>, _ candidates: [Candidate]) {
        self.range = range
        self.candidates = candidates
    }

    /// What all candidates begin with, in whole graphemes.
    var commonPrefix: String {
        guard let first = candidates.first else { return "" }
        return candidates.dropFirst().reduce(first.text) { prefix, candidate in
            String(zip(prefix, candidate.text).prefix { $0 == $1 }.map(\.0))
        }
    }
}
