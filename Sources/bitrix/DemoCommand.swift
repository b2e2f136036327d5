internal import DemoPortal
internal import Glibc
internal import LuaHost

/// `bitrix demo [--port N]`: serves the built-in portal to curl and to any other client, until it is interrupted.
enum DemoCommand {
    /// The port where none is asked for; the first one that is free from here on is not searched, so that the address
    /// in a person's notes stays right.
    private static let standardPort: UInt16 = 8080

    static func run(_ arguments: Arguments) -> Int32 {
        let port: UInt16
        do {
            guard let asked = try readPort(arguments) else {
                Console.write(help(arguments.programName))
                return ExitStatus.success
            }
            port = asked
        } catch {
            StandardError.write("\(arguments.programName): \(error.message)\n\(help(arguments.programName))")
            return ExitStatus.failure
        }
        let signals = blockSignals()
        do throws(PortalServerError) {
            let server = try PortalServer(portal: .builtIn, port: port)
            Console.write(greeting(server))
            wait(for: signals)
            server.stop()
            return ExitStatus.success
        } catch {
            StandardError.write("\(arguments.programName): \(error)\n")
            return ExitStatus.unavailable
        }
    }

    /// The port that is asked for, or nil where help is.
    private static func readPort(_ arguments: Arguments) throws(Options.Misuse) -> UInt16? {
        var port = standardPort
        var index = 2
        while index < arguments.count {
            let text = arguments.text(index)
            if text == "--help" { return nil }
            guard text == "--port" || text.hasPrefix("--port=") else {
                throw Options.Misuse(message: "demo: unrecognized argument '\(text)'")
            }
            if text == "--port" { index += 1 }
            let value = text == "--port" ? arguments.text(index) : String(text.dropFirst("--port=".count))
            guard let number = UInt16(value) else {
                throw Options.Misuse(
                    message: "demo: --port takes a number from 0 (any free port) to 65535, not '\(value)'")
            }
            port = number
            index += 1
        }
        return port
    }

    private static func help(_ programName: String) -> String {
        """
        usage: \(programName) demo [--port N]
        Serves the built-in portal on http://127.0.0.1:N (\(standardPort); 0 for any free port) until Ctrl-C.

        """
    }

    private static func greeting(_ server: PortalServer) -> String {
        """
        Demo portal: \(server.url)  (invented data, this computer only; Ctrl-C ends it)
        Try: curl '\(server.url)/v1/contacts/71?include=company' -H 'X-Api-Key: vibe_api_demo'
        Ids and keys that show errors: curl \(server.url)/

        """
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
