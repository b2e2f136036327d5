internal import JSON

/// A line of a recording that cannot be read.
struct FormatError: Error, Equatable {
    /// The mistake: `"status" should be from 100 to 999`, `byte 36: expected ',' or '}', found the end of the text`.
    let message: String

    /// Turns an error of JSON into one of the format.
    static func check<Value>(_ read: () throws(JSONSyntaxError) -> Value) throws(FormatError) -> Value {
        do throws(JSONSyntaxError) {
            return try read()
        } catch {
            throw FormatError(message: "\(error)")
        }
    }
}
