internal import ErrorCodes
internal import Help
internal import Localization

/// The help texts as Markdown.
enum Markdown {
    private static let notice = "<!-- Made by scripts/docs from Sources/Help. Change the texts there. -->\n\n"

    /// The table of error codes.
    static func errors(_ language: Language) -> String {
        var text = notice + "# " + Text("Error codes", "Коды ошибок")[language] + "\n\n"
        text +=
            Text(
                "The field `code` of an error object. A code of the API that is not here passes through unchanged.",
                "Поле `code` объекта ошибки. Код API, которого здесь нет, доходит до вас без изменений.")[language]
            + "\n"
        for kind in ErrorKind.allCases {
            text += "\n## `\(kind.rawValue)`: " + title(kind)[language] + "\n\n"
            let head = Text(
                "| code | HTTP | meaning | what to do | repeat? |",
                "| код | HTTP | что это значит | что делать | повторять? |")
            text += head[language] + "\n|---|---|---|---|---|\n"
            for code in Help.codes where code.kind == kind {
                let cells = [
                    "`\(code.name)`", code.status.map(String.init) ?? "", cell(code.meaning[language]),
                    cell(code.remedy[language]), answer(code.retry)[language],
                ]
                text += "| " + cells.joined(separator: " | ") + " |\n"
            }
        }
        return text
    }

    /// Functions, commands, topics and options.
    static func reference(_ language: Language) -> String {
        var text = notice + "# " + Text("Reference", "Справочник")[language] + "\n"
        for kind in [Entry.Kind.function, .command, .topic] {
            text += "\n## " + Help.heading(kind)[language] + "\n"
            for entry in Help.entries where entry.kind == kind { text += "\n" + section(entry, language) }
        }
        text += "\n## " + Help.heading(.option)[language] + "\n\n"
        text += Text("| option | does |", "| параметр | что делает |")[language] + "\n|---|---|\n"
        for form in Help.options.flatMap(\.forms) {
            text += "| `\(form.form(language))` | \(cell(form.text[language])) |\n"
        }
        return text
    }

    private static func section(_ entry: Entry, _ language: Language) -> String {
        var text = "### \(entry.name)\n\n"
        if entry.forms != [entry.name] {
            text += "```\n" + entry.forms(language).joined(separator: "\n") + "\n```\n\n"
        }
        text += entry.summary[language] + ".\n"
        var isInCode = false
        var paragraph = "\n"
        for block in entry.body[language].isEmpty ? [] : Block.parse(entry.body[language]) {
            if isInCode, !block.isCode {
                paragraph += "```\n"
                isInCode = false
            }
            switch block {
            case .empty: paragraph += "\n"
            case .paragraph(let words): paragraph += words + "\n"
            case .items(let items):
                for (term, words) in items { paragraph += "- \(term): \(words)\n" }
            case .code(let line):
                paragraph += (isInCode ? "" : "```sh\n") + line + "\n"
                isInCode = true
            }
        }
        if isInCode { paragraph += "```\n" }
        if paragraph != "\n" { text += paragraph }
        if let example = entry.example {
            text += "\n```\(example.hasPrefix("$") ? "console" : "lua")\n\(example)\n```\n"
        }
        return text
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    private static func title(_ kind: ErrorKind) -> Text {
        switch kind {
        case .api: Text("the API says so", "ошибка от API")
        case .network: Text("no answer came", "ответа нет")
        case .response: Text("what came is no answer of the API", "ответ не от API")
        case .config: Text("nothing was sent", "ничего не отправлено")
        case .limit: Text("the script went over a limit that you set", "скрипт вышел за предел, который вы задали")
        case .script: Text("the script itself failed", "ошибка в самом скрипте")
        }
    }

    private static func answer(_ retry: ErrorCode.Retry) -> Text {
        switch retry {
        case .known(.useless): Text("no", "нет")
        case .known(.later): Text("later, by you", "позже, вручную")
        case .known(.automatic): Text("yes, by itself", "да, автоматически")
        case .unknown: Text("depends on the status", "зависит от статуса")
        }
    }
}

extension Block {
    var isCode: Bool { if case .code = self { true } else { false } }
}
