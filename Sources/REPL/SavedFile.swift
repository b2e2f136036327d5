internal import Glibc
internal import Localization
internal import Posix

/// Files that `:save` writes. None that somebody else has written, or changed since, is ever overwritten.
enum SavedFile {
    /// Why a file was not written.
    enum Problem {
        /// A file of that name is there, and not ours.
        case exists
        /// It was ours, and is not what was written.
        case changed
        /// The system's reason.
        case failed(String)

        /// In words, with the file's name as the user gave it.
        subscript(file: String) -> Text {
            switch self {
            case .exists: Text("\(file) is there already; choose another name", "\(file) уже есть; выберите другое имя")
            case .changed:
                Text(
                    "\(file) was changed since it was saved; choose another name",
                    "\(file) с тех пор изменили; выберите другое имя")
            case .failed(let reason):
                Text("cannot write \(file): ", "не удалось записать \(file): ") + Catalogue.reason(reason)
            }
        }

        fileprivate static var ofSystem: Problem { .failed(String(cString: strerror(errno))) }
    }

    /// The path of a file that is there, without links and dots; nil where there is none.
    static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Writes a file that is not there yet.
    static func create(_ path: String, with bytes: [UInt8]) -> Problem? {
        let descriptor = File.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o755)
        guard descriptor >= 0 else { return errno == EEXIST ? .exists : .ofSystem }
        guard let problem = write(bytes, to: descriptor) else { return nil }
        unlink(path)
        return problem
    }

    /// Replaces a file, as a whole, that holds certain bytes.
    static func replace(_ path: String, holding before: [UInt8], with bytes: [UInt8]) -> Problem? {
        guard let found = TextFile.bytes(of: path, limit: before.count + 1) else { return .ofSystem }
        guard found == before else { return .changed }
        var facts = stat()
        guard stat(path, &facts) == 0, let (descriptor, name) = File.makeTemporary(path + ".XXXXXX") else {
            return .ofSystem
        }
        fchmod(descriptor, facts.st_mode & 0o7777)
        if let problem = write(bytes, to: descriptor) {
            unlink(name)
            return problem
        }
        guard rename(name, path) == 0 else {
            defer { unlink(name) }
            return .ofSystem
        }
        return nil
    }

    /// Writes bytes and closes the file.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Problem? {
        guard File.write(bytes, to: descriptor) == bytes.count else {
            defer { close(descriptor) }
            return .ofSystem
        }
        return close(descriptor) == 0 ? nil : .ofSystem
    }
}
