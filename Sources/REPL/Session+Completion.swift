internal import LuaHost
internal import LuaText

/// A name that could stand at the cursor.
public struct Candidate: Equatable, Sendable {
    /// What kind of thing it is.
    public enum Kind: Equatable, Sendable {
        case keyword
        /// A file, or a directory, whose name ends with `/`.
        case file
        /// The name of an option of a call.
        case option
        /// A value that an option takes.
        case optionValue
        /// A variable or field, with the type of its value (`function`, `table`, `string`, …; `null` for a member that the
        /// API sent as null).
        case value(type: String)
    }

    /// The text that replaces what is there.
    public let text: String
    /// What it is.
    public let kind: Kind

    /// Makes a candidate.
    public init(text: String, kind: Kind) {
        self.text = text
        self.kind = kind
    }
}

/// What could stand at the cursor.
public struct Completions: Equatable, Sendable {
    /// The bytes of the input that a candidate replaces.
    public let range: Range<Int>
    /// In alphabetical order.
    public let candidates: [Candidate]

    /// The longest beginning that all candidates share.
    public var commonPrefix: String {
        guard var common = candidates.first?.text[...] else { return "" }
        for candidate in candidates.dropFirst() { common = common.commonPrefix(with: candidate.text) }
        return String(common)
    }
}

extension Substring {
    fileprivate func commonPrefix(with other: String) -> Substring {
        prefix(zip(self, other).prefix { $0 == $1 }.count)
    }
}

extension Session {
    /// What could stand at a cursor, an offset in bytes of UTF-8. Values are read raw: no code runs and nothing is sent.
    ///
    /// Completed are variables, globals and keywords; fields, and behind a colon functions only; string keys in brackets;
    /// inside calls of the module `bitrix` its options and their values; in other strings names of files.
    public func complete(_ text: String, at cursor: Int) -> Completions {
        let source = SourceText(text)
        guard let context = source.completion(at: min(cursor, source.bytes.count)) else {
            return Completions(range: cursor..<cursor, candidates: [])
        }
        return Completions(range: context.range, candidates: candidates(for: context))
    }

    private func candidates(for context: CompletionContext) -> [Candidate] {
        switch context.kind {
        case .name: return names(context.prefix)
        case .field(let path, let isMethod):
            return ask("complete_field", [path.encoded, utf8(context.prefix), utf8(isMethod ? "method" : "field")])
        case .stringKey(let path):
            // What the quotation mark would end, or a backslash would begin, is left out.
            return ask("complete_field", [path.encoded, utf8(context.prefix), utf8("key")])
                .filter { !$0.text.contains("\\") && !$0.text.contains(where: { $0 == context.quote }) }
        case .option(let function, let argument):
            let options = options(function, argument, "", context.prefix)
                .map { Candidate(text: $0.text, kind: .option) }
            return options.isEmpty ? names(context.prefix) : options
        case .optionValue(let function, let argument, let option):
            let values = options(function, argument, option, context.prefix)
                .map { Candidate(text: $0.text, kind: .optionValue) }
            return values.isEmpty ? files(context.prefix) : values
        case .string: return files(context.prefix)
        }
    }

    private func names(_ prefix: String) -> [Candidate] {
        let keywords = Keyword.all.filter { $0.hasPrefix(prefix) && !prefix.isEmpty }
            .map { Candidate(text: $0, kind: .keyword) }
        return (ask("complete_name", [utf8(prefix)]) + keywords).sorted { $0.text < $1.text }
    }

    private func options(_ function: String, _ argument: Int, _ option: String, _ prefix: String) -> [Candidate] {
        ask("complete_option", [utf8(function), utf8("\(argument)"), utf8(option), utf8(prefix)])
    }

    private func files(_ prefix: String) -> [Candidate] {
        FileNames.beginning(with: prefix).map { Candidate(text: $0, kind: .file) }
    }

    private func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Asks the session's Lua part, whose answer has a name, a tab and a type on each line.
    private func ask(_ function: String, _ arguments: [[UInt8]?]) -> [Candidate] {
        let known = arguments.compactMap { $0 }
        guard known.count == arguments.count, let answer = try? lua.callSession(function, known) else { return [] }
        return String(decoding: answer, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            return parts.count == 2 ? Candidate(text: String(parts[0]), kind: .value(type: String(parts[1]))) : nil
        }
    }
}

// MARK: - Signatures

extension Session {
    /// How a function is called, for the call that is being written: `greet(name, ...)`, `string.rep(s, n [, sep])`.
    ///
    /// Of functions written in Lua the names of the parameters are known; those of Lua's libraries are listed.
    ///
    /// - Parameter function: as it is written, such as ``CallSite/function``.
    /// - Returns: nil for a function of which nothing is known.
    public func signature(of function: String) -> String? {
        if let known = LuaLibrary.signature(of: function) { return known }
        let parts = function.split(whereSeparator: { $0 == "." || $0 == ":" }).map(String.init)
        guard let root = parts.first, parts.allSatisfy({ $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } }),
            let path = NamePath(root: root, keys: parts.dropFirst().map { .name($0) }).encoded
        else { return nil }
        let answer = try? lua.callSession("signature", [path, utf8(function)])
        return answer.flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
    }
}
