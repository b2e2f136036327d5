import Foundation
import LuaHost
import REPL
import TerminalText
import TestSupport
import Testing

@Suite("Bytes stay bytes") struct ExactTextTests {
    @Test(
        "Each list of bytes has a text, and comes back from it",
        arguments: [
            [], [0x41], [0xE9], [0xD0, 0x96], [0xD0], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x8F, 0xBB, 0xA9], [0xF4, 0x8F, 0xBA, 0x80, 0xF4], [0xFF, 0xFE], [0xE2, 0x82, 0xAC, 0xE2, 0x82],
            [0xF5, 0x80, 0x80, 0x80], Array(0...255),
        ] as [[UInt8]])
    func roundTrip(bytes: [UInt8]) {
        #expect(String(exactly: bytes).exactBytes == bytes)
    }

    @Test("What is UTF-8 is itself, and a byte that is none is shown by its number")
    func shown() {
        #expect(String(exactly: Array("Ж€😀".utf8)) == "Ж€😀")
        #expect(String(exactly: [0x61, 0xE9]).printable() == #"a\xE9"#)
    }

    @Test("A string has the bytes that were typed, or stand in a file; and :save writes them")
    func strings() throws {
        let directory = try TemporaryDirectory()
        let host = FilesOnly()
        let prompt = try Prompt(columns: 1000)
        try directory.write(Array("s = 'caf".utf8) + [0xE9] + Array("' n = #s".utf8), to: "latin.lua")
        let path = directory.url.appendingPathComponent("latin.lua").path
        _ = try prompt.session.perform(.load(path), host: host)
        #expect(try prompt.run("n, s") == "4\n\"caf\\xE9\"\n")
        let typed = String(exactly: Array("#'".utf8) + [0xE9, 0xD0, 0x96] + Array("'".utf8))
        #expect(try prompt.run(typed) == "3\n")
        #expect(
            try prompt.run(String(exactly: Array("local k = 'x' t = {['".utf8) + [0xE9] + Array("'] = k}".utf8)), "t")
                == "{[\"\\xE9\"] = \"x\"}\n")
        let saved = directory.url.appendingPathComponent("saved.lua").path
        prompt.forget()
        _ = try prompt.session.perform(.save(file: saved, inputs: [1...3]), host: host)
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: saved)))
        #expect(bytes.firstRange(of: Array("s = 'caf".utf8) + [0xE9] + Array("'".utf8)) != nil)
        #expect(bytes.firstRange(of: Array("#'".utf8) + [0xE9, 0xD0, 0x96] + Array("'".utf8)) != nil)
    }

    @Test("A file that is not what :save wrote is left alone, by whatever name; one that is, or is gone, is written")
    func savesOnlyItsOwn() throws {
        let directory = try TemporaryDirectory()
        let host = FilesOnly()
        let prompt = try Prompt(columns: 1000)
        let file = directory.url.appendingPathComponent("new.lua")
        func save(_ path: String) throws -> String {
            prompt.forget()
            _ = try prompt.session.perform(.save(file: path, inputs: []), host: host)
            return prompt.output
        }
        try prompt.run("1")
        #expect(try save(file.path).hasPrefix("saved 1 input"))
        try prompt.run("2")
        #expect(try save(directory.url.path + "/./new.lua").hasPrefix("saved 2 inputs"))
        let mine = try String(contentsOf: file, encoding: .utf8) + "-- by hand\n"
        try mine.write(to: file, atomically: false, encoding: .utf8)
        try prompt.run("3")
        #expect(try save(file.path).contains("new.lua was changed since it was saved; choose another name"))
        #expect(try String(contentsOf: file, encoding: .utf8) == mine)
        try FileManager.default.removeItem(at: file)
        #expect(try save(file.path).hasPrefix("saved 3 inputs"))
        try Data().write(to: file)
        #expect(try save(file.path).contains("was changed since it was saved") && Data(contentsOf: file).isEmpty)
        let other = directory.url.appendingPathComponent("other.lua")
        try Data("mine".utf8).write(to: other)
        #expect(try save(other.path).contains("other.lua is there already"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted() == [
                "new.lua", "other.lua",
            ])
    }
}

/// What commands about files need.
private struct FilesOnly: CommandHost {
    var program: String { "bitrix" }
    func looksLikeKey(_ text: String) -> Bool { false }
    func help(on topic: String) -> String { "" }
    func exchange(as form: ExchangeForm) -> String? { nil }
    func trace(_ isOn: Bool?) -> String { "" }
    func startDemo() -> String { "" }
    func edit(file: String?, text: String) -> String? { nil }
    func clear() {}
}
