internal import Help
internal import Localization
internal import LuaHost
internal import TerminalText

/// What help says of a variable: what it holds, and where that is an error of the API, what its code means.
struct VariableHelp {
    /// As it was asked for: `e`, `c._included`.
    let name: String
    let value: Members
    let language: Language
    let style: HelpStyle

    /// Lines with their ends.
    var text: String {
        switch value.kind {
        case "error":
            let code = value["code"]?.value ?? "?", message = value["message"]?.value ?? ""
            let words = Text(
                "\(name) is an error object: \(code): \(message)", "\(name) — объект ошибки: \(code): \(message)")
            return wrapped(words) + fields + "\n" + Help.answer(to: code, language, style: style)
        case "record", "table":
            let words = Text("\(name) is a table", "\(name) — таблица")
            return wrapped(value.count > 0 ? words + Text(" of ", ", элементов: ") + counted : words) + fields
        default:
            return wrapped(
                Text(
                    "\(name) is a \(value.kind); its name alone shows it",
                    "\(name): значение типа \(value.kind); само имя покажет его"))
        }
    }

    private var counted: Text {
        Text("\(value.count) elements", "\(value.count)")
    }

    private var fields: String {
        let names = value.names.filter { $0 != "body" }.sorted()
        guard !names.isEmpty else { return "" }
        let list = names.prefix(40).joined(separator: ", ") + (names.count > 40 ? ", …" : "")
        return wrapped(Text("fields: \(list)", "поля: \(list)"))
    }

    private func wrapped(_ text: Text) -> String {
        text[language].printable(limit: 2000).wrapped(columns: style.width).map { $0 + "\n" }.joined()
    }
}
