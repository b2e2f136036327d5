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
            let found = ask("complete_field", path.value, .string(prefix), isMethod ? "method" : "field")
                .filter { !Keyword.all.contains($0.text) }
            let module = path.root == "bitrix" && path.keys.isEmpty && !isMethod ? documented : []
            let more = module.filter { $0.hasPrefix("bitrix." + prefix) }.map { String($0.dropFirst(7)) }
            return found
                + more.filter { name in !found.contains { $0.text == name } }
                .map { Candidate(text: $0, kind: .value(type: "table")) }
        case .stringKey(let path):
            // What the quotation mark would end, or a backslash would begin, is left out.
            return ask("complete_field", path.value, .string(prefix), "key")
                .filter { !$0.text.contains("\\") && !$0.text.contains(where: { $0 == context.quote }) }
        case .option(let function, let argument):
            let isQuoted = context.quote != nil
            let options = options(function, argument, nil, prefix)
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
        return ask("complete_name", .string(prefix)) + keywords
    }

    private func options(_ function: String, _ argument: Int, _ option: String?, _ prefix: String) -> [Candidate] {
        guard let name = documentedName(of: function) else { return [] }
        return ask(
            "complete_option", .string(name), LuaValue(argument), option.map { .string($0) } ?? .nil, .string(prefix))
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
        guard let variable else { return ask("complete_name", "").map(\.text) }
        guard let path = path(of: variable) else { return [] }
        return ask("complete_field", path, "", "field").map(\.text)
    }

    /// What a call of the module's function takes for `include`.
    public func includes(of function: String) -> [String] {
        ask("complete_option", .string(function), 2, "include", "").map(\.text)
    }

    /// Options of all functions of the module.
    var options: [String] { part.ask("all_options")?.table?.list.compactMap(\.text) ?? [] }

    /// Asks the session's Lua part, whose answer is a table from name to type.
    private func ask(_ function: String, _ arguments: LuaValue...) -> [Candidate] {
        guard let found = part.ask(function, arguments)?.table else { return [] }
        return found.entries.compactMap { entry in
            // A name with bytes that are no UTF-8 cannot be offered as it is.
            guard let name = entry.key.text, let type = entry.value.text, !name.contains("\u{FFFD}") else { return nil }
            return Candidate(text: name, kind: .value(type: type))
        }.sorted { $0.text < $1.text }
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
        return part.ask("signature", path, .string(function))?.text
    }

    /// The name in the module `bitrix` of a function, whatever it is called where it is written: with `get = bitrix.contact`,
    /// `bitrix.contact` for `get`; nil for functions of others.
    public func documentedName(of function: String) -> String? {
        guard let path = path(of: function) else { return nil }
        return part.ask("documented", path)?.text
    }

    private func path(of function: String) -> LuaValue? {
        let parts = function.split(whereSeparator: { $0 == "." || $0 == ":" }).map(String.init)
        guard let root = parts.first, parts.allSatisfy({ $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } })
        else { return nil }
        return NamePath(root: root, keys: parts.dropFirst().map { .name($0) }).value
    }
}
