/// The first mistake in a JSON text, and its place.
package struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `expected a value, found ']'`
    package let message: String
    /// The place of the mistake, in bytes from the start of the text.
    package let offset: Int

    /// Makes an error.
    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    /// `byte 4: expected a value, found ']'`; bytes are counted from 1.
    package var description: String { "byte \(offset + 1): \(message)" }
}
