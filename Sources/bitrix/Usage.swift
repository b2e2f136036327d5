internal import BitrixModule
internal import Glibc
internal import Help
internal import Localization
internal import LuaHost

/// The texts that the program prints about itself.
enum Usage {
    /// `bitrix 0.1.0`, without what it is built of.
    static let version = "bitrix \(BitrixModule.version)"

    /// What `-v` prints: our line, then Lua's own.
    static func banner(_ language: Language) -> String {
        let words = Text("Lua for the Bitrix24 Vibe API", "Lua для Bitrix24 Vibe API")
        return "\(version)  \(words[language])\n\(LuaState.copyright)\n"
    }

    /// The language of the run, decided once: what `--lang` asks for, else the environment.
    // Invariant: written and read on the main thread only.
    nonisolated(unsafe) private(set) static var language = Language(
        environment: { name in getenv(name).map { String(cString: $0) } })

    /// From now on everything is said in this language; nil leaves it to the environment.
    static func speak(_ language: Language?) { if let language { self.language = language } }

    /// For a command line that cannot be understood, or that is not read as one: the first `--lang` that names a language.
    static func speak(askedBy arguments: Arguments) {
        let name = Option.Key.language.name
        for index in 1..<max(1, arguments.count) where arguments.text(index).hasPrefix(name) {
            let given = try? LongOption(index, of: arguments, in: .run)
            if given?.option.key == .language, let asked = Language(locale: given?.value ?? "") { return speak(asked) }
        }
    }
}
