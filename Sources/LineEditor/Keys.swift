internal import CReadline
internal import Glibc

/// What readline's commands of these names do here. The user's own bindings lead to ours too, because ours take the
/// place of readline's functions in all keymaps after `.inputrc` has been read.
///
/// Readline's own would move by code points instead of clusters, take the whole block for one line, or write to the
/// terminal themselves. Its motions by words, kill ring, undo, vi commands and searches are left alone.
private let commands: [(name: String, function: Command)] = [
    ("forward-char", { count, _ in perform { $0.moveForward(Int(count)) } }),
    ("backward-char", { count, _ in perform { $0.moveForward(-Int(count)) } }),
    ("delete-char", { count, _ in perform { $0.delete(Int(count)) } }),
    ("vi-delete", { count, _ in perform { $0.delete(Int(count), isKill: true) } }),
    ("vi-rubout", { count, _ in perform { $0.delete(-Int(count), isKill: true) } }),
    ("vi-eof-maybe", { count, _ in perform { $0.delete(Int(count)) } }),
    ("transpose-chars", { _, _ in perform { $0.transpose() } }),
    ("beginning-of-line", { _, _ in perform { $0.moveToLineStart() } }),
    ("end-of-line", { _, _ in perform { $0.moveToLineEnd() } }),
    ("kill-line", { _, _ in perform { $0.killToLineEnd() } }),
    ("backward-kill-line", { _, _ in perform { $0.killToLineStart() } }),
    ("unix-line-discard", { _, _ in perform { $0.killToLineStart() } }),
    ("kill-whole-line", { _, _ in perform { $0.killLine() } }),
    ("previous-history", { count, _ in perform { $0.moveVertically(-Int(count)) } }),
    ("next-history", { count, _ in perform { $0.moveVertically(Int(count)) } }),
    ("previous-screen-line", { count, _ in perform { $0.moveVertically(-Int(count)) } }),
    ("next-screen-line", { count, _ in perform { $0.moveVertically(Int(count)) } }),
    ("accept-line", { _, _ in perform { $0.enter() } }),
    ("operate-and-get-next", { _, _ in perform { $0.enter() } }),
    ("insert-comment", { _, _ in 0 }),
    ("abort", { _, _ in perform { $0.cancelCompletion() } }),
    ("complete", { _, _ in perform { $0.complete(step: 1) } }),
    ("menu-complete", { _, _ in perform { $0.complete(step: 1) } }),
    ("possible-completions", { _, _ in perform { $0.complete(step: 1) } }),
    ("insert-completions", { _, _ in perform { $0.complete(step: 1) } }),
    ("vi-complete", { _, _ in perform { $0.complete(step: 1) } }),
    ("menu-complete-backward", { _, _ in perform { $0.complete(step: -1) } }),
    ("clear-screen", { _, _ in perform { $0.clearScreen() } }),
    ("clear-display", { _, _ in perform { $0.clearScreen() } }),
    ("redraw-current-line", { _, _ in perform { $0.clearScreen() } }),
]

/// Keys that readline's incremental search knows by their functions: readline's own stand there while it searches.
private let keysOfSearch: [(name: String, function: Command)] = [
    ("backward-delete-char", { count, _ in perform { $0.delete(-Int(count)) } }),
    ("bracketed-paste-begin", { _, _ in perform { $0.paste() } }),
    ("reverse-search-history", { count, key in search("reverse-search-history", count, key) }),
    ("forward-search-history", { count, key in search("forward-search-history", count, key) }),
]

private typealias Command = @convention(c) (_ count: Int32, _ key: Int32) -> Int32

private func perform(_ command: (Reading) -> Void) -> Int32 {
    if let reading = Reading.current { command(reading) }
    return 0
}

/// Begins one of readline's searches.
private func search(_ name: String, _ count: Int32, _ key: Int32) -> Int32 {
    guard let readline = Reading.current?.readline, let function = readline.call.rl_named_function(name) else {
        return 0
    }
    readline.exchangeSearchKeys(ours: false)
    return function(count, key)
}

// Invariant: read and written by the one thread that reads a prompt, as all of readline is.
nonisolated(unsafe) private var isPrepared = false
// Invariant: as above.
nonisolated(unsafe) private var areSearchKeysOurs = false
private let keymaps = ["emacs", "vi-insert", "vi-command"]

extension Readline {
    /// Sets LC_CTYPE to a locale whose characters are those of UTF-8, whatever the environment says.
    static func useUTF8() {
        for name in ["C.UTF-8", "en_US.UTF-8", ""] where setlocale(LC_CTYPE, name) != nil { return }
    }

    /// Reads `.inputrc` and puts our functions in place; once.
    func prepare(for editor: LineEditor) {
        guard !isPrepared else { return }
        isPrepared = true
        call.rl_readline_name.pointee = UnsafePointer(strdup(editor.settings.name))
        call.rl_catch_signals.pointee = 0
        call.rl_catch_sigwinch.pointee = 0
        call.rl_change_environment.pointee = 0
        // Readline looks at these variables, once, before it looks at the locale that is set.
        let old = getenv("LC_ALL").map { String(cString: $0) }
        if let locale = setlocale(LC_CTYPE, nil) { setenv("LC_ALL", locale, 1) }
        _ = call.rl_initialize()
        if let old { setenv("LC_ALL", old, 1) } else { unsetenv("LC_ALL") }
        takeUTF8()
        // Else each prompt would bind the terminal's own erase and kill characters to readline's functions again.
        _ = call.rl_variable_bind("bind-tty-special-chars", "off")
        call.rl_redisplay_function.pointee = { Reading.current?.redisplay() }
        call.rl_getc_function.pointee = { _ in Reading.current?.nextByte() ?? -1 }
        call.rl_input_available_hook.pointee = { Reading.current?.inputIsAvailable() == true ? 1 : 0 }
        call.rl_deprep_term_function.pointee = {
            guard let reading = Reading.current else { return }
            reading.leave(mark: "")
            reading.readline.call.rl_eof_found.pointee = 0  // else a newline is written too
            reading.readline.call.rl_deprep_terminal()
        }
        bindKeys()
        for (name, function) in commands { exchange(named: name, function, isOurs: true) }
        exchangeSearchKeys(ours: true)
    }

    /// All eight bits of what is typed are text. Readline looks at the environment before each prompt, and in a C locale it sets
    /// another one, in which half of each letter is taken for a key with Meta.
    func takeUTF8() {
        Self.useUTF8()
        _ = call.rl_variable_bind("input-meta", "on")
        _ = call.rl_variable_bind("output-meta", "on")
        _ = call.rl_variable_bind("convert-meta", "off")
    }

    /// Keys that readline leaves free, or that do here what people expect of them.
    private func bindKeys() {
        for name in keymaps.prefix(2) {
            let map = call.rl_get_keymap_by_name(name)
            bind("\\e[Z", map) { _, _ in perform { $0.complete(step: -1) } }
            for sequence in ["\\e\\C-m", "\\e\\C-j"] { bind(sequence, map) { _, _ in perform { $0.insertLine() } } }
        }
    }

    private func bind(_ sequence: String, _ map: Keymap?, _ function: @escaping Command) {
        _ = call.rl_bind_keyseq_in_map(sequence, function, map)
    }

    private func exchange(named name: String, _ function: @escaping Command, isOurs: Bool) {
        guard let original = call.rl_named_function(name) else { return }
        for map in keymaps.map({ call.rl_get_keymap_by_name($0) }) {
            if isOurs { crl_replace(map, original, function) } else { crl_replace(map, function, original) }
        }
    }

    /// Lets our functions or readline's stand behind the keys that its search has to know.
    func exchangeSearchKeys(ours: Bool) {
        guard ours != areSearchKeysOurs else { return }
        areSearchKeysOurs = ours
        for (name, function) in keysOfSearch { exchange(named: name, function, isOurs: ours) }
    }

    /// Takes the keys back once a search is over.
    func restoreKeysAfterSearch() {
        if !areSearchKeysOurs && !isIn(Int32(RL_STATE_ISEARCH)) { exchangeSearchKeys(ours: true) }
    }
}
