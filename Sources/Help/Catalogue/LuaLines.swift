internal import Localization

/// What Lua's own messages mean, and those of the module's arguments, which have Lua's form: Lua 5.4's words (ldebug.c, lvm.c,
/// lparser.c, llex.c, lauxlib.c and its libraries) on the left.
extension Catalogue {
    static let lua = Catalogue(values + calls + syntax + libraries + arguments + types + systemReasons)

    /// Where a function was called, as a traceback has it.
    static let frames = Catalogue([
        ("input {d}:{d}: {}", "фрагмент {1}, строка {2}: {~3}"), ("{}: in main chunk", "{1}: основной текст"),
        ("{}: in function <{}>", "{1}: функция без имени"), ("{}: in function '{}'", "{1}: функция {2}"),
        ("{}: in {} '{}'", "{1}: функция {3}"), ("in main chunk", "основной текст"),
        ("in function <{}>", "функция без имени"), ("in function '{}'", "функция {1}"), ("in {} '{}'", "функция {2}"),
    ])

    // MARK: Running

    private static let values: [(String, String)] = [
        ("attempt to index a nil value ({} '{}')", "вы обращаетесь к полю того, чего нет: {2} — nil"),
        ("attempt to index a {} value ({} '{}')", "у {3} нет полей: это {~1}"),
        ("attempt to index a nil value", "вы обращаетесь к полю того, чего нет: там nil"),
        ("attempt to index a {} value", "здесь нет полей: это {~1}"),
        (
            "attempt to call a {} value (for iterator 'for iterator')",
            "после in в цикле for нужна функция, например pairs(t), а там {~1}"
        ),
        ("attempt to call a nil value (global '{}')", "функции {1} нет; возможно, опечатка в имени"),
        ("attempt to call a nil value (method '{}')", "метода {1} нет; возможно, опечатка в имени"),
        ("attempt to call a nil value (field '{}')", "функции {1} в этой таблице нет; возможно, опечатка в имени"),
        ("attempt to call a nil value ({} '{}')", "вы вызываете то, чего нет: {2} — nil"),
        ("attempt to call a nil value", "вы вызываете то, чего нет: там nil"),
        ("attempt to call a {} value ({} '{}')", "вызвать можно только функцию, а {3} — {~1}"),
        ("attempt to call a {} value", "вызвать можно только функцию, а это {~1}"),
        ("attempt to perform arithmetic on a nil value ({} '{}')", "вы считаете с тем, чего нет: {2} — nil"),
        ("attempt to perform arithmetic on a nil value", "вы считаете с тем, чего нет: там nil"),
        ("attempt to perform arithmetic on a {} value ({} '{}')", "считать можно только с числами, а {3} — {~1}"),
        ("attempt to perform arithmetic on a {} value", "считать можно только с числами, а это {~1}"),
        (
            "attempt to perform bitwise operation on a {} value ({} '{}')",
            "побитовые действия — только с целыми числами, а {3} — {~1}"
        ),
        (
            "attempt to perform bitwise operation on a {} value",
            "побитовые действия — только с целыми числами, а это {~1}"
        ),
        ("attempt to divide by zero", "целое число делится на ноль"),
        ("attempt to perform 'n%0'", "остаток от деления целого числа на ноль"),
        ("attempt to perform 'n//0'", "целое число делится на ноль"),
        ("attempt to perform 'n%%0'", "остаток от деления целого числа на ноль"),
        ("attempt to concatenate a nil value ({} '{}')", "вы присоединяете к строке то, чего нет: {2} — nil"),
        ("attempt to concatenate a nil value", "вы присоединяете к строке то, чего нет: там nil"),
        (
            "attempt to concatenate a {} value ({} '{}')",
            "через .. соединяют только строки и числа, а {3} — {~1}; поможет tostring({3})"
        ),
        ("attempt to concatenate a {} value", "через .. соединяют только строки и числа, а это {~1}; поможет tostring"),
        ("attempt to get length of a nil value ({} '{}')", "вы берёте длину (#) того, чего нет: {2} — nil"),
        ("attempt to get length of a {} value ({} '{}')", "длина (#) есть у таблиц и строк, а {3} — {~1}"),
        ("attempt to get length of a {} value", "длина (#) есть у таблиц и строк, а это {~1}"),
        ("attempt to compare two {} values", "два значения этого типа нельзя сравнить на больше и меньше: {~1}"),
        ("attempt to compare {} with {}", "эти значения нельзя сравнить на больше и меньше: {~1} и {~2}"),
        ("number ({} '{}') has no integer representation", "нужно целое число, а {2} дробное или слишком велико"),
        ("number has no integer representation", "нужно целое число, а это дробное или слишком велико"),
        (
            "string '{}' has no integer representation",
            "нужно целое число, а в строке «{1}» дробное или слишком большое"
        ),
        ("table index is nil", "ключом таблицы не может быть nil"),
        ("table index is NaN", "ключом таблицы не может быть NaN («не число», например 0/0)"),
        ("'for' initial value must be a number", "начало цикла for должно быть числом"),
        ("'for' limit must be a number", "конец цикла for должен быть числом"),
        ("'for' step must be a number", "шаг цикла for должен быть числом"),
        ("bad 'for' initial value (number expected, got {})", "начало цикла for должно быть числом, а там {~1}"),
        ("bad 'for' limit (number expected, got {})", "конец цикла for должен быть числом, а там {~1}"),
        ("bad 'for' step (number expected, got {})", "шаг цикла for должен быть числом, а там {~1}"),
        ("'for' step is zero", "шаг цикла for не может быть нулём"),
        ("variable '{}' got a non-closable value", "значение {1} нельзя закрыть: у него нет __close"),
        ("'__index' chain too long; possibly a loop", "слишком длинная цепочка __index; возможно, она замкнута"),
        ("'__newindex' chain too long; possibly a loop", "слишком длинная цепочка __newindex; возможно, она замкнута"),
        ("cannot change a protected metatable", "эта метатаблица защищена, заменить её нельзя"),
        ("(error object is a {} value)", "ошибка вызвана со значением вместо текста: это {~1}"),
    ]

    private static let calls: [(String, String)] = [
        ("stack overflow", overflow),
        ("stack overflow ({})", overflow),
        ("C stack overflow", overflow),
        ("error in error handling", "ошибка случилась и при обработке ошибки"),
        ("not enough memory", "не хватает памяти"),
        ("interrupted!", "остановлено по Ctrl-C"),
        ("cannot resume dead coroutine", "сопрограмма уже завершилась, продолжить её нельзя"),
        ("cannot resume non-suspended coroutine", "эта сопрограмма сейчас не ждёт, продолжить её нельзя"),
        ("cannot close a {} coroutine", "сопрограмму в этом состоянии закрыть нельзя: {1}"),
        ("attempt to yield from outside a coroutine", "coroutine.yield работает только внутри сопрограммы"),
        (
            "attempt to yield across a C-call boundary",
            "здесь coroutine.yield не может остановить сопрограмму: внутри функция на C"
        ),
        (
            "attempt to yield from a function that bitrix.map calls",
            "функция, которую вызывает bitrix.map, не может делать yield"
        ),
        ("an input can use at most {d} variables of the session", "в одной записи — не больше {1} переменных сеанса"),
        ("too many results to keep", "слишком много результатов сразу"),
        ("too many results to print", "слишком много результатов сразу"),
        ("error calling 'print' ({})", "ошибка в функции print: {1}"),
        ("too many arguments to script", "слишком много аргументов у скрипта"),
        ("assertion failed!", "условие в assert не выполнено"),
        (
            "{} is precompiled; damaged bytecode can crash Lua, so it is run only with --bytecode",
            "{1} — скомпилированный скрипт; повреждённый может обрушить программу, поэтому нужен --bytecode"
        ),
    ]

    private static let overflow =
        "слишком много вложенных вызовов; возможно, функция без конца вызывает сама себя"

    // MARK: Syntax

    private static let syntax: [(String, String)] = [
        (
            "'{}' expected (to close '{}' at line {d}) near {}",
            "не хватает {1}: им закрывается {2} из строки {3}; дальше {~4}"
        ),
        ("'=' or 'in' expected near {}", "в цикле for здесь нужно = или in, а стоит {~1}"),
        ("'{}' expected near {}", "здесь нужно {1}, а стоит {~2}"),
        ("<name> expected near {}", "здесь нужно имя, а стоит {~1}"),
        ("function arguments expected near {}", "после двоеточия и имени нужны скобки с аргументами, а стоит {~1}"),
        ("unexpected symbol near {}", "здесь не может стоять {~1}"),
        ("syntax error near {}", "это не присваивание и не вызов; ошибка перед {~1}"),
        ("unfinished string near {}", "строка не закрыта: не хватает кавычки"),
        (
            "unfinished long string (starting at line {d}) near {}",
            "длинная строка из строки {1} не закрыта: не хватает ]]"
        ),
        (
            "unfinished long comment (starting at line {d}) near {}",
            "комментарий из строки {1} не закрыт: не хватает ]]"
        ),
        ("invalid long string delimiter near {}", "длинная строка начинается с [[ или [=["),
        ("malformed number near '{}'", "число записано неверно: {1}"),
        ("invalid escape sequence '{}'", "в строке неизвестная последовательность {1}; сама косая черта пишется \\\\"),
        ("hexadecimal digit expected near {}", "после \\x и в \\u{…} нужны шестнадцатеричные цифры: {~1}"),
        ("decimal escape too large near {}", "после \\ в строке — число до 255: {~1}"),
        ("attempt to assign to const variable '{}'", "переменная {1} постоянная (<const>), изменить её нельзя"),
        ("unknown attribute '{}'", "неизвестный атрибут {1}; есть <const> и <close>"),
        (
            "multiple to-be-closed variables in local list near {}",
            "в одном local может быть только одна переменная <close>"
        ),
        (
            "cannot use '...' outside a vararg function near '...'",
            "... есть только в функции, у которой ... среди параметров"
        ),
        ("no visible label '{}' for goto at line {d}", "метки {1} для goto из строки {2} отсюда не видно"),
        ("no visible label '{}' for <goto> at line {d}", "метки {1} для goto из строки {2} отсюда не видно"),
        (
            "<goto {}> at line {d} jumps into the scope of local '{}'",
            "goto {1} из строки {2} перескакивает через local {3}"
        ),
        ("break outside loop at line {d}", "break в строке {1} стоит вне цикла"),
        ("break outside a loop at line {d} near {}", "break в строке {1} стоит вне цикла"),
        ("break outside a loop at line {d}", "break в строке {1} стоит вне цикла"),
        ("label '{}' already defined on line {d}", "метка {1} уже есть в строке {2}"),
        ("too many {} (limit is {d}) in {} near {}", "слишком много: {1}; можно не больше {2}"),
        ("chunk has too many syntax levels", "слишком глубокая вложенность в тексте программы"),
        ("'{}'", "{1}"),
        ("<eof>", "конец текста"),
    ]

    // MARK: Libraries

    private static let libraries: [(String, String)] = [
        ("module '{}' not found:{}", "модуль {1} не найден ни в одном из этих мест"),
        ("error loading module '{}' from file '{}':{}", "в модуле {1} ошибка; файл {2}"),
        ("cannot open file '{}' ({})", "не удалось открыть файл {1}: {~2}"),
        ("cannot open {}", "не удалось открыть {1}"),
        ("cannot read {}", "не удалось прочитать {1}"),
        ("{}: No such file or directory", "файла {1} нет"),
        ("{}: Permission denied", "нет доступа: {1}"),
        ("{}: Is a directory", "{1} — каталог, а не файл"),
        ("attempt to use a closed file", "файл уже закрыт"),
        ("file is already closed", "файл уже закрыт"),
        ("default {} file is closed", "стандартный файл закрыт"),
        ("invalid key to 'next'", keys),
        (
            "invalid value ({}) at index {d} in table for 'concat'",
            "table.concat соединяет строки и числа, а элемент {2} — {~1}"
        ),
        (
            "invalid value (at index {d}) in table for 'concat'",
            "table.concat соединяет строки и числа, а элемент {1} — другое"
        ),
        (
            "invalid order function for sorting",
            "функция сравнения для table.sort противоречит сама себе; нужно < , а не <="
        ),
        ("wrong number of arguments to 'insert'", "у table.insert два аргумента или три"),
        ("object length is not an integer", "длина этого объекта — не целое число"),
        ("too many results to unpack", "table.unpack: слишком много значений"),
        ("resulting string too large", "строка получилась бы слишком длинной"),
        ("malformed pattern ({})", "шаблон записан неверно: {~1}"),
        ("ends with '%'", "в конце стоит один %; сам знак % — это %%"),
        ("missing ']'", "не хватает ]"),
        ("missing '[' after '%f' in pattern", "после %f нужна ["),
        ("missing arguments to '%b'", "после %b нужны два символа"),
        ("invalid pattern capture", "в шаблоне лишняя ) или неверный захват"),
        ("unfinished capture", "в шаблоне не закрыта ("),
        ("invalid capture index {} in {}", "захвата {1} в шаблоне нет"),
        ("invalid use of '%' in replacement string", "в замене после % — цифра или %; сам знак % — это %%"),
        ("invalid replacement value (a {})", "на это заменить нельзя: {~1}"),
        ("invalid conversion '{}' to 'format'", "string.format не знает {1}"),
        ("pattern too complex", "шаблон слишком сложен"),
        ("field '{}' missing in date table", "в таблице даты не хватает поля {1}"),
        ("field '{}' is not an integer", "поле {1} таблицы даты — не целое число"),
        ("'{}' must return a string", "функция {1} должна вернуть строку"),
        ("unable to {} file", "с файлом не удалось: {1}"),
    ]

    private static let keys = "таблицу изменили во время обхода; добавляйте новые поля после цикла"

    // MARK: Arguments

    private static let arguments: [(String, String)] = [
        ("calling '{}' on bad self ({})", "метод {1} вызван не у того объекта (нужно двоеточие?): {~2}"),
        ("bad argument #{d} to 'for iterator' ({})", "в цикле for: {~2}"),
        ("bad argument #{d} to '{}' ({})", "аргумент {1} функции {2}: {~3}"),
        ("element {d}: {}: {}", "элемент {1}: {2}: {~3}"),
        ("element {d}: {}", "элемент {1}: {~2}"),
        (
            "options stand in a second table: {}; got the field {} in the list",
            "параметры — во второй таблице: {1}; а в списке поле {2}"
        ),
        ("list without holes expected, element {d} is nil", "нужен список без пропусков, а элемент {1} — nil"),
        (
            "named settings expected, such as {timeout = 60}; got the element {}",
            "нужны именованные настройки, например {timeout = 60}, а там элемент {1}"
        ),
        (
            "query: {} is bitrix.null, and the API documents no way to ask for empty fields: fetch the list, and look at the field "
                + "in Lua",
            "query: {1} — bitrix.null, а искать пустые поля API не умеет: запросите список и проверьте поле в Lua"
        ),
        (
            "query: {} is an empty table, which asks for nothing; leave it out to ask for all",
            "query: {1} — пустая таблица и ничего не запрашивает; уберите её, чтобы запросить всё"
        ),
        ("unknown {} {}; did you mean \"{}\"? known: {}", "неизвестно: {~1} {2}; может быть, \"{3}\"? Есть: {4}"),
        ("unknown {} {}; known: {}", "неизвестно: {~1} {2}. Есть: {3}"),
        ("include", "связь"), ("option", "параметр"), ("setting", "настройка"),
        (
            "include: list of names expected, got the field {}; write include={\"company\"}",
            "include: нужен список имён, а там поле {1}; пишите include={\"company\"}"
        ),
        ("include: the list has a hole at {d}", "include: в списке пропуск на месте {1}"),
        ("include: string expected at {d}, got {}", "include: на месте {1} ожидается строка, а там {~2}"),
        (
            "named options expected, such as {}; got the element {}",
            "нужны именованные параметры, например {1}, а там элемент {2}"
        ),
        (
            "query: names expected, such as {limit = 10}; got the element {}",
            "query: нужны имена, например {limit = 10}, а там элемент {1}"
        ),
        (
            "query: {} has a hole at {d}, or names beside its list",
            "query: в списке {1} пропуск на месте {2} или лишние имена"
        ),
        ("query: {} nests too deep", "query: слишком глубокая вложенность: {1}"),
        ("query: {} expected at {}, got {}", "query: в {2} ожидается {~1}, а там {~3}"),
        ("query: {} expected for {}, got {}", "query: для {2} ожидается {~1}, а передано: {~3}"),
        ("query: name expected inside {}, got {}", "query: внутри {1} нужны имена, а там {~2}"),
        (
            "path expected, such as \"/v1/contacts/fields\", got {}",
            "ожидается путь, например \"/v1/contacts/fields\", а передано: {~1}"
        ),
        ("{}: {} expected, got {}", "{1}: ожидается {~2}, а передано: {~3}"),
        ("{} expected, got a table with the field {}", "ожидается {~1}, а передана таблица с полем {2}"),
        ("{} expected, got {}", "ожидается {~1}, а передано: {~2}"),
        ("value expected", "нужно значение"),
        ("{} expected", "ожидается {~1}"),
        ("no value", "ничего"),
        ("invalid option '{}'", "недопустимое значение {1}"),
        ("invalid mode", "неверный режим; есть \"r\", \"w\", \"a\" и с плюсом"),
        ("invalid format", "неверный формат"),
        ("index out of range", "номер вне допустимых"),
        ("position out of bounds", "такого места в списке нет"),
        ("out of bounds", "вне границ"),
        ("initial position out of string", "начало поиска за концом строки"),
        ("base out of range", "основание — от 2 до 36"),
        ("interval is empty", "нижняя граница больше верхней"),
        ("number too large", "число слишком велико"),
        ("too many arguments", "слишком много аргументов"),
        ("zero", "ноль"),
        ("not a number in proper range", "число вне допустимых"),
        ("value out of range", "значение вне допустимых"),
    ]

    /// In the nominative: behind «ожидается», «это» and a colon.
    private static let types: [(String, String)] = [
        ("number", "число"), ("string", "строка"), ("boolean", "true или false"), ("function", "функция"),
        ("table", "таблица"), ("thread", "сопрограмма"), ("coroutine", "сопрограмма"), ("userdata", "объект из C"),
        ("light userdata", "указатель из C"), ("integer", "целое число"), ("a table", "таблица"),
        ("a function", "функция"), ("a boolean", "true или false"), ("nil or table", "nil или таблица"),
        ("table or string", "таблица или строка"), ("positive integer", "целое положительное число"),
        ("positive number", "положительное число"), ("integer from 1 to {d}", "целое число от 1 до {1}"),
        ("string or list of strings", "строка или список строк"), ("string or table", "строка или таблица"),
        ("string, number or boolean", "строка, число или true/false"),
        ("string, number, boolean or table", "строка, число, true/false или таблица"),
        ("\"collect\" or \"raise\"", "\"collect\" или \"raise\""), ("list of ids", "список id"),
        ("list of ids or function that gives them", "список id или функция, которая их выдаёт"),
        ("table of options", "таблица параметров"), ("table of settings", "таблица настроек"),
        ("table or function that gives elements", "таблица или функция, которая выдаёт элементы"),
        ("string/function/table", "строка, функция или таблица"), ("FILE*", "файл"),
        ("bitrix.Error", "объект ошибки"),
    ]
}
