internal import ErrorCodes
internal import LuaHost

/// The numbers that the program ends with.
enum ExitStatus {
    static let success = ExitCode.success.rawValue
    static let failure = ExitCode.failure.rawValue
    static let unavailable = ExitCode.unavailable.rawValue
    /// Something of what was printed, traced or recorded could not be written (``LostOutput``).
    static let inputOutput = ExitCode.inputOutput.rawValue
    static let interrupted = ExitCode.interrupted.rawValue

    /// The status of a program that a signal has ended, as a shell counts: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
    static func of(signal: Int32) -> Int32 { 128 + signal }

    /// The status for an error that no script caught; 1 for errors of Lua itself, as in lua.
    static func of(_ error: LuaError) -> Int32 {
        if error.isInterrupt { return interrupted }
        return ExitCode(kind: error.kind, code: error.code, status: error.status).rawValue
    }

    /// The status where finalizers have reached a limit.
    static func of(limit code: String) -> Int32 { ExitCode(kind: .limit, code: code, status: nil).rawValue }
}
