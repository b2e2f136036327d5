/// Who is to blame for an error: the field `kind` of error objects.
public enum ErrorKind: String, CaseIterable, Sendable {
    /// The API refused the request, with a status and a code of its own.
    case api
    /// No complete answer arrived: name resolution, connection, TLS, time-outs, HTTP itself.
    case network
    /// An answer arrived that cannot be used.
    case response
    /// The settings are wrong or missing: nothing was sent.
    case config
    /// A limit that the user has set: nothing was sent.
    case limit
    /// Lua code failed inside `bitrix.map`, which collects errors.
    case script
}
