public import Localization

extension Help {
    /// What `--help` prints.
    ///
    /// - Parameters:
    ///   - program: The name that the program was started by.
    ///   - version: `bitrix 0.1.0`.
    public static func usage(program: String, version: String, _ language: Language) -> String {
        var lines = [
            version
                + Text(
                    ": Lua scripts and a prompt for the Bitrix24 Vibe API",
                    ": скрипты на Lua и интерактивный режим для Bitrix24 Vibe API")[language],
            "",
            Text("usage: ", "запуск: ")[language] + program
                + Text(" [options] [script [args]]", " [параметры] [скрипт [аргументы]]")[language],
            Text("       ", "        ")[language] + "\(program) demo" + demoForms(language),
        ]
        for group in Option.Group.allCases {
            lines.append("")
            for option in options where option.group == group && option.places.contains(.run) {
                lines += option.forms.map { line($0.form(language), $0.text[language], width: 24) }
            }
        }
        return lines.joined(separator: "\n") + "\n\n"
            + usageEnd[language].replacing("PROGRAM", with: program)
    }

    /// What stock lua prints on a wrong option, with the two options of our own that lead on.
    ///
    /// - Parameter program: The name that the program was started by.
    public static func shortUsage(program: String, _ language: Language) -> String {
        var text = Text(
            "usage: \(program) [options] [script [args]]\nAvailable options are:\n",
            "запуск: \(program) [параметры] [скрипт [аргументы]]\nПараметры:\n")[language]
        for option in options where option.isStock || [.flag(.demo), .flag(.help)].contains(option.key) {
            for form in option.forms {
                // Stock lua's words have no language, nor have its placeholders.
                let shown = (form.brief ?? form.text)[language]
                text += line(option.isStock ? form.form : form.form(language), shown, width: 10) + "\n"
            }
        }
        return text
    }

    /// What `bitrix demo --help` prints.
    ///
    /// - Parameter program: The name that the program was started by.
    public static func demoUsage(program: String, _ language: Language) -> String {
        let port = option(named: "--port", in: .demo)?.standard ?? ""
        return Text(
            """
            usage: \(program) demo\(demoForms(.english))
            Serves the built-in portal on http://127.0.0.1:N (\(port); 0 for any free port) until Ctrl-C.

            """,
            """
            запуск: \(program) demo\(demoForms(.russian))
            Открывает встроенный портал по адресу http://127.0.0.1:N (\(port); 0 — любой свободный порт) до Ctrl-C.

            """)[language]
    }

    /// ` [--port N] [--lang LANG]`
    public static func demoForms(_ language: Language) -> String {
        options.filter { $0.places.contains(.demo) && $0.key.placeholder != nil }
            .sorted { $0.places.count < $1.places.count }
            .map { " [" + $0.forms[0].form(language) + "]" }.joined()
    }

    private static func line(_ form: String, _ text: String, width: Int) -> String {
        "  " + form + String(repeating: " ", count: max(1, width - form.count)) + text
    }

    private static let usageEnd = Text(
        """
        Without a script: a prompt on a terminal, else a program on standard input.
        `demo` serves the built-in portal on a port of this computer, for curl and others.
        A script file that is called demo is run as ./demo.

        Environment: VIBE_API_KEY (or VIBECODE_API_KEY), VIBE_SESSION_TOKEN with an app key,
        VIBE_URL for another address; LUA_INIT, LUA_PATH and LUA_CPATH as in lua.

        TIME is seconds, or has units: 500ms, 90s, 30m, 1h30m. SIZE is bytes, or 64K, 64MiB, 1G.

        Exit status: 0; 1 for errors; for uncaught errors of API and network 69 (unreachable),
        75 (temporary or --max-time, run it later), 77 (key or rights), 78 (no usable key or
        address); 74 where output could not be written; 128 and the number of a signal.

        Try: PROGRAM --demo -e 'print(bitrix.contact(71).name)'

        """,
        """
        Без скрипта: в терминале — интерактивный режим, иначе программа читается со stdin.
        `demo` открывает встроенный портал на порту этого компьютера, для curl и других.
        Файл скрипта с именем demo запускается как ./demo.

        Окружение: VIBE_API_KEY (или VIBECODE_API_KEY), VIBE_SESSION_TOKEN с ключом
        приложения, VIBE_URL — другой адрес; LUA_INIT, LUA_PATH и LUA_CPATH как в lua.

        ВРЕМЯ — секунды или с единицей: 500ms, 90s, 30m, 1h30m. РАЗМЕР — байты или 64K, 64MiB, 1G.

        Код возврата: 0; 1 при ошибках; для непойманных ошибок API и сети 69 (нет связи),
        75 (временная ошибка или --max-time, запустите позже), 77 (ключ или права), 78 (нет
        пригодного ключа или адреса); 74 — вывод не удалось записать; 128 и номер сигнала.

        Попробуйте: PROGRAM --demo -e 'print(bitrix.contact(71).name)'

        """)
}
