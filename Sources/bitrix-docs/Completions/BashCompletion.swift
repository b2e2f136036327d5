internal import Help

/// The completion for bash, in the form that bash-completion loads by the command's name; it works without that package, too.
enum BashCompletion {
    static var text: String {
        let run = ShellText.options(of: .run), demo = ShellText.options(of: .demo)
        return "# bash completion for bitrix\n" + ShellText.notice + """
            _bitrix() {
                local word=$2 option=$3 i first='' attached='' ended='' IFS=$'\\n'
                local demo=(\(list(demo)))
                local run=(\(list(run)))
                COMPREPLY=()

                # Everything after the script's name belongs to the script. In --lang=en the `=` is a word of its own.
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        --)
                            ended=1
                            ((i + 1 == COMP_CWORD)) || first=${COMP_WORDS[i + 1]}
                            break ;;
            \(branch(ShellText.withValue(run + demo)))
                            [[ ${COMP_WORDS[i + 1]} == = ]] && ((i += 2)) || ((i++)) ;;
                        -?*)
                            [[ ${COMP_WORDS[i + 1]} == = ]] && ((i += 2)) ;;
                        *)
                            first=${COMP_WORDS[i]}
                            break ;;
                    esac
                done
                if [[ ${COMP_WORDS[COMP_CWORD]} == = ]]; then
                    attached=1 word=''
                elif [[ $option == = ]]; then
                    attached=1 option=${COMP_WORDS[COMP_CWORD - 2]}
                fi

                if [[ $first == demo && -z $ended ]]; then
                    case $option in
            \(values(demo))
                    esac
                    COMPREPLY=($(compgen -W "${demo[*]}" -- "$word"))
                    return
                elif [[ -n $first ]]; then
                    compopt -o default
                    return
                fi

                if [[ -z $ended ]]; then
                    case $option in
            \(values(run))
                    esac
                    if [[ $word == -* ]]; then
                        COMPREPLY=($(compgen -W "${run[*]}" -- "$word"))
                        return
                    fi
                fi
                compopt -o filenames
                COMPREPLY=($(
                    compgen -f -X '!*.lua' -- "$word"
                    compgen -d -- "$word"
                    ((COMP_CWORD > 1)) || compgen -W demo -- "$word"
                ))
            }
            complete -F _bitrix bitrix

            """
    }

    /// The names of options as the elements of an array.
    private static func list(_ options: [Option]) -> String {
        wrapped(options, separator: " ", lineEnd: "").joined(separator: "\n        ")
    }

    /// The pattern of a `case` that matches the names of options.
    private static func branch(_ options: [Option]) -> String {
        "            " + wrapped(options, separator: " | ", lineEnd: " | \\").joined(separator: "\n                ")
            + ")"
    }

    /// The names of options, each once, in lines of at most 120 columns.
    private static func wrapped(_ options: [Option], separator: String, lineEnd: String) -> [String] {
        var lines: [String] = []
        var line: [String] = []
        for name in options.map(\.name)
        where !line.contains(name) && !lines.contains(where: { $0.contains(name + " ") }) {
            if !line.isEmpty, (line + [name]).joined(separator: separator).count > 95 {
                lines.append(line.joined(separator: separator) + lineEnd)
                line = []
            }
            line.append(name)
        }
        return lines + [line.joined(separator: separator)]
    }

    /// What completes the values of options.
    private static func values(_ options: [Option]) -> String {
        let plain = ShellText.withValue(options).filter { $0.key.words.isEmpty && !$0.key.takesFile }
        let files = ShellText.withValue(options).filter(\.key.takesFile)
        var branches: [String] = []
        for option in options where !option.key.words.isEmpty {
            let words = "compgen -W $'\(option.key.words.joined(separator: "\\n"))' -- \"$word\""
            if option.key.takesFile {
                branches.append(
                    """
                                \(option.name))
                                    if [[ -n $attached ]]; then
                                        compopt -o filenames
                                        COMPREPLY=($(
                                            \(words)
                                            compgen -f -- "$word"
                                        ))
                                        return
                                    fi ;;
                    """)
            } else {
                branches.append(
                    """
                                \(option.name))
                                    COMPREPLY=($(\(words)))
                                    return ;;
                    """)
            }
        }
        if !files.isEmpty {
            branches.append(branch(files) + "\n                compopt -o default\n                return ;;")
        }
        branches.append(branch(plain) + "\n                return ;;")
        return branches.joined(separator: "\n")
    }
}
