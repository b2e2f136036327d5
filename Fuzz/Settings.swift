import Glibc

/// What the command line asks for: `Fuzz [TARGET…] [--seconds N] [--seed S] [--case S]`.
struct Settings {
    static var allTargets: [any FuzzTarget.Type] {
        [
            JSONTarget.self, RecordingTarget.self, EnvelopeTarget.self, WrappingTarget.self, ScreenTarget.self,
            ParsersTarget.self,
        ]
    }

    var targets: [any FuzzTarget.Type] = []
    /// How long all targets run together.
    var seconds = 60.0
    var seed = UInt64(time(nil))
    /// The seed of the one case that is to run.
    var onlyCase: UInt64?

    init(_ arguments: some Collection<String>) {
        var arguments = arguments[...]
        while let argument = arguments.popFirst() {
            switch argument {
            case "--seconds":
                guard let value = arguments.popFirst().flatMap(Double.init), value > 0 else {
                    fail("--seconds takes a number")
                }
                seconds = value
            case "--seed", "--case":
                guard let value = arguments.popFirst().flatMap({ UInt64($0) }) else {
                    fail("\(argument) takes a number")
                }
                if argument == "--seed" { seed = value } else { onlyCase = value }
            default:
                guard let target = Self.allTargets.first(where: { $0.name == argument }) else {
                    fail("unknown target '\(argument)'")
                }
                targets.append(target)
            }
        }
        if targets.isEmpty { targets = Self.allTargets }
        if onlyCase != nil, targets.count != 1 { fail("--case goes with one target") }
    }
}

/// Ends the program because it cannot do what it is asked.
func fail(_ message: String) -> Never {
    writeError("fuzz: \(message)\nusage: scripts/fuzz [TARGET…] [--seconds N] [--seed S] [--case S]\n")
    writeError("targets: \(Settings.allTargets.map { $0.name }.joined(separator: " "))\n")
    exit(2)
}

/// Writes to standard error at once.
func writeError(_ text: String) { _ = text.withCString { Glibc.write(2, $0, strlen($0)) } }

/// Writes a line to standard output at once: the process may crash in the next case.
func report(_ line: String) { _ = (line + "\n").withCString { Glibc.write(1, $0, strlen($0)) } }

/// Seconds since some moment.
func monotonicSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
