import ErrorCodes
import TestSupport
import Testing

@testable import VibeAPI

@Suite("Configuration")
struct ConfigurationTests {
    private func read(_ environment: [String: String]) throws(VibeError) -> Configuration {
        try Configuration(environment: { environment[$0] }, version: "1.2.3")
    }

    private func failure(_ environment: [String: String]) -> VibeError? {
        VibeAPITests.failure { () throws(VibeError) in try read(environment) }
    }

    @Test("With a key alone everything has its default")
    func defaults() throws {
        let configuration = try read(["VIBE_API_KEY": "k1"])
        #expect(configuration.base.text == "https://vibecode.bitrix24.tech")
        #expect(configuration.key.revealed == "k1")
        #expect(configuration.session == nil)
        #expect(configuration.proxy == nil)
        #expect(configuration.userAgent == "bitrix/1.2.3 (Lua 5.4)")
    }

    @Test("VIBE_API_KEY comes before VIBECODE_API_KEY, and what is empty counts as unset")
    func keyVariables() throws {
        #expect(try read(["VIBE_API_KEY": "a", "VIBECODE_API_KEY": "b"]).key.revealed == "a")
        #expect(try read(["VIBE_API_KEY": "", "VIBECODE_API_KEY": "b"]).key.revealed == "b")
        #expect(try read(["VIBE_API_KEY": "a", "VIBE_SESSION_TOKEN": "", "VIBE_URL": ""]).session == nil)
    }

    @Test("Without a key the message says what to set and what works without", arguments: [[:], ["VIBE_API_KEY": ""]])
    func missingKey(environment: [String: String]) throws {
        #expect(
            failure(environment)
                == VibeError(
                    .missingAPIKey, "no API key: set VIBE_API_KEY, or try --demo, which needs none"))
    }

    @Test(
        "A key of any prefix is taken",
        arguments: ["vibe_api_x", "vibe_app_x", "vibe_live_x", "vibe_session_x", "x", "!~"])
    func anyPrefix(key: String) throws {
        #expect(try read(["VIBE_API_KEY": key]).key.revealed == key)
    }

    static let badSecrets: [(String, String)] = [
        ("secret\n", "a line break at position 7"),
        ("sec\r\nX-Evil: 1", "a line break at position 4"),
        (" secret", "a space at position 1"),
        ("sec ret", "a space at position 4"),
        ("secret\t", "a tab at position 7"),
        ("sec\u{1B}ret", "a control character at position 4"),
        ("secret\u{7F}", "a control character at position 7"),
        ("ключsecret", "a character outside ASCII at position 1"),
        ("secret\u{FFFD}", "a character outside ASCII at position 7"),
        ("\"secret\"", "a quotation mark at position 1"),
        ("<secret>", "an angle bracket at position 1"),
        ("secret'", "a quotation mark at position 7"),
        ("“secret”", "a quotation mark at position 1"),
        ("VIBE_API_KEY=secret", "the name of a variable at position 1"),
        ("export VIBE_API_KEY=secret", "the name of a variable at position 8"),
        ("\"VIBE_SESSION_TOKEN=secret\"", "the name of a variable at position 2"),
    ]

    @Test("A damaged key is refused by kind and position of the damage, and not repeated", arguments: badSecrets)
    func badKey(key: String, damage: String) throws {
        for variable in ["VIBE_API_KEY", "VIBECODE_API_KEY"] {
            let error = try #require(failure([variable: key]))
            #expect(error.kind == .config)
            #expect(error.code == .malformedAPIKey)
            #expect(error.message.hasPrefix("\(variable) holds \(damage);"))
            #expect(!error.message.contains("sec"))
        }
    }

    @Test("A damaged session token likewise", arguments: badSecrets)
    func badSession(token: String, damage: String) throws {
        let error = try #require(failure(["VIBE_API_KEY": "k", "VIBE_SESSION_TOKEN": token]))
        #expect(error.code == .malformedSessionToken)
        #expect(error.message.hasPrefix("VIBE_SESSION_TOKEN holds \(damage);"))
        #expect(!error.message.contains("sec"))
    }

    @Test(
        "Whatever way a base is written, it is the same base",
        arguments: [
            ("https://vibecode.bitrix24.tech", "https://vibecode.bitrix24.tech"),
            ("https://vibecode.bitrix24.tech/", "https://vibecode.bitrix24.tech"),
            ("https://vibecode.bitrix24.tech/v1", "https://vibecode.bitrix24.tech"),
            ("https://vibecode.bitrix24.tech//v1//", "https://vibecode.bitrix24.tech"),
            ("HTTPS://VibeCode.Bitrix24.Tech:443", "https://vibecode.bitrix24.tech"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:443", "http://localhost:443"),
            ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080"),
            ("http://[::1]", "http://[::1]"),
            ("http://[::1]:8080/v1", "http://[::1]:8080"),
            ("https://intra.example/vibe/v1", "https://intra.example/vibe"),
            ("https://intra.example/a/b/", "https://intra.example/a/b"),
            ("https://intra.example/v1/v1", "https://intra.example/v1"),
            ("https://intra.example/apiv1", "https://intra.example/apiv1"),
            ("http://my_service:3000", "http://my_service:3000"),
            // As Python's codec `idna` has them; upper case is mapped to lower case (RFC 5895, 2).
            ("https://Портал.рф/v1", "https://xn--80awhdgm.xn--p1ai"),
            ("http://bücher.example:8080", "http://xn--bcher-kva.example:8080"),
        ])
    func base(written: String, normal: String) throws {
        #expect(try BaseURL(written).text == normal)
        #expect(try BaseURL(normal).text == normal || normal.hasSuffix("/v1"))
    }

    @Test(
        "A base that is no http or https URL is refused, and not repeated",
        arguments: [
            "vibecode.bitrix24.tech", "ftp://host.secret", "file:///etc/secret", "https:/secret", "https://",
            "https:///v1",
            "//host.secret", "secret", "vibe_api_secret", "https://vibe_api_secret", "https://VIBE_APP_secret/v1",
            "https://user:secret@host", "https://secret@host", "https://host/?key=secret", "https://host#secret",
            "https://ho st", "https://host/sec ret", "https://host\n", "https://host/secret\r\nX-Evil: 1",
            "https://хост.рф/ы", "https://host/?a", "https://хо ст.рф", "https://host:", "https://host:0",
            "https://host:65536", "https://host:secret",
            "https://[::1", "https://[secret]", "https://[::1]secret", "https://.secret", "https://-secret",
            "https://ho%73t.secret", "https://a\\@host", "https://host/<secret>", "https://host:+1",
        ])
    func badBase(text: String) throws {
        let error = try #require(failure(["VIBE_API_KEY": "k", "VIBE_URL": text]))
        #expect(error.kind == .config)
        #expect(error.code == .invalidURL)
        #expect(error.message.hasPrefix("VIBE_URL "))
        #expect(error.message.hasSuffix("; it should look like https://vibecode.bitrix24.tech"))
        #expect(!error.message.lowercased().contains("secret"))
    }

    @Test("The message says what is wrong with a base")
    func badBaseWords() {
        let words = [
            "host": "is not an http or https URL", "https://u:p@host": "has a user name or a password in it",
            "vibe_api_x": "holds what looks like a key", "https://h?a": "has a query or a fragment",
            "https://h h": "holds a space at position 10;", "https://h:x": "has no valid host and port",
            "\"https://h\"": "holds a quotation mark at position 1;",
            "'https://h'": "holds a quotation mark at position 1;",
            "https://h\r": "holds a line break at position 10;",
            "\u{1B}https://h": "holds a control character at position 1;",
            "https://h/путь": "holds a character outside ASCII at position 11;",
            "VIBE_URL=https://h": "holds the name of a variable at position 1;",
            "https://h:99999": "has no valid host and port: a port is a number from 1 to 65535;",
        ]
        for (text, reason) in words {
            #expect(failure(["VIBE_API_KEY": "k", "VIBE_URL": text])?.message.hasPrefix("VIBE_URL \(reason)") == true)
        }
    }

    @Test("Messages name host and port, with brackets where they belong")
    func authority() throws {
        #expect(try BaseURL("https://host").authority == "host:443")
        #expect(try BaseURL("http://host").authority == "host:80")
        #expect(try BaseURL("http://[::1]:8080").authority == "[::1]:8080")
        #expect(try BaseURL("http://[::1]:8080").host == "::1")
    }

    @Test(
        "This machine is known by its names",
        arguments: [
            ("localhost", true), ("LOCALHOST", true), ("demo.localhost", true), ("127.0.0.1", true),
            ("127.1.2.3", true),
            ("[::1]", true), ("128.0.0.1", false), ("127.example.com", false), ("notlocalhost", false),
            ("[::2]", false),
            ("127.0.0.1.example.com", false), ("127.0.0.256", false),
        ])
    func loopback(host: String, isLoopback: Bool) throws {
        #expect(try BaseURL("http://\(host)").isLoopback == isLoopback)
    }

    @Test("A secret stays one when it is printed, interpolated, dumped or reflected")
    func secrets() throws {
        let environment = [
            "VIBE_API_KEY": testKey, "VIBE_SESSION_TOKEN": testSession, "https_proxy": "http://user:do-not-show@p:1",
        ]
        let configuration = try read(environment)
        var dumped = ""
        dump(configuration, to: &dumped)
        dump(VibeClient(configuration: configuration), to: &dumped)
        let texts = [
            "\(configuration)", String(describing: configuration), String(reflecting: configuration), dumped,
            "\(configuration.key)", String(reflecting: configuration.key), "\(configuration.key as Any)",
            "\(String(describing: configuration.session))", "\(Mirror(reflecting: configuration.key).children.count)",
        ]
        for text in texts { #expect(!text.contains("do-not-show")) }
        #expect("\(configuration.key)" == "(hidden)")
    }
}
