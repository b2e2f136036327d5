internal import CReadline
internal import Glibc

/// GNU readline's functions and variables, loaded when the first prompt is opened.
struct Readline: @unchecked Sendable {
    // Invariant: written once by `load`, before the value is shared, and never freed.
    private let api: UnsafePointer<crl_api>

    /// The loaded library; nil where there is none.
    static let shared: Readline? = load(CREADLINE_LIBRARY)

    /// Loads the library of this file name, which the dynamic loader looks up.
    static func load(_ name: String) -> Readline? {
        let table = UnsafeMutablePointer<crl_api>.allocate(capacity: 1)
        guard crl_load(table, name) == nil else {
            table.deallocate()
            return nil
        }
        return Readline(api: UnsafePointer(table))
    }

    /// The table itself.
    var call: crl_api { api.pointee }

    // MARK: The text

    /// The text that is edited, as it is in readline's buffer.
    var buffer: UnsafeBufferPointer<UInt8> {
        let end = Int(call.rl_end.pointee)
        guard let start = call.rl_line_buffer.pointee, end > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: end)
    }

    /// Where the cursor is.
    var point: Int {
        get { Int(call.rl_point.pointee) }
        nonmutating set { call.rl_point.pointee = Int32(newValue) }
    }

    /// Replaces a part of the text, as one step of undo, and puts the cursor behind it.
    func replace(_ range: Range<Int>, with text: String) {
        _ = call.rl_begin_undo_group()
        if !range.isEmpty { _ = call.rl_delete_text(Int32(range.lowerBound), Int32(range.upperBound)) }
        point = range.lowerBound
        if !text.isEmpty { _ = call.rl_insert_text(text) }
        _ = call.rl_end_undo_group()
    }

    /// What readline wants to say in the prompt's place, such as `(reverse-i-search)`; empty when nothing.
    var message: String { call.rl_display_prompt.pointee.map { String(cString: $0) } ?? "" }

    /// Whether the last key was one that stands for itself.
    var lastKeyInserted: Bool { crl_last_was(api, "self-insert") }

    /// Whether readline is in this state (`RL_STATE_…`).
    func isIn(_ state: Int32) -> Bool { call.rl_readline_state.pointee & UInt(state) != 0 }
}
