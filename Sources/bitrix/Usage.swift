internal import BitrixModule
internal import Glibc
internal import Help
internal import LuaHost
internal import TextMeasure

/// The texts that the program prints about itself.
enum Usage {
    /// `bitrix 0.1.0`, without what it is built of.
    static let version = "bitrix \(BitrixModule.version)"

    /// What `-v` prints: our line, then Lua's own.
    static func banner(_ language: Language) -> String {
        let words = Text("Lua for the Bitrix24 Vibe API", "Lua для Bitrix24 Vibe API")
        return "\(version)  \(words[language])\n\(LuaState.copyright)\n"
    }

    /// What stock lua prints on a wrong option, with our own options added.
    static func short(_ programName: String, _ language: Language) -> String {
        language == .russian ? shortRussian(programName) : shortEnglish(programName)
    }

    private static func shortRussian(_ programName: String) -> String {
        """
        запуск: \(programName) [параметры] [скрипт [аргументы]]
        Параметры:
          -e stat   выполнить строку 'stat'
          -i        после скрипта перейти в интерактивный режим
          -l mod    загрузить модуль mod в глобальную переменную mod
          -l g=mod  загрузить модуль mod в глобальную переменную g
          -v        показать версию
          -E        не учитывать переменные окружения
          -W        включить предупреждения
          --        дальше параметров нет
          -         дальше параметров нет, выполнить стандартный ввод
          --demo    отвечать из встроенных данных, без ключа и сети
          --help    показать все параметры

        """
    }

    private static func shortEnglish(_ programName: String) -> String {
        """
        usage: \(programName) [options] [script [args]]
        Available options are:
          -e stat   execute string 'stat'
          -i        enter interactive mode after executing 'script'
          -l mod    require library 'mod' into global 'mod'
          -l g=mod  require library 'mod' into global 'g'
          -v        show version information
          -E        ignore environment variables
          -W        turn warnings on
          --        stop handling options
          -         stop handling options and execute stdin
          --demo    answer from built-in data, without a key or a network
          --help    show all options

        """
    }

    /// What `--help` prints.
    static func long(_ programName: String, _ language: Language) -> String {
        Help.usage(program: programName, version: version, language)
    }

    /// The language of the run, decided once: what `--lang` asks for, else the environment.
    // Invariant: written and read on the main thread only.
    nonisolated(unsafe) private(set) static var language = Language(
        environment: { name in getenv(name).map { String(cString: $0) } })

    /// From now on everything is said in this language; nil leaves it to the environment.
    static func speak(_ language: Language?) { if let language { self.language = language } }

    /// For a command line that cannot be understood, or that is not read as one: the first `--lang` that names a language.
    static func speak(askedBy arguments: Arguments) {
        for index in 1..<max(1, arguments.count) {
            let text = arguments.text(index)
            let value =
                text.hasPrefix("--lang=")
                ? String(text.dropFirst(7))
                : text == "--lang" && index + 1 < arguments.count ? arguments.text(index + 1) : ""
            if let asked = Language(locale: value) { return speak(asked) }
        }
    }
}
