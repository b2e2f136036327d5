import ErrorCodes
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

    @Test("What the catalogue says of repetition is what the policy does", arguments: OwnCode.allCases)
    func repetition(code: OwnCode) {
        let wait = RetryPolicy().wait(before: 2, after: .failure(VibeError(code, "")), waited: 0, random: 0)
        #expect((wait != nil) == (code.repetition == .automatic))
    }

    @Test("A name that the catalogue does not hold, as from a recording of another version, is kept and not repeated")
    func foreignName() {
        let error = VibeError(recorded: "ENTITY_NOT_FOUND", of: .network, "")
        #expect(error.code == nil && error.codeName == "ENTITY_NOT_FOUND")
        #expect(RetryPolicy().wait(before: 2, after: .failure(error), waited: 0, random: 0) == nil)
    }
}
