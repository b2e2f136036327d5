internal import LuaHost
internal import VibeAPI

/// The numbers that the program ends with: lua's, and sysexits.h's for uncaught errors of the API and the network, so
/// that cron and shell scripts can tell "run it later" from "mend it first".
enum ExitStatus {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    static let unavailable: Int32 = 69
    static let temporary: Int32 = 75
    static let noPermission: Int32 = 77
    static let configuration: Int32 = 78
    static let interrupted: Int32 = 130

    /// The status for an error that no script caught. Plain Lua errors, and API errors that only a change of the script
    /// can mend (400, 404, 422), end with 1 as in lua.
    static func of(_ error: LuaError) -> Int32 {
        if error.isInterrupt { return interrupted }
        return switch (error.kind, error.status ?? 0) {
        case ("config", _): configuration
        case ("network", _) where error.code == "INTERRUPTED": interrupted
        case ("network", _): isTemporary(error.code ?? "") ? temporary : unavailable
        case ("api", 401), ("api", 403): noPermission
        case ("api", 408), ("api", 429), ("api", 500...), ("response", 500...): temporary
        default: failure
        }
    }

    private static func isTemporary(_ code: String) -> Bool {
        VibeError.Code(rawValue: code).catalogueEntry?.isTemporary == true
    }
}
