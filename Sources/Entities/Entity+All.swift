extension Entity {
    /// The catalogue: docs/api.md says where each fact comes from.
    package static let all: [Entity] = [
        Entity(
            one: "contact", many: "contacts", path: "contacts",
            includes: [
                .one("company", field: "companyId", entity: "companies"), .owned("requisite", key: "requisites"),
            ], typeId: 3,
            words: Words(
                english: ("contact", "contacts"), russian: ("контакт", "контакта", "контакты", "контактов"),
                russianOne: "один"),
            sample: Sample(
                id: 71, field: "name", value: "Ivan", other: (id: 72, value: "Ольга"),
                related: (field: "title", value: "Romashka LLC"))),
        Entity(
            one: "company", many: "companies", path: "companies", includes: [.owned("requisite", key: "requisites")],
            typeId: 4,
            words: Words(
                english: ("company", "companies"), russian: ("компания", "компании", "компании", "компаний"),
                russianOne: "одна"),
            sample: Sample(
                id: 2, field: "title", value: "ООО «Вектор»", other: (id: 1, value: "Romashka LLC"),
                related: (field: "rqInn", value: "0000000002"))),
    ]

    /// The entity whose function, for one record or for many, has this name; nil where there is none.
    ///
    ///     Entity.named("contacts")?.one  // "contact"
    package static func named(_ function: String) -> Entity? { all.first { $0.one == function || $0.many == function } }

    /// The entity with this name in paths: `contacts`.
    package static func at(path: String) -> Entity? { all.first { $0.path == path } }
}
