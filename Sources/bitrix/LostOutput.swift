internal import Glibc
internal import Help
internal import LuaHost

/// Tells at the end of the process that something of what it printed, traced or recorded could not be written.
///
/// Stock lua ends with 0 there, and its scripts cannot notice: `print` returns nothing, and after a failed write even
/// `io.stdout:flush()` succeeds. So this differs from lua on purpose: one line on standard error, and the status 74 (`EX_IOERR`) in
/// the place of 0. Every way out through exit(3) leads here: the end of the script, errors, `os.exit`, `--help`, `bitrix demo`.
enum LostOutput {
    // Invariant: written and read on the main thread only, which is the one that calls exit.
    nonisolated(unsafe) private static var programName = "bitrix"
    nonisolated(unsafe) private static var isNoted = false

    /// From now on the end of the process is watched.
    static func watch(programName: String) {
        self.programName = programName
        _ = on_exit({ status, _ in LostOutput.conclude(status) }, nil)
    }

    /// A file of ours misses something, and that was said.
    static func note() { isNoted = true }

    /// Handlers of exit run in the reverse order of their registration, so that this is the last one that is ours.
    private static func conclude(_ status: Int32) {
        var isLost = isNoted
        if let problem = Tape.finish() {
            isLost = true
            StandardError.write("\(programName): \(Help.message(problem, Usage.language))\n")
        }
        if case .lost(let reason) = Console.flush() {
            isLost = true
            let words = reason.map { ": " + String(cString: strerror($0)) } ?? ""
            let message = "standard output cannot be written, and a part of what was printed is lost\(words)"
            StandardError.write("\(programName): \(Help.message(message, Usage.language))\n")
        }
        guard isLost, status == ExitStatus.success else { return }
        fflush(nil)  // files that a script has left open
        _exit(ExitStatus.inputOutput)
    }
}
