internal import Help
internal import Localization

/// The completion for fish.
enum FishCompletion {
    static var text: String {
        let demo = ShellText.options(of: .demo).map { "complete -c bitrix -n $demo -f " + line($0) }
        let run = ShellText.options(of: .run).map { "complete -c bitrix -n $run " + line($0) }
        return "# fish completion for bitrix\n" + ShellText.notice + """
            set -l first 'test (count (commandline -opc)) -eq 1'
            set -l demo '__fish_seen_subcommand_from demo'
            set -l run "not $demo"

            complete -c bitrix -n $first -a demo -d \(quoted(ShellText.demo))
            \(demo.joined(separator: "\n"))

            complete -c bitrix -n $run -k -xa '(__fish_complete_suffix .lua)'
            \(run.joined(separator: "\n"))

            """
    }

    /// The name, the value and the description of an option, as arguments of `complete`.
    private static func line(_ option: Option) -> String {
        let name = option.name.hasPrefix("--") ? "-l \(option.name.dropFirst(2))" : "-s \(option.name.dropFirst())"
        let words = option.key.words.isEmpty ? "" : " -a '\(option.key.words.joined(separator: " "))'"
        let value: String
        switch option.key {
        case .flag, .end: value = ""
        case .trace: value = words  // without -r the value is attached
        case .file: value = " -r"
        default: value = " -x" + words
        }
        return name + value + " -d " + quoted(option.forms[0].text.english)
    }

    private static func quoted(_ text: String) -> String {
        let sentence = text.prefix(1).uppercased() + text.dropFirst()
        return "'" + sentence.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
