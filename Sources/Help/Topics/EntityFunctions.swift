internal import Entities
internal import Localization

/// Help on the functions of an entity, made from its row of the catalogue.
extension Help {
    /// `bitrix.contact`
    static func one(_ entity: Entity) -> Entry {
        let words = entity.words
        let hasIncludes = !entity.includes.isEmpty
        let first = words.russianOne.prefix(1).uppercased() + words.russianOne.dropFirst()
        return Entry(
            .function, "bitrix.\(entity.one)",
            forms: ["bitrix.\(entity.one)(id\(hasIncludes ? " [, {include = …}]" : ""))"], aliases: [words.russian.one],
            summary: Text("One \(words.english.one), as a table", "\(first) \(words.russian.one) в виде таблицы"),
            body: Text(
                """
                * `id` | a positive integer, or such digits in a string\
                \(hasIncludes ? "\n* `include` | what comes along: \(includes(entity, "both in a list or with a comma between"))" : "")

                Returns the \(words.english.one)'s fields. A field that is null is absent; related records stand in \
                `_included`. Raises an error object: `ENTITY_NOT_FOUND`, `SCOPE_DENIED` and others. A wrong argument is \
                noticed before anything is sent.
                """,
                """
                * `id` | целое положительное число или такие же цифры строкой\
                \(hasIncludes ? "\n* `include` | что вернуть вместе с записью: \(includes(entity, "оба списком или через запятую"))" : "")

                Возвращает поля \(words.russian.ofOne). Поля со значением null просто нет; связанные записи лежат в \
                `_included`. При неудаче — объект ошибки: `ENTITY_NOT_FOUND`, `SCOPE_DENIED` и другие. Неверный аргумент \
                обнаруживается до отправки.
                """),
            example: example(entity), related: ["include", "errors", "bitrix.\(entity.many)"])
    }

    /// `bitrix.contacts`
    static func many(_ entity: Entity) -> Entry {
        let words = entity.words
        let include = entity.includes.isEmpty ? "" : "include = …, "
        let other = entity.sample.other
        return Entry(
            .function, "bitrix.\(entity.many)",
            forms: ["bitrix.\(entity.many)(ids [, {\(include)batch = false, concurrency = 8, errors = \"collect\"}])"],
            // The words for batches lead to the first entity's.
            aliases: [words.russian.many] + (entity.one == Entity.all.first?.one ? ["batch", "пакет"] : []),
            summary: Text("Many \(words.english.many) at once", "Сразу много \(words.russian.ofMany)"),
            body: Text(
                """
                * `ids` | a list of ids, or a function that gives one after another: `io.lines("ids.txt")`\
                \(include.isEmpty ? "" : "\n* `include` | as for `bitrix.\(entity.one)`")
                * `batch` | `false`: no batch requests; otherwise 50 \(words.english.many) go in one, where the portal offers that
                * `concurrency` | how many requests are under way at once (2)
                * `errors` | `"collect"`: error objects stand in the place of \(words.english.many); else the first one is raised

                Returns a list in the order of the ids; repeated ids are left out. An error ends it: `\(entity.one)` and \
                `element` say which, `results` has what arrived. Collected, a refused key or a server that is gone gives \
                the rest the same error, without requests.
                """,
                """
                * `ids` | список id или функция, которая выдаёт их по одному: `io.lines("ids.txt")`\
                \(include.isEmpty ? "" : "\n* `include` | как у `bitrix.\(entity.one)`")
                * `batch` | `false` — без пакетных запросов; иначе, если портал это поддерживает, до 50 \
                \(words.russian.ofMany) идут одним запросом
                * `concurrency` | сколько запросов идёт одновременно (2)
                * `errors` | `"collect"` — вместо записей, которые не удалось получить, стоят объекты ошибок; иначе \
                вызов завершается первой из ошибок

                Возвращает список в порядке id; повторы пропускаются. Ошибка завершает вызов: `\(entity.one)` и `element` — \
                какая запись, `results` — что получено. С `"collect"`, если ключ отклонён или сервера нет, остальные получают \
                ту же ошибку без запросов.
                """),
            example: """
                local list = bitrix.\(entity.many)({\(entity.sample.id), \(other.id), \(entity.sample.id)})
                print(#list)         --> 2
                print(list[2].\(entity.sample.field))  --> \(other.value)
                """, related: ["bitrix.\(entity.one)", "bitrix.map", "limits"])
    }

    /// `"company"`, `"requisite"`, both in a list or with a comma between
    private static func includes(_ entity: Entity, _ ifMany: String) -> String {
        let names = entity.includes.map { "`\"\($0.name)\"`" }.joined(separator: ", ")
        return entity.includes.count > 1 ? "\(names), \(ifMany)" : names
    }

    private static func example(_ entity: Entity) -> String {
        let sample = entity.sample
        var lines = [
            "local \(entity.one) = bitrix.\(entity.one)(\(sample.id)"
                + (entity.includes.first.map { ", {include={\"\($0.name)\"}}" } ?? "") + ")",
            "print(\(entity.one).\(sample.field))  --> \(sample.value)",
        ]
        switch entity.includes.first {
        case .one(let name, _, _):
            guard let related = sample.related else { break }
            lines += [
                "local \(name) = \(entity.one)._included.\(name)  -- nil where there is none",
                "print(\(name) and \(name).\(related.field))  --> \(related.value)",
            ]
        case .owned(_, let key):
            guard let related = sample.related else { break }
            lines += ["print(\(entity.one)._included.\(key)[1].\(related.field))  --> \(related.value)"]
        case nil: break
        }
        return lines.joined(separator: "\n")
    }
}
