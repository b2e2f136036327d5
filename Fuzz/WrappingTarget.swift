import Glibc
import LuaHost
import REPL
import TestSupport

/// The prompt's evaluation of inputs beside stock lua's: the same text in, the same results, errors and effects out.
///
/// Where that is not so on purpose stands in ``Difference``, and nowhere else.
final class WrappingTarget: FuzzTarget {
    static let name = "wrapping"

    /// The documented differences from stock lua's evaluation; how often each was met is told at the end.
    enum Difference: String, CaseIterable {
        case lastExpression = "the last of several statements may be an expression (reference of the prompt)"
        case locals = "variables declared by `local` live on from input to input (CONTRIBUTING, Where we differ)"
        case underscore =
            "`_`, `_1`, `_e` are the prompt's own, also where they are declared (not generated where inputs share locals)"
        case quote = "an input with a quote that its line does not close is run, to tell its error"
        case emptyLines = "an input that ends in two empty lines is run, complete or not"
        case end = "empty lines at an input's end do not count as lines, where an error is at its end"
        case space = "white space of any script at an input's end is left out"
    }

    private var met: [Difference: Int] = [:]
    private var outcomes: [String: Int] = [:]
    private let folder: TemporaryDirectory
    private let stock: String, prelude: String

    init() throws {
        folder = try TemporaryDirectory()
        stock = try folder.write(PackageResources.stock_lua, to: "stock.lua")
        prelude = try folder.write(PackageResources.wrapping_lua, to: "wrapping.lua")
    }

    var remarks: [String] {
        [
            "outcomes on stock lua's side: "
                + outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        ]
            + Difference.allCases.map { "difference, \(met[$0, default: 0]) times: \($0.rawValue)" }
    }

    func runCase(_ dice: inout Dice) throws -> Int {
        // One process of stock lua for many sessions.
        var sessions: [Story] = []
        for _ in 0..<20 { sessions.append(dice.oneIn(3) ? Story.joined(&dice) : Story.apart(&dice)) }
        let expected = try outcomes(of: sessions)
        var count = 0
        for (story, expected) in zip(sessions, expected) {
            count += story.inputs.count
            for outcome in expected { outcomes[outcome.form, default: 0] += 1 }
            if let problem = try compare(story, expected) { throw try shrunken(story, problem) }
        }
        return count
    }

    // MARK: Stock lua

    private struct Outcome: Equatable {
        /// `ok`, `last`, `error`, `syntax`, `unfinished` or `endless`; see stock.lua.
        var form: String
        var message: [UInt8]
        var effects: [UInt8]
    }

    private func outcomes(of stories: [Story]) throws -> [[Outcome]] {
        var cases: [UInt8] = []
        func add(_ text: String) { cases += Array("\(text.utf8.count)\n\(text)".utf8) }
        for story in stories {
            add("")
            for text in story.stockInputs { add(text) }
        }
        let file = try folder.write(cases, to: "cases")
        var rest = try Child("/usr/bin/lua5.4", [stock, prelude, file]).finish()[...]
        func next() -> [UInt8] {
            let digits = rest.prefix { $0 != UInt8(ascii: "\n") }
            let count = Int(String(decoding: digits, as: UTF8.self)) ?? 0
            rest = rest.dropFirst(digits.count + 1)
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        return stories.map { story in
            story.stockInputs.map { _ in
                Outcome(form: String(decoding: next(), as: UTF8.self), message: next(), effects: next())
            }
        }
    }

    // MARK: Ours

    private final class Prompt {
        let lua: LuaState
        let session: Session

        init() throws {
            lua = try LuaState()
            session = try Session(
                lua: lua, screen: { Screen(columns: 80, lines: 24, usesColor: false, numbersResults: false) },
                write: { _ in })
            try run(String(decoding: PackageResources.wrapping_lua, as: UTF8.self))
        }

        func run(_ text: String) throws(LuaError) {
            try lua.load(text: text, chunkName: "=prelude")
            try lua.run()
        }

        /// What was noted since the last time.
        func effects() throws(LuaError) -> [UInt8] {
            try run("__text = __log()")
            return lua.text(ofGlobal: "__text") ?? []
        }
    }

    /// What is wrong; nil for nothing.
    private func compare(_ story: Story, _ expected: [Outcome]) throws -> (input: Int, seen: String, right: String)? {
        // One chunk that does not run to its end on stock lua's side says nothing about its pieces.
        if story.isJoined, !["ok", "last"].contains(expected.first?.form) { return nil }
        let prompt = try Prompt()
        var said: [UInt8] = []
        for (index, text) in story.inputs.enumerated() {
            let right = story.isJoined ? nil : expected[index]
            if right?.form == "endless" || right == nil && !prompt.session.isComplete(text) { return nil }
            if case .lua = Command.parse(text) {
            } else if right?.form == "ok" {
                return (index, "taken for a command: \(Command.parse(text))", "Lua code")
            }
            if let right, let problem = judge(prompt.session.isComplete(text), text, right) {
                return (index, problem, right.form)
            }
            var seen = Outcome(form: "ok", message: [], effects: [])
            do throws(LuaError) {
                // Named as stock lua's side names it: looking at results takes inputs of its own.
                // A `=` for `return` is for what is typed.
                try prompt.session.run(
                    text.first == "=" ? "return " + text.dropFirst() : text, file: "input \(index + 1)")
                let names = isBlank(text) ? [] : prompt.session.inputs.last?.results?.names ?? []
                try prompt.session.run("__result(\(names.map { $0 ?? "nil" }.joined(separator: ",")))", file: "look")
            } catch {
                seen.form = "error"
                let bytes = error.bytes
                let end = bytes.indices.first { bytes[$0...].starts(with: "\nstack traceback:".utf8) } ?? bytes.endIndex
                seen.message = Array(bytes[..<end])
            }
            seen.effects = try prompt.effects()
            if story.isJoined {
                // What compiles with the input behind it only is no input by itself.
                if seen.form != "ok", String(decoding: seen.message, as: UTF8.self).contains(" near ") { return nil }
                if seen.form != "ok" { said += Array("error \(String(decoding: seen.message, as: UTF8.self))\n".utf8) }
                // Without the note of results, of which these inputs have none.
                said += seen.effects.isEmpty ? [] : Self.withoutResults(seen.effects)
                continue
            }
            guard var right else { continue }
            switch right.form {
            case "last":
                met[.lastExpression, default: 0] += 1
                right.form = "ok"
            case "syntax", "unfinished":
                right.form = "error"
                if text.last?.isWhitespace == true, seen.message != right.message,
                    [seen, right].contains(where: { $0.message.suffix(5).elementsEqual("<eof>".utf8) })
                {
                    met[.end, default: 0] += 1
                    right.message = Self.withoutLine(right.message)
                    seen.message = Self.withoutLine(seen.message)
                } else if right.message != seen.message, right.message == Self.atEnd(of: text, seen.message) {
                    // `goto nowhere`: the compiler notices at the end, and says where that is, but not that it is the end.
                    met[.end, default: 0] += 1
                    right.message = seen.message
                }
            default: break
            }
            if endsInForeignSpace(text), seen != right {
                met[.space, default: 0] += 1
                return nil
            }
            if right.message.starts(with: "(".utf8), seen.message.starts(with: "(".utf8) {
                seen.message = right.message
            }
            if seen != right { return (index, describe(seen), describe(right)) }
        }
        if story.isJoined, let right = expected.first {
            met[.locals, default: 0] += 1
            let all = Self.withoutResults(right.effects)
            if said != all { return (0, quoted(said), "in one chunk: \(quoted(all))") }
        }
        return nil
    }

    /// Whether the prompt asks for more lines where it should.
    private func judge(_ isComplete: Bool, _ text: String, _ right: Outcome) -> String? {
        let shouldBe = right.form != "unfinished"
        if isComplete == shouldBe { return nil }
        if isComplete, text.contains("\"") || text.contains("'") {
            met[.quote, default: 0] += 1
            return nil
        }
        if isComplete, text.hasSuffix("\n\n") || text.hasSuffix("\n \n") || text.hasSuffix("\r\n\n") {
            met[.emptyLines, default: 0] += 1
            return nil
        }
        return isComplete ? "taken for complete" : "more lines are asked for"
    }

    private func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    private func endsInForeignSpace(_ text: String) -> Bool {
        text.last.map { $0.isWhitespace && !$0.isASCII } ?? false
    }

    private func describe(_ outcome: Outcome) -> String {
        "\(outcome.form) \(quoted(outcome.message)) \(quoted(outcome.effects))"
    }

    /// A message without its line and what it is near: `input 1:2: x near y` as `input 1: x`. "(to close … at line 1)" goes, too.
    private static func withoutLine(_ message: [UInt8]) -> [UInt8] {
        let parts = String(decoding: message, as: UTF8.self).split(separator: ":", maxSplits: 2)
        guard parts.count == 3 else { return message }
        var words = parts[2]
        if let near = words.firstRange(of: " near ") { words = words[..<near.lowerBound] }
        if let open = words.firstRange(of: " (to close") { words = words[..<open.lowerBound] }
        return Array("\(parts[0]):\(words)".utf8)
    }

    /// A message that names the last line of the text without the white space at its end, with the text's last line in its
    /// place; nil where it names another line.
    private static func atEnd(of text: String, _ message: [UInt8]) -> [UInt8]? {
        let parts = String(decoding: message, as: UTF8.self).split(separator: ":", maxSplits: 2)
        let whole = text.count { $0.isNewline }
        let trimmed = text[..<(text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex)]
        guard parts.count == 3, parts[1] == "\(trimmed.count { $0.isNewline } + 1)" else { return nil }
        return Array("\(parts[0]):\(whole + 1):\(parts[2])".utf8)
    }

    private static func withoutResults(_ effects: [UInt8]) -> [UInt8] {
        Array(
            String(decoding: effects, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("result") }
                .map { $0 + "\n" }.joined().utf8)
    }

    // MARK: Minimising

    private func shrunken(_ story: Story, _ first: (input: Int, seen: String, right: String)) throws -> Finding {
        func problem(of story: Story) -> (input: Int, seen: String, right: String)? {
            guard let expected = try? outcomes(of: [story])[0] else { return nil }
            return (try? compare(story, expected)) ?? nil
        }
        var story = story
        let inputs = minimised(story.inputs, attempts: 30) {
            problem(of: Story(inputs: $0, isJoined: story.isJoined)) != nil
        }
        story.inputs = inputs
        for index in story.inputs.indices {
            let letters = minimised(
                Array(story.inputs[index].unicodeScalars), attempts: 250 / max(1, story.inputs.count)
            ) { letters in
                var shorter = story
                shorter.inputs[index] = String(String.UnicodeScalarView(letters))
                return !shorter.inputs[index].isEmpty && problem(of: shorter) != nil
            }
            story.inputs[index] = String(String.UnicodeScalarView(letters))
        }
        let found = problem(of: story)
        let last = found ?? first
        return Finding(
            input: story.inputs.map { quoted(Array($0.utf8)) }.joined(separator: "\n         "), seen: last.seen,
            right: "stock lua: \(last.right)")
    }
}

/// Inputs that come one after the other.
private struct Story {
    var inputs: [String]
    /// Whether stock lua gets all of them as one chunk, because they share their locals.
    var isJoined: Bool

    var stockInputs: [String] { isJoined ? [inputs.joined(separator: "\n")] : inputs }

    static func apart(_ dice: inout Dice) -> Story {
        let inputs = (0...dice.below(5)).map { number in
            var maker = LuaMaker(suffix: "\(number)")
            var tokens = maker.input(&dice)
            if dice.oneIn(4) {
                for _ in 0...dice.below(2) where !tokens.isEmpty {
                    let place = dice.below(tokens.count)
                    switch dice.below(4) {
                    case 0: tokens.remove(at: place)
                    case 1: tokens.insert(dice.pick(tokens), at: place)
                    case 2:
                        tokens.insert(
                            dice.pick([
                                "end", "do", "local", "(", ")", "=", "return", "1", "'", "~", "::", "...", "until",
                                "<const>",
                            ]), at: place)
                    default: tokens.swapAt(place, dice.below(tokens.count))
                    }
                }
            }
            let text = LuaMaker.joined(tokens, &dice)
            return text.isEmpty ? ";" : dice.oneIn(30) ? "=" + text : text
        }
        return Story(inputs: inputs, isJoined: false)
    }

    static func joined(_ dice: inout Dice) -> Story {
        var maker = LuaMaker(suffix: "", isWhole: false)
        let inputs = (0...dice.below(5)).map { _ in LuaMaker.joined(maker.input(&dice), &dice) }
        return Story(inputs: inputs.filter { !$0.allSatisfy(\.isWhitespace) } + ["f()"], isJoined: true)
    }
}
