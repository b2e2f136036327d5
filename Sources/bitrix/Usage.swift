internal import BitrixModule
internal import LuaHost

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
    static func long(_ programName: String) -> String {
        """
        \(version): Lua scripts and a prompt for the Bitrix24 Vibe API

        usage: \(programName) [options] [script [args]]
               \(programName) demo [--port N]

          -e stat                 execute string 'stat'
          -i                      enter interactive mode after executing 'script'
          -l mod, -l g=mod        require library 'mod' into global 'mod' or 'g'
          -v                      show version information
          -E                      ignore LUA_INIT, LUA_PATH and LUA_CPATH
          -W                      turn warnings on
          --                      stop handling options
          -                       execute standard input

          --demo                  answer from built-in data, without a key or a network
          --connect-timeout SECS  time to connect (10)
          --timeout SECS          time for one request in all (60)
          --max-answer SIZE       largest answer that is accepted (16M)
          --retries N             how often a failed request is repeated (4)
          --max-wait SECS         longest wait before a repetition (30)
          --trace[=FILE]          a line for each request, on standard error or in a file
          --trace=headers         and the headers of requests and answers
          --record FILE           write every answer to a file
          --mask                  with invented names, phones, addresses and texts in it
          --replay FILE           answer from such a file, without a network
          --max-time SECS         stop the script after this time, Lua and waiting together
          --max-memory SIZE       stop it when Lua needs more memory than this, such as 64M
          --max-requests N        stop it before it sends one request more
          --bytecode              run a script file that is precompiled
          --help, --version       print this, or the version

        Without a script: a prompt on a terminal, else a program on standard input.
        `demo` serves the built-in portal on a port of this computer, for curl and others.
        A script file that is called demo is run as ./demo.

        Environment: VIBE_API_KEY (or VIBECODE_API_KEY), VIBE_SESSION_TOKEN with an app key,
        VIBE_URL for another address; LUA_INIT, LUA_PATH and LUA_CPATH as in lua.

        Exit status: 0; 1 for errors; for uncaught errors of API and network 69 (unreachable),
        75 (temporary, run it later), 77 (key or rights), 78 (no usable key or address).

        Try: \(programName) --demo -e 'print(bitrix.contact(71).name)'

        """
    }
}
