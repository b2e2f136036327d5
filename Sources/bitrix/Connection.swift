internal import BitrixModule
internal import DemoPortal
internal import ErrorCodes
internal import Help
internal import Localization
internal import VibeAPI

/// Which portal answers: the one of the environment, the built-in one, or a recording. A prompt may change that.
final class Connection {
    private let options: Options
    /// Whether the built-in portal answers.
    private var usesDemo: Bool
    /// Typed at the prompt, for this session only.
    private var pastedKey: String?

    init(options: Options) {
        self.options = options
        usesDemo = options.usesDemo
    }

    /// From now on the built-in portal answers.
    ///
    /// - Returns: nil, or why it cannot: a recording answers until the end, since one that is left in the middle would not tell
    ///   what the script that was recorded did.
    func switchToDemo() -> Text? {
        if let file = options.replay {
            return Text(
                "answers come from \(file) until the end; for the demo portal start bitrix --demo",
                "до конца сеанса ответы берутся из файла \(file); для демо-портала запустите bitrix --demo")
        }
        usesDemo = true
        return nil
    }

    /// From now on requests go to the portal of the environment, with this key.
    ///
    /// - Throws: `MALFORMED_API_KEY` and what else is wrong with the settings; then nothing changes.
    func use(key: String) throws(VibeError) {
        let before = pastedKey
        pastedKey = key
        do throws(VibeError) {
            _ = try Configuration(environment: environment, version: BitrixModule.version)
            usesDemo = false
        } catch {
            pastedKey = before
            throw error
        }
    }

    /// Whether nothing can answer, because no key is set.
    var lacksKey: Bool {
        do throws(VibeError) {
            if usesDemo || options.replay != nil { return false }
            _ = try Configuration(environment: environment, version: BitrixModule.version)
            return false
        } catch {
            return error.code == .missingAPIKey
        }
    }

    /// Whether the built-in portal answers, and no recording does.
    var isDemo: Bool { usesDemo && options.replay == nil }

    /// What answers, as short as a prompt shows it: `demo`, `replay`, or the portal's host; where nothing can, the setting that is
    /// missing or wrong.
    var name: Text {
        if options.replay != nil { return Text("replay", "replay") }
        if usesDemo { return Text("demo", "demo") }
        do throws(VibeError) {
            let host = try Configuration(environment: environment, version: BitrixModule.version).base.host
            return Text(host, host)
        } catch {
            return switch error.code {
            case .invalidURL: Text("bad VIBE_URL", "ошибка в VIBE_URL")
            case .invalidProxy: Text("bad proxy", "ошибка в прокси")
            case .malformedAPIKey: Text("bad key", "ключ с ошибкой")
            case .malformedSessionToken: Text("bad session", "сессия с ошибкой")
            case .missingAPIKey: Text("no key", "без ключа")
            default: Text("bad settings", "ошибка в настройках")
            }
        }
    }

    /// What `BitrixModule` asks at the first request.
    func configure() throws(VibeError) -> Configuration {
        var configuration =
            try usesDemo && options.replay == nil
            ? Demo.configuration()
            : Configuration(environment: environment, version: BitrixModule.version)
        options.settings.apply(to: &configuration)
        return configuration
    }

    /// The process's environment; a recording answers without a key.
    private func environment(_ variable: String) -> String? {
        if let pastedKey, variable == "VIBE_API_KEY" { return pastedKey }
        let value = Configuration.processEnvironment(variable)
        return options.replay != nil && variable == "VIBE_API_KEY" ? value ?? "vibe_api_replay" : value
    }

    /// What a prompt on a terminal says about it.
    var introduction: Text {
        if let file = options.replay {
            return Text(
                "Answers come from \(file): nothing leaves this computer.",
                "Ответы — из файла \(file): с этого компьютера ничего не уходит.")
        }
        if usesDemo {
            return Text("Demo data: nothing leaves this computer.", "Демоданные: с этого компьютера ничего не уходит.")
                + Text(" Try: bitrix.contact(71).name", " Попробуйте: bitrix.contact(71).name")
        }
        do throws(VibeError) {
            let base = try configure().base.text
            return Text("Requests go to \(base).", "Запросы отправляются на \(base).")
        } catch  where error.code == .missingAPIKey {
            return Text(
                "No API key is set: set VIBE_API_KEY for your portal, or start with --demo to look around.",
                "Ключ API не задан: задайте VIBE_API_KEY для своего портала или запустите с --demo, чтобы осмотреться.")
        } catch {
            return Text(error.message, Help.message(error.message, .russian)) + "."
        }
    }
}

/// The built-in portal, started with the first request of a program that runs with `--demo`.
private enum Demo {
    /// A key that the portal accepts. The user's own key is never sent there.
    static let key = "vibe_api_demo"

    static func configuration() throws(VibeError) -> Configuration {
        let server: PortalServer
        do throws(PortalServerError) {
            if let running { server = running } else { server = try PortalServer(portal: .builtIn) }
        } catch {
            if let lack = VibeError.lackOfDescriptors(for: "the demo portal") { throw lack }
            throw VibeError(.demoUnavailable, "the demo portal does not start: \(error)")
        }
        let url = server.url
        running = server
        return try Configuration(
            environment: { ["VIBE_URL": url, "VIBE_API_KEY": key][$0] }, version: BitrixModule.version)
    }

    /// Keeps the server for the rest of the process. Written by the main thread only.
    nonisolated(unsafe) private static var running: PortalServer?
}
