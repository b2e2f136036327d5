import Foundation
import TestSupport
import Testing

/// A session in Russian says everything in Russian; no line is broken inside a word.
@Suite(.timeLimit(.minutes(3))) struct PromptLanguageTests {
    private static let russian = ["LANG": "ru_RU.UTF-8"]

    @Test("The first start, a key that cannot be one, a key, the demo")
    func firstStart() throws {
        let terminal = try startPrompt([], environment: Self.russian, width: 80)
        let question = """
            bitrix 0.1.0  Lua для Bitrix24 Vibe API
            Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio
            Ключ API не задан. Выберите:
              1  осмотреться на демо-портале: данные вымышленные, всё остаётся у вас
              2  ввести ключ: действует до конца сеанса, на экране не виден, не сохраняется
              3  выйти

            """
        try terminal.wait(forScreen: question + "1, 2, 3> ▏")
        terminal.send("2\r")
        try terminal.wait(for: "the question") { $0.marked.hasSuffix("\nКлюч: ▏") }
        terminal.send("не ключ\r")
        let refusal = """
            1, 2, 3> 2
            Ключ:
            Это не похоже на ключ: ключ — одна строка из латинских букв, цифр и знаков, без
            пробелов. Введите его ещё раз.

            """
        try terminal.wait(forScreen: question + refusal + "Ключ: ▏")
        terminal.send("vibe_api_0123456789secret\r")
        try terminal.wait(
            forScreen: question + refusal + """
                Ключ:
                Запросы отправляются на https://vibecode.bitrix24.tech.
                help — справка, :quit или Ctrl-D — выход. Изменить данные отсюда нельзя.
                vibecode.bitrix24.tech> ▏
                """)
        terminal.send(":demo\r")
        try terminal.wait(for: "the demo") {
            $0.marked.hasSuffix(
                "\nДемоданные: с этого компьютера ничего не уходит. Попробуйте:\nbitrix.contact(71).name\ndemo> ▏")
        }
    }

    @Test("With a key of the environment, the greeting names the address")
    func address() throws {
        let terminal = try startPrompt(
            [], environment: ["VIBE_API_KEY": "vibe_api_0123456789", "VIBE_URL": "http://127.0.0.1:9/v1/"], width: 72)
        try terminal.wait(
            forScreen: """
                bitrix 0.1.0  Lua for the Bitrix24 Vibe API
                Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio
                Requests go to http://127.0.0.1:9.
                help explains, :quit or Ctrl-D ends. Nothing here can change your data.
                127.0.0.1> ▏
                """)
    }

    @Test("The greeting, commands, errors and footers", arguments: [["--demo", "--lang=ru"], ["--demo"]])
    func session(arguments: [String]) throws {
        let terminal = try startPrompt(
            arguments, environment: arguments.count > 1 ? [:] : Self.russian, width: 60, height: 40)
        try terminal.wait(
            forScreen: """
                bitrix 0.1.0  Lua для Bitrix24 Vibe API
                Lua 5.4.4  Copyright (C) 1994-2022 Lua.org, PUC-Rio
                Демоданные: с этого компьютера ничего не уходит. Попробуйте:
                bitrix.contact(71).name
                help — справка, :quit или Ctrl-D — выход. Изменить данные
                отсюда нельзя.
                demo> ▏
                """)
        terminal.send(":clear\r")
        try terminal.wait(forScreen: "demo> ▏")
        terminal.send(":foo\r:сгкд\r:curl\r:trace on\r:trace off\rzzz()\rbitrix.contact(999999)\r('x'):rep(1e6)\r")
        try terminal.wait(for: "all of it") {
            $0.text.hasPrefix(
                """
                demo> :foo
                команды :foo нет; :help покажет все
                demo> :сгкд
                может быть, :curl? (раскладка клавиатуры)
                demo> :curl
                запросов ещё не было
                demo> :trace on
                теперь виден каждый запрос
                demo> :trace off
                запросы больше не показываются
                demo> zzz()
                ошибка  attempt to call a nil value (global 'zzz')
                  фрагмент 1, строка 1
                 >   1 | zzz()
                  смысл     функции zzz нет; возможно, опечатка в имени
                demo> bitrix.contact(999999)
                ошибка  ENTITY_NOT_FOUND  Item not found  (404)
                  фрагмент 2, строка 1
                 >   1 | bitrix.contact(999999)
                  запрос    GET /v1/contacts/999999
                  смысл     такой записи нет, или она недоступна владельцу
                            ключа
                  подробнее help "ENTITY_NOT_FOUND"
                demo> ('x'):rep(1e6)
                """) && $0.text.hasSuffix("…\" (1000000 байт)\n-- 1 текст обрезан; :last покажет всё\ndemo>")
        }
    }
}
