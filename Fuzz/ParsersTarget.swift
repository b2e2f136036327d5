import ErrorCodes
import Help
import JSON
import Localization
import LuaText
import REPL
import TerminalText
import TestSupport

@testable import DemoPortal
@testable import LineEditor
@testable import VibeAPI

/// Everything else that reads text from outside: no input may trap, results are in bounds, what is written is read again.
final class ParsersTarget: FuzzTarget {
    static let name = "parsers"

    private var counts: [String: Int] = [:]
    private let folder: TemporaryDirectory
    private let program: String?
    private let portal: [UInt8]

    init() throws {
        folder = try TemporaryDirectory()
        program = Environment.value("BITRIX_PROGRAM")
        portal = Array(
            #"{"keys":[],"contacts":[{"id":71,"name":"Ivan"}],"companies":[{"id":1,"title":"x"}],"users":[],"requisites":[]}"#
                .utf8)
    }

    var remarks: [String] {
        [counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")]
    }

    func runCase(_ dice: inout Dice) throws -> Int {
        let parts: [(String, (inout Dice) throws -> Void)] = [
            ("Lua text", luaText), ("Lua text", luaText), ("addresses", addresses), ("Retry-After", retryAfter),
            ("environment", environment), ("portal data", portalData), ("help", help), ("text", text),
            ("commands", commands),
            ("history", history),
        ]
        if program != nil, dice.oneIn(2000) {
            counts["command lines", default: 0] += 1
            try commandLine(&dice)
        }
        let (name, part) = dice.pick(parts)
        counts[name, default: 0] += 1
        try part(&dice)
        return 1
    }

    private func mutatedText(_ samples: [String], _ dice: inout Dice) -> String {
        let bytes = Array(dice.pick(samples).utf8)
        return String(decoding: dice.oneIn(5) ? bytes : Mutation.mutated(bytes, &dice), as: UTF8.self)
    }

    // MARK: Lua text

    private func luaText(_ dice: inout Dice) throws {
        var maker = LuaMaker(suffix: "")
        var bytes = Array(LuaMaker.joined(maker.input(&dice), &dice).utf8)
        if dice.oneIn(3) {
            bytes = (0..<dice.small(80)).map { _ in UInt8(dice.below(256)) }
        } else if dice.oneIn(2) {
            bytes = Mutation.mutated(bytes, &dice)
        }
        let text = SourceText(bytes)
        var end = 0
        for token in text.tokens {
            guard token.start >= end, token.end > token.start, token.end <= bytes.count else {
                throw Finding(input: quoted(bytes), seen: "\(token)", right: "tokens follow each other inside the text")
            }
            let between = bytes[end..<token.start]
            guard between.allSatisfy({ $0 == 0x20 || (9...13).contains($0) }) else {
                throw Finding(
                    input: quoted(bytes), seen: "nothing at \(end)..<\(token.start)",
                    right: "every byte but white space is in a token")
            }
            end = token.end
        }
        var place = 0
        for span in text.spans {
            guard span.range.lowerBound >= place, span.range.upperBound <= bytes.count, !span.range.isEmpty else {
                throw Finding(
                    input: quoted(bytes), seen: "\(span)", right: "coloured spans follow each other inside the text")
            }
            place = span.range.upperBound
        }
        for local in text.topLevelLocals where local.end > bytes.count {
            throw Finding(input: quoted(bytes), seen: "\(local)", right: "in bounds")
        }
        if let last = text.lastExpression, !(0..<bytes.count).contains(last) {
            throw Finding(input: quoted(bytes), seen: "\(last)", right: "in bounds")
        }
        _ = (
            text.names, text.hasUnfinishedQuote, text.endsInEmptyLines, text.endsWithSemicolon, text.topLevelReturn,
            text.assignment
        )
        for offset in [0, bytes.count, dice.below(bytes.count + 1), dice.below(bytes.count + 1)] {
            _ = (
                text.depth(at: offset), text.depth(ofLineAt: offset), text.call(at: offset),
                text.completion(at: offset), text.matchingBrackets(at: offset)
            )
            if let range = text.completion(at: offset)?.range, range.upperBound > bytes.count {
                throw Finding(input: quoted(bytes), seen: "\(range)", right: "a completion is in bounds")
            }
        }
        _ = KeyboardLayout.candidates(for: text)
    }

    // MARK: Settings

    private func addresses(_ dice: inout Dice) throws {
        let text = mutatedText(
            [
                "https://vibecode.bitrix24.tech", "http://[::1]:8080/portal/v1/", "https://host/v1",
                "HTTP://Host:80/a/../b", "https://портал.рф",
                "http://127.0.0.1:65535/v1/v1/", "http://user:p@ss@proxy:3128", "socks5h://h:1", "proxy:3128",
                "http://[fe80::1%25eth0]:80",
            ], &dice)
        do throws(VibeError) {
            let base = try BaseURL(text)
            // A path that ends in /v1 twice keeps one of them.
            guard try BaseURL(base.text) == base || base.text.hasSuffix("/v1") else {
                throw VibeError(.invalidPath, "")
            }
            guard (1...65535).contains(base.port), !base.host.isEmpty,
                base.text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else {
                throw VibeError(.invalidPath, "")
            }
        } catch {
            guard error.code == .invalidURL, !error.message.isEmpty, isFree(error.message) else {
                throw Finding(
                    input: quoted(Array(text.utf8)), seen: "\(error.codeName) \(error.message)",
                    right: "INVALID_URL, or an address that reads as itself")
            }
        }
        do throws(VibeError) {
            let proxy = try Proxy(text)
            guard !proxy.authority.isEmpty, isFree(proxy.authority) else {
                throw VibeError(.invalidPath, proxy.authority)
            }
        } catch {
            guard error.code == .invalidProxy, isFree(error.message) else {
                throw Finding(
                    input: quoted(Array(text.utf8)), seen: "\(error.codeName) \(error.message)",
                    right: "INVALID_PROXY, or a proxy's host that a terminal may get")
            }
        }
    }

    /// Whether nothing in a text steers a terminal.
    private func isFree(_ text: String) -> Bool { !text.steers }

    private func environment(_ dice: inout Dice) throws {
        let key = mutatedText(
            [
                "vibe_api_x0123456789", "vibe_app_x0123456789", "'vibe_api_x0123456789'",
                "VIBE_API_KEY=vibe_api_x0123456789",
            ], &dice)
        let url = mutatedText(["https://host", "", "vibe_api_x0123456789", "host"], &dice)
        let token = mutatedText(["", "session-0123456789"], &dice)
        let proxy = mutatedText(["", "http://u:s3cretpass@p:1"], &dice)
        let values = ["VIBE_API_KEY": key, "VIBE_URL": url, "VIBE_SESSION_TOKEN": token, "https_proxy": proxy]
        do throws(VibeError) {
            _ = try Configuration(environment: { values[$0] }, version: "0")
        } catch {
            let isSaid =
                [key, token].contains { $0.count > 12 && error.message.contains($0) }
                || error.message.contains("s3cretpass")
            guard error.kind == .config, Help.entry(for: error.codeName) != nil, isFree(error.message), !isSaid
            else {
                throw Finding(
                    input: "\(values)", seen: "\(error.codeName) \(error.message)",
                    right: "a documented code of kind config, no secret in the message")
            }
        }
    }

    private func retryAfter(_ dice: inout Dice) throws {
        let value = mutatedText(
            [
                "3", "0", "-1", "1e300", "inf", "nan", "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                "Thu, 29 Feb 2024 23:59:60 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
            ], &dice)
        let seconds = RetryAfter.seconds(value, now: 1_700_000_000)
        guard seconds.map({ $0 >= 0 && $0.isFinite }) ?? true else {
            throw Finding(input: quoted(Array(value.utf8)), seen: "\(seconds ?? -1)", right: "seconds from 0, or none")
        }
        // A date, by the calendar's rule for days.
        let days = dice.below(2_000_000), second = dice.below(86400)
        let words = CivilDate(days: days)
        let name = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date =
            "\(name), \(two(words.day)) \(words.monthName) \(words.year) \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
        let read = RetryAfter.seconds(date, now: 0)
        guard read == Double(days * 86400 + second) else {
            throw Finding(input: date, seen: "\(read ?? -1)", right: "\(days * 86400 + second) seconds since 1970")
        }
    }

    // MARK: Data and help

    private func portalData(_ dice: inout Dice) throws {
        let bytes = dice.oneIn(2) ? Mutation.mutated(portal, &dice) : JSONMaker.text(&dice)
        do throws(PortalDataError) {
            _ = try PortalData(bytes)
        } catch {
            guard !"\(error)".isEmpty else { throw Finding(input: quoted(bytes), seen: "nothing", right: "words") }
        }
        let isJSON = ReferenceJSON.value(bytes) != nil && !bytes.starts(with: [0xEF, 0xBB, 0xBF])
        if (try? JSONValue(parsing: bytes)) != nil, !isJSON {
            throw Finding(
                input: quoted(bytes), seen: "read", right: "the portal's reader takes nothing that RFC 8259 does not")
        }
    }

    private func help(_ dice: inout Dice) throws {
        let name = mutatedText(Help.entries.map(\.name) + ["status", "контакт", "bitrix.", "", "?"], &dice)
        let language = dice.pick([Language.english, .russian])
        let answer = Help.answer(to: name, language)
        guard !answer.isEmpty, answer.unicodeScalars.allSatisfy({ $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw Finding(
                input: quoted(Array(name.utf8)), seen: quoted(Array(answer.utf8)),
                right: "help answers, and a terminal may get it")
        }
        _ = (Help.nearest(to: name), Block.parse(mutatedText(["a `b`\n\n    c\n* d | e\n", "* | \n"], &dice)))
    }

    private func text(_ dice: inout Dice) throws {
        let text = mutatedText(["Иван", "漢字 e\u{301} 👍🏽", "a\tb\nc", "\u{1B}[31mred", "x y z", "👨‍👩‍👧 🇷🇺", ""], &dice)
        let columns = dice.below(12)
        let count = DisplayWidth.bytes(of: text, fitting: columns)
        let prefix = String(decoding: text.utf8.prefix(count), as: UTF8.self)
        guard count <= text.utf8.count, DisplayWidth.of(prefix) <= columns, text.hasPrefix(prefix) || count == 0 else {
            throw Finding(
                input: quoted(Array(text.utf8)), seen: "\(count) bytes in \(columns) columns",
                right: "what fits is whole clusters, and fits")
        }
        let printable = text.printable()
        guard !printable.steers, printable.printable() == printable else {
            throw Finding(
                input: quoted(Array(text.utf8)), seen: quoted(Array(printable.utf8)),
                right: "printable text stays as it is")
        }
        _ = (text.shellWord, ["contact", "контакт", ""].nearest(to: text), Language(locale: text))
    }

    private func commands(_ dice: inout Dice) throws {
        let text = mutatedText(
            [
                ":save visit.lua 3-9", ":load \"a b\"", "help \"include\"", "bitrix.contact?", "?x", "::again::", ":",
                ":time 1", ":history 5", ":save 'x' -9",
                ":save f 9223372036854775807", "help(bitrix.contact)", ":trace on", "quit", ":edit 1",
                ":history 99999999999999999999",
            ], &dice)
        _ = Command.parse(text)
        _ = Command.parse(text, isVariable: { _ in true })
    }

    private func history(_ dice: inout Dice) throws {
        var bytes = Array("local x = 1\nfor i = 1, 2 do\\\n  print(i)\nend\n\\\\\nprint('Ё')\n".utf8)
        for _ in 0..<dice.below(3) { bytes = Mutation.mutated(bytes, &dice) }
        let path = try folder.write(bytes, to: "history")
        _ = History(path: path)
    }

    // MARK: The program

    private func commandLine(_ dice: inout Dice) throws {
        guard let program else { return }
        let options = Help.options.filter { $0.key.expected != nil }.map(\.name)
        let values = [
            "10", "0.5", "1h", "64K", "-1", "1e999", "nan", "0x10", "", "99999999999999999999G", "10 s", "1.5M", "en",
            "ru_RU.UTF-8", "9223372036854775807",
        ]
        let option = dice.pick(options), value = mutatedText(values, &dice).filter { $0 != "\0" }
        let outcome = try Program.run(
            [dice.oneIn(2) ? "\(option)=\(value)" : option, value, "-v"].filter { $0 != "" || dice.oneIn(2) },
            environment: ["ASAN_OPTIONS": "detect_leaks=0"], program: program)
        guard [0, 1].contains(outcome.status), !outcome.errors.steersTerminalButLines else {
            throw Finding(
                input: "\(option) \(quoted(Array(value.utf8)))", seen: "\(outcome.status) \(outcome.errors)",
                right: "0, or 1 and a usage that a terminal may get")
        }
    }
}

extension String {
    /// Whether something in it would steer a terminal.
    fileprivate var steers: Bool { unicodeScalars.contains(where: \.steersTerminal) }

    fileprivate var steersTerminalButLines: Bool { replacing("\n", with: "").replacing("\t", with: "").steers }
}

/// A day of the calendar, counted on from 1 January 1970 one year and one month after the other.
private struct CivilDate {
    var year = 1970, month = 0, day = 1

    var monthName: String {
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month]
    }

    init(days: Int) {
        var left = days
        func isLeap(_ year: Int) -> Bool { year % 400 == 0 || year % 4 == 0 && year % 100 != 0 }
        while left >= (isLeap(year) ? 366 : 365) {
            left -= isLeap(year) ? 366 : 365
            year += 1
        }
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        while left >= lengths[month] {
            left -= lengths[month]
            month += 1
        }
        day = left + 1
    }
}
