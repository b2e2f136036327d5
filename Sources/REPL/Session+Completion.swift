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
    /// In alphabetical order, whatever the case of letters; what begins with an underscore comes last.
    public let candidates: [Candidate]
}

extension Candidate {
    fileprivate var sortKey: (Int, String, String) { (text.hasPrefix("_") ? 1 : 0, text.lowercased(), text) }
}

extension Session {
    /// What could stand at a cursor, an offset in bytes of UTF-8. Values are read raw: no code runs and nothing is sent.
    ///
    /// Completed are variables, globals and keywords; fields, and behind a colon functions only; string keys in brackets;
    /// inside calls of the module `bitrix`, whatever its functions are called, its options and their values; in other
    /// strings names of files.
    public func complete(_ text: String, at cursor: Int) -> Completions {
        let source = SourceText(text)
        guard let context = source.completion(at: min(cursor, source.bytes.count)) else {
            return Completions(range: cursor..<cursor, candidates: [])
        }
        var (prefix, range) = (context.prefix, context.range)
        if case .optionValue = context.kind, let comma = prefix.lastIndex(of: ",") {
            // Several values in one string: the last one is being written.
            prefix = String(prefix[prefix.index(after: comma)...].drop { $0 == " " })
            range = range.upperBound - prefix.utf8.count..<range.upperBound
        }
        let candidates = candidates(context, prefix, isForeignString: isInModuleCall(source, range.lowerBound))
        return Completions(range: range, candidates: candidates.sorted { $0.sortKey < $1.sortKey })
    }

    /// Whether a place is inside a call of the module: its strings name no files.
    private func isInModuleCall(_ source: SourceText, _ place: Int) -> Bool {
        source.call(at: max(0, place - 1)).map { documentedName(of: $0.function) != nil } ?? false
    }

    private func candidates(_ context: CompletionContext, _ prefix: String, isForeignString: Bool) -> [Candidate] {
        switch context.kind {
        case .name: return names(prefix)
        case .field(let path, let isMethod):
            let found = ask("complete_field", [path.encoded, utf8(prefix), utf8(isMethod ? "method" : "field")])
                .filter { !Keyword.all.contains($0.text) }
            let module = path.root == "bitrix" && path.keys.isEmpty && !isMethod ? documented : []
            let more = module.filter { $0.hasPrefix("bitrix." + prefix) }.map { String($0.dropFirst(7)) }
            return found
                + more.filter { name in !found.contains { $0.text == name } }
                .map { Candidate(text: $0, kind: .value(type: "table")) }
        case .stringKey(let path):
            // What the quotation mark would end, or a backslash would begin, is left out.
            return ask("complete_field", [path.encoded, utf8(prefix), utf8("key")])
                .filter { !$0.text.contains("\\") && !$0.text.contains(where: { $0 == context.quote }) }
        case .option(let function, let argument):
            let isQuoted = context.quote != nil
            let options = options(function, argument, "", prefix)
                .map { Candidate(text: $0.text, kind: isQuoted ? .optionValue : .option) }
            return options.isEmpty && !isQuoted ? names(prefix) : options
        case .optionValue(let function, let argument, let option):
            let values = options(function, argument, option, prefix)
                .map { Candidate(text: $0.text, kind: .optionValue) }
            return values.isEmpty && !isForeignString ? files(beginningWith: prefix) : values
        case .string: return isForeignString ? [] : files(beginningWith: prefix)
        }
    }

    private func names(_ prefix: String) -> [Candidate] {
        let keywords = Keyword.all.filter { $0.hasPrefix(prefix) && !prefix.isEmpty }
            .map { Candidate(text: $0, kind: .keyword) }
        return ask("complete_name", [utf8(prefix)]) + keywords
    }

    private func options(_ function: String, _ argument: Int, _ option: String, _ prefix: String) -> [Candidate] {
        guard let name = documentedName(of: function) else { return [] }
        return ask("complete_option", [utf8(name), utf8("\(argument)"), utf8(option), utf8(prefix)])
    }

    /// Files whose path begins with a text.
    ///
    /// - Parameter expandsHome: whether `~/` stands for the home directory, as it does for commands but not in Lua.
    public func files(beginningWith prefix: String, expandsHome: Bool = false) -> [Candidate] {
        FileNames.beginning(with: prefix, expandsHome: expandsHome).map { Candidate(text: $0, kind: .file) }
    }

    /// The names that code could use now: of variables and globals, or for a variable, perhaps with fields (`c._included`),
    /// of what is in it.
    public func names(in variable: String?) -> [String] {
        guard let variable else { return ask("complete_name", [[]]).map(\.text) }
        return ask("complete_field", [path(of: variable), [], utf8("field")]).map(\.text)
    }

    /// What can be asked for along with a contact.
    public var includes: [String] {
        ask("complete_option", ["bitrix.contact", "2", "include", ""].map { utf8($0) }).map(\.text)
    }

    /// Options of the module's functions.
    var options: [String] {
        ["bitrix.contact", "bitrix.contacts", "bitrix.map", "bitrix.configure"].flatMap { function in
            ["1", "2", "3"].flatMap { ask("complete_option", [function, $0, "", ""].map { utf8($0) }).map(\.text) }
        }
    }

    private func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Asks the session's Lua part, whose answer has a name, a tab and a type on each line.
    private func ask(_ function: String, _ arguments: [[UInt8]?]) -> [Candidate] {
        let known = arguments.compactMap { $0 }
        guard known.count == arguments.count, let answer = try? lua.callSession(function, known) else { return [] }
        return String(decoding: answer, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            // A name with bytes that are no UTF-8 cannot be offered as it is.
            return parts.count == 2 && !parts[0].contains("\u{FFFD}")
                ? Candidate(text: String(parts[0]), kind: .value(type: String(parts[1]))) : nil
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
        guard let path = path(of: function) else { return nil }
        let answer = try? lua.callSession("signature", [path, utf8(function)])
        return answer.flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The name in the module `bitrix` of a function, whatever it is called where it is written: with `get = bitrix.contact`,
    /// `bitrix.contact` for `get`; nil for functions of others.
    public func documentedName(of function: String) -> String? {
        guard let path = path(of: function) else { return nil }
        let answer = try? lua.callSession("documented", [path])
        return answer.flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
    }

    private func path(of function: String) -> [UInt8]? {
        let parts = function.split(whereSeparator: { $0 == "." || $0 == ":" }).map(String.init)
        guard let root = parts.first, parts.allSatisfy({ $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } })
        else { return nil }
        return NamePath(root: root, keys: parts.dropFirst().map { .name($0) }).encoded
    }
}
