/// Rules about HTTP statuses of the API. Statuses decide, never lists of the API's codes, because the API adds codes.
public enum StatusRule {
    /// Statuses that pass: a GET that one of these answers is sent again.
    public static let repeated: Set<Int> = [408, 429, 502, 503, 504]

    /// The one code that is never repeated, whatever its status: the API says with it that repeating is the fault.
    public static let neverRepeated = "ERROR_LOOP_DETECTED"

    /// Whether a GET is sent again by itself after this answer.
    public static func isRepeated(_ status: Int, code: String?) -> Bool {
        repeated.contains(status) && code != neverRepeated
    }

    /// The exit status for an uncaught error of the API. Errors that only a change of the script can mend (400, 404, 422) end
    /// with 1, as in lua.
    public static func exitCode(_ status: Int) -> ExitCode {
        switch status {
        case 401, 403: .noPermission
        case 408, 429, 500...: .temporary
        default: .failure
        }
    }
}
