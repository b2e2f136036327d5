import Help
import Localization
import Testing
import VibeAPI

/// The table of options.
@Suite struct OptionTests {
    @Test("Each name has one row, and each row a name")
    func complete() {
        #expect(Set(Help.options.map(\.key)) == Set(Option.Key.allCases))
        #expect(Help.options.count == Option.Key.allCases.count)
        #expect(Set(Help.options.map(\.name)).count == Help.options.count)
    }

    @Test("Every option has texts in both languages, and help finds it", arguments: Help.options.map(\.name))
    func texts(name: String) throws {
        let option = try #require(Help.options.first { $0.name == name })
        #expect(!option.forms.isEmpty && !option.places.isEmpty)
        for form in option.forms {
            #expect(form.form.hasPrefix(name))
            for language in Language.allCases { #expect(!form.text[language].isEmpty) }
        }
        #expect(Help.entry(for: name)?.name == name)
        // A value that can be wrong is described in messages.
        switch option.key {
        case .flag, .lua, .end: break
        default: #expect(option.key.expected != nil)
        }
    }

    @Test("The values that help names are those that count without the option")
    func standards() throws {
        let configuration = try Configuration(
            environment: { ["VIBE_API_KEY": "vibe_api_x0123456789"][$0] }, version: "1")
        func standard(_ key: Option.Key) throws -> String {
            try #require(Help.options.first { $0.key == key }?.standard)
        }
        #expect(
            Quantity.time(try standard(.time(.connectTimeout))).map(Duration.seconds) == configuration.connectTimeout)
        #expect(Quantity.time(try standard(.time(.timeout))).map(Duration.seconds) == configuration.timeout)
        #expect(Quantity.size(try standard(.size(.maxAnswer))) == configuration.maxAnswer)
        #expect(Quantity.count(try standard(.count(.retries))).map { $0 + 1 } == configuration.retries.attempts)
        #expect(Quantity.time(try standard(.time(.maxWait))) == configuration.retries.maxWait)
        #expect(Quantity.time(try standard(.time(.maxTotalWait))) == configuration.retries.maxTotalWait)
    }

    @Test("A setting of bitrix.configure and its option have one name")
    func settings() {
        let options = Set(Help.options.map(\.name))
        for (name, _) in Settings.table where name != "attempts" {
            #expect(options.contains("--" + name.replacing("_", with: "-")), "\(name)")
        }
    }
}
