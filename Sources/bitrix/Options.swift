internal import Help
internal import LuaHost
internal import TextMeasure
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

    /// A command line that cannot be understood.
    struct Misuse: Error {
        /// `unrecognized option '-z'`.
        let message: String

        /// `option '--retries' takes a number, such as 200, not 'x'`; the value as a terminal may get it.
        static func value(_ text: String, of name: String, takes expected: String) -> Self {
            Self(message: "option '\(name)' takes \(expected), not '\(text.printable())'")
        }
    }

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
        if masks && recording == nil { throw Misuse(message: "'--mask' goes with '--record FILE'") }
        if recording != nil && replay != nil { throw Misuse(message: "'--record' and '--replay' exclude each other") }
    }

    /// Returns the index of the next argument.
    private mutating func readShort(_ index: Int, of arguments: Arguments) throws(Misuse) -> Int {
        let bytes = arguments.bytes(index)
        let letter = bytes[1]
        if letter == UInt8(ascii: "e") || letter == UInt8(ascii: "l") {
            let isAttached = bytes.count > 2
            if !isAttached && (index + 1 == arguments.count || arguments.bytes(index + 1).first == dash) {
                throw Misuse(message: "'\(arguments.text(index))' needs argument")
            }
            let value = isAttached ? arguments.pointer(index) + 2 : arguments.pointer(index + 1)
            actions.append(letter == UInt8(ascii: "e") ? .run(value) : .require(value))
            return isAttached ? index + 1 : index + 2
        }
        switch bytes.count == 2 ? letter : 0 {
        case UInt8(ascii: "E"): ignoresEnvironment = true
        case UInt8(ascii: "i"): isInteractive = true
        case UInt8(ascii: "v"): showsVersion = true
        case UInt8(ascii: "W"): actions.append(.enableWarnings)
        default: throw Misuse(message: "unrecognized option '\(arguments.text(index))'")
        }
        return index + 1
    }

    /// Returns the index of the next argument.
    private mutating func readLong(_ index: Int, of arguments: Arguments) throws(Misuse) -> Int {
        let parts = arguments.text(index).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let name = parts[0]
        let attached = parts.count == 2 ? parts[1] : nil
        if attached == nil {
            switch name {
            case "--help": information = .help
            case "--version": information = .version
            case "--demo": usesDemo = true
            case "--bytecode": allowsBytecode = true
            case "--mask": masks = true
            case "--trace": traceFile = traceFile ?? ""
            default:
                guard index + 1 < arguments.count, Self.withValue.contains(name) else { throw Self.unknown(name) }
                try set(name, to: arguments.text(index + 1))
                return index + 2
            }
            return index + 1
        }
        if name == "--trace", let attached {
            if attached.isEmpty {
                throw Misuse.value(attached, of: name, takes: "a file, such as calls.log, or headers")
            }
            if attached == "headers" {
                tracesHeaders = true
                traceFile = traceFile ?? ""
            } else {
                traceFile = attached
            }
            return index + 1
        }
        guard let attached, Self.withValue.contains(name) else {
            throw Self.withoutValue.contains(name)
                ? Misuse(message: "option '\(name)' takes no value") : Self.unknown(name)
        }
        try set(name, to: attached)
        return index + 1
    }

    private mutating func set(_ name: String, to value: String) throws(Misuse) {
        switch name {
        case "--connect-timeout": settings.connectTimeout = try Self.seconds(value, of: name)
        case "--timeout": settings.timeout = try Self.seconds(value, of: name)
        case "--max-time": maxTime = try Self.seconds(value, of: name)
        case "--max-memory": maxMemory = try Self.size(value, of: name)
        case "--max-requests": maxRequests = try Self.count(value, of: name)
        case "--retries": settings.attempts = try Self.count(value, of: name) + 1
        case "--max-wait": settings.maxWait = try Self.seconds(value, of: name)
        case "--max-total-wait": settings.maxTotalWait = try Self.seconds(value, of: name)
        case "--lang": language = try Self.language(value)
        case "--record": recording = try Self.file(value, of: name)
        case "--replay": replay = try Self.file(value, of: name)
        default: settings.maxAnswer = try Self.size(value, of: name)
        }
    }
}

// MARK: - Values and names

extension Options {
    private static let withValue = [
        "--connect-timeout", "--timeout", "--max-answer", "--max-memory", "--max-time", "--max-requests",
        "--retries", "--max-wait", "--max-total-wait", "--record", "--replay", "--lang",
    ]
    private static let withoutValue = ["--bytecode", "--demo", "--help", "--mask", "--trace", "--version"]

    private static func unknown(_ name: String) -> Misuse {
        if withValue.contains(name) { return Misuse(message: "'\(name)' needs argument") }
        let hint = (withValue + withoutValue).nearest(to: name).map { " (did you mean '\($0)'?)" } ?? ""
        return Misuse(message: "unrecognized option '\(name.printable())'\(hint)")
    }

    /// `en`, `ru`.
    static func language(_ text: String) throws(Misuse) -> Language {
        guard let known = Language(locale: text) else {
            throw Misuse.value(text, of: "--lang", takes: "en or ru")
        }
        return known
    }

    /// `10`, `500ms`, `30m`, `1h30m`: up to a day.
    private static func seconds(_ text: String, of name: String) throws(Misuse) -> Double {
        guard let seconds = Quantity.seconds(text), seconds > 0, seconds <= 86400 else {
            throw Misuse.value(text, of: name, takes: "a time up to 24h, such as 10, 0.5, 500ms, 30m or 1h30m")
        }
        return seconds
    }

    /// Any text but "" and what looks like the next option.
    private static func file(_ text: String, of name: String) throws(Misuse) -> String {
        guard !text.isEmpty, !text.hasPrefix("-") else {
            throw Misuse.value(text, of: name, takes: "a file, such as calls.jsonl")
        }
        return text
    }

    /// `200`; 0 is a limit, too.
    private static func count(_ text: String, of name: String) throws(Misuse) -> Int {
        guard let count = Int(text), (0...1_000_000_000).contains(count) else {
            throw Misuse.value(text, of: name, takes: "a number, such as 200")
        }
        return count
    }

    /// `1000000`, `64K`, `64MiB`, `1G`.
    private static func size(_ text: String, of name: String) throws(Misuse) -> Int {
        // What is added to it must not overflow.
        guard let bytes = Quantity.bytes(text), bytes > 0, bytes <= Int.max >> 1 else {
            throw Misuse.value(text, of: name, takes: "bytes, such as 1000000, 64K, 64MiB or 1G")
        }
        return bytes
    }
}
