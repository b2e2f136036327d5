/// A JSON value that keeps what other decoders lose: the order of members and the text of numbers.
///
/// The portal answers with the records of `portal.json` member for member as they are written there; `9007199254740993`
/// and `125000.50` leave it with the same digits.
enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    /// A number as its source text, which follows the grammar of RFC 8259, section 6.
    case number(String)
    case string(String)
    case array([JSON])
    case object(Object)

    /// The members of an object, in order.
    struct Object: Sendable {
        var members: [(name: String, value: JSON)]

        /// Where the object's brace stands in the text that it was read from, for error messages; 0 if it was not read.
        var offset = 0

        /// The value of the member with this name.
        subscript(name: String) -> JSON? { members.first { $0.name == name }?.value }
    }
}

extension JSON.Object: Equatable {
    /// Same members in the same order; where they were read from does not count.
    static func == (one: Self, other: Self) -> Bool {
        one.members.elementsEqual(other.members) { $0.name == $1.name && $0.value == $1.value }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    init(stringLiteral text: String) { self = .string(text) }
    init(integerLiteral number: Int) { self = .number(String(number)) }
    init(booleanLiteral bool: Bool) { self = .bool(bool) }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
    /// An object with the members of the literal, in its order.
    init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Object(members: members.map { (name: $0.0, value: $0.1) }))
    }

    init(arrayLiteral elements: JSON...) { self = .array(elements) }
}

extension JSON {
    /// The object, or nil if this is something else.
    var object: Object? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The elements, or nil if this is something else.
    var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The string, or nil if this is something else.
    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number as an integer, or nil if this is something else, has a fraction or an exponent, or is too large.
    var integer: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }
}
