/// The statuses that the program ends with: lua's, and those of sysexits.h for uncaught errors of the API and the network, so
/// that cron and shell scripts can tell "run it later" from "mend it first".
public enum ExitCode: Int32, CaseIterable, Sendable {
    case success = 0
    case failure = 1
    /// EX_UNAVAILABLE: the server cannot be reached.
    case unavailable = 69
    /// EX_IOERR: some of what was printed, traced or recorded could not be written.
    case inputOutput = 74
    /// EX_TEMPFAIL: the same run may succeed later.
    case temporary = 75
    /// EX_NOPERM: the key or its rights.
    case noPermission = 77
    /// EX_CONFIG: no usable key or address.
    case configuration = 78
    /// SIGINT, as a shell counts.
    case interrupted = 130

    /// The status of a program that an error ends which no script caught.
    ///
    ///     ExitCode(kind: .network, code: "CONNECT_TIMEOUT", status: nil)  // .temporary
    ///     ExitCode(kind: .api, code: "ENTITY_NOT_FOUND", status: 404)  // .failure
    ///
    /// - Parameters:
    ///   - kind: nil for an error of Lua itself.
    ///   - code: any name; names that the catalogue does not hold count as their kind does.
    ///   - status: the HTTP status, if an answer came.
    public init(kind: ErrorKind?, code: String?, status: Int?) {
        let own = code.flatMap(OwnCode.init(rawValue:)).flatMap { $0.kind == kind ? $0 : nil }
        switch kind {
        case .api: self = StatusRule.exitCode(status ?? 0)
        // A server that fails with 5xx, whatever it sends along, may have recovered when the script runs again.
        case .response where (status ?? 0) >= 500: self = .temporary
        case .network: self = own?.exitCode ?? .unavailable
        case .config: self = own?.exitCode ?? .configuration
        case .response, .limit, .script: self = own?.exitCode ?? .failure
        case nil: self = .failure
        }
    }
}
