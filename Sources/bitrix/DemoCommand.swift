internal import DemoPortal
internal import Glibc
internal import Help
internal import LuaHost
internal import TextMeasure

/// `bitrix demo [--port N]`: serves the built-in portal to curl and to any other client, until it is interrupted.
enum DemoCommand {
    /// The port where none is asked for; the first one that is free from here on is not searched, so that the address
    /// in a person's notes stays right.
    private static let standardPort: UInt16 = 8080

    /// - Parameters:
    ///   - index: where `demo` stands: long options may come before it.
    ///   - language: what the options before it and the environment ask for.
    static func run(_ arguments: Arguments, at index: Int, _ language: Language) -> Int32 {
        Usage.speak(language)
        var settings = Settings(language: language)
        do {
            guard try settings.read(arguments, from: index + 1) else {
                Console.write(help(arguments.programName)[settings.language])
                return ExitStatus.success
            }
        } catch {
            let usage = help(arguments.programName)[settings.language]
            let message = Help.message(error.message, settings.language)
            StandardError.write("\(arguments.programName): \(message)\n\(usage)")
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
        var port = standardPort
        var language: Language

        /// Reads the arguments from an index on.
        ///
        /// - Returns: false where they ask for help.
        mutating func read(_ arguments: Arguments, from first: Int) throws(Options.Misuse) -> Bool {
            var index = first
            while index < arguments.count {
                let text = arguments.text(index)
                if text == "--help" { return false }
                let name = String(text.prefix { $0 != "=" })
                guard name == "--port" || name == "--lang" else {
                    throw Options.Misuse(message: "demo: unrecognized argument '\(text.printable())'")
                }
                if text == name { index += 1 }
                try set(name, to: text == name ? arguments.text(index) : String(text.dropFirst(name.count + 1)))
                index += 1
            }
            return true
        }

        private mutating func set(_ name: String, to value: String) throws(Options.Misuse) {
            if name == "--lang" {
                language = try Options.language(value)
            } else if let number = UInt16(value) {
                port = number
            } else {
                throw Options.Misuse(
                    message: "demo: --port takes a number from 0 (any free port) to 65535, not '\(value.printable())'")
            }
        }
    }

    private static func help(_ programName: String) -> Text {
        Text(
            """
            usage: \(programName) demo [--port N] [--lang LANG]
            Serves the built-in portal on http://127.0.0.1:N (\(standardPort); 0 for any free port) until Ctrl-C.

            """,
            """
            запуск: \(programName) demo [--port N] [--lang LANG]
            Открывает встроенный портал по адресу http://127.0.0.1:N (\(standardPort); 0 — любой свободный порт) до Ctrl-C.

            """)
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
