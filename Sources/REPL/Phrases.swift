internal import Localization

/// The words around values: what the session's Lua part (printer.lua) says of what it leaves out, in both languages.
enum Phrases {
    /// The phrase of a name, with a number in it where it has one.
    static func text(_ name: String, _ count: Int) -> Text {
        switch name {
        case "bytes": Text(" (", " (") + Text.counted(count, "byte", "bytes", ("байт", "байта", "байт")) + ")"
        case "cycle" where count == 0: Text("<cycle: this table>", "<цикл: эта же таблица>")
        case "cycle" where count == 1: Text("<cycle: the table around it>", "<цикл: внешняя таблица>")
        case "cycle":
            Text("<cycle: ", "<цикл: ")
                + Text.counted(count, "table up", "tables up", ("таблица вверх", "таблицы вверх", "таблиц вверх")) + ">"
        case "digits": Text("a number, too large for Lua", "число, слишком большое для Lua")
        case "no string": Text("it returned no string", "результат — не строка")
        case "error of type": Text("an error of type ", "ошибка типа ")
        case "__tostring failed": Text("__tostring failed: ", "ошибка в __tostring: ")
        case "more": Text("… \(count) more", "… ещё \(count)")
        case "items": Text("… ", "… ") + items(count)
        case "fields": Text("… ", "… ") + fields(count)
        case "gone":
            Text(
                "_\(count) is no longer kept: of many results, or of large ones, the oldest go",
                "_\(count) больше не хранится: если результатов много или они велики, самые старые удаляются")
        case "unnamed": Text("only the first \(count) have names", "имена есть только у первых \(count)")
        case "more items": Text("… \(count) more \(count == 1 ? "item" : "items")", "… ещё " + items(count).russian)
        case "more fields": Text("… \(count) more \(count == 1 ? "field" : "fields")", "… ещё " + fields(count).russian)
        case "entries hidden":
            Text.counted(
                count, "entry hidden", "entries hidden", ("элемент скрыт", "элемента скрыто", "элементов скрыто"))
        case "tables folded":
            Text.counted(
                count, "table folded", "tables folded", ("таблица свёрнута", "таблицы свёрнуты", "таблиц свёрнуто"))
        case "texts cut":
            Text.counted(count, "text cut", "texts cut", ("текст обрезан", "текста обрезано", "текстов обрезано"))
        case ":last": Text("; :last shows all", "; :last покажет всё")
        default: Text("nothing was shown yet", "пока ничего не показано")
        }
    }

    private static func items(_ count: Int) -> Text {
        Text.counted(count, "item", "items", ("элемент", "элемента", "элементов"))
    }

    private static func fields(_ count: Int) -> Text {
        Text.counted(count, "field", "fields", ("поле", "поля", "полей"))
    }
}
