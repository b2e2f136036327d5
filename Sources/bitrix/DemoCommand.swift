internal import DemoPortal
internal import Glibc
internal import Help
internal import Localization
internal import LuaHost

/// `bitrix demo [--port N]`: serves the built-in portal to curl and to any other client, until it is interrupted.
enum DemoCommand {
    /// - Parameters:
    ///   - index: where `demo` stands: long options may come before it.
    ///   - language: what the options before it and the environment ask for.
    static func run(_ arguments: Arguments, at index: Int, _ language: Language) -> Int32 {
        Usage.speak(language)
        var settings = Settings(language: language)
        do {
            guard try settings.read(arguments, from: index + 1) else {
                Console.write(Help.demoUsage(program: arguments.programName, settings.language))
                return ExitStatus.success
            }
        } catch {
            let usage = Help.demoUsage(program: arguments.programName, settings.language)
            StandardError.write("\(arguments.programName): demo: \(error.message[settings.language])\n\(usage)")
            return ExitStatus.failure
        }
        Usage.speak(settings.language)
        let signals = blockSignals()
        do throws(PortalServerError) {
            let server = try PortalServer(portal: .builtIn, port: settings.port)
            Console.write(greeting(server)[settings.language])
            wait(for: signals)
            server.stop()
            return ExitStatus.success
        } catch {
            StandardError.write("\(arguments.programName): \(Help.message("\(error)", Usage.language))\n")
            return ExitStatus.unavailable
        }
    }

    /// What the arguments behind `demo` ask for.
    private struct Settings {
        /// The first free port from the usual one on is not searched, so that the address in a person's notes stays right.
        var port = Help.option(named: "--port", in: .demo)?.standard.flatMap(UInt16.init) ?? 0
        var language: Language

        /// Reads the arguments from an index on.
        ///
        /// - Returns: false where they ask for help.
        mutating func read(_ arguments: Arguments, from first: Int) throws(Misuse) -> Bool {
            var index = first
            while index < arguments.count {
                let given = try LongOption(index, of: arguments, in: .demo)
                switch given.option.key {
                case .port: port = try given.read(UInt16.init)
                case .language: language = try given.read(Language.init(locale:))
                case .flag(.help): return false
                default: throw .unrecognized(given.option.name)
                }
                index = given.next
            }
            return true
        }
    }

    private static func greeting(_ server: PortalServer) -> Text {
        Text(
            """
            Demo portal: \(server.url)  (invented data, this computer only; Ctrl-C ends it)
            Try: curl '\(server.url)/v1/contacts/71?include=company' -H 'X-Api-Key: vibe_api_demo'
            Ids and keys that show errors: curl \(server.url)/

            """,
            """
            Демо-портал: \(server.url)  (данные вымышленные, только этот компьютер; завершение — Ctrl-C)
            Попробуйте: curl '\(server.url)/v1/contacts/71?include=company' -H 'X-Api-Key: vibe_api_demo'
            Id и ключи, которые показывают ошибки: curl \(server.url)/ -H 'Accept-Language: ru'

            """)
    }

    /// Holds back the signals that ask the process to end. Threads inherit this, so it is done before the server starts.
    private static func blockSignals() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        return signals
    }

    private static func wait(for signals: sigset_t) {
        var signals = signals
        var signal: Int32 = 0
        sigwait(&signals, &signal)
    }
}
