internal import ErrorCodes
internal import Glibc
internal import Posix

/// How many descriptors this process may still open.
enum Descriptors {
    /// Whether so many can be opened now. At a limit (EMFILE, ENFILE) libraries fail in ways that do not name it, so it is asked
    /// before, and after failures that it may explain.
    static func areFree(_ count: Int) -> Bool {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        while opened.count < count {
            let descriptor = File.open("/", O_RDONLY | O_DIRECTORY)
            // Another reason than a limit is none of our business.
            guard descriptor >= 0 else { return !isLimit(errno) }
            opened.append(descriptor)
        }
        return true
    }

    /// Whether an error number says that there are no more descriptors.
    static func isLimit(_ error: Int32) -> Bool { error == EMFILE || error == ENFILE }

    /// How many this process may have, for messages: "40"; nil where that is unknown.
    static var limit: String? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return limit.rlim_cur < 1 << 30 ? "\(limit.rlim_cur)" : nil
    }
}

extension VibeError {
    /// What explains that something failed which needs a descriptor: `TOO_MANY_OPEN_FILES` where hardly any is left; else nil.
    ///
    /// - Parameter purpose: what it was for, such as "the demo portal".
    public static func lackOfDescriptors(for purpose: String) -> VibeError? {
        Descriptors.areFree(8) ? nil : tooManyOpenFiles(for: purpose)
    }

    /// There is no descriptor for what was to be opened.
    ///
    /// - Parameter purpose: such as "a connection to host:443".
    static func tooManyOpenFiles(for purpose: String) -> VibeError {
        let count = Descriptors.limit.map { " (this process may have \($0): ulimit -n)" } ?? ""
        return VibeError(
            .tooManyOpenFiles,
            "too many open files for \(purpose)\(count): close what is not needed, or raise the limit")
    }
}
