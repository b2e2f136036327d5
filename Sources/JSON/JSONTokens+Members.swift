extension JSONTokens {
    /// Whether bytes are one JSON text in UTF-8.
    package static func accept(_ bytes: [UInt8]) -> Bool {
        var tokens = JSONTokens(bytes)
        do {
            while try tokens.next() != nil {}
            return true
        } catch {
            return false
        }
    }

    /// The members of an object in their order, each with the range of its value.
    ///
    /// - Parameter range: The range of the object in the text; the whole text unless given.
    /// - Throws: The first mistake in the range, or an error that there is no object.
    package static func members(
        of bytes: [UInt8], _ range: Range<Int>? = nil
    ) throws(JSONSyntaxError) -> [(name: String, value: Range<Int>)] {
        var tokens = JSONTokens(bytes, range)
        guard try tokens.next()?.kind == .beginObject else {
            throw JSONSyntaxError(message: "expected an object", offset: range?.lowerBound ?? 0)
        }
        var members: [(name: String, value: Range<Int>)] = []
        while let name = try tokens.next() {
            guard name.kind == .name, let value = try tokens.next() else { continue }
            var depth = value.kind == .beginObject || value.kind == .beginArray ? 1 : 0
            var upper = value.range.upperBound
            while depth > 0, let token = try tokens.next() {
                switch token.kind {
                case .beginObject, .beginArray: depth += 1
                case .endObject, .endArray: depth -= 1
                default: break
                }
                upper = token.range.upperBound
            }
            members.append((JSONString.text(bytes[name.range]), value.range.lowerBound..<upper))
        }
        return members
    }
}
