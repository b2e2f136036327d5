internal import Help
internal import Localization

/// The completion for zsh, as compinit finds it in `$fpath`.
enum ZshCompletion {
    static var text: String {
        let demo = ShellText.options(of: .demo).map(line), run = ShellText.options(of: .run).map(line)
        return "#compdef bitrix\n" + ShellText.notice + """
            if [[ ${words[2]} == demo ]]; then
                shift words
                ((CURRENT--))
                _arguments \\
            \(demo.map { "        \($0)" }.joined(separator: " \\\n"))
                return
            fi
            _arguments -S -A '-*' \\
            \(run.map { "    \($0) \\" }.joined(separator: "\n"))
                '1:script: _alternative "demo\\:command\\:((demo\\:\\"\(ShellText.demo)\\"))" "files\\:script\\:_files -g \\"*.lua\\""' \\
                '*::argument:_files'

            """
    }

    /// An option as `_arguments` reads it: `'--timeout=[time for one request in all (60)]:time'`.
    private static func line(_ option: Option) -> String {
        let end: String
        switch option.key {
        case .flag, .end: end = ""
        case .lua(.execute): end = "+"
        case .lua(.require): end = "+"
        case .trace: end = "=-"  // only attached: the next word is the script
        default: end = "="
        }
        let isExclusive = [.flag(.help), .flag(.version)].contains(option.key)
        let start = isExclusive ? "(- *)" : option.isRepeatable ? "*" : ""
        let text = option.forms[0].text.english.replacing("[", with: "\\[").replacing("]", with: "\\]")
        return ShellText.quoted("\(start)\(option.name)\(end)[\(text)]\(value(of: option))")
    }

    private static func value(of option: Option) -> String {
        switch option.key {
        case .flag, .end: ""
        case .lua(.execute): ":Lua text"
        case .lua(.require): ":library"
        case .trace:
            #"::file: _alternative "words\:word\:(\#(option.key.words.joined(separator: " ")))" "files\:file\:_files""#
        case .file: ":file:_files"
        case .language: ":language:(\(option.key.words.joined(separator: " ")))"
        case .time: ":time"
        case .size: ":size"
        case .count, .port: ":number"
        }
    }
}
