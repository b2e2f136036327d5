public import Localization

extension Option {
    /// The names of all options, by the kind of their value. A parser that switches over them handles each option, with the type of
    /// its value, or does not compile.
    public enum Key: Hashable, Sendable {
        /// No value.
        case flag(Flag)
        /// Lua text or the name of a library.
        case lua(Lua)
        /// A time.
        case time(Time)
        /// A number of bytes.
        case size(Size)
        /// A number of times.
        case count(Count)
        /// The name of a file.
        case file(File)
        /// `--trace`, whose value may be left out: `headers`, or a file.
        case trace
        /// `--lang`
        case language
        /// `--port`
        case port
        /// `--` and `-`, which end the options.
        case end(End)

        /// As it is written: `-e`, `--timeout`.
        public var name: String {
            switch self {
            case .flag(let flag): flag.rawValue
            case .lua(let lua): lua.rawValue
            case .time(let time): time.rawValue
            case .size(let size): size.rawValue
            case .count(let count): count.rawValue
            case .file(let file): file.rawValue
            case .trace: "--trace"
            case .language: "--lang"
            case .port: "--port"
            case .end(let end): end.rawValue
            }
        }

        /// The word that stands for the value in texts; nil where a value is not needed.
        public var placeholder: String? {
            switch self {
            case .flag, .trace, .end: nil
            case .lua(.execute): "stat"
            case .lua(.require): "mod"
            case .time: "TIME"
            case .size: "SIZE"
            case .count, .port: "N"
            case .file: "FILE"
            case .language: "LANG"
            }
        }

        /// The values that the option takes, in the words of a message: "option '--retries' takes … "; nil where any value is right.
        public var expected: Text? {
            switch self {
            case .flag, .lua, .end: nil
            case .trace:
                Text("a file, such as calls.log, or headers", "файл, например calls.log, или слово headers")
            case .time:
                Text(
                    "a time up to 24h, such as 10, 0.5, 500ms, 30m or 1h30m",
                    "время до 24h, например 10, 0.5, 500ms, 30m или 1h30m")
            case .size: Text("bytes, such as 1000000, 64K, 64MiB or 1G", "размер, например 1000000, 64K, 64MiB или 1G")
            case .count: Text("a number, such as 200", "число, например 200")
            case .file: Text("a file, such as calls.jsonl", "файл, например calls.jsonl")
            case .language: Text("en or ru", "en или ru")
            case .port:
                Text(
                    "a number from 0 (any free port) to 65535", "число от 0 (любой свободный порт) до 65535")
            }
        }

        /// The words that complete the value where there are only these.
        public var words: [String] {
            switch self {
            case .language: Language.allCases.map(\.rawValue)
            case .trace: ["headers"]
            default: []
            }
        }

        /// Whether the value may be the name of a file.
        public var takesFile: Bool {
            switch self {
            case .file, .trace: true
            default: false
            }
        }

        /// Every option.
        public static var allCases: [Key] {
            Flag.allCases.map(Key.flag) + Lua.allCases.map(Key.lua) + Time.allCases.map(Key.time)
                + Size.allCases.map(Key.size) + Count.allCases.map(Key.count) + File.allCases.map(Key.file)
                + [.trace, .language, .port] + End.allCases.map(Key.end)
        }
    }

    /// Options without a value.
    public enum Flag: String, CaseIterable, Sendable {
        case interactive = "-i"
        case banner = "-v"
        case ignoreEnvironment = "-E"
        case warnings = "-W"
        case demo = "--demo"
        case mask = "--mask"
        case bytecode = "--bytecode"
        case help = "--help"
        case version = "--version"
    }

    /// Options of stock lua with a value, attached or not.
    public enum Lua: String, CaseIterable, Sendable {
        case execute = "-e"
        case require = "-l"
    }

    /// Options with a time.
    public enum Time: String, CaseIterable, Sendable {
        case connectTimeout = "--connect-timeout"
        case timeout = "--timeout"
        case maxWait = "--max-wait"
        case maxTotalWait = "--max-total-wait"
        case maxTime = "--max-time"
    }

    /// Options with a number of bytes.
    public enum Size: String, CaseIterable, Sendable {
        case maxAnswer = "--max-answer"
        case maxMemory = "--max-memory"
    }

    /// Options with a number of times.
    public enum Count: String, CaseIterable, Sendable {
        case retries = "--retries"
        case maxRequests = "--max-requests"
    }

    /// Options with a file.
    public enum File: String, CaseIterable, Sendable {
        case record = "--record"
        case replay = "--replay"
    }

    /// The ends of the options.
    public enum End: String, CaseIterable, Sendable {
        case options = "--"
        case standardInput = "-"
    }
}
