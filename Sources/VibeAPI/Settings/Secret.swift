internal import ErrorCodes
internal import Glibc

/// A key or a token that does not show itself. Comes from a ``Configuration``, which has checked it.
///
/// Printing, interpolating, dumping or reflecting it gives a placeholder, so that a secret inside a configuration, a test
/// failure or a crash report stays one (law 3 of the design). Only this module can read it, and does so in one place:
/// where the request's headers are made.
public struct Secret: Sendable, Equatable {
    /// The text itself. For request headers and for the proxy's address only.
    let revealed: String

    /// Hides `text`, which is not checked here; see ``read(_:from:code:)``.
    init(_ text: String) { revealed = text }
}

extension Secret {
    /// Shorter ones could stand in an answer by chance; no real key is that short.
    private static let leastMasked = 8

    /// Overwrites the secret by asterisks wherever it stands in what a server sent: one that echoes a key must not bring
    /// it into an error, a log or a recording. Each of its characters may be written as it is, as an escape of JSON (`\/`,
    /// `\u005f`), or percent-encoded.
    func mask(in bytes: UnsafeMutableRawBufferPointer) {
        let secret = Array(revealed.utf8)
        guard secret.count >= Self.leastMasked, let start = bytes.baseAddress else { return }
        let end = start + bytes.count
        for first in [secret[0], UInt8(ascii: "\\"), UInt8(ascii: "%")] {
            var place = start
            while let found = memchr(place, Int32(first), place.distance(to: end)) {
                let count = Spelled.count(of: secret, at: found, end)
                if let count { memset(found, Int32(UInt8(ascii: "*")), count) }
                place = found + (count ?? 1)
            }
        }
    }
}

/// The ways in which servers write a character of a secret.
private enum Spelled {
    /// How many bytes the text takes at a place; nil where it does not stand there.
    static func count(of text: [UInt8], at start: UnsafeMutableRawPointer, _ end: UnsafeMutableRawPointer) -> Int? {
        var place = UnsafeRawPointer(start)
        for byte in text {
            guard let count = count(of: byte, UnsafeRawBufferPointer(start: place, count: place.distance(to: end)))
            else {
                return nil
            }
            place += count
        }
        return UnsafeRawPointer(start).distance(to: place)
    }

    private static func count(of byte: UInt8, _ rest: UnsafeRawBufferPointer) -> Int? {
        guard let first = rest.first else { return nil }
        if first == byte { return 1 }
        if first == UInt8(ascii: "%") { return number(rest.dropFirst().prefix(2), digits: 2) == byte ? 3 : nil }
        guard first == UInt8(ascii: "\\"), rest.count > 1 else { return nil }
        if rest[1] == UInt8(ascii: "u") { return number(rest.dropFirst(2).prefix(4), digits: 4) == byte ? 6 : nil }
        return rest[1] == byte ? 2 : nil
    }

    /// The value of hexadecimal digits; nil where there are fewer, or others.
    private static func number(_ text: Slice<UnsafeRawBufferPointer>, digits: Int) -> UInt8? {
        guard text.count == digits else { return nil }
        var value = 0
        for byte in text {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value * 16 + digit
        }
        return UInt8(exactly: value)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `(hidden)`, whatever the secret is.
    public var description: String { "(hidden)" }
    /// `(hidden)`, whatever the secret is.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Secret {
    /// Reads a credential from the environment and checks that it can stand in a header.
    ///
    /// Spaces, line breaks, quotation marks, control characters and everything outside ASCII are refused, and so is a line that
    /// sets a variable: such a value was copied badly, and a line break in it would let it write headers of its own. Prefixes are
    /// not checked: the API may add more.
    ///
    /// - Returns: nil if none of `variables` is set to something.
    /// - Throws: `code`, naming the variable and the kind and position (from 1) of the first bad character, never the value.
    static func read(
        _ variables: String..., from environment: (String) -> String?, code: VibeError.Code
    ) throws(VibeError) -> Secret? {
        for variable in variables {
            guard let value = environment(variable), !value.isEmpty else { continue }
            if let fault = TextFault.first(in: value) {
                throw VibeError(code, "\(variable) \(fault.words); \(fault.advice)")
            }
            return Secret(value)
        }
        return nil
    }
}
