/// A JSON value that keeps what other readers lose: the order of members, names that come twice, and the digits of numbers.
///
/// ```swift
/// let value = try JSONValue(parsing: Array(#"{"id":9007199254740993,"sum":125000.50}"#.utf8))
/// value.object?["sum"]                             // .number("125000.50")
/// String(decoding: value.bytes, as: UTF8.self)     // the text that was read
/// ```
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// A number as its text, which follows the grammar of RFC 8259, section 6. The writer does not check it.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(Object)

    /// The members of an object, in order.
    package struct Object: Sendable {
        /// Names and values. A name may come more than once.
        package var members: [(name: String, value: JSONValue)]

        /// The place of the object's brace in the text that it was read from, in bytes; 0 for an object that was not read.
        package var offset: Int

        /// Makes an object.
        package init(members: [(name: String, value: JSONValue)] = [], offset: Int = 0) {
            self.members = members
            self.offset = offset
        }

        /// The value of the first member with this name.
        package subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }
    }
}

extension JSONValue.Object: Equatable {
    /// Compares the members and their order, not the place that they were read from.
    package static func == (one: Self, other: Self) -> Bool {
        one.members.elementsEqual(other.members) { $0.name == $1.name && $0.value == $1.value }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral number: Int) { self = .number(String(number)) }
    package init(booleanLiteral bool: Bool) { self = .bool(bool) }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
    /// An object with the members of the literal, in its order.
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(Object(members: members.map { (name: $0.0, value: $0.1) }))
    }

    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension JSONValue {
    /// The object; nil for any other value.
    package var object: Object? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The elements of an array; nil for any other value.
    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text of a string; nil for any other value.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A number as an integer; nil for any other value, and for a number with a fraction or an exponent, or beyond 64 bits.
    package var integer: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }
}
