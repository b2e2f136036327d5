import Glibc
import Synchronization

/// Runs targets, case by case, and counts what they find.
struct Runner {
    let settings: Settings
    /// Where the case's name is written before it runs, so that a crash leaves it there: the file of $FUZZ_STATE.
    private let state: Int32
    /// A case that takes longer than this hangs, in seconds.
    private static let longestCase: UInt32 = 60
    private static let casesBegun = Atomic(0)

    init(_ settings: Settings) {
        self.settings = settings
        state = Environment.value("FUZZ_STATE").map { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) } ?? -1
        // A thread, because the interpreter uses the process's timers.
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                var seen = -1
                while true {
                    for _ in 0..<Runner.longestCase { sleep(1) }
                    let count = Runner.casesBegun.load(ordering: .relaxed)
                    if count == seen {
                        writeError("fuzz: the case hangs\n")
                        abort()
                    }
                    seen = count
                }
            }, nil)
    }

    /// Returns how many findings there were.
    func run() -> Int {
        settings.targets.reduce(0) { $0 + run($1, for: settings.seconds / Double(settings.targets.count)) }
    }

    private func run(_ type: any FuzzTarget.Type, for seconds: Double) -> Int {
        let target: any FuzzTarget
        do { target = try type.init() } catch { fail("\(type.name): \(error)") }
        var seeds = Dice(seed: settings.seed)
        var cases = 0, inputs = 0
        var findings: [String: Int] = [:]
        let start = monotonicSeconds()
        while monotonicSeconds() - start < seconds {
            let seed = settings.onlyCase ?? seeds.next() >> 1
            note("\(type.name) --case \(seed)\n")
            var dice = Dice(seed: seed)
            do {
                inputs += try target.runCase(&dice)
            } catch {
                let finding = error as? Finding ?? Finding(input: "", seen: "\(error)", right: "no such error")
                // One kind of finding would drown all others.
                findings[finding.right, default: 0] += 1
                if findings[finding.right, default: 0] <= 3, findings.count <= 40 { show(finding, type.name, seed) }
            }
            cases += 1
            if settings.onlyCase != nil { break }
        }
        let count = findings.values.reduce(0, +)
        let took = Int(monotonicSeconds() - start)
        report("\(type.name): \(cases) cases, \(inputs) inputs in \(took) s, \(count) findings (seed \(settings.seed))")
        for remark in target.remarks { report("  \(remark)") }
        return count
    }

    private func note(_ line: String) {
        Self.casesBegun.add(1, ordering: .relaxed)
        if state >= 0 { _ = line.withCString { pwrite(state, $0, strlen($0), 0) } }
    }

    private func show(_ finding: Finding, _ target: String, _ seed: UInt64) {
        report("FINDING \(target) --case \(seed)")
        report("  input: \(finding.input)\n  seen:  \(finding.seen)\n  right: \(finding.right)")
    }
}
