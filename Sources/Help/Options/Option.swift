public import Localization

/// An option of the command line: all that the parser, `--help`, the man page, the docs and the completions know of it.
///
/// To add one, add its name to ``Key`` and its row to ``Help/options``; the parser (`bitrix/Options.swift`) does not compile
/// until it handles the name.
public struct Option: Sendable {
    /// One way to write the option, and the effect of that.
    public struct Form: Sendable {
        /// As texts write it: `--timeout TIME`, `-l g=mod`.
        public let form: String
        /// The effect in a few words, without a capital and a full stop.
        public let text: Text
        /// The words of the short usage, where they are stock lua's and differ.
        let brief: Text?

        /// ``form`` with the word that stands for its value in a language.
        public func form(_ language: Language) -> String { Text.form(form)[language] }
    }

    /// What the option is about; `--help` and the man page show options of a group together.
    public enum Group: CaseIterable, Sendable {
        /// Those of stock lua.
        case lua
        /// How requests are sent and shown.
        case requests
        /// Where answers come from and go to.
        case recordings
        /// When the run is stopped.
        case limits
        /// The program itself.
        case program
    }

    /// The command that takes an option.
    public enum Place: Sendable {
        /// `bitrix [options] [script [args]]`
        case run
        /// `bitrix demo`
        case demo
    }

    /// Its name and the kind of its value.
    public let key: Key
    /// What it is about.
    public let group: Group
    /// The commands that take it.
    public let places: [Place]
    /// The ways to write it, the usual one first.
    public let forms: [Form]
    /// The value that counts without the option, as one would write it; nil where there is none.
    public let standard: String?
    /// Whether it may stand more than once, each counting; of other options the last counts.
    public let isRepeatable: Bool

    /// As it is written: `-e`, `--timeout`.
    public var name: String { key.name }

    /// Whether it is stock lua's.
    public var isStock: Bool { group == .lua }

    init(
        _ key: Key, _ group: Group, in places: [Place] = [.run], standard: String? = nil, isRepeatable: Bool = false,
        forms: [Form]
    ) {
        self.key = key
        self.group = group
        self.places = places
        self.standard = standard
        self.isRepeatable = isRepeatable
        self.forms = forms
    }

    /// An option of one form, made of its name and its value's kind. `standard` is shown behind the text.
    init(
        _ key: Key, _ group: Group, in places: [Place] = [.run], standard: String? = nil, isRepeatable: Bool = false,
        _ english: String, _ russian: String, brief: Text? = nil
    ) {
        let value = standard.map { " (\($0))" } ?? ""
        let form = Form(
            form: key.name + (key.placeholder.map { " " + $0 } ?? ""), text: Text(english, russian) + value,
            brief: brief)
        self.init(key, group, in: places, standard: standard, isRepeatable: isRepeatable, forms: [form])
    }

    var entry: Entry {
        let further = forms.dropFirst().map { form in
            Text("* `\(form.form)` | \(form.text.english)", "* `\(form.form)` | \(form.text.russian)")
        }
        return Entry(
            .option, name, forms: forms.map(\.form),
            aliases: forms.dropFirst().map(\.form).filter { !$0.contains(" ") },
            summary: Text(Self.sentence(forms[0].text.english), Self.sentence(forms[0].text.russian)),
            body: further.reduce(Text("", "")) { $0 + $1 },
            related: ["options"])
    }

    private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension Help {
    /// The option with this name that a command takes; nil where it takes none of that name.
    ///
    ///     Help.option(named: "--timeout", in: .run)?.key  // .time(.timeout)
    public static func option(named name: String, in place: Option.Place) -> Option? {
        options.first { $0.name == name && $0.places.contains(place) }
    }
}
