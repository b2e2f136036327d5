public import Localization

extension Help {
    /// Every option, by group, in the order of `--help`.
    public static let options: [Option] = luaOptions + requestOptions + recordingOptions + limitOptions + programOptions

    private static let luaOptions = [
        Option(.lua(.execute), .lua, isRepeatable: true, "execute string 'stat'", "выполнить строку 'stat'"),
        Option(
            .flag(.interactive), .lua, "enter interactive mode after executing 'script'",
            "после скрипта перейти в интерактивный режим"),
        Option(
            .lua(.require), .lua, isRepeatable: true,
            forms: [
                .init(
                    form: "-l mod",
                    text: Text(
                        "require library 'mod' into global 'mod'",
                        "загрузить модуль mod в глобальную переменную mod"), brief: nil),
                .init(
                    form: "-l g=mod",
                    text: Text(
                        "require library 'mod' into global 'g'", "загрузить модуль mod в глобальную переменную g"),
                    brief: nil),
            ]),
        Option(.flag(.banner), .lua, "show version information", "показать версию"),
        Option(
            .flag(.ignoreEnvironment), .lua, "ignore LUA_INIT, LUA_PATH and LUA_CPATH",
            "не учитывать LUA_INIT, LUA_PATH и LUA_CPATH",
            brief: Text("ignore environment variables", "не учитывать переменные окружения")),
        Option(.flag(.warnings), .lua, "turn warnings on", "включить предупреждения"),
        Option(.end(.options), .lua, "stop handling options", "дальше параметров нет"),
        Option(
            .end(.standardInput), .lua, "execute standard input", "выполнить стандартный ввод",
            brief: Text(
                "stop handling options and execute stdin", "дальше параметров нет, выполнить стандартный ввод")),
    ]

    private static let requestOptions = [
        Option(
            .flag(.demo), .requests, "answer from built-in data, without a key or a network",
            "отвечать из встроенных данных, без ключа и сети"),
        Option(.time(.connectTimeout), .requests, standard: "10", "time to connect", "время на соединение"),
        Option(
            .time(.timeout), .requests, standard: "60", "time for one request in all", "время на один запрос целиком"),
        Option(
            .size(.maxAnswer), .requests, standard: "16M", "largest answer that is accepted",
            "самый большой принимаемый ответ"),
        Option(
            .count(.retries), .requests, standard: "4", "how often a failed request is repeated",
            "сколько раз повторять неудачный запрос"),
        Option(
            .time(.maxWait), .requests, standard: "30", "longest wait before a repetition",
            "самая долгая пауза перед повтором"),
        Option(
            .time(.maxTotalWait), .requests, standard: "120", "longest wait of one call in all",
            "сколько один вызов может ждать в сумме"),
        Option(
            .trace, .requests,
            forms: [
                .init(
                    form: "--trace[=FILE]",
                    text: Text(
                        "a line for each request, on standard error or in a file",
                        "строка о каждом запросе — в stderr или в файл"), brief: nil),
                .init(
                    form: "--trace=headers",
                    text: Text("and the headers of requests and answers", "то же с заголовками запросов и ответов"),
                    brief: nil),
            ]),
    ]

    private static let recordingOptions = [
        Option(.file(.record), .recordings, "write every answer to a file", "записать все ответы в файл"),
        Option(
            .flag(.mask), .recordings, "with invented names, phones, addresses and texts in it",
            "подставить в запись вымышленные имена, телефоны, адреса и тексты"),
        Option(
            .file(.replay), .recordings, "answer from such a file, without a network",
            "отвечать из такого файла, без сети"),
    ]

    private static let limitOptions = [
        Option(
            .time(.maxTime), .limits, "stop the script after this time, Lua and waiting together",
            "остановить скрипт через это время, вместе с ожиданием"),
        Option(
            .size(.maxMemory), .limits, "stop it when Lua needs more memory than this, such as 64M",
            "остановить, если Lua нужно больше памяти, например 64M"),
        Option(
            .count(.maxRequests), .limits, "stop it before it sends one request more",
            "остановить, когда запросов станет больше"),
    ]

    private static let programOptions = [
        Option(
            .language, .program, in: [.run, .demo], "language of texts: en or ru; else what the environment says",
            "язык программы: en или ru; если не задан — из окружения"),
        Option(
            .flag(.bytecode), .program, "run a script file that is precompiled",
            "выполнить заранее скомпилированный скрипт"),
        Option(
            .port, .program, in: [.demo], standard: "8080", "the port of the built-in portal; 0 for any that is free",
            "порт встроенного портала; 0 — любой свободный"),
        Option(
            .flag(.help), .program, in: [.run, .demo], "show all options", "показать все параметры"),
        Option(.flag(.version), .program, "print the version", "показать версию"),
    ]

    /// The heading above the options of a group.
    public static func heading(_ group: Option.Group) -> Text {
        switch group {
        case .lua: Text("As in lua", "Как в lua")
        case .requests: Text("Requests", "Запросы")
        case .recordings: Text("Recordings", "Записи")
        case .limits: Text("Limits", "Пределы")
        case .program: Text("The program", "Программа")
        }
    }
}
