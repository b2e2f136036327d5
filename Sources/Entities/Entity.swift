/// A kind of record of the API: all that the calls, their help and completion, and the demo portal know of it.
///
/// To add one, add a row to ``all`` and, for the demo portal, its records to `portal.json`.
package struct Entity: Sendable {
    /// The function for one record, `bitrix.contact`; also the name of the relation in `include`, and of the id in errors.
    package let one: String
    /// The function for many records: `bitrix.contacts`.
    package let many: String
    /// The name in paths and in batches: `/v1/contacts`.
    package let path: String
    /// What `include` may name, in the order of messages.
    package let includes: [Relation]
    /// `entityTypeId` of the API: by this number other records name their owner.
    package let typeId: Int
    /// How people call it.
    package let words: Words
    /// Records of the demo portal that help shows.
    package let sample: Sample

    /// Records that come along with a record where `include` names them.
    package enum Relation: Sendable {
        /// One record, to which a field of this record leads, or null: `_included.company` by `companyId`.
        case one(String, field: String, entity: String)
        /// Records that name this one as their owner by `entityTypeId` and `entityId`.
        ///
        /// No document shows an answer. ASSUMED by the API's rule for plurals: a list, `_included.requisites`.
        case owned(String, key: String)

        /// As `include` writes it.
        package var name: String {
            switch self {
            case .one(let name, _, _), .owned(let name, _): name
            }
        }
    }

    /// Words in English and in the cases that Russian texts need.
    package struct Words: Sendable {
        /// `contact`, `contacts`
        package let english: (one: String, many: String)
        /// `контакт`, `контакта`, `контакты`, `контактов`
        package let russian: (one: String, ofOne: String, many: String, ofMany: String)
        /// `один` or `одна`
        package let russianOne: String
    }

    /// A record of the demo portal, a field of it, and the field's value; another record; and one that comes along with the first by
    /// the first of ``includes``.
    package struct Sample: Sendable {
        package let id: Int
        package let field: String
        package let value: String
        package let other: (id: Int, value: String)
        package let related: (field: String, value: String)?
    }
}
