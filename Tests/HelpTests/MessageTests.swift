import Foundation
import Help
import TestSupport
import Testing
import TextMeasure

/// Messages that are made in English, and what they are in Russian.
@Suite struct MessageTests {
    @Test(
        "Messages of the program, with the names and numbers that stand in them",
        arguments: [
            (
                "no API key: set VIBE_API_KEY, or try --demo, which needs none",
                "ключ API не задан: задайте VIBE_API_KEY или попробуйте --demo, где ключ не нужен"
            ),
            (
                "cannot connect to 127.0.0.1:9: Connection refused",
                "не удалось соединиться с 127.0.0.1:9: в соединении отказано"
            ),
            ("no answer from a.example:443 within 60 s", "нет ответа от a.example:443 за 60 с"),
            (
                "VIBE_API_KEY holds a space at position 4; it must be one line of visible ASCII characters: copy it again",
                "в VIBE_API_KEY на месте 4 стоит пробел; должна быть одна строка из видимых символов ASCII: скопируйте "
                    + "значение ещё раз"
            ),
            (
                "VIBE_URL is not an http or https URL; it should look like https://vibecode.bitrix24.tech",
                "в VIBE_URL не адрес http или https; адрес выглядит так: https://vibecode.bitrix24.tech"
            ),
            (
                "calls.jsonl:3: \"attempts\" should be a whole number; it is missing",
                "calls.jsonl:3: поле \"attempts\" — целое число; его нет"
            ),
            ("cannot write a b.txt: No space left on device", "не удалось записать a b.txt: на диске нет места"),
            (
                "unrecognized option '--trcae' (did you mean '--trace'?)",
                "неизвестный параметр '--trcae' (может быть, '--trace'?)"
            ),
            ("something that nobody says", "something that nobody says"),
        ])
    func messages(english: String, russian: String) {
        #expect(Help.message(english, .russian) == russian)
        #expect(Help.message(english, .english) == english)
    }

    @Test(
        "Words take the form that fits their number",
        arguments: [
            (1, "байт"), (2, "байта"), (5, "байт"), (11, "байт"), (21, "байт"), (22, "байта"), (25, "байт"),
            (101, "байт"),
            (111, "байт"),
        ])
    func plurals(count: Int, word: String) {
        let message = "the answer from a:1 was not complete after 5 s (\(count) bytes of the body came)"
        #expect(Help.message(message, .russian).contains("(пришло \(count) \(word) тела)"))
    }

    @Test("What a catalogue makes of holes: as little as fits, in Russian where asked for, braces as they are")
    func holes() {
        let catalogue = Catalogue([
            ("{} of {d} in {}: {}", "{3}: {1} из {2} {2:штуки|штук|штук}, {~4}"), ("gone", "нет"),
            ("write {limit = 10}", "пишите {limit = 10}"),
        ])
        #expect(catalogue.russian("a of b of 21 in x: y: gone") == "x: a of b из 21 штуки, y: gone")
        #expect(catalogue.russian("1 of 5 in x: gone") == "x: 1 из 5 штук, нет")
        #expect(catalogue.russian("write {limit = 10}") == "пишите {limit = 10}")
        #expect(catalogue.russian(" of 5 in x: gone") == nil && catalogue.russian("") == nil)
    }

    /// The sources whose messages reach users, and the words there that are none.
    private static let sources = ["VibeAPI", "Recording", "BitrixModule", "DemoPortal/PortalServer", "bitrix"]

    @Test("Every message of the sources is in the catalogue, or said in both languages where it is made")
    func complete() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
        let catalogue = try ["Help/Catalogue/OwnLines.swift", "Help/Catalogue/LuaLines.swift"].map {
            try String(contentsOf: root.appending(path: $0), encoding: .utf8)
        }.joined().replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
        // Where messages are made: a call that ends in an error, or a word for one.
        let maker = /VibeError\(|network\(|response\(|proxy\(|invalid\(|Misuse\(|Damage\(|Unwritable\(|bad_argument\(/
        var count = 0
        for case let file as URL in try #require(
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        {
            let path = file.path(percentEncoded: false)
            guard Self.sources.contains(where: { path.contains("/Sources/\($0)") }), !path.contains("bitrix-docs"),
                path.hasSuffix(".swift") || path.hasSuffix(".lua")
            else { continue }
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() {
                let isMessage = lines[max(0, number - 2)...number].contains { $0.contains(maker) }
                let text = line.drop { $0 == " " }
                guard isMessage, !line.contains("text.contains("), !text.hasPrefix("//"), !text.hasPrefix("--"),
                    !line.contains("func ")
                else { continue }
                for literal in Self.literals(in: String(line)) where literal.contains(/[a-z]{2,} [a-z]{2,}/) {
                    count += 1
                    for piece in Self.pieces(of: literal) {
                        let isKnown = catalogue.contains(piece)
                        #expect(isKnown, "\(file.lastPathComponent):\(number + 1): \(literal): \(piece)")
                    }
                }
            }
        }
        #expect(count > 60)
    }

    /// The strings of a line of Swift, or of Lua.
    private static func literals(in line: String) -> [String] {
        var literals: [String] = []
        var current: String?
        var depth = 0
        var previous: Character = " "
        for character in line {
            if var text = current {
                if depth == 0, character == "\"", previous != "\\" {
                    literals.append(text)
                    current = nil
                } else {
                    if character == "(", previous == "\\" || depth > 0 { depth += 1 }
                    if character == ")", depth > 0 { depth -= 1 }
                    text.append(character)
                    current = text
                }
            } else if character == "\"" {
                current = ""
            }
            previous = character
        }
        return literals
    }

    /// What stands between the values of a string: words of two letters and more.
    private static func pieces(of literal: String) -> [String] {
        var pieces = [""]
        var depth = 0
        var previous: Character = " "
        for character in literal.replacing("\\\"", with: "\"").replacing(/%[sdq]/, with: "\\()") {
            if character == "(", previous == "\\" || depth > 0 {
                if depth == 0 {
                    pieces[pieces.count - 1].removeLast()
                    pieces.append("")
                }
                depth += 1
            } else if character == ")", depth > 0 {
                depth -= 1
            } else if depth == 0 {
                pieces[pieces.count - 1].append(character)
            }
            previous = character
        }
        // Names of fields, examples and addresses stand at holes.
        return pieces.flatMap {
            $0.split(separator: /"[a-zA-Z]+"|should be |, such as .*|https?:.*| expected, got.*|, got.*| expected$/)
        }
        .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"':;,")) }
        .filter { $0.contains(/[a-z]{2,} [a-z]{2,}/) }
    }
}

/// What Lua says, said by Lua itself: the stock program raises each error, and its meaning is looked up.
@Suite struct LuaMeaningTests {
    private static let cases: [(code: String, meaning: String)] = [
        ("local x = nil; return x.y", "вы обращаетесь к полю того, чего нет: x — nil"),
        ("local t = {} return t.a.b", "вы обращаетесь к полю того, чего нет: a — nil"),
        ("return (5).x", "здесь нет полей: это число"),
        ("nosuch()", "функции nosuch нет; возможно, опечатка в имени"),
        ("local t = {} t:go()", "метода go нет; возможно, опечатка в имени"),
        ("string.gsbu('x')", "функции gsbu в этой таблице нет; возможно, опечатка в имени"),
        ("local x = 5 x()", "вызвать можно только функцию, а x — число"),
        ("local x return x + 1", "вы считаете с тем, чего нет: x — nil"),
        ("local x = {} return x + 1", "считать можно только с числами, а x — таблица"),
        ("return {} | 1", "побитовые действия — только с целыми числами, а это таблица"),
        ("return 1 // 0", "целое число делится на ноль"),
        ("return 1 % 0", "остаток от деления целого числа на ноль"),
        ("local x return 'a' .. x", "вы присоединяете к строке то, чего нет: x — nil"),
        (
            "local x = {} return 'a' .. x",
            "через .. соединяют только строки и числа, а x — таблица; поможет tostring(x)"
        ),
        ("local x return #x", "вы берёте длину (#) того, чего нет: x — nil"),
        ("return 1 < 'a'", "эти значения нельзя сравнить на больше и меньше: число и строка"),
        ("return {} < {}", "два значения этого типа нельзя сравнить на больше и меньше: таблица"),
        ("return 1.5 | 1", "нужно целое число, а это дробное или слишком велико"),
        ("local t = {} t[nil] = 1", "ключом таблицы не может быть nil"),
        ("local t = {} t[0/0] = 1", "ключом таблицы не может быть NaN («не число», например 0/0)"),
        ("for i = 'a', 2 do end", "начало цикла for должно быть числом, а там строка"),
        ("for i = 1, 2, 0 do end", "шаг цикла for не может быть нулём"),
        ("for k in 5 do end", "после in в цикле for нужна функция, например pairs(t), а там число"),
        (
            "local function f() return 1 + f() end f()",
            "слишком много вложенных вызовов; возможно, функция без конца вызывает сама себя"
        ),
        ("assert(false)", "условие в assert не выполнено"),
        ("ipairs()", "аргумент 1 функции ipairs: нужно значение"),
        ("string.rep()", "аргумент 1 функции rep: ожидается строка, а передано: ничего"),
        ("('x'):rep('y')", "аргумент 1 функции rep: ожидается число, а передано: строка"),
        ("('x'):rep(1.5)", "аргумент 1 функции rep: нужно целое число, а это дробное или слишком велико"),
        ("table.concat({{}})", "table.concat соединяет строки и числа, а элемент 1 — таблица"),
        ("table.insert({}, 1, 2, 3)", "у table.insert два аргумента или три"),
        ("table.insert({}, 5, 2)", "аргумент 2 функции insert: такого места в списке нет"),
        ("math.random(2, 1)", "аргумент 1 функции random: нижняя граница больше верхней"),
        ("string.find('x', '[')", "шаблон записан неверно: не хватает ]"),
        ("string.format('%y', 1)", "string.format не знает %y"),
        ("io.lines('/nosuch')", "не удалось открыть файл /nosuch: такого файла или каталога нет"),
        ("require 'nosuch'", "модуль nosuch не найден ни в одном из этих мест"),
        ("coroutine.yield()", "coroutine.yield работает только внутри сопрограммы"),
        ("setmetatable(1, {})", "аргумент 1 функции setmetatable: ожидается таблица, а передано: число"),
        ("x = ", "здесь не может стоять конец текста"),
        ("x y", "это не присваивание и не вызов; ошибка перед y"),
        ("if x then", "здесь нужно end, а стоит конец текста"),
        ("if x then\n\ny()", "не хватает end: им закрывается if из строки 1; дальше конец текста"),
        ("x = 'abc", "строка не закрыта: не хватает кавычки"),
        ("x = [[abc", "длинная строка из строки 1 не закрыта: не хватает ]]"),
        ("--[[abc", "комментарий из строки 1 не закрыт: не хватает ]]"),
        ("x = 3x", "число записано неверно: 3x"),
        ("local 5", "здесь нужно имя, а стоит 5"),
        ("for x do end", "в цикле for здесь нужно = или in, а стоит do"),
        ("local x <const> = 1; x = 2", "переменная x постоянная (<const>), изменить её нельзя"),
        ("goto x", "метки x для goto из строки 1 отсюда не видно"),
        ("break", "break в строке 1 стоит вне цикла"),
        ("::a:: ::a::", "метка a уже есть в строке 1"),
        ("local x <foo> = 1", "неизвестный атрибут foo; есть <const> и <close>"),
    ]

    @Test("Each message of Lua has its meaning, with the names in it")
    func meanings() throws {
        let list = Self.cases.map { "[====[\($0.code)]====]" }.joined(separator: ",")
        let script = """
            for _, code in ipairs {\(list)} do
              local run, message = load(code, "=c")
              if run then message = select(2, pcall(run)) end
              io.write((message:gsub("^c:%d+: ", "")), "\\0")
            end
            """
        let outcome = try Program.run(["-e", script], program: "/usr/bin/lua5.4")
        let messages = outcome.output.split(separator: "\0").map(String.init)
        try #require(messages.count == Self.cases.count, "\(outcome)")
        for (message, expected) in zip(messages, Self.cases) {
            #expect(Help.meaning(ofLua: message, .russian) == expected.meaning, "\(expected.code): \(message)")
            #expect(Help.meaning(ofLua: message, .english) == nil)
        }
    }

    @Test(
        "Arguments of the module's functions",
        arguments: [
            (
                "bad argument #1 to 'contact' (positive integer expected, got \"abc\")",
                "аргумент 1 функции contact: ожидается целое положительное число, а передано: \"abc\""
            ),
            (
                "bad argument #2 to 'contact' (unknown option \"inclde\"; did you mean \"include\"? known: include)",
                "аргумент 2 функции contact: неизвестно: параметр \"inclde\"; может быть, \"include\"? Есть: include"
            ),
            (
                "bad argument #2 to 'contacts' (batch: boolean expected, got 5)",
                "аргумент 2 функции contacts: batch: ожидается true или false, а передано: 5"
            ),
            (
                "bad argument #2 to 'get' (query: names expected, such as {limit = 10}; got the element 7)",
                "аргумент 2 функции get: query: нужны имена, например {limit = 10}, а там элемент 7"
            ),
        ])
    func arguments(message: String, meaning: String) {
        #expect(Help.meaning(ofLua: message, .russian) == meaning)
    }

    @Test("A text of somebody else has no meaning here", arguments: ["boom", "", "no such customer: 5"])
    func others(text: String) { #expect(Help.meaning(ofLua: text, .russian) == nil) }
}
