import Foundation
import Localization
import LuaHost
import REPL

/// A session for tests, with a terminal of a given size that keeps what is shown.
final class Prompt {
    let lua: LuaState
    private(set) var session: Session
    private let shown = Box()
    var screen: Screen {
        get { shown.screen }
        set { shown.screen = newValue }
    }

    private final class Box {
        var text = ""
        var screen = Screen(columns: 80, lines: 24, usesColor: false, numbersResults: false)
    }

    init(columns: Int = 80, lines: Int = 24, language: Language = .english) throws {
        lua = try LuaState()
        let shown = shown
        shown.screen.columns = columns
        shown.screen.lines = lines
        try lua.openModule(
            named: "test", source: Array("local t = ... json, null = t.json, t.null return t".utf8),
            functions: [
                // Stops the run as a limit does.
                "stop": { [unowned lua] call in lua.stopForTooManyRequests() },
                // What Ctrl-C does.
                "interrupt": { _ in raise(SIGINT) },
                "json": { call in
                    let text = Array((call.text(1) ?? "").utf8)
                    let block = UnsafeMutablePointer<CChar>.allocate(capacity: text.count + 64)
                    block.initialize(repeating: 0, count: text.count + 64)
                    for (i, byte) in text.enumerated() { block[i] = CChar(bitPattern: byte) }
                    call.returnsJSON(block, count: text.count, capacity: text.count + 64) { $0?.deallocate() }
                },
            ])
        session = try Session(
            lua: lua, language: language, documented: ["bitrix.contact", "bitrix.last"], screen: { shown.screen },
            write: { shown.text += $0 })
    }

    /// Runs inputs and returns what the last one showed.
    @discardableResult func run(_ inputs: String...) throws -> String {
        for input in inputs {
            shown.text = ""
            try session.run(input)
        }
        return shown.text
    }

    /// Runs an input that has to fail and returns the first line of its error.
    func failure(_ input: String) -> String? {
        shown.text = ""
        do {
            try session.run(input)
            return nil
        } catch {
            return String(error.description.prefix { $0 != "\n" })
        }
    }

    /// What was shown by the last input, or since ``forget()``.
    var output: String { shown.text }

    func forget() { shown.text = "" }
}
