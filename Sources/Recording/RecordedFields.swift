internal import JSON

/// The members of an object in a recording, by name and type. Of equal names the last counts.
struct RecordedFields {
    /// The line, and the members with the ranges of their values in it.
    let bytes: [UInt8]
    let members: [(name: String, value: Range<Int>)]

    func range(_ name: String) -> Range<Int>? { members.last { $0.name == name }?.value }

    func has(_ name: String) -> Bool { range(name) != nil }

    func string(_ name: String) throws(FormatError) -> String {
        guard let range = range(name), bytes[range.lowerBound] == UInt8(ascii: "\"") else {
            throw FormatError(message: "\"\(name)\" should be a string\(has(name) ? "" : "; it is missing")")
        }
        return JSONString.text(bytes[range])
    }

    func integer(_ name: String) throws(FormatError) -> Int {
        guard let range = range(name), let value = Int(String(decoding: bytes[range], as: UTF8.self)), value >= 0
        else { throw FormatError(message: "\"\(name)\" should be a whole number\(has(name) ? "" : "; it is missing")") }
        return value
    }

    /// A number; 0 for a member that is missing.
    func number(_ name: String) throws(FormatError) -> Double {
        guard let range = range(name) else { return 0 }
        guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value >= 0, value.isFinite else {
            throw FormatError(message: "\"\(name)\" should be a number of seconds")
        }
        return value
    }

    /// An object; nil for a member that is missing.
    func object(_ name: String) throws(FormatError) -> RecordedFields? {
        guard let range = range(name) else { return nil }
        guard bytes[range.lowerBound] == UInt8(ascii: "{") else {
            throw FormatError(message: "\"\(name)\" should be an object")
        }
        let members = try FormatError.check { () throws(JSONSyntaxError) in try JSONTokens.members(of: bytes, range) }
        return RecordedFields(bytes: bytes, members: members)
    }
}
