// swift-tools-version: 6.1
import PackageDescription

/// One set of rules for every Swift target.
let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// libcurl, libmicrohttpd and readline are loaded when they are first needed, because all that they depend on would make every
/// start several milliseconds slower. pkg-config would put them on the linker's command line; Debian's compilers find
/// their headers without it, Homebrew's do not.
#if os(Linux)
    let libcurl: String? = nil
    let libmicrohttpd: String? = nil
    let readline: String? = nil
#else
    let libcurl: String? = "libcurl"
    let libmicrohttpd: String? = "libmicrohttpd"
    let readline: String? = "readline"
#endif

let package = Package(
    name: "bitrix",
    products: [
        .executable(name: "bitrix", targets: ["bitrix"])
    ],
    targets: [
        // Libraries of the system, found by pkg-config.
        .systemLibrary(
            name: "CLua", pkgConfig: "lua5.4",
            providers: [.apt(["liblua5.4-dev"]), .brew(["lua@5.4"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: libcurl,
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CSimdjson", pkgConfig: "simdjson",
            providers: [.apt(["libsimdjson-dev"]), .brew(["simdjson"])]),
        .systemLibrary(
            name: "CMicrohttpd", pkgConfig: libmicrohttpd,
            providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]),
        .systemLibrary(
            name: "CReadline", pkgConfig: readline,
            providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),

        // The interpreter: C that may raise stays behind LuaBridge, LuaHost is its Swift face.
        .target(
            name: "LuaBridge", dependencies: ["CLua", "CSimdjson"],
            cSettings: [.unsafeFlags(["-Wall", "-Wextra"])],
            cxxSettings: [.unsafeFlags(["-Wall", "-Wextra", "-fno-exceptions", "-fno-rtti"])]),
        .target(name: "LuaHost", dependencies: ["LuaBridge"], swiftSettings: swiftSettings),

        // Files, clocks, programs and terminals of the system: the one place that opens them.
        .target(name: "Posix", swiftSettings: swiftSettings),

        // JSON text: values that keep order and digits, and tokens. Neither the client's decoder nor its encoder.
        .target(name: "JSON", swiftSettings: swiftSettings),

        // Lua text as somebody types it: neither an interpreter nor a terminal.
        .target(name: "LuaText", swiftSettings: swiftSettings),

        // A session at a prompt, without its line editor: inputs in, printed results out.
        .target(
            name: "REPL", dependencies: ["Localization", "LuaHost", "LuaText", "Posix", "TerminalText"],
            resources: ["session", "printer", "order", "text", "completion"].map { .embedInCode("\($0).lua") },
            swiftSettings: swiftSettings),

        // The kinds of records of the API: one row makes the calls, their help and completion, and the demo portal's paths.
        .target(name: "Entities", swiftSettings: swiftSettings),

        // The codes of errors: kind, whether repeating helps, exit status.
        .target(name: "ErrorCodes", swiftSettings: swiftSettings),

        // The API, which knows no Lua.
        .target(name: "VibeAPI", dependencies: ["CCurl", "ErrorCodes", "Posix"], swiftSettings: swiftSettings),

        // Fake data in the place of people's: `--mask`.
        .target(name: "Masking", dependencies: ["JSON"], swiftSettings: swiftSettings),

        // Calls and their responses in a file: `--record`, `--replay`.
        .target(
            name: "Recording", dependencies: ["ErrorCodes", "JSON", "Masking", "Posix", "VibeAPI"],
            swiftSettings: swiftSettings),

        // The Lua module `bitrix`, the only place that knows both sides.
        .target(
            name: "BitrixModule", dependencies: ["Entities", "ErrorCodes", "LuaHost", "VibeAPI"],
            resources: [
                "arguments", "bitrix", "configure", "entities", "errors", "get", "library", "records", "request",
                "scheduler",
            ].map { .embedInCode("lua/\($0).lua") },
            swiftSettings: swiftSettings),

        // The built-in portal. It shares the catalogue with the client and no code (JSON is none of the
        // client's), so that no mistake can agree with itself.
        .target(
            name: "DemoPortal", dependencies: ["CMicrohttpd", "Entities", "JSON"],
            resources: [.embedInCode("portal.json")], swiftSettings: swiftSettings),

        // The prompt's line editor, which knows neither Lua nor HTTP.
        .target(
            name: "LineEditor", dependencies: ["CReadline", "Posix", "TerminalText"], swiftSettings: swiftSettings),

        // Text on its way to a terminal: its width, its lines, the part of it that may get there; near words, words of a shell.
        .target(name: "TerminalText", swiftSettings: swiftSettings),

        // Texts in two languages, with plurals, and the Russian of messages that others make.
        .target(name: "Localization", swiftSettings: swiftSettings),

        // What the program says about itself, and the files in docs/ that are made of it (scripts/docs).
        .target(
            name: "Help", dependencies: ["Entities", "ErrorCodes", "Localization", "TerminalText"],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "bitrix-docs",
            dependencies: ["CStart", "ErrorCodes", "Help", "Localization", "Posix"],
            swiftSettings: swiftSettings),

        .target(name: "CStart"),
        .executableTarget(
            name: "bitrix",
            dependencies: [
                "BitrixModule", "CStart", "DemoPortal", "Entities", "ErrorCodes", "Help", "LineEditor", "Localization",
                "LuaHost", "LuaText", "Posix", "Recording", "REPL", "TerminalText", "VibeAPI",
            ],
            swiftSettings: swiftSettings),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: swiftSettings),
        .testTarget(name: "LuaTextTests", dependencies: ["LuaText"], swiftSettings: swiftSettings),
        .testTarget(name: "TerminalTextTests", dependencies: ["TerminalText"], swiftSettings: swiftSettings),
        .testTarget(name: "LocalizationTests", dependencies: ["Localization"], swiftSettings: swiftSettings),
        .testTarget(
            name: "HelpTests",
            dependencies: ["ErrorCodes", "Help", "Localization", "TerminalText", "TestSupport", "VibeAPI"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "REPLTests",
            dependencies: [
                "BitrixModule", "Localization", "LuaHost", "LuaText", "REPL", "TerminalText", "TestSupport", "VibeAPI",
            ],
            swiftSettings: swiftSettings),
        .testTarget(name: "LuaHostTests", dependencies: ["LuaHost", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "VibeAPITests", dependencies: ["ErrorCodes", "VibeAPI", "TestSupport"], swiftSettings: swiftSettings),
        .testTarget(
            name: "MaskingTests",
            dependencies: ["DemoPortal", "ErrorCodes", "JSON", "Masking", "Recording", "VibeAPI", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "RecordingTests",
            dependencies: [
                "DemoPortal", "ErrorCodes", "Help", "JSON", "Localization", "Recording", "TestSupport", "VibeAPI",
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "DemoPortalTests", dependencies: ["DemoPortal", "Help", "JSON", "Localization", "TestSupport"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "LineEditorTests", dependencies: ["EditorProgram", "LineEditor", "TestSupport"],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "EditorProgram", dependencies: ["LineEditor"], path: "Tests/EditorProgram",
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "EditorBenchmark", dependencies: ["TestSupport"], path: "Benchmarks/Editor",
            swiftSettings: swiftSettings),
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "bitrix", "bitrix-docs", "Entities", "ErrorCodes", "Help", "Localization", "TestSupport", "VibeAPI",
            ],
            swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11,
    cxxLanguageStandard: .cxx17
)

// The fuzzer is built by scripts/fuzz alone: nothing else has to wait for it.
if Context.environment["BITRIX_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "BitrixModule", "DemoPortal", "ErrorCodes", "Help", "JSON", "LineEditor", "Localization", "LuaHost",
                "LuaText", "Masking", "Recording", "REPL", "TerminalText", "TestSupport", "VibeAPI",
            ],
            path: "Fuzz", resources: ["wrapping", "stock"].map { .embedInCode("\($0).lua") },
            swiftSettings: swiftSettings))
}
