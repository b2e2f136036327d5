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
    static let banner = "\(version)  Lua for the Bitrix24 Vibe API\n\(LuaState.copyright)\n"

    /// What stock lua prints on a wrong option, with our own options added.
    static func short(_ programName: String) -> String {
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

    /// The language that the environment asks for.
    static var language: Language {
        Language(environment: { name in getenv(name).map { String(cString: $0) } })
    }
}
