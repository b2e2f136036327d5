import Foundation
import TestSupport
import Testing

@testable import LineEditor

/// The history and its file.
@Suite struct HistoryTests {
    @Test func blocksComeBackAsTheyWere() throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appendingPathComponent("a/b/history").path
        let entries = ["print('\\n')", "do\n  x = [[\\\\n]]\n\nend", "\\", "конец\t"]
        var history = History(path: path)
        for entry in entries { history.add(entry) }
        #expect(history.entries == entries)
        #expect(History(path: path).entries == entries)
        func mode(_ path: String) -> UInt16 {
            var info = stat()
            return lstat(path, &info) == 0 ? UInt16(info.st_mode & 0o7777) : 0
        }
        #expect(mode(path) == 0o600)
        #expect(mode(directory.url.appendingPathComponent("a").path) == 0o700)
        #expect(mode(directory.url.appendingPathComponent("a/b").path) == 0o700)
    }

    @Test func entryIsKeptOnceAtItsLastPlace() {
        var history = History(path: nil)
        for entry in ["a", "b", "a", " \n", ""] { history.add(entry) }
        #expect(history.entries == ["b", "a"])
    }

    @Test func oldestEntriesGo() throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appendingPathComponent("history").path
        var history = History(path: path, limit: 2)
        for entry in ["a", "b", "c"] { history.add(entry) }
        #expect(history.entries == ["b", "c"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "b\nc\n")
    }

    @Test func fileGrowsByLinesAndIsReplacedOnceThereAreTooMany() throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appendingPathComponent("history").path
        func file() -> UInt64 {
            var info = stat()
            return stat(path, &info) == 0 ? UInt64(info.st_ino) : 0
        }
        var history = History(path: path, limit: 20)
        history.add("0")
        let first = file()
        for number in 1..<22 { history.add("\(number)") }
        #expect(file() == first)
        #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 22)
        #expect(History(path: path, limit: 20).entries == (2..<22).map { "\($0)" })
        history.add("22")
        #expect(file() != first)
        #expect(
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init) == history.entries
        )
        #expect(history.entries == (3..<23).map { "\($0)" })
    }

    @Test func lineThatACrashCutShortHarmsNoOther() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("whole\nhal".utf8, to: "history")
        var history = History(path: path)
        history.add("new")
        #expect(History(path: path).entries == ["whole", "hal", "new"])
    }

    @Test func discouragedEntryIsNotSuggestedUntilItIsAddedAgain() throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appendingPathComponent("history").path
        var history = History(path: path)
        for entry in ["print(1)", "print(2)"] { history.add(entry) }
        history.discourage("print(2)")
        history.discourage("vibe_api_0123456789abcdef")
        #expect(!(try String(contentsOfFile: path, encoding: .utf8)).contains("vibe_api"))
        for history in [history, History(path: path), History(path: path, limit: 2)] {
            #expect(history.suggestion(for: "print") == "(1)" && history.entries == ["print(1)", "print(2)"])
        }
        history.add("print(2)")
        #expect(history.suggestion(for: "print") == "(2)")
        #expect(History(path: path).suggestion(for: "print") == "(2)")
        history.add("\\!x")
        #expect(History(path: path).entries.last == "\\!x" && History(path: path).suggestion(for: "\\") == "!x")
    }

    @Test func sessionsAtOnceLoseNothing() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.url.appendingPathComponent("history").path
        await withTaskGroup(of: Void.self) { group in
            for session in 0..<4 {
                group.addTask {
                    var history = History(path: path)
                    for number in 0..<25 { history.add("\(session)-\(number)") }
                }
            }
        }
        let expected = (0..<4).flatMap { session in (0..<25).map { "\(session)-\($0)" } }
        #expect(History(path: path).entries.sorted() == expected.sorted())
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted() == [
                "history", "history.lock",
            ])
    }

    @Test func symbolicLinkIsFollowed() throws {
        let directory = try TemporaryDirectory()
        let real = try directory.write("old\n".utf8, to: "real")
        let link = directory.url.appendingPathComponent("history").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
        var history = History(path: link)
        history.add("new")
        #expect(try String(contentsOfFile: real, encoding: .utf8) == "old\nnew\n")
    }

    @Test func fileThatCannotBeWrittenCostsNothing() {
        var history = History(path: "/dev/null/history")
        history.add("a")
        #expect(history.entries == ["a"])
    }

    @Test(arguments: [
        "x = 'vibe_api_0123456789abcdef'", "vibe_mgmt_abcdefgh12", "vibe_whatever_abcdefgh12", "VIBE_APP_abcdefgh12",
        "Authorization: Bearer abcdefghijklmnop", "-- Bearer abc.def.ghi12", "x() --[[ bearer  a1b2c3d4 ]]",
        "-- curl -H 'Authorization: Bearer q+w/er=='", "h = {authorization = 'Bearer ' .. 'a1b2c3d4e5'}",
        "key=0123456789abcdef0123456789abcdef",
    ]) func keysAreNotKept(text: String) {
        var history = History(path: nil)
        history.add(text)
        #expect(history.entries == [])
    }

    @Test(arguments: [
        "bitrix.contact(71)", "vibe_api_", "vibe_application_name", "a_rather_long_name_without_any_digit_in_it = 1",
        "return 12345678901234567890123456789012345", "bearer = 1",
        "-- Bearer tokens expire, not bearer authentication.",
        "-- --------------------------------------",
    ]) func ordinaryTextIsKept(text: String) {
        var history = History(path: nil)
        history.add(text)
        #expect(history.entries == [text])
    }

    @Test func ownersPredicateDecides() {
        var history = History(path: nil, isSecret: { $0.contains("secret") })
        for entry in ["secret", "vibe_api_0123456789"] { history.add(entry) }
        #expect(history.entries == ["vibe_api_0123456789"])
    }

    @Test func suggestionIsTheNewestThatGoesOn() {
        var history = History(path: nil)
        for entry in ["print(1)", "print(2)", "other", "print"] { history.add(entry) }
        #expect(history.suggestion(for: "print") == "(2)")
        #expect(history.suggestion(for: "other") == nil)
        #expect(history.suggestion(for: "") == nil)
        history.add("и\u{306}")
        #expect(history.suggestion(for: "и") == nil)  // half a letter is no beginning
    }
}
