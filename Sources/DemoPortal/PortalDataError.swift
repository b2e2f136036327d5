/// What a person broke in the portal's data: the place, and what should stand there.
///
///     do {
///         _ = try Portal(Array(#"{"contacts": [{"id": 71,}]}"#.utf8))
///     } catch {
///         print(error)  // line 1, column 25: expected a member's name in double quotes, found '}'
///     }
public struct PortalDataError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line of the text, counted from 1.
    public let line: Int
    /// The place in the line, in Unicode scalars, counted from 1.
    public let column: Int
    /// What was expected, and what stands there instead.
    public let message: String

    /// Place and message in one line.
    public var description: String { "line \(line), column \(column): \(message)" }

    /// An error at a place that is counted in bytes from the start of the text.
    init(_ message: String, offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
        self.message = message
    }
}
