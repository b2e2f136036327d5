public import Localization
internal import TerminalText

/// The one source of what the program says about itself: the prompt's help, `--help`, the man page and the tables in `docs`.
///
/// All of it is text that stands in the program; tables are put together when they are first asked for.
public enum Help {
    /// Every entry, by kind, in the order in which it is shown.
    public static let entries: [Entry] =
        functions + commands + topics + recipes + codes.map(\.entry) + options.map(\.entry)

    /// Finds what help has to say about a name, as people write it: `bitrix.contact`, `contact`, `SCOPE_DENIED`,
    /// `scope_denied`, `:save`, `save`, `--trace`, `include`, `коды возврата`, `HTTP_503`, `503`.
    ///
    /// - Returns: nil where nothing has that name; ``nearest(to:)`` may know what was meant.
    public static func entry(for name: String) -> Entry? {
        let wanted = normalized(name)
        guard !wanted.isEmpty else { return nil }
        let exact = trimmed(name)
        return entries.first { $0.name == exact } ?? entries.first { $0.name.lowercased() == wanted }
            ?? entries.first { $0.aliases.contains { $0.lowercased() == wanted } }
            // A letter alone is no name of an option: `e` is a variable more often than `-e`.
            ?? (bare(wanted).count > 1 ? entries.first { bare($0.name) == bare(wanted) } : nil)
            ?? statusEntry(wanted)
    }

    /// The name of an entry that is most like `name`; nil where none is near.
    ///
    ///     Help.nearest(to: "SCOPE_DENYED")  // "SCOPE_DENIED"
    public static func nearest(to name: String) -> String? {
        let wanted = normalized(name)
        let names = entries.flatMap { [$0.name, bare($0.name)] + $0.aliases }
        guard !wanted.isEmpty, let near = names.nearest(to: wanted) else { return nil }
        return entries.first { [$0.name, bare($0.name)].contains(near) || $0.aliases.contains(near) }?.name
    }

    /// What the prompt prints for `help "name"`: the entry, or else the names of those that mention it, or else that there is
    /// none, with the nearest name. For nothing, and for `bitrix`, the overview.
    ///
    ///     Help.answer(to: "includ", .english)
    ///     // Help has nothing about “includ”. Did you mean `include`? …
    ///
    /// - Returns: lines with their ends.
    public static func answer(to name: String, _ language: Language, style: Style = Style()) -> String {
        if ["", "bitrix"].contains(normalized(name)) { return overview(language, style: style) }
        if let entry = entry(for: name) { return render(entry, language, style: style) }
        let shown = name.printable(limit: 60)
        var page = Page(style)
        let mentions = mentions(of: name)
        if !mentions.isEmpty {
            let start = Text(
                "Help has no entry “\(shown)”. It is mentioned in:",
                "Статьи «\(shown)» нет; это слово встречается здесь:")
            page.add(markup: start[language], indent: 0)
            page.add(items: mentions.prefix(8).map { (Page.code($0.name), $0.summary[language]) }, indent: 2)
            if mentions.count > 8 {
                let rest = Text("… and in \(mentions.count - 8) more", "… и ещё в \(mentions.count - 8)")
                page.add(markup: rest[language], indent: 2)
            }
            return page.text
        }
        let near = nearest(to: name)
        let text =
            Text("Help has nothing about “\(shown)”. ", "В справке нет «\(shown)». ")
            + (near.map { Text("Did you mean `\($0)`? ", "Может быть, `\($0)`? ") } ?? Text("", ""))
            + Text("`help` alone lists what there is.", "Полный список: `help`.")
        page.add(markup: text[language], indent: 0)
        return page.text
    }

    /// The entries, codes and options last, in whose texts a word of at least three letters stands, in either language. Such an
    /// entry only speaks of the word: it is never shown as if it were the answer, even where it is the only one.
    private static func mentions(of name: String) -> [Entry] {
        let wanted = normalized(name)
        guard wanted.count >= 3 else { return [] }
        return entries.filter { entry in
            [entry.summary, entry.body].contains { text in
                [text.english, text.russian].contains { text in
                    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }
                        .contains { $0 == wanted }
                }
            }
        }
    }

    /// What bare `help` prints: functions, commands and topics, a line each, the names of recipes, and how to go on.
    ///
    /// - Returns: lines with their ends.
    public static func overview(_ language: Language, style: Style = Style()) -> String {
        var page = Page(style)
        page.add(markup: overviewStart[language], indent: 0)
        for kind in [Entry.Kind.function, .command, .topic] {
            page.addEmptyLine()
            page.add(heading: heading(kind)[language])
            let entries = entries.filter { $0.kind == kind }
            page.add(items: entries.map { (Page.code($0.name), $0.summary[language]) }, indent: 2)
        }
        page.addEmptyLine()
        page.add(heading: heading(.recipe)[language])
        page.add(markup: recipes.map { Page.code($0.name) }.joined(separator: ", "), indent: 2)
        page.addEmptyLine()
        page.add(markup: overviewEnd[language], indent: 0)
        return page.text
    }

    /// An entry as text.
    ///
    /// - Returns: lines with their ends, none wider than the style's width.
    public static func render(_ entry: Entry, _ language: Language, style: Style = Style()) -> String {
        var page = Page(style)
        for form in entry.forms(language) { page.add(code: form, indent: 0, isStrong: true) }
        page.add(markup: entry.summary[language] + ".", indent: 2)
        if !entry.body[language].isEmpty {
            page.addEmptyLine()
            page.add(markup: entry.body[language], indent: 2)
        }
        if let example = entry.example {
            page.addEmptyLine()
            page.add(markup: Text("Example:", "Пример:")[language], indent: 2)
            for line in example.split(separator: "\n", omittingEmptySubsequences: false) {
                page.add(code: String(line), indent: 4)
            }
        }
        if !entry.related.isEmpty {
            page.addEmptyLine()
            // All of the list is code: without colours its place marks it.
            let names = entry.related.map { style.usesColor ? Page.code($0) : $0 }.joined(separator: ", ")
            page.add(markup: Text("See also: ", "Смотрите также: ")[language] + names, indent: 2)
        }
        return page.text
    }

    /// The heading above the entries of a kind.
    public static func heading(_ kind: Entry.Kind) -> Text {
        switch kind {
        case .function: Text("In Lua", "В Lua")
        case .command: Text("Commands", "Команды")
        case .topic: Text("Topics", "Темы")
        case .recipe: Text("In scripts", "В скриптах")
        case .code: Text("Error codes", "Коды ошибок")
        case .option: Text("Options", "Параметры")
        }
    }

    private static let overviewStart = Text(
        "Type Lua, and its value is shown: `bitrix.contact(71)`. Everything about one thing: "
            + #"`help(bitrix.contact)`, `help "include"`, or a question mark, `bitrix.contact?`."#,
        "Введите выражение на Lua, и вы увидите его значение: `bitrix.contact(71)`. Подробно о чём-то одном: "
            + #"`help(bitrix.contact)`, `help "include"` или знак вопроса: `bitrix.contact?`."#)

    private static let overviewEnd = Text(
        #"Every error code has an entry, too: `help "SCOPE_DENIED"`. So has every option: `help "--trace"`."#,
        #"Есть справка о каждом коде ошибки: `help "SCOPE_DENIED"`, и о каждом параметре: `help "--trace"`."#)

    /// Without what people leave around a name: spaces, quotes, brackets, the question mark.
    private static func trimmed(_ name: String) -> String {
        let around: Set<Character> = [" ", "\t", "\n", "\"", "'", "(", ")", "?", "«", "»", "`"]
        let start = name.prefix(200).drop { around.contains($0) }
        return String(start.reversed().drop { around.contains($0) }.reversed())
    }

    private static func normalized(_ name: String) -> String { trimmed(name).lowercased() }

    /// `save` for `:save`, `trace` for `--trace`, `contact` for `bitrix.contact`.
    private static func bare(_ name: String) -> String {
        let name = name.lowercased()
        if name.hasPrefix("bitrix.") { return String(name.dropFirst(7)) }
        return String(name.drop { $0 == ":" || $0 == "-" })
    }
}
