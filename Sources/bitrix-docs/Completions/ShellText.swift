internal import Help

/// What the completions of all shells are made of.
enum ShellText {
    /// The second line of each file; the first names the shell.
    static let notice = "# Made by scripts/docs from Sources/Help/Options. Change the table there.\n"

    /// What `demo` in the place of a script does.
    static let demo = "serve the built-in portal on a port of this computer"

    /// The options of a command, without those that only end the options.
    static func options(of place: Option.Place) -> [Option] {
        Help.options.filter { option in
            if case .end = option.key { false } else { option.places.contains(place) }
        }
    }

    /// The options that need a value, attached or as the next word.
    static func withValue(_ options: [Option]) -> [Option] { options.filter { $0.key.placeholder != nil } }

    /// A text within single quotes, as bash and zsh read it.
    static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }
}
