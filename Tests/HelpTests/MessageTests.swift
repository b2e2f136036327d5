import Foundation
import Help
import Localization
import TestSupport
import Testing
import VibeAPI

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

    @Test(
        "A message about a setting that is wrong is in Russian where Russian is asked for",
        arguments: [
            [:], ["VIBE_API_KEY": "a b"], ["VIBE_API_KEY": "\"x\""], ["VIBE_API_KEY": "VIBE_API_KEY=x"],
            ["VIBE_API_KEY": "<key>"], ["VIBE_API_KEY": "ключ"], ["VIBE_API_KEY": "x\n"], ["VIBE_API_KEY": "x\u{1}"],
            ["VIBE_SESSION_TOKEN": "a\tb"], ["VIBE_URL": "ftp://x"], ["VIBE_URL": "x y"],
            ["VIBE_URL": "https://x/?a"], ["VIBE_URL": "https://u:p@x"], ["VIBE_URL": "https://x:99999"],
            ["VIBE_URL": "https://"], ["VIBE_URL": "https://vibe_api_x0123456789"], ["VIBE_URL": "https://x/é"],
            ["VIBE_URL": "https://x/{a}"], ["VIBE_URL": "https://[x"],
            ["https_proxy": "foo://x"], ["https_proxy": "http://"], ["https_proxy": "http://x:99999"],
            ["https_proxy": "http://u:p@p@x"], ["https_proxy": "http://a b"],
        ] as [[String: String]])
    func settings(environment: [String: String]) throws {
        let usual = environment.isEmpty ? [:] : ["VIBE_API_KEY": "vibe_api_x0123456789"]
        let all = usual.merging(environment) { $1 }
        let error = #expect(throws: VibeError.self) { try Configuration(environment: { all[$0] }, version: "1") }
        let russian = Help.message(error?.message ?? "", .russian)
        #expect(russian.contains(/[а-яё]{2}/) && !russian.holdsEnglish, "\(russian)")
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
