internal import Help
internal import Localization
internal import TerminalText

/// A command line that cannot be understood.
struct Misuse: Error {
    /// `unrecognized option '-z'`.
    var message: Text

    init(_ english: String, _ russian: String) { message = Text(english, russian) }

    static func needsArgument(_ name: String) -> Self {
        Self("'\(name)' needs argument", "параметру '\(name)' нужно значение")
    }

    /// An unknown option; `near` is the known one that is most like it.
    static func unrecognized(_ name: String, near: String? = nil) -> Self {
        let name = name.printable()
        let english = near.map { " (did you mean '\($0)'?)" } ?? ""
        let russian = near.map { " (может быть, '\($0)'?)" } ?? ""
        return Self("unrecognized option '\(name)'" + english, "неизвестный параметр '\(name)'" + russian)
    }
}

/// A long option of the command line: `--timeout 5`, `--timeout=5`, `--demo`.
struct LongOption {
    let option: Option
    /// "" where the option needs none, and none is there.
    let value: String
    /// Whether the value follows a `=`.
    let isAttached: Bool
    /// The index of the next argument.
    let next: Int

    /// Reads the argument at an index, and the next one where the option needs a value that is not attached.
    init(_ index: Int, of arguments: Arguments, in place: Option.Place) throws(Misuse) {
        let parts = arguments.text(index).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let name = parts[0]
        let known = Help.options.filter { $0.places.contains(place) && $0.name.count > 2 }
        guard let option = known.first(where: { $0.name == name }) else {
            throw .unrecognized(name, near: known.map(\.name).nearest(to: name))
        }
        self.option = option
        let needsValue = option.key.placeholder != nil
        isAttached = parts.count == 2
        if isAttached {
            if option.key.expected == nil {
                throw Misuse("option '\(name)' takes no value", "у параметра '\(name)' нет значения")
            }
            (value, next) = (parts[1], index + 1)
        } else if needsValue {
            guard index + 1 < arguments.count else { throw .needsArgument(name) }
            (value, next) = (arguments.text(index + 1), index + 2)
        } else {
            (value, next) = ("", index + 1)
        }
    }

    /// The value as `parse` understands it.
    ///
    /// - Throws: the words for what the option takes, where `parse` returns nil.
    func read<Value>(_ parse: (String) -> Value?) throws(Misuse) -> Value {
        if let parsed = parse(value) { return parsed }
        let expected = option.key.expected ?? Text("", ""), shown = value.printable()
        throw Misuse(
            "option '\(option.name)' takes \(expected.english), not '\(shown)'",
            "для параметра '\(option.name)' нужно \(expected.russian), а не '\(shown)'")
    }
}
