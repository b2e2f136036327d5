public import TextMeasure

/// An option of the command line.
public struct Option: Sendable {
    /// How it is written, with its value: `--timeout SECS`.
    public let form: String
    /// What it does: a few words, without a capital and a full stop.
    public let text: Text
    /// Whether it is stock lua's.
    public let isStock: Bool

    init(_ form: String, _ english: String, _ russian: String, isStock: Bool = false) {
        self.form = form
        text = Text(english, russian)
        self.isStock = isStock
    }

    /// ``form`` with the word that stands for its value in a language.
    public func form(_ language: Language) -> String { Text.form(form)[language] }

    /// The names without values: `-l`, or `--help` and `--version`.
    public var names: [String] {
        var names: [String] = []
        for part in form.split(separator: ",") {
            let name = String(part.drop { $0 == " " }.prefix { $0 != " " && $0 != "[" && $0 != "=" })
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    var entry: Entry {
        Entry(
            .option, form == "--trace=headers" ? form : names[0], forms: [form], aliases: Array(names.dropFirst()),
            summary: Text(
                text.english.prefix(1).uppercased() + text.english.dropFirst(),
                text.russian.prefix(1).uppercased() + text.russian.dropFirst()),
            related: ["options"])
    }
}

extension Help {
    /// Every option, in the order of `--help`.
    public static let options: [Option] = [
        Option("-e stat", "execute string 'stat'", "выполнить строку 'stat'", isStock: true),
        Option(
            "-i", "enter interactive mode after executing 'script'", "после скрипта перейти в интерактивный режим",
            isStock: true),
        Option(
            "-l mod, -l g=mod", "require library 'mod' into global 'mod' or 'g'",
            "загрузить модуль mod в глобальную переменную mod или g", isStock: true),
        Option("-v", "show version information", "показать версию", isStock: true),
        Option(
            "-E", "ignore LUA_INIT, LUA_PATH and LUA_CPATH", "не учитывать LUA_INIT, LUA_PATH и LUA_CPATH",
            isStock: true),
        Option("-W", "turn warnings on", "включить предупреждения", isStock: true),
        Option("--", "stop handling options", "дальше параметров нет", isStock: true),
        Option("-", "execute standard input", "выполнить стандартный ввод", isStock: true),
        Option(
            "--demo", "answer from built-in data, without a key or a network",
            "отвечать из встроенных данных, без ключа и сети"),
        Option("--connect-timeout TIME", "time to connect (10)", "время на соединение (10)"),
        Option("--timeout TIME", "time for one request in all (60)", "время на один запрос целиком (60)"),
        Option("--max-answer SIZE", "largest answer that is accepted (16M)", "самый большой принимаемый ответ (16M)"),
        Option(
            "--retries N", "how often a failed request is repeated (4)", "сколько раз повторять неудачный запрос (4)"),
        Option("--max-wait TIME", "longest wait before a repetition (30)", "самая долгая пауза перед повтором (30)"),
        Option(
            "--max-total-wait TIME", "longest wait of one call in all (120)",
            "сколько один вызов может ждать в сумме (120)"),
        Option(
            "--trace[=FILE]", "a line for each request, on standard error or in a file",
            "строка о каждом запросе — в stderr или в файл"),
        Option(
            "--trace=headers", "and the headers of requests and answers", "то же с заголовками запросов и ответов"),
        Option("--record FILE", "write every answer to a file", "записать все ответы в файл"),
        Option(
            "--mask", "with invented names, phones, addresses and texts in it",
            "подставить в запись вымышленные имена, телефоны, адреса и тексты"),
        Option(
            "--replay FILE", "answer from such a file, without a network", "отвечать из такого файла, без сети"),
        Option(
            "--lang LANG", "language of texts: en or ru; else what the environment says",
            "язык программы: en или ru; если не задан — из окружения"),
        Option(
            "--max-time TIME", "stop the script after this time, Lua and waiting together",
            "остановить скрипт через это время, вместе с ожиданием"),
        Option(
            "--max-memory SIZE", "stop it when Lua needs more memory than this, such as 64M",
            "остановить, если Lua нужно больше памяти, например 64M"),
        Option(
            "--max-requests N", "stop it before it sends one request more",
            "остановить, когда запросов станет больше"),
        Option("--bytecode", "run a script file that is precompiled", "выполнить заранее скомпилированный скрипт"),
        Option("--help, --version", "print this, or the version", "показать эту справку или версию"),
    ]

    /// What `--help` prints.
    ///
    /// - Parameters:
    ///   - program: what the program was called.
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
            Text("       ", "        ")[language] + "\(program) demo [--port N]", "",
        ]
        for (index, option) in options.enumerated() {
            if index > 0, options[index - 1].isStock, !option.isStock { lines.append("") }
            let form = option.form(language)
            let gap = String(repeating: " ", count: max(1, 24 - form.count))
            lines.append("  " + form + gap + option.text[language])
        }
        return lines.joined(separator: "\n") + "\n\n"
            + usageEnd[language].replacing("PROGRAM", with: program)
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
