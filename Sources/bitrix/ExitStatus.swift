internal import LuaHost
internal import VibeAPI

/// The numbers that the program ends with: lua's, and sysexits.h's for uncaught errors of the API and the network, so
/// that cron and shell scripts can tell "run it later" from "mend it first".
enum ExitStatus {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    static let unavailable: Int32 = 69
    /// Something of what was printed, traced or recorded could not be written (``LostOutput``).
    static let inputOutput: Int32 = 74
    static let temporary: Int32 = 75
    static let noPermission: Int32 = 77
    static let configuration: Int32 = 78
    static let interrupted: Int32 = 130

    /// The status of a program that a signal has ended, as a shell counts: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
    static func of(signal: Int32) -> Int32 { 128 + signal }

    /// The status for an error that no script caught. Plain Lua errors, and API errors that only a change of the script
    /// can mend (400, 404, 422), end with 1 as in lua.
    ///
    /// `--max-time` is among the temporary ones (75, `EX_TEMPFAIL`): the portal may have been slow, and the same script may be through
    /// in time when it runs again. Not 124, which timeout(1) has made known: no other status of ours is from there, and
    /// what runs scripts by the clock heeds 75 already. `--max-memory` and `--max-requests` end with 1: the same script reaches
    /// the same limit again, until somebody changes one of them.
    static func of(_ error: LuaError) -> Int32 {
        if error.isInterrupt { return interrupted }
        return switch (error.kind, error.status ?? 0) {
        case ("config", _): configuration
        case ("network", _) where error.code == "INTERRUPTED": interrupted
        case ("network", _): isTemporary(error.code ?? "") ? temporary : unavailable
        case ("limit", _) where error.code == "TIME_LIMIT": temporary
        case ("api", 401), ("api", 403): noPermission
        case ("api", 408), ("api", 429), ("api", 500...), ("response", 500...): temporary
        default: failure
        }
    }

    /// The status where finalizers have reached a limit.
    static func of(limit code: String) -> Int32 { code == "TIME_LIMIT" ? temporary : failure }

    private static func isTemporary(_ code: String) -> Bool {
        VibeError.Code(rawValue: code).catalogueEntry?.isTemporary == true
    }
}
