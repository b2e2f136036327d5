internal import ErrorCodes
internal import LuaHost

/// What an error object of the module `bitrix` says of itself; nil for errors of Lua and of scripts.
extension LuaError {
    /// Who speaks: `api`, `network`, `response`, `config`, `limit`, `script`.
    var kind: ErrorKind? { self["kind"].flatMap(ErrorKind.init(rawValue:)) }
    /// Its code: `ENTITY_NOT_FOUND`.
    var code: String? { self["code"] }
    /// The HTTP status, where an answer came.
    var status: Int? { value["status"]?.integer.flatMap { Int(exactly: $0) } }
}
