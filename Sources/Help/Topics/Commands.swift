internal import Localization

extension Help {
    private static let aboutLast = Text(
        "It speaks of the last request, whether it went well or not.",
        "Речь о последнем запросе — и удачном, и неудачном.")

    /// The prompt's commands; they stand at the very beginning of a line.
    static let commands: [Entry] = [
        Entry(
            .command, ":help", forms: [":help [name]", "help"], aliases: ["справка", "помощь", "?"],
            summary: Text("What there is, or all about one name", "Общий список или подробно об одном имени"),
            body: Text(
                "`bitrix.contact?` and `help(bitrix.contact)` do the same.",
                "То же делают `bitrix.contact?` и `help(bitrix.contact)`."), related: ["prompt"]),
        Entry(
            .command, ":quit", forms: [":quit", "quit", "exit"], aliases: ["quit", "exit", "выход"],
            summary: Text("Leaves the prompt", "Выход"),
            body: Text("So does Ctrl-D on an empty line.", "То же делает Ctrl-D в пустой строке."), related: ["prompt"]),
        Entry(
            .command, ":last", summary: Text("The last result, in full", "Последний результат целиком"),
            body: Text(
                "What was folded to fit the terminal is shown. The value itself is in `_`.",
                "Показывает и то, что было свёрнуто по размеру терминала. Само значение — в `_`."), related: ["prompt"]),
        Entry(
            .command, ":raw", summary: Text("The last answer as it came", "Последний ответ, как он пришёл"),
            body: aboutLast, related: [":http", "bitrix.last"]),
        Entry(
            .command, ":http",
            summary: Text(
                "Request, headers and timings of the last call", "Запрос, заголовки и время последнего вызова"),
            body: aboutLast, related: [":raw", ":trace", "bitrix.last"]),
        Entry(
            .command, ":curl",
            summary: Text("The last request as a curl command", "Последний запрос в виде команды curl"),
            body: Text(
                "Ready to paste: `$VIBE_API_KEY` stands in the key's place, so it can be shown to anybody.",
                "Можно сразу вставить в терминал. Вместо ключа стоит `$VIBE_API_KEY`, так что команду можно показывать кому "
                    + "угодно."
            ),
            related: [":js", "keys"]),
        Entry(
            .command, ":js",
            summary: Text("The last request as JavaScript", "Последний запрос на JavaScript"),
            body: Text(
                "With `fetch`; the key comes from the environment.", "Через `fetch`; ключ берётся из окружения."),
            related: [":curl"]),
        Entry(
            .command, ":time", forms: [":time code"],
            summary: Text(
                "Runs code and says how long it took", "Выполняет код и показывает, сколько времени это заняло"),
            body: Text("    :time bitrix.contact(71)", "    :time bitrix.contact(71)"), related: ["bitrix.last"]),
        Entry(
            .command, ":clear", summary: Text("Clears the screen", "Очищает экран"),
            body: Text(
                "Variables stay. Ctrl-L does the same while you type.",
                "Переменные остаются. При вводе то же делает Ctrl-L.")),
        Entry(
            .command, ":history", aliases: ["история"],
            summary: Text("The inputs of this session, with numbers", "Введённое в этом сеансе, с номерами"),
            body: Text(
                "The numbers are those that `:save` takes. Lines that look like keys are never kept.",
                "Эти номера понимает `:save`. Строки, похожие на ключи, никогда не сохраняются."), related: [":save"]),
        Entry(
            .command, ":save", forms: [":save FILE [range]"],
            summary: Text("Writes the lines that worked as a script", "Сохраняет удачные строки в виде скрипта"),
            body: Text(
                """
                A range is made of numbers of `:history`, such as `3-9`; without one all inputs of the session are meant. \
                Inputs that failed are left out, and so are those that use `_e`. A file that is there already is not \
                replaced, unless it still is what `:save` wrote. `~/` is your home directory.

                    :save visit.lua 3-9
                """,
                """
                Номера берутся из `:history`, например `3-9`; без них сохраняется весь сеанс. Строки, которые закончились \
                ошибкой, не сохраняются; те, где есть `_e`, — тоже. Уже существующий файл не заменяется, если он не тот, \
                что записан `:save`. `~/` — ваш домашний каталог.

                    :save visit.lua 3-9
                """), related: [":load", ":history"]),
        Entry(
            .command, ":load", forms: [":load FILE"],
            summary: Text("Runs a file in this session", "Выполняет файл в этом сеансе"),
            body: Text(
                "Its variables are at hand afterwards.", "Его переменные останутся доступны."), related: [":save"]),
        Entry(
            .command, ":edit", forms: [":edit [number or FILE]"],
            summary: Text("Opens an input in an editor", "Открывает введённое в редакторе"),
            body: Text(
                """
                The last one, or that of a number of `:history`, or a file, in the editor that `$VISUAL` or `$EDITOR` \
                names. What you save stands at the prompt then; Enter runs it.
                """,
                """
                Последнее введённое, или с номером из `:history`, или файл — в редакторе из `$VISUAL` или `$EDITOR`. \
                Сохранённое появится в приглашении, Enter выполнит его.
                """), related: [":history"]),
        Entry(
            .command, ":forget",
            summary: Text("Drops all results, to free memory", "Убирает все результаты, чтобы освободить память"),
            body: Text(
                """
                `_`, `_1`, `_2` … and `_e` are gone then; variables stay. Results may take a quarter of `--max-memory`, \
                or 64 MB; beyond that the oldest go by themselves, and the prompt says so.
                """,
                """
                `_`, `_1`, `_2` … и `_e` исчезают, переменные остаются. Результатам отведена четверть `--max-memory` или \
                64 МБ; если нужно больше, самые старые удаляются сами, и программа об этом сообщит.
                """), related: ["prompt", "--max-memory"]),
        Entry(
            .command, ":demo", summary: Text("Goes over to the demo portal", "Переходит на демо-портал"),
            body: Text(
                """
                The prompt says `demo>` from then on, and nothing leaves this computer. A prompt that `--replay` has opened \
                stays with its recording.
                """,
                """
                С этого момента приглашение — `demo>`, и всё остаётся на этом компьютере. Если сеанс начат с `--replay`, \
                отвечать до конца будет запись.
                """), related: ["demo", "--replay"]),
        Entry(
            .command, ":trace",
            summary: Text("A line for each request, on or off", "Строка о каждом запросе: включить или выключить"),
            body: Text(
                "As `--trace` does for scripts; keys do not appear in it.",
                "То же, что `--trace` для скриптов; ключей в ней не бывает."), related: [":http", "--trace"]),
    ]
}
