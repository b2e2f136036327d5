internal import JSON

/// The first line of a recording.
struct Header {
    /// Whether the people in it are invented.
    let isMasked: Bool

    static let start = #"{"recording":"bitrix","#

    var line: [UInt8] { Array(#"\#(Self.start)"version":1,"masked":\#(isMasked)}"#.utf8) }

    init(isMasked: Bool) { self.isMasked = isMasked }

    /// Reads the first line.
    init(line: [UInt8]) throws(FormatError) {
        let example = String(decoding: Header(isMasked: false).line, as: UTF8.self)
        let members = try? JSONTokens.members(of: line)
        let fields = RecordedFields(bytes: line, members: members ?? [])
        guard (try? fields.string("recording")) == "bitrix" else {
            throw FormatError(message: "no recording of bitrix, which begins with \(example)")
        }
        let version = try fields.integer("version")
        guard version == 1 else {
            throw FormatError(message: "the recording has version \(version); this program reads version 1")
        }
        isMasked = fields.range("masked").map { line[$0].elementsEqual("true".utf8) } ?? false
    }
}
