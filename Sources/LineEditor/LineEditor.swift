internal import CReadline
internal import Glibc
internal import Posix

/// A prompt for blocks of text: GNU readline's keys, undo and history search, with our own drawing.
///
///     let editor = LineEditor(history: History(path: nil), assistance: Assistance())
///     switch editor.read(prompt: "> ", continuationPrompt: "· ") {
///     case .text(let text): print("you typed \(text)")
///     case .interrupted: print("Ctrl-C")
///     case .end: print("Ctrl-D")
///     }
///
/// Reads standard input and draws on standard output, which both have to be a terminal. Only one may read at a time, on one
/// thread. Readline is loaded when the first prompt is opened; where there is none, as on a dumb terminal, lines
/// are read as the terminal itself edits them.
public final class LineEditor {
    /// What came of one prompt. The cursor is at the start of a new line afterwards.
    public enum Input: Equatable, Sendable {
        /// A text, perhaps of several lines, that ``Assistance/isComplete`` accepted; without a newline at its end.
        case text(String)
        /// Ctrl-C: what was typed is dropped.
        case interrupted
        /// Ctrl-D on an empty text, or the terminal went away.
        case end
    }

    /// What the terminal can show and the user wants to see.
    public struct Settings: Sendable {
        /// The 16 colours of the terminal; without them only dim, underlined and reversed text. False with `NO_COLOR`.
        public var usesColor = true
        /// Whether the cursor can be moved at all. False for `TERM=dumb`.
        public var movesCursor = true
        /// Whether the rest of an earlier entry is offered in grey.
        public var suggests = true
        /// How far Tab indents a line that has no text before the cursor.
        public var indentationStep = 4
        /// The name that `$if` in an `.inputrc` looks for.
        public var name = "bitrix"
        /// Whether a text must not be seen, such as a password: then nothing is drawn in its place. Only where the cursor moves.
        public var conceals: @Sendable (_ text: String) -> Bool = { _ in false }

        /// The usual settings.
        public init() {}
    }

    /// What was typed before. Every text that is read is added.
    public var history: History
    /// What the owner of the language knows.
    public var assistance: Assistance
    /// How it looks.
    public var settings: Settings

    /// Ends the program in an orderly way, where SIGTERM or SIGHUP asks for that at a prompt; the terminal's mode is set back by then.
    /// Without it the signal itself ends the program.
    public var onEndSignal: ((Int32) -> Never)?

    let session = Session()

    /// Makes an editor; nothing is loaded or drawn yet.
    public init(history: History, assistance: Assistance, settings: Settings = Settings()) {
        self.history = history
        self.assistance = assistance
        self.settings = settings
    }

    /// Goes to a new line of standard output where the cursor is in the middle of one, which `⏎` then marks; what others have
    /// written and buffered comes first.
    ///
    /// - Parameter movesCursor: as in ``Settings``; where it is false, nothing is done.
    public static func startLine(movesCursor: Bool = true) {
        fflush(nil)
        guard movesCursor else { return }
        let width = WindowSize(of: STDOUT_FILENO).columns
        // Nobody can tell where the cursor is. So a whole row's worth is written: from the first column it ends in the same
        // row, where it is erased, and from any other one in the next.
        let spaces = String(repeating: " ", count: max(0, width - 1))
        Terminal.write("\u{1B}[7m⏎\u{1B}[m" + spaces + "\r\u{1B}[K")
    }

    /// Reads one text.
    ///
    /// - Parameters:
    ///   - prompt: Stands before the first line; one line without control characters, but for colours (``PromptText``).
    ///   - continuationPrompt: Stands before each further line.
    ///   - furtherPrompt: Is asked instead, once for each further line, when it comes to be. It may take its time: signals are
    ///     the program's meanwhile.
    ///   - text: What is there to begin with.
    public func read(
        prompt: String, continuationPrompt: String = "", furtherPrompt: (() -> String)? = nil, text: String = ""
    ) -> Input {
        fflush(nil)
        let input: Input
        if settings.movesCursor, let readline = Readline.shared {
            let reading = Reading(self, readline, prompt, continuationPrompt)
            reading.furtherPrompt = furtherPrompt
            input = reading.run(text)
        } else {
            input = PlainReading(assistance: assistance).run(prompt, furtherPrompt ?? { continuationPrompt })
        }
        if case .text(let text) = input, !settings.conceals(text) { history.add(text) }
        return input
    }
}

/// What is kept from one prompt to the next.
final class Session {
    /// Bytes that came behind the end of a paste.
    var unread: ArraySlice<UInt8> = []
    /// The rest of the character that readline is being given.
    var decoded: ArraySlice<UInt8> = []
    var hasInput: Bool { !unread.isEmpty || !decoded.isEmpty }
    /// The entries that readline's own history holds.
    var readlineHistory: [String]?
}
