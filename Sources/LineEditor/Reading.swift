internal import CReadline
internal import Glibc
internal import Posix
internal import TerminalText

/// One prompt, from its first drawing to Enter, Ctrl-C or Ctrl-D.
///
/// Readline is driven through its callback interface: we wait for input and signals, readline handles a key, we draw
/// when no more input is there. So a burst of keys is drawn once, and readline itself never writes text.
final class Reading {
    /// The prompt that is open; readline's callbacks have no argument for it.
    // Invariant: set and read on the thread that reads the prompt; readline calls back on no other.
    nonisolated(unsafe) static var current: Reading?

    let editor: LineEditor
    let readline: Readline
    let signals = Signals()
    private let prompt: String
    private let continuationPrompt: String
    /// Asked for what stands before each further line, in the place of ``continuationPrompt``.
    var furtherPrompt: (() -> String)?
    private var furtherPrompts: [String] = []

    private var painter: Painter
    private var top = Frame.Top(line: 0, row: 0)
    private var needsPaint = false
    private var isDrawn = false
    private var width: Int32 = 80
    private var height: Int32 = 24
    private var knowledge = Knowledge()
    /// Where the cursor was before the keys that readline handles now: it takes those of a fast typist at once.
    var placeBeforeKeys = 0
    /// Behind a word that took indentation back: its place, its line, how much it was.
    var takenBack: (place: Int, start: Int, count: Int)?

    /// What Enter submitted.
    var submitted: String?
    private var input: LineEditor.Input?
    var completion: Completion?
    /// The column that Up and Down aim at, as long as nothing else moves the cursor.
    var goal: (place: Int, column: Int)?
    /// The entry that Up or Down brought, and what they look for.
    var recall: Recall?

    init(_ editor: LineEditor, _ readline: Readline, _ prompt: String, _ continuationPrompt: String) {
        self.editor = editor
        self.readline = readline
        self.prompt = prompt
        self.continuationPrompt = continuationPrompt
        painter = Painter(usesColor: editor.settings.usesColor)
    }

    // MARK: The loop

    func run(_ text: String) -> LineEditor.Input {
        // Readline takes the characters of LC_CTYPE for the terminal's; ours are always those of UTF-8.
        let locale = setlocale(LC_CTYPE, nil).map { String(cString: $0) } ?? "C"
        Readline.useUTF8()
        Reading.current = self
        // Before readline changes it. What readline asks of the terminal beside the mode: marked pastes; and we hide the cursor.
        TerminalMode.keep(afterwards: "\u{1B}[?2004l\u{1B}[?25h\r\n")
        defer {
            TerminalMode.release()
            Reading.current = nil
            setlocale(LC_CTYPE, locale)
            signals.restore()
        }
        readline.prepare(for: editor)
        loadHistory()
        open(text)
        while input == nil {
            handleSignals()
            if input != nil { break }
            if needsPaint && !hasInput { paint() }
            guard hasInput || signals.waitForInput(STDIN_FILENO) else { continue }
            signals.letIn()
            if signals.isPending { continue }
            let length = readline.buffer.count
            placeBeforeKeys = readline.point
            readline.call.rl_callback_read_char()
            tidy()
            if input == nil && readline.buffer.count > length && readline.lastKeyInserted { dedentWhatWasTyped() }
            askForPrompts()
        }
        readline.call.rl_callback_handler_remove()
        // Ctrl-C that came behind Enter is for what would run now.
        if case .text? = input, signals.takePending(SIGINT) { return .interrupted }
        return input ?? .end
    }

    private func open(_ text: String) {
        updateSize()
        LineEditor.startLine()
        readline.call.rl_callback_handler_install("") { line in Reading.current?.finish(line) }
        readline.takeUTF8()
        if !text.isEmpty { _ = readline.call.rl_insert_text(text) }
        needsPaint = true
        isDrawn = true
    }

    /// Readline has ended the line: Enter with a text, or the end of input without one.
    private func finish(_ line: UnsafeMutablePointer<CChar>?) {
        let wasInterrupted = line == nil && signals.take(SIGINT)
        input = wasInterrupted ? .interrupted : line.map { .text(submitted ?? String(cString: $0)) } ?? .end
        free(line)
        readline.call.rl_callback_handler_remove()
    }

    /// After characters: as if each had been seen by itself.
    func dedentWhatWasTyped() {
        giveBackIndentation()
        let text = currentText, cursor = readline.point
        let start = max(placeBeforeKeys, Motion.lineStart(text, cursor))
        let typed = Array(text.part(start..<max(start, cursor)).utf8)
        for (index, byte) in typed.enumerated() {
            // Where a word goes on, it is not the one that it looked like.
            let goesOn = index + 1 < typed.count && isWord(byte) && isWord(typed[index + 1])
            if !goesOn && dedent(behind: start + index + 1) { return }
        }
    }

    private func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private var hasInput: Bool {
        editor.session.hasInput || signals.waitForInput(STDIN_FILENO, milliseconds: 0)
    }

    private func handleSignals() {
        if signals.take(SIGWINCH) { resize() }
        if signals.take(SIGINT) {
            leave(mark: "^C")
            readline.call.rl_callback_sigcleanup()
            readline.call.rl_free_line_state()
            readline.call.rl_point.pointee = 0
            readline.call.rl_end.pointee = 0
            editor.session.unread = []
            input = .interrupted
        } else if let signal = signals.takeEnd() {
            suspend(for: signal)
        } else if signals.take(SIGTSTP) {
            suspend(for: SIGTSTP)
        } else if signals.take(SIGCONT) {
            resume()
        }
    }

    /// Gives terminal and signals back, lets the signal do what it does without us, and goes on if we are still there.
    private func suspend(for signal: Int32) {
        leave(mark: "")
        readline.call.rl_deprep_terminal()
        TerminalMode.release()
        signals.restore()
        if signal == SIGTERM || signal == SIGHUP, let end = editor.onEndSignal { end(signal) }
        raise(signal)
        signals.install()
        resume()
    }

    /// Takes the terminal after somebody else has had it: after a stop, also one that nobody could see coming (SIGSTOP).
    private func resume() {
        readline.call.rl_deprep_terminal()
        TerminalMode.keep(afterwards: "\u{1B}[?2004l\u{1B}[?25h\r\n")
        readline.call.rl_prep_terminal(1)
        painter.startAfresh()
        updateSize()
        LineEditor.startLine()
        isDrawn = true
        needsPaint = true
    }

    /// After each key: the text is UTF-8, the cursor is between two clusters, and our keys are where they belong.
    private func tidy() {
        guard input == nil else { return }
        readline.restoreKeysAfterSearch()
        guard readline.buffer.contains(where: { $0 >= 0x80 || $0 == 0 }) else { return }
        if let text = String(validating: readline.buffer, as: UTF8.self), !text.utf8.contains(0) {
            let floor = Motion.floor(text, min(readline.point, text.utf8.count))
            if floor != readline.point && !readline.isIn(Int32(RL_STATE_MULTIKEY)) { readline.point = floor }
        } else {
            let text = String(decoding: readline.buffer.filter { $0 != 0 }, as: UTF8.self)
            readline.replace(0..<readline.buffer.count, with: text.filter { $0 != "\u{FFFD}" })
        }
    }

    private func loadHistory() {
        let entries = editor.history.entries
        if entries != editor.session.readlineHistory {
            readline.call.clear_history()
            for entry in entries { readline.call.add_history(entry) }
            editor.session.readlineHistory = entries
        }
        readline.call.using_history()
    }

    // MARK: Drawing

    /// Readline asks for a drawing.
    func redisplay() { needsPaint = true }

    private func updateSize() {
        let size = WindowSize(of: STDOUT_FILENO)
        (width, height) = (Int32(clamping: size.columns), Int32(clamping: size.lines))
        readline.call.rl_set_screen_size(height, width)
    }

    private func resize() {
        updateSize()
        Terminal.write(painter.clear(width: Int(width)))
        needsPaint = true
    }

    /// Clears the whole screen.
    func clearScreen() {
        Terminal.write("\u{1B}[H\u{1B}[2J")
        painter.startAfresh()
        needsPaint = true
    }

    private func paint() {
        needsPaint = false
        let text = currentText
        if let completion, completion.text != text || completion.cursor != readline.point { self.completion = nil }
        var scene = Scene()
        let isConcealed = editor.settings.conceals(text)
        scene.text = isConcealed ? "" : text
        scene.cursor = min(readline.point, text.utf8.count)
        scene.prompt = readline.message.isEmpty ? prompt : readline.message
        scene.continuationPrompt = continuationPrompt
        scene.furtherPrompts = furtherPrompts
        scene.top = top
        scene.menu = completion?.menu
        if isConcealed {
            (scene.cursor, scene.menu) = (0, nil)
        } else {
            knowledge.fill(&scene, editor, isSearching: !readline.message.isEmpty)
        }
        show(scene)
    }

    /// Each further line that is new gets its prompt. Whoever gives it may run for long.
    private func askForPrompts() {
        guard let furtherPrompt, input == nil else { return }
        let lines = readline.buffer.count { $0 == UInt8(ascii: "\n") }
        while furtherPrompts.count < lines, !signals.isPending {
            signals.restore()
            furtherPrompts.append(furtherPrompt())
            signals.install()
        }
    }

    private func show(_ scene: Scene) {
        var scene = scene
        scene.width = Int(width)
        scene.height = Int(height)
        let frame = scene.frame()
        top = frame.top
        let bytes = painter.paint(frame)
        if !bytes.isEmpty { Terminal.write("\u{1B}[?25l" + bytes + "\u{1B}[?25h") }
    }

    /// Draws the text as it stays on the screen, without all that is only for typing, and goes below it.
    func leave(mark: String) {
        guard isDrawn else { return }
        isDrawn = false
        var scene = Scene()
        scene.text = submitted ?? currentText
        if editor.settings.conceals(scene.text) { scene.text = "" }
        scene.styles = knowledge.styles(scene.text, editor)
        scene.text += mark
        scene.cursor = scene.text.utf8.count
        scene.prompt = prompt
        scene.continuationPrompt = continuationPrompt
        scene.furtherPrompts = furtherPrompts
        scene.top = top
        show(scene)
        Terminal.write(painter.leave())
        knowledge = Knowledge()
    }

    /// The text that is edited.
    var currentText: String { knowledge.text(readline.buffer) }

    // MARK: Reading

    /// The next byte for readline; -1 at the end of input, or when a signal has to be seen to first.
    func nextByte() -> Int32 {
        if let byte = editor.session.decoded.popFirst() { return Int32(byte) }
        guard let byte = rawByte() else { return -1 }
        if byte < 0x80 { return Int32(byte) }
        // Readline gets whole characters only; what is none becomes what stands for it.
        var bytes = [byte]
        let length = String.lengthOfCharacter(startingWith: byte)
        while bytes.count < length, let next = rawByte(milliseconds: Self.patience) {
            guard next & 0xC0 == 0x80 else {
                editor.session.unread = [next] + editor.session.unread
                break
            }
            bytes.append(next)
        }
        let text = String(exactly: bytes)
        editor.session.decoded = Array(text.utf8)[...]
        return editor.session.decoded.popFirst().map { Int32($0) } ?? -1
    }

    /// How long the rest of a character may take, in milliseconds.
    private static let patience: Int32 = 250

    /// The next byte that the terminal sends; nil where none comes in time, or a signal has to be seen to first.
    private func rawByte(milliseconds: Int32 = -1) -> UInt8? {
        if let byte = editor.session.unread.popFirst() { return byte }
        guard signals.waitForMoreInput(STDIN_FILENO, milliseconds: milliseconds) else { return nil }
        return Terminal.readByte()
    }

    /// Whether a byte is there, or comes within readline's own time-out.
    func inputIsAvailable() -> Bool {
        signals.letIn()
        if signals.hasEnd { return false }
        if editor.session.hasInput { return true }
        let microseconds = readline.call.rl_set_keyboard_input_timeout(-1)
        return signals.waitForMoreInput(STDIN_FILENO, milliseconds: max(0, microseconds / 1000))
    }

    /// Everything up to the end of a bracketed paste.
    func readPaste() -> [UInt8] {
        let end = Array("\u{1B}[201~".utf8)
        var bytes = Array(editor.session.unread), searched = 0
        editor.session.unread = []
        while true {
            while searched + end.count <= bytes.count {
                if bytes[searched] == 0x1B && bytes[searched...].starts(with: end) {
                    editor.session.unread = bytes[(searched + end.count)...]
                    return Array(bytes[..<searched])
                }
                searched += 1
            }
            guard signals.waitForMoreInput(STDIN_FILENO) else { return [] }
            let more = Terminal.readBytes(65536)
            if more.isEmpty { return bytes }
            bytes += more
        }
    }
}
