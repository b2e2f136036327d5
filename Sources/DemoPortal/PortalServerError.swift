/// Why a ``PortalServer`` could not be started.
///
///     do throws(PortalServerError) {
///         let server = try PortalServer(portal: .builtIn, port: 8080)
///     } catch where error.code == .portInUse {
///         print(error)  // port 8080 of 127.0.0.1 is in use; choose another one, or 0 for any that is free
///     }
public struct PortalServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of obstacle it is. More kinds may come.
    public struct Code: Equatable, Hashable, Sendable {
        private let name: String

        /// Another program listens on the port.
        public static let portInUse = Code(name: "portInUse")
        /// The system does not let this user have the port; on most systems those below 1024.
        public static let portNotAllowed = Code(name: "portNotAllowed")
        /// libmicrohttpd is not installed, or too old.
        public static let libraryMissing = Code(name: "libraryMissing")
        /// The system gave no socket, or no thread.
        public static let systemFailure = Code(name: "systemFailure")
    }

    /// The kind of obstacle.
    public let code: Code
    /// What happened and what to do about it, in one line without a full stop.
    public let message: String

    /// The message.
    public var description: String { message }
}
