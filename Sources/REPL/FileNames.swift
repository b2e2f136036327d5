internal import Glibc
internal import TerminalText

/// Names of files, for completion in strings.
enum FileNames {
    /// The files whose path begins with a text, as paths of the same form; directories end with `/`. Hidden ones only where
    /// the text asks for them; at most a thousand, in alphabetical order. Names that are no UTF-8, or hold control characters, are left out.
    ///
    /// - Parameter expandsHome: whether `~/` stands for the home directory.
    static func beginning(with prefix: String, expandsHome: Bool = false) -> [String] {
        let slash = prefix.lastIndex(of: "/")
        let directory = slash.map { String(prefix[...$0]) } ?? ""
        let start = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
        let place = directory.isEmpty ? "." : expandsHome ? directory.expandingHome : directory
        guard let stream = opendir(place) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < 1000, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            guard let name, name != ".", name != "..", name.hasPrefix(start), start.hasPrefix(".") || name.first != "."
            else { continue }
            if name.unicodeScalars.contains(where: \.steersTerminal) { continue }
            var information = stat()
            let isDirectory = stat(place + "/" + name, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
            names.append(directory + name + (isDirectory ? "/" : ""))
        }
        return names.sorted { ($0.lowercased(), $0) < ($1.lowercased(), $1) }
    }
}

extension String {
    /// The path with the home directory in the place of a `~` that stands alone before its first slash.
    var expandingHome: String {
        guard self == "~" || hasPrefix("~/"), let home = getenv("HOME"), home.pointee != 0 else { return self }
        return String(cString: home) + dropFirst()
    }
}
