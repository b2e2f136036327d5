# bash completion for bitrix
_bitrix() {
    local word=$2 previous=$3 i first='' IFS=$'\n'
    local options=(-e -i -l -v -E -W --demo --connect-timeout --timeout --max-answer --retries --max-wait --max-total-wait --trace
        --record --mask --replay --lang --max-time --max-memory --max-requests --bytecode --help --version)
    COMPREPLY=()

    # Everything after the script's name belongs to the script.
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            -e | -l | --connect-timeout | --timeout | --max-answer | --retries | --max-wait | --max-total-wait | --max-time | --max-memory | \
                --max-requests | --record | --replay | --lang | --port)
                ((i++)) ;;
            = | -*) ;;
            *)
                if [[ ${COMP_WORDS[i - 1]} != = ]]; then
                    first=${COMP_WORDS[i]}
                    break
                fi ;;
        esac
    done
    if [[ $first == demo ]]; then
        [[ $previous == --port ]] || COMPREPLY=($(compgen -W $'--port\n--help' -- "$word"))
        return
    elif [[ -n $first ]]; then
        compopt -o default
        return
    fi

    case $previous in
        -e | -l | --connect-timeout | --timeout | --max-answer | --retries | --max-wait | --max-total-wait | --max-time | --max-memory | \
            --max-requests)
            return ;;
        --lang)
            COMPREPLY=($(compgen -W $'en\nru' -- "$word"))
            return ;;
        --record | --replay)
            compopt -o default
            return ;;
    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "${options[*]}" -- "$word"))
        return
    fi
    compopt -o filenames
    COMPREPLY=($(
        compgen -f -X '!*.lua' -- "$word"
        compgen -d -- "$word"
        ((COMP_CWORD > 1)) || compgen -W demo -- "$word"
    ))
}
complete -F _bitrix bitrix
