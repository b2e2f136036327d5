import Glibc

/// The environment of this process.
enum Environment {
    /// The value of a variable that is set, and not to nothing.
    static func value(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
