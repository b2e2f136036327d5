internal import Help
internal import Localization
internal import LuaHost
internal import VibeAPI

private let dash = UInt8(ascii: "-")

/// The command line, read by stock lua's grammar with our long options added to it.
///
/// Options end at the first argument that is none; everything after the script's name belongs to the script. `-e` and
/// `-l` take their value attached or as the next argument, which may not begin with `-`; short options are not
/// clustered. Long options take their value as `--name=value` or `--name value`.
struct Options {
    /// What `-e`, `-l` and `-W` ask for, done in the order given.
    enum Action {
        case run(UnsafePointer<CChar>)
        case require(UnsafePointer<CChar>)
        case enableWarnings
    }

    /// Something to print instead of running anything.
    enum Information { case help, version }

    var actions: [Action] = []
    var information: Information?
    var showsVersion = false
    var isInteractive = false
    var ignoresEnvironment = false
    var usesDemo = false
    /// What goes to the client.
    var settings = Settings()
    var maxMemory: Int?
    var maxTime: Double?
    var maxRequests: Int?
    var allowsBytecode = false
    /// Where the trace goes: "" is standard error; nil for none.
    var traceFile: String?
    /// Whether the trace shows headers, too.
    var tracesHeaders = false
    /// Where every answer is written to, or comes from instead of the network.
    var recording: String?, replay: String?
    /// The language of help; nil for what the environment says.
    var language: Language?
    /// Whether a recording holds invented names, phones, addresses and texts.
    var masks = false

    /// The index of the script's name; the number of arguments where there is none.
    var script: Int

    /// `--` just before the script's name: a script called `-` is then a file.
    var scriptFollowsDashes = false

    private var hasStockOptions: Bool { showsVersion || isInteractive || ignoresEnvironment || !actions.isEmpty }

    /// Whether something was given to run or print, so that no program is expected on standard input.
    var hasWork: Bool { showsVersion || actions.contains { if case .run = $0 { true } else { false } } }

    /// Whether the first argument that is no option names the subcommand `demo`. Stock lua's options make it a script: `-e` runs
    /// before a script, and `--` says that a file comes.
    private(set) var isDemoCommand = false

    init(_ arguments: Arguments) throws(Misuse) {
        script = arguments.count
        var index = 1
        while index < arguments.count {
            // Compared as bytes: an argument may begin with a combining mark, or be no UTF-8 at all.
            let bytes = arguments.bytes(index)
            guard bytes.first == dash, bytes.count > 1 else { break }
            if bytes == [dash, dash] {
                scriptFollowsDashes = true
                index += 1
                break
            }
            index = try bytes[1] == dash ? readLong(index, of: arguments) : readShort(index, of: arguments)
        }
        script = index
        isDemoCommand =
            index < arguments.count && arguments.text(index) == "demo" && !scriptFollowsDashes && !hasStockOptions
        if masks && recording == nil {
            throw Misuse("'--mask' goes with '--record FILE'", "'--mask' работает вместе с '--record ФАЙЛ'")
        }
        if recording != nil && replay != nil {
            throw Misuse("'--record' and '--replay' exclude each other", "'--record' и '--replay' вместе не работают")
        }
    }

    /// Returns the index of the next argument.
    private mutating func readShort(_ index: Int, of arguments: Arguments) throws(Misuse) -> Int {
        let bytes = arguments.bytes(index)
        switch Help.option(named: String(decoding: bytes.prefix(2), as: UTF8.self), in: .run)?.key {
        case .lua(let option):
            let isAttached = bytes.count > 2
            if !isAttached && (index + 1 == arguments.count || arguments.bytes(index + 1).first == dash) {
                throw .needsArgument(arguments.text(index))
            }
            let value = isAttached ? arguments.pointer(index) + 2 : arguments.pointer(index + 1)
            switch option {
            case .execute: actions.append(.run(value))
            case .require: actions.append(.require(value))
            }
            return isAttached ? index + 1 : index + 2
        case .flag(let flag) where bytes.count == 2:
            set(flag)
            return index + 1
        default: throw .unrecognized(arguments.text(index))
        }
    }

    /// Returns the index of the next argument.
    private mutating func readLong(_ index: Int, of arguments: Arguments) throws(Misuse) -> Int {
        let given = try LongOption(index, of: arguments, in: .run)
        switch given.option.key {
        case .flag(let flag): set(flag)
        case .time(let option): set(option, to: try given.read(Quantity.time))
        case .size(let option): set(option, to: try given.read(Quantity.size))
        case .count(let option): set(option, to: try given.read(Quantity.count))
        case .file(let option): set(option, to: try given.read { $0.isEmpty || $0.hasPrefix("-") ? nil : $0 })
        case .language: language = try given.read(Language.init(locale:))
        case .trace:
            let value = given.isAttached ? try given.read { $0.isEmpty ? nil : $0 } : ""
            tracesHeaders = tracesHeaders || value == "headers"
            traceFile = value == "headers" || value.isEmpty ? traceFile ?? "" : value
        // None of these is a long option of this command.
        case .lua, .port, .end: throw .unrecognized(given.option.name)
        }
        return given.next
    }

    private mutating func set(_ flag: Option.Flag) {
        switch flag {
        case .interactive: isInteractive = true
        case .banner: showsVersion = true
        case .ignoreEnvironment: ignoresEnvironment = true
        case .warnings: actions.append(.enableWarnings)
        case .demo: usesDemo = true
        case .mask: masks = true
        case .bytecode: allowsBytecode = true
        case .help: information = .help
        case .version: information = .version
        }
    }

    private mutating func set(_ option: Option.Time, to seconds: Double) {
        switch option {
        case .connectTimeout: settings.connectTimeout = seconds
        case .timeout: settings.timeout = seconds
        case .maxWait: settings.maxWait = seconds
        case .maxTotalWait: settings.maxTotalWait = seconds
        case .maxTime: maxTime = seconds
        }
    }

    private mutating func set(_ option: Option.Size, to bytes: Int) {
        switch option {
        case .maxAnswer: settings.maxAnswer = bytes
        case .maxMemory: maxMemory = bytes
        }
    }

    private mutating func set(_ option: Option.Count, to count: Int) {
        switch option {
        case .retries: settings.attempts = count + 1
        case .maxRequests: maxRequests = count
        }
    }

    private mutating func set(_ option: Option.File, to file: String) {
        switch option {
        case .record: recording = file
        case .replay: replay = file
        }
    }
}
