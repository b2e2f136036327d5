import ErrorCodes
import Foundation
import Help
import Localization
import TestSupport
import Testing
import VibeAPI

/// The entries of error codes beside what the program does.
@Suite struct CodeTests {
    @Test("Each code of ours has one entry, of its kind, with texts in both languages", arguments: OwnCode.allCases)
    func own(code: OwnCode) throws {
        let entries = Help.codes.filter { $0.name == code.rawValue && $0.kind != .api }
        #expect(entries.count == 1 && entries.first?.kind == code.kind)
        let entry = try #require(Help.entry(for: code.rawValue))
        for language in Language.allCases {
            #expect(!entry.summary[language].isEmpty && !entry.body[language].isEmpty)
        }
    }

    @Test("What an entry says of repetition is what the retry policy does", arguments: Help.codes.map(\.name))
    func retries(name: String) throws {
        for code in Help.codes where code.name == name {
            let outcome: RetryPolicy.Outcome
            switch (code.kind, code.status) {
            case (.api, nil):
                guard case .unknown = code.retry else { Issue.record("the status decides"); return }
                return
            case (.api, let status?): outcome = .answer(status: status, code: name, retryAfter: nil)
            default: outcome = .failure(VibeError(try #require(OwnCode(rawValue: name)), ""))
            }
            let wait = RetryPolicy().wait(before: 2, after: outcome, waited: 0, random: 0)
            let says = code.retryText.english.contains("repeats a GET by itself")
            #expect(says == (wait != nil))
        }
    }

    @Test("What help says of a status without a code is what the retry policy does", arguments: 400...599)
    func statuses(status: Int) {
        guard let entry = Help.entry(for: "HTTP_\(status)") else { return }
        let wait = RetryPolicy().wait(
            before: 2, after: .answer(status: status, code: nil, retryAfter: nil), waited: 0, random: 0)
        #expect(entry.body.english.contains("repeats a GET by itself") == (wait != nil))
    }

    @Test("Codes are listed once; a code that nobody listed is explained by its status")
    func meanings() {
        #expect(Set(Help.codes.map(\.name)).count == Help.codes.count)
        #expect(
            Help.meaning(ofCode: "SCOPE_DENIED", status: 403, .english) == "the key lacks a scope; contacts need crm")
        #expect(Help.meaning(ofCode: "NEW_CODE", status: 404, .english) == "there is nothing under this address")
        #expect(Help.meaning(ofCode: "NEW_CODE", status: 599, .russian) == "сбой на стороне сервера")
        #expect(Help.meaning(ofCode: "NEW_CODE", status: 418, .english) == nil)
        #expect(Help.meaning(ofCode: "NEW_CODE", status: nil, .english) == nil)
    }
}
