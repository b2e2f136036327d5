internal import LuaBridge

/// Single values out of a JSON text, without an interpreter.
///
/// Paths are JSON pointers (RFC 6901). Each look parses the text, so this is for small texts that are rarely asked.
///
/// ```swift
/// JSONText.text(at: "/error/code", in: body)          // "RATE_LIMITED"
/// JSONText.number(at: "/error/retryAfter", in: body)  // 3.0
/// ```
public enum JSONText {
    /// Loads the library that decodes, where that was not done yet: before there are so many connections that a process may open no
    /// more files.
    public static func prepare() { lb_json_prepare() }

    /// The string at a place, of at most 255 bytes; nil where there is none, or the text is no JSON.
    public static func text(at pointer: String, in bytes: UnsafeRawBufferPointer) -> String? {
        guard let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress else { return nil }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let place = buffer.baseAddress, lb_json_text(start, bytes.count, pointer, place, buffer.count) else {
                return nil
            }
            return String(cString: place)
        }
    }

    /// The number at a place; nil where there is none, or the text is no JSON.
    public static func number(at pointer: String, in bytes: UnsafeRawBufferPointer) -> Double? {
        guard let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress else { return nil }
        var number = 0.0
        return lb_json_number(start, bytes.count, pointer, &number) ? number : nil
    }
}
