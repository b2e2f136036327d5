public import Localization

/// What help says about one thing.
public struct Entry: Sendable {
    /// What an entry is about; the order is that of ``Help/overview(_:style:)``.
    public enum Kind: CaseIterable, Sendable {
        /// A function or value of the module: `bitrix.contact`.
        case function
        /// A command of the prompt: `:save`.
        case command
        /// Something that needs more than a name: `include`, `errors`.
        case topic
        /// How something is done in a script, under the words that people look for: `dates`, `csv`.
        case recipe
        /// An error code: `SCOPE_DENIED`.
        case code
        /// An option of the command line: `--trace`.
        case option
    }

    /// The name that finds it.
    public let name: String
    /// What it is about.
    public let kind: Kind
    /// How it is written, a line each: `bitrix.get(path [, query])`. Where there is nothing to write, the name.
    public let forms: [String]
    /// Other names that find it, in either language.
    public let aliases: [String]
    /// One line, without markup and without a full stop.
    public let summary: Text
    /// All else, in the markup of ``Text``; may be empty.
    public let body: Text
    /// Lua code that runs on the demo portal, or a shell session whose commands begin with `$ `. In Lua `-->` stands before
    /// what a line prints. Code is the same in every language.
    public let example: String?
    /// Names of other entries.
    public let related: [String]

    /// ``forms`` with the words that stand for values in a language. Code is the same in every language.
    public func forms(_ language: Language) -> [String] {
        kind == .function ? forms : forms.map { Text.form($0)[language] }
    }

    init(
        _ kind: Kind, _ name: String, forms: [String]? = nil, aliases: [String] = [], summary: Text,
        body: Text = Text("", ""), example: String? = nil, related: [String] = []
    ) {
        self.kind = kind
        self.name = name
        self.forms = forms ?? [name]
        self.aliases = aliases
        self.summary = summary
        self.body = body
        self.example = example
        self.related = related
    }
}
