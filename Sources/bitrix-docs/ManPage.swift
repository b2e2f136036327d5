internal import Help
internal import Localization

/// The man page, in roff's man macros.
struct ManPage {
    let language: Language

    var text: String {
        var lines = [
            #".\" Made by scripts/docs from Sources/Help. Change the texts there."#,
            #".TH BITRIX 1 "" "bitrix" "\#(say("User Commands", "Команды пользователя"))""#,
            ".nh",  // a name that is broken by a hyphen is another name
        ]
        lines += section("NAME", "ИМЯ")
        lines.append(
            #"bitrix \- "#
                + say(
                    "Lua scripts and a prompt for the Bitrix24 Vibe API",
                    "скрипты на Lua и интерактивный режим для Bitrix24 Vibe API"))
        lines += section("SYNOPSIS", "СИНТАКСИС")
        lines += [
            ".B bitrix", say("[options] [script [args]]", "[параметры] [скрипт [аргументы]]"), ".br", ".B bitrix demo",
            escaped(Help.demoForms(language).dropFirst()),
        ]
        lines += section("DESCRIPTION", "ОПИСАНИЕ")
        lines += body(description[language])
        for entry in Help.entries where entry.kind == .function {
            lines += [".SS " + escaped(entry.name)] + entryBody(entry)
        }
        lines += section("OPTIONS", "ПАРАМЕТРЫ")
        for group in Option.Group.allCases {
            lines.append(".SS " + escaped(Help.heading(group)[language]))
            for form in Help.options.filter({ $0.group == group }).flatMap(\.forms) {
                lines += [".TP", #"\fB\#(escaped(form.form(language)))\fR"#, line(form.text[language])]
            }
        }
        lines += section("PROMPT", "ИНТЕРАКТИВНЫЙ РЕЖИМ") + topic("prompt") + topic("locals")
        for entry in Help.entries where entry.kind == .command {
            lines += [
                ".TP", #"\fB\#(escaped(entry.forms(language).joined(separator: ", ")))\fR"#,
                line(entry.summary[language]),
            ]
        }
        lines += section("ERRORS", "ОШИБКИ") + topic("errors") + topic("retries")
        lines += section("LIMITS", "ПРЕДЕЛЫ") + topic("limits")
        lines += section("ENVIRONMENT", "ОКРУЖЕНИЕ") + topic("keys") + [".PP"] + body(environment[language])
        lines += section("EXIT STATUS", "КОД ВОЗВРАТА") + topic("exit codes")
        lines += section("FILES", "ФАЙЛЫ") + body(files[language])
        lines += section("EXAMPLES", "ПРИМЕРЫ") + body(examples[language])
        lines += section("SEE ALSO", "СМОТРИТЕ ТАКЖЕ")
        lines.append(#"\fBlua\fR(1), \fBcurl\fR(1), \fBreadline\fR(3)"#)
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Texts of its own

    private let description = Text(
        """
        `bitrix` runs Lua 5.4 scripts and opens a prompt; in both the module `bitrix` reads a Bitrix24 portal through the \
        Vibe API. It never writes to the portal. The command line is that of `lua`; what is our own has long options. \
        Everything after the script's name belongs to the script. `bitrix demo` serves the built-in portal to `curl` and others.
        """,
        """
        `bitrix` выполняет скрипты на Lua 5.4 и работает в интерактивном режиме; и там и там модуль `bitrix` читает портал \
        Битрикс24 через Vibe API. Данные портала он не изменяет. Командная строка — как у `lua`; собственные параметры — \
        длинные. Всё, что стоит после имени скрипта, передаётся скрипту. `bitrix demo` открывает встроенный портал для \
        `curl` и других.
        """)

    private let environment = Text(
        """
        * `LUA_INIT`, `LUA_PATH`, `LUA_CPATH` | as in lua; `-E` ignores them
        * `https_proxy`, `no_proxy`, `SSL_CERT_FILE`, `SSL_CERT_DIR` | as for curl
        * `LC_ALL`, `LC_MESSAGES`, `LANG` | Russian help for `ru`
        * `NO_COLOR`, `TERM` | no colours where `NO_COLOR` is set or `TERM` is `dumb`
        * `BITRIX_SUGGEST` | the prompt suggests no earlier inputs where it is `0`
        """,
        """
        * `LUA_INIT`, `LUA_PATH`, `LUA_CPATH` | как в lua; `-E` их отключает
        * `https_proxy`, `no_proxy`, `SSL_CERT_FILE`, `SSL_CERT_DIR` | как для curl
        * `LC_ALL`, `LC_MESSAGES`, `LANG` | программа говорит по-русски при `ru`
        * `NO_COLOR`, `TERM` | без цвета, если задано `NO_COLOR` или `TERM` равно `dumb`
        * `BITRIX_SUGGEST` | при `0` прежние строки не подсказываются
        """)

    private let files = Text(
        """
        * `~/.inputrc` | keys of the prompt, see readline(3)
        * `$XDG_STATE_HOME/bitrix/` | the prompt's history; ~/.local/state/bitrix/ where that is not set
        """,
        """
        * `~/.inputrc` | клавиши интерактивного режима, см. readline(3)
        * `$XDG_STATE_HOME/bitrix/` | история введённых строк; если переменная не задана — ~/.local/state/bitrix/
        """)

    private let examples = Text(
        """
        Try it without a key:

            bitrix --demo -e 'print(bitrix.contact(71).name)'

        A script with arguments, each request shown:

            bitrix --trace report.lua 71 72

        Record once, repeat without a network:

            bitrix --record calls.jsonl report.lua
            bitrix --replay calls.jsonl report.lua
        """,
        """
        Попробовать без ключа:

            bitrix --demo -e 'print(bitrix.contact(71).name)'

        Скрипт с аргументами; каждый запрос виден:

            bitrix --trace report.lua 71 72

        Один раз записать, потом повторять без сети:

            bitrix --record calls.jsonl report.lua
            bitrix --replay calls.jsonl report.lua
        """)

    // MARK: Form

    private func say(_ english: String, _ russian: String) -> String { Text(english, russian)[language] }

    private func section(_ english: String, _ russian: String) -> [String] { [".SH " + say(english, russian)] }

    private func topic(_ name: String) -> [String] {
        guard let entry = Help.entry(for: name) else { preconditionFailure("no help about \(name)") }
        return body(entry.body[language]) + example(entry) + [".PP"]
    }

    private func entryBody(_ entry: Entry) -> [String] {
        [".nf"] + entry.forms.map { #"\fB\#(escaped($0))\fR"# } + [".fi", ".PP", line(entry.summary[language] + ".")]
            + [".PP"] + body(entry.body[language]) + example(entry)
    }

    private func example(_ entry: Entry) -> [String] {
        guard let example = entry.example else { return [] }
        let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
        return [".PP", ".RS", ".nf"] + lines.map { guarded(escaped($0)) } + [".fi", ".RE"]
    }

    private func body(_ markup: String) -> [String] {
        Block.parse(markup).flatMap { block -> [String] in
            switch block {
            case .empty: [".PP"]
            case .paragraph(let words): [line(words)]
            case .code(let code): [".RS", ".nf", guarded(escaped(code)), ".fi", ".RE"]
            case .items(let items): items.flatMap { [".TP", line($0.term), line($0.text)] }
            }
        }
    }

    /// A line of text: backticks become bold.
    private func line(_ words: String) -> String {
        let pieces = words.split(separator: "`", omittingEmptySubsequences: false)
        return guarded(
            pieces.enumerated().map { $0 % 2 == 0 ? escaped($1) : #"\fB\#(escaped($1))\fR"# }.joined())
    }

    private func escaped(_ text: some StringProtocol) -> String {
        String(text).replacing("\\", with: "\\e").replacing("-", with: "\\-")
    }

    /// A line of text must not look like a request.
    private func guarded(_ line: String) -> String {
        line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }
}
