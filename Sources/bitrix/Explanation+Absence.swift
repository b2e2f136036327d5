internal import BitrixModule
internal import Entities
internal import Localization
internal import LuaHost
internal import LuaText
internal import REPL
internal import VibeAPI

/// Why a value is nil that code took for granted: not asked for, null in the answer, not in the list.
extension Explanation {
    /// What the API calls a thing, for sentences about what a record lacks.
    private struct Noun {
        let english: String
        let russian: String
        /// The name to ask for.
        let include: String

        init?(_ name: String) {
            if let entity = Entity.all.first(where: { $0.one == name }) {
                (english, russian, include) = (entity.words.english.one, entity.words.russian.ofOne, name)
            } else if name == "requisite" || name == "requisites" {
                (english, russian, include) = ("requisites", "реквизитов", "requisite")
            } else {
                return nil
            }
        }
    }

    /// What to say of a nil value, with a way to look first; empty where nothing is known.
    func absence(sourceLine: String?) -> [(title: Text, text: String)] {
        guard let sourceLine,
            let match = error.description.firstMatch(
                of: /a nil value \((field|local|upvalue|global|constant|method) '(.+?)'\)/)
        else { return [] }
        // Lua knows no name of an element.
        let name = match.2 == "integer index" ? "?" : String(match.2)
        if match.1 == "field" || match.1 == "method" {
            return SourceText(sourceLine).accesses.lazy.compactMap { explain(name, in: $0, shown: nil) }.first ?? []
        }
        guard let access = assigned(to: name) else { return [] }
        return explain(access.steps.last?.name ?? "?", in: access, shown: name) ?? []
    }

    /// The path that a variable got its value from: `d._included.company` of `local company = d._included.company`.
    private func assigned(to variable: String) -> Access? {
        let here = place.flatMap { place in
            content(of: place.source).map { text in
                text.split(separator: "\n", omittingEmptySubsequences: false).prefix(place.line).joined(separator: "\n")
            }
        }
        let texts = (session?.inputs.dropLast().map(\.text) ?? []) + [here ?? ""]
        return texts.reversed().lazy.compactMap { SourceText($0).valueAssigned(to: variable) }.first
    }

    // MARK: Reasons

    /// - Parameter shown: the variable that holds the value; nil where the path itself stands in the line.
    private func explain(_ name: String, in access: Access, shown: String?) -> [(title: Text, text: String)]? {
        for end in access.steps.indices where name == "?" || access.steps[end].name == name {
            let reason = access.call == nil ? reason(access, end) : reasonOfCall(access, end)
            guard let reason else { continue }
            let tested = shown ?? (access.call == nil ? access.text(upTo: end) : nil)
            var details: [(title: Text, text: String)] = [(Self.hint, reason[language])]
            if let tested { details.append((Self.test, "if \(tested) then … end")) }
            return details
        }
        return nil
    }

    private static let test = Text("test it", "условие")

    /// Of a path that begins with a variable, whose values can be looked at.
    private func reason(_ access: Access, _ end: Int) -> Text? {
        guard let owner = members(access.path(upTo: end - 1)), owner.kind != "nil" else { return unknown(access, end) }
        guard let name = access.steps[end].name else { return outside(access, end, owner) }
        if let member = owner[name], member.type != "null" { return nil }
        if end > 0, access.steps[end - 1].name == "_included" {
            guard let record = members(access.path(upTo: end - 2)), let noun = Noun(name) else { return nil }
            if owner[name] != nil || isAskedFor(name, owner) { return lacks(record, noun) }
            return notAsked(record, owner.names, noun)
        }
        if name == "_included", owner.kind == "record", end + 1 < access.steps.count,
            let noun = access.steps[end + 1].name.flatMap({ Noun($0) })
        {
            return notAsked(owner, [], noun)
        }
        if owner.kind == "error" {
            let code = owner["code"]?.value ?? "?"
            let text = access.text(upTo: end - 1)
            return Text(
                "\(text) is an error object (\(code)), as errors = \"collect\" asks for: look at .code first",
                "\(text) — объект ошибки (\(code)), так задано: errors = \"collect\": сначала проверьте .code")
        }
        guard owner[name] != nil else { return nil }
        return isNull(name, label(owner, access, end - 1))
    }

    /// `requisites` is in the answer where `requisite` was asked for.
    private func isAskedFor(_ name: String, _ included: Members) -> Bool { included[name]?.type == "null" }

    private func isNull(_ name: String, _ label: Text) -> Text {
        Text("null in the answer: ", "в ответе null: ") + Text("", "у ") + label
            + Text(" has no \(name); give a default: … or \"\"", " нет \(name); задайте значение: … or \"\"")
    }

    /// An element that a list does not have.
    private func outside(_ access: Access, _ end: Int, _ owner: Members) -> Text? {
        guard owner.kind == "table" else { return nil }
        if owner.count == 0, end >= 2, access.steps[end - 2].name == "_included",
            let noun = access.steps[end - 1].name.flatMap({ Noun($0) }),
            let record = members(access.path(upTo: end - 3))
        {
            let label = label(record, access, end - 3)
            return Text("asked for, and empty: ", "запрошено, но список пуст: у ") + label
                + Text(" has no \(noun.english)", " нет \(noun.russian)")
        }
        let text = access.text(upTo: end - 1)
        return Text("\(text) has ", "в \(text) ")
            + Text.counted(owner.count, "element", "elements", ("элемент", "элемента", "элементов"))
    }

    private func lacks(_ record: Members, _ noun: Noun) -> Text { lacks(label(record, nil, 0), noun) }

    private func lacks(_ label: Text, _ noun: Noun) -> Text {
        Text("asked for, and null: ", "запрошено, но null: у ") + label
            + Text(" has no \(noun.english)", " нет \(noun.russian)")
    }

    private func notAsked(_ record: Members, _ others: [String], _ noun: Noun) -> Text {
        notAsked(entity(of: record), record["id"]?.value ?? "id", others, noun)
    }

    private func notAsked(_ entity: Entity?, _ id: String, _ others: [String], _ noun: Noun) -> Text {
        let names = others.compactMap { Noun($0)?.include } + [noun.include]
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let known = entity ?? Entity.all.first { $0.includes.contains { $0.name == noun.include } }
        let call = "bitrix.\(known?.one ?? "contact")(\(id), {include=\(names.count > 1 ? "{\(list)}" : list)})"
        return Text("not asked for; ask with ", "не запрошено; запрос: ") + Text(call, call)
    }

    /// Of a path whose values are gone, as those of a function that ran in `bitrix.map`.
    private func unknown(_ access: Access, _ end: Int) -> Text? {
        guard end > 0, access.steps[end - 1].name == "_included",
            let noun = access.steps[end].name.flatMap({ Noun($0) })
        else { return nil }
        return Text(
            "nil where a record has no \(noun.english), or where include does not ask for it",
            "nil, если у записи нет \(noun.russian) или если в include это не запрошено")
    }

    /// Of a path behind a call, such as `bitrix.contact(74)._included`: its values are gone, the last answer is there.
    private func reasonOfCall(_ access: Access, _ end: Int) -> Text? {
        guard let entity = Entity.all.first(where: { access.call?.function == "bitrix." + $0.one }),
            let last = lastCall(), last.status == 200, last.request.path.hasPrefix("/v1/\(entity.path)/"),
            let name = access.steps[end].name
        else { return nil }
        let id = String(last.request.path.dropFirst("/v1/\(entity.path)/".count))
        let label = label(entity, " " + id)
        let included = (last.request.query ?? "").split(separator: "&").first { $0.hasPrefix("include=") } ?? ""
        let asked = included.dropFirst("include=".count).split(separator: ",").map(String.init)
        if end > 0, access.steps[end - 1].name == "_included", let noun = Noun(name) {
            return asked.contains(noun.include) ? lacks(label, noun) : notAsked(entity, id, asked, noun)
        }
        if name == "_included", end + 1 < access.steps.count,
            let noun = access.steps[end + 1].name.flatMap({ Noun($0) })
        {
            return notAsked(entity, id, asked, noun)
        }
        let isNull = String(decoding: last.body, as: UTF8.self).contains("\"\(name)\":null")
        return isNull ? self.isNull(name, label) : nil
    }

    /// `contact 74`. In Russian in the genitive.
    private func label(_ record: Members, _ access: Access?, _ end: Int) -> Text {
        let id = record["id"].map { " \($0.value)" } ?? ""
        let step = access.flatMap { $0.steps.indices.contains(end) ? $0.steps[end].name : nil }
        let related = Entity.all.first { $0.one == step }
        guard let entity = related ?? entity(of: record) ?? (access == nil ? Entity.all.first : nil) else {
            return Text("record\(id)", "записи\(id)")
        }
        return label(entity, id)
    }

    private func label(_ entity: Entity, _ id: String) -> Text {
        Text("\(entity.words.english.one)\(id)", "\(entity.words.russian.ofOne)\(id)")
    }

    /// What kind of record it is, as far as its fields tell: no field of a record says so.
    private func entity(of record: Members) -> Entity? { Entity.all.first { record[$0.sample.field] != nil } }
}
