# bash completion for bitrix
# Made by scripts/docs from Sources/Help/Options. Change the table there.
_bitrix() {
    local word=$2 option=$3 i first='' attached='' ended='' IFS=$'\n'
    local demo=(--lang --port --help)
    local run=(-e -i -l -v -E -W --demo --connect-timeout --timeout --max-answer --retries --max-wait
        --max-total-wait --trace --record --mask --replay --max-time --max-memory --max-requests --lang
        --bytecode --help --version)
    COMPREPLY=()

    # Everything after the script's name belongs to the script. In --lang=en the `=` is a word of its own.
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            --)
                ended=1
                ((i + 1 == COMP_CWORD)) || first=${COMP_WORDS[i + 1]}
                break ;;
            -e | -l | --connect-timeout | --timeout | --max-answer | --retries | --max-wait | \
                --max-total-wait | --record | --replay | --max-time | --max-memory | --max-requests | --lang | \
                --port)
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
            --lang)
                COMPREPLY=($(compgen -W $'en\nru' -- "$word"))
                return ;;
            --port)
                return ;;
        esac
        COMPREPLY=($(compgen -W "${demo[*]}" -- "$word"))
        return
    elif [[ -n $first ]]; then
        compopt -o default
        return
    fi

    if [[ -z $ended ]]; then
        case $option in
            --trace)
                if [[ -n $attached ]]; then
                    compopt -o filenames
                    COMPREPLY=($(
                        compgen -W $'headers' -- "$word"
                        compgen -f -- "$word"
                    ))
                    return
                fi ;;
            --lang)
                COMPREPLY=($(compgen -W $'en\nru' -- "$word"))
                return ;;
            --record | --replay)
                compopt -o default
                return ;;
            -e | -l | --connect-timeout | --timeout | --max-answer | --retries | --max-wait | \
                --max-total-wait | --max-time | --max-memory | --max-requests)
                return ;;
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
