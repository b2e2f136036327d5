import TestSupport
import Testing

@testable import VibeAPI

/// Words of others at the ends of our messages, and the catalogue of our codes.
@Suite struct WordsTests {
    @Test(
        "A text of somebody else's ends a message: in one line, harmless to a terminal, never empty",
        arguments: [
            ("SSL: no alternative name", "SSL: no alternative name"), ("", "?"), (" \n\t ", "?"), (":", "?"),
            ("it failed: ", "it failed"), ("two\r\nlines", "two lines"), ("\u{1B}[2Jgone", "[2Jgone"),
            ("a\u{202E}b", "a b"), ("\u{9B}31m", "31m"), ("прокси", "прокси"),
        ])
    func reason(text: String, words: String) {
        #expect(text.asReason(or: "?") == words)
    }

    @Test("The catalogue has each code once, and each is one that the policy or the caller can rely on")
    func catalogue() {
        let codes = VibeError.Code.catalogue.map(\.code)
        #expect(Set(codes).count == codes.count && codes.count > 30)
        for entry in VibeError.Code.catalogue {
            let wait = RetryPolicy().wait(
                before: 2, after: .failure(VibeError(entry.kind, entry.code, "")), waited: 0, random: 0)
            #expect((wait != nil) == entry.isRepeated, "\(entry.code)")
            if entry.isRepeated || entry.isTemporary { #expect(entry.kind == .network, "\(entry.code)") }
        }
        #expect(VibeError.Code(rawValue: "ENTITY_NOT_FOUND").catalogueEntry == nil)
    }
}
