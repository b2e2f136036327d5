internal import Localization

/// Messages of the program itself: of error objects, of recordings, of the command line. Kept in the order of the sources.
extension Catalogue {
    static let own = Catalogue(settings + network + answers + recordings + commandLine + systemReasons)

    private static let settings: [(String, String)] = [
        // As files that cannot be used are told before a script runs.
        ("{} (RECORDING_INVALID)", "{~1} (RECORDING_INVALID)"),
        ("{} (RECORDING_FAILED)", "{~1} (RECORDING_FAILED)"),
        (
            "no API key: set VIBE_API_KEY, or try --demo, which needs none",
            "ключ API не задан: задайте VIBE_API_KEY или попробуйте --demo, где ключ не нужен"
        ),
        ("{}; it should look like {}", "{~1}; адрес выглядит так: {2}"),
        (
            "{} holds what looks like a key: keys belong in VIBE_API_KEY",
            "в {1} что-то похожее на ключ: ключу место в VIBE_API_KEY"
        ),
        ("{} is not an http or https URL", "в {1} не адрес http или https"),
        (
            "{} has a query or a fragment, which a base URL cannot have",
            "в {1} есть параметры или якорь, которых в этом адресе быть не может"
        ),
        (
            "{} has a user name or a password in it: the key belongs in VIBE_API_KEY",
            "в {1} есть имя пользователя или пароль: ключу место в VIBE_API_KEY"
        ),
        (
            "{} has what looks like a key for its host: keys belong in VIBE_API_KEY",
            "в {1} вместо имени сервера что-то похожее на ключ: ключу место в VIBE_API_KEY"
        ),
        ("{} has characters in its path that cannot be in a URL", "в пути адреса {1} есть символы, недопустимые в URL"),
        (
            "{} has no valid host and port: a port is a number from 1 to 65535",
            "в {1} неверный порт: порт — число от 1 до 65535"
        ),
        ("{} has no valid host and port", "в {1} неверно указаны сервер и порт"),
        (
            "{} has a host outside ASCII, which must be written in punycode here (xn--…)",
            "в {1} имя сервера не из символов ASCII; здесь его нужно записать в punycode (xn--…)"
        ),
        ("{} is no address of a proxy", "в {1} не адрес прокси"),
        (
            "{} holds {} in its user or password at position {d}, which is written {} there",
            "в {1}, в имени или пароле, на месте {3} стоит {~2}; там это записывается как {4}"
        ),
        ("{} holds {} in its user or password at position {d}", "в {1}, в имени или пароле, на месте {3} стоит {~2}"),
        ("{} holds {} at position {d}; {}", "в {1} на месте {3} стоит {~2}; {~4}"),
        ("{} holds {} at position {d}", "в {1} на месте {3} стоит {~2}"),
        ("the name of a variable", "имя переменной"),
        ("a quotation mark", "кавычка"),
        ("an angle bracket", "угловая скобка"),
        (
            "it marks the place of a value in an example: put your own there",
            "так в примерах отмечено место значения: подставьте своё"
        ),
        ("a line break", "перенос строки"),
        ("a space", "пробел"),
        ("a tab", "табуляция"),
        ("a control character", "управляющий символ"),
        ("an encoded control character", "закодированный управляющий символ"),
        ("a character outside ASCII", "символ не из ASCII"),
        ("only what follows the \"=\" belongs there", "нужно только то, что стоит после «=»"),
        (
            "leave the quotation marks out, which docker's env files keep as part of the value",
            "уберите кавычки: в env-файлах docker они становятся частью значения"
        ),
        (
            "it must be one line of visible ASCII characters: copy it again",
            "должна быть одна строка из видимых символов ASCII: скопируйте значение ещё раз"
        ),
        (
            "the path must begin with a slash, as /v1/contacts/71 does",
            "путь начинается с косой черты, например /v1/contacts/71"
        ),
        (
            "the path has a segment \".\" or \"..\": write the path in full",
            "в пути есть часть «.» или «..»: запишите путь полностью"
        ),
        (
            "the path holds a character that must be percent-encoded (a space is %20, a question mark %3F)",
            "в пути есть символ, который нужно кодировать через % (пробел — %20, вопросительный знак — %3F)"
        ),
        (
            "the query holds a character that must be percent-encoded (a space is %20, a question mark %3F)",
            "в параметрах есть символ, который нужно кодировать через % (пробел — %20, вопросительный знак — %3F)"
        ),
        ("cannot read trusted certificates from {}", "не удаётся прочитать доверенные сертификаты: {~1}"),
        ("the file {} (SSL_CERT_FILE)", "файл {1} (SSL_CERT_FILE)"),
        ("the folder {} (SSL_CERT_DIR)", "папка {1} (SSL_CERT_DIR)"),
        (
            "the system's certificate store (Debian: apt install ca-certificates)",
            "хранилище сертификатов системы (Debian: apt install ca-certificates)"
        ),
        (
            "cannot load {}, which every request needs (Debian: apt install libcurl4): {}",
            "не удалось загрузить {1}: она нужна для каждого запроса (Debian: apt install libcurl4): {~2}"
        ),
        ("libcurl does not do what is needed: {}", "возможностей этой libcurl не хватает: {~1}"),
        ("libcurl could not start: out of memory?", "libcurl не запустилась: не хватило памяти?"),
        ("libcurl could not start a transfer: out of memory?", "libcurl не начала запрос: не хватило памяти?"),
        ("libcurl failed: {}", "сбой libcurl: {~1}"),
        ("the loader does not say why", "загрузчик не сообщил причину"),
        (
            "too many open files for {} (this process may have {d}: ulimit -n): close what is not needed, or raise the limit",
            "слишком много открытых файлов (процессу разрешено {2}: ulimit -n), не хватило на {~1}: закройте лишние или "
                + "увеличьте предел"
        ),
        (
            "too many open files for {}: close what is not needed, or raise the limit",
            "слишком много открытых файлов, не хватило на {~1}: закройте лишние или увеличьте предел"
        ),
        ("a connection to {}", "соединение с {1}"),
        ("the demo portal", "демо-портал"),
        ("the demo portal does not start: {}", "демо-портал не запускается: {~1}"),
        ("no such call: {}", "такого вызова нет: {1}"),
        ("no request is under way", "ни один запрос не выполняется"),
        ("the limit of requests is reached, and this one was not sent", "предел запросов исчерпан, этот не отправлен"),
        ("no further request is allowed (--max-requests)", "больше запросов отправлять нельзя (--max-requests)"),
        ("the time that --max-time allows is over", "время, отведённое параметром --max-time, вышло"),
        (
            "the script needs more memory than --max-memory allows",
            "скрипту нужно больше памяти, чем разрешает --max-memory"
        ),
        (
            "the script sends more requests than --max-requests allows",
            "скрипт отправляет больше запросов, чем разрешает --max-requests"
        ),
    ]

    private static let network: [(String, String)] = [
        ("interrupted while waiting for the next attempt", "прервано во время паузы перед повтором"),
        ("interrupted while waiting for {}", "прервано во время ожидания ответа от {1}"),
        ("cannot find the host \"{}\"", "не найден сервер «{1}»"),
        ("cannot find the proxy's host", "не найден сервер прокси"),
        (
            "nobody could be asked for the proxy's host \"{}\" just now: does the network's name server answer?",
            "сейчас некого спросить об адресе прокси «{1}»: отвечает ли сервер имён (DNS)?"
        ),
        (
            "nobody could be asked for the host \"{}\" just now: does the network's name server answer?",
            "сейчас некого спросить об адресе сервера «{1}»: отвечает ли сервер имён (DNS)?"
        ),
        ("cannot connect to {}: {}", "не удалось соединиться с {1}: {~2}"),
        ("the proxy {} does not lead to {}: {}", "прокси {1} не соединяет с {2}: {~3}"),
        ("it answered 407: it asks for a user and a password", "ответ 407: нужны имя пользователя и пароль"),
        ("it answered {d}", "ответ {1}"),
        ("it closed the connection", "он закрыл соединение"),
        (
            "no connection to {} through the proxy {} within {}",
            "соединение с {1} через прокси {2} не установлено за {~3}"
        ),
        ("no connection to {} within {}", "соединение с {1} не установлено за {~2}"),
        ("no answer from {} within {}", "нет ответа от {1} за {~2}"),
        ("the answer from {} was not complete after {} ({})", "ответ от {1} пришёл не полностью за {~2} ({~3})"),
        (
            "the answer from {} came more slowly than {d} bytes a second for {} ({})",
            "ответ от {1} шёл медленнее, чем {2} Б/с, в течение {~3} ({~4})"
        ),
        ("{d} bytes of the body came", "пришло {1} {1:байт|байта|байт} тела"),
        ("{d} of {d} bytes of the body came", "пришло {1} из {2} {2:байта|байт|байт} тела"),
        ("{d} s", "{1} с"),
        ("{d} ms", "{1} мс"),
        ("the certificate of the proxy {} is not valid: {}", "сертификат прокси {1} недействителен: {~2}"),
        ("the certificate of {} is not valid: {}", "сертификат {1} недействителен: {~2}"),
        ("it is for another host", "он выдан другому серверу"),
        ("it is not valid yet (is this computer's clock right?)", "срок ещё не начался (верны ли часы компьютера?)"),
        ("it has expired (is this computer's clock right?)", "срок истёк (верны ли часы компьютера?)"),
        (
            "it is self-signed, and no authority here knows it (to trust it, set SSL_CERT_FILE)",
            "он самоподписанный, и здешним центрам неизвестен (чтобы доверять ему, задайте SSL_CERT_FILE)"
        ),
        (
            "it comes from an unknown authority (to trust that one, set SSL_CERT_FILE)",
            "он выдан неизвестным центром (чтобы доверять ему, задайте SSL_CERT_FILE)"
        ),
        ("it has been revoked", "он отозван"),
        ("no TLS connection to the proxy {}: {}", "нет соединения TLS с прокси {1}: {~2}"),
        ("no TLS connection to {}: {}", "нет соединения TLS с {1}: {~2}"),
        ("the handshake failed", "не удалось договориться о шифровании"),
        ("{} closed the connection without an answer", "{1} закрыл соединение, ничего не ответив"),
        ("{} reset the connection {}", "{1} сбросил соединение {~2}"),
        ("{} closed the connection {}", "{1} закрыл соединение {~2}"),
        ("{} gave up the stream of this request {}: {}", "{1} отказался от этого запроса {~2}: {~3}"),
        ("{} gave up the connection {}: {}", "{1} отказался от соединения {~2}: {~3}"),
        ("the connection to {} broke before it answered: {}", "соединение с {1} оборвалось до ответа: {~2}"),
        ("the connection to {} broke {}: {}", "соединение с {1} оборвалось {~2}: {~3}"),
        ("before it answered", "до ответа"),
        ("before the answer was complete ({})", "до конца ответа ({~1})"),
        ("within the answer's headers", "посреди заголовков ответа"),
        (
            "what {} answered is not valid HTTP: its first header line begins with a blank",
            "ответ {1} — не HTTP: первая строка заголовков начинается с пробела"
        ),
        ("what {} answered is not valid HTTP: {}", "ответ {1} — не HTTP: {~2}"),
        ("the request to {} failed: {}", "запрос к {1} не удался: {~2}"),
        ("result {d}", "код {1}"),
    ]

    private static let answers: [(String, String)] = [
        (
            "the answer from {} is larger than the limit of {d} bytes: ask for less, or raise the limit",
            "ответ от {1} больше предела в {2} {2:байт|байта|байт}: запросите меньше или увеличьте предел"
        ),
        ("the headers of the answer from {} are larger than {d} KiB", "заголовки ответа от {1} больше {2} КиБ"),
        ("the answer from {} cannot be decompressed: {}", "ответ от {1} не распаковывается: {~2}"),
        ("something follows its end", "после конца есть что-то ещё"),
        ("no memory for the answer from {}", "не хватает памяти для ответа от {1}"),
        ("the answer is empty", "ответ пуст"),
        ("the answer has no body", "у ответа нет тела"),
        ("the body is not the API's: {}", "тело ответа не от API: {1}"),
        (
            "contact {d} was asked for, but the answer has the id {}",
            "запрошен контакт {1}, а в ответе id {2}"
        ),
        (
            "the answer is about another record than the one that was asked for: {}",
            "в ответе не та запись, которую запросили: {1}"
        ),
        (
            "the answer is about another record than the one that was asked for",
            "в ответе не та запись, которую запросили"
        ),
        (
            "the API leaves out what include asks for in lists of more than 200 records; ask for limit = 200 and less, and "
                + "for the rest with offset",
            "в списках длиннее 200 записей API не присылает того, что названо в include; запросите limit = 200 или меньше, "
                + "а остальное — с offset"
        ),
        ("the answer is not JSON: {}", "ответ — не JSON: {1}"),
        ("the answer is not JSON", "ответ — не JSON"),
        ("the answer is not UTF-8, at {}", "ответ не в UTF-8: {1}"),
        ("the answer is not UTF-8: {}", "ответ не в UTF-8: {1}"),
        ("the answer is not UTF-8", "ответ не в UTF-8"),
        (
            "the answer holds a text with a broken escape, at {}",
            "в ответе строка с испорченной escape-последовательностью: {1}"
        ),
        (
            "the answer holds a text with a broken escape: {}",
            "в ответе строка с испорченной escape-последовательностью: {1}"
        ),
        ("the answer holds a text with a broken escape", "в ответе строка с испорченной escape-последовательностью"),
        ("the answer nests too deep: {}", "слишком глубокая вложенность ответа: {1}"),
        ("the answer nests too deep", "слишком глубокая вложенность ответа"),
        (
            "the answer is JSON, but not in the form that the API documents: {}",
            "ответ — JSON, но не такой, как в документации API: {1}"
        ),
        (
            "the answer is JSON, but not in the form that the API documents",
            "ответ — JSON, но не такой, как в документации API"
        ),
        ("the server answers with a redirect that leads nowhere", "сервер перенаправляет в никуда"),
        (
            "the server sends the request elsewhere, to {}; set VIBE_URL to the right address",
            "сервер перенаправляет запрос на {1}; запишите в VIBE_URL верный адрес"
        ),
        ("the server sends the request elsewhere", "сервер перенаправляет запрос на другой адрес"),
        ("the API gave no message", "API не прислал сообщения"),
    ]

    private static let recordings: [(String, String)] = [
        (
            "{} holds something that is no recording, and is not replaced: choose another name",
            "{1} — не запись bitrix и заменён не будет: выберите другое имя"
        ),
        ("no memory for the recorded answer", "не хватает памяти для записанного ответа"),
        ("{} is not in the recording {}, which holds no request", "запроса {1} нет в записи {2}; она пуста"),
        (
            "{} is not in the recording {}; the nearest request there is {}",
            "запроса {1} нет в записи {2}; самый близкий из записанных: {3}"
        ),
        (
            "{}:{d}: {}; it is the last line, and seems cut off: without it the rest can be used",
            "{1}:{2}: {~3}; это последняя строка, похоже, обрезанная: без неё остальное пригодно"
        ),
        (
            "another program is recording to {} now: wait for its end, or choose another name",
            "в {1} сейчас пишет другая программа: дождитесь её конца или выберите другое имя"
        ),
        ("{}:{d}: {}", "{1}:{2}: {~3}"),
        ("no recording of bitrix, which begins with {}", "не запись bitrix: та начинается с {1}"),
        (
            "the recording has version {}; this program reads version 1",
            "у записи версия {1}; эта программа читает версию 1"
        ),
        ("this is not UTF-8", "это не UTF-8"),
        (
            "\"{}\" should look like \"GET /v1/contacts/71\"",
            "поле \"{1}\" должно выглядеть так: \"GET /v1/contacts/71\""
        ),
        (
            "\"kind\" of the error should be network, response or config",
            "поле \"kind\" ошибки — network, response или config"
        ),
        ("\"status\" should be from 100 to 999", "поле \"status\" — от 100 до 999"),
        (
            "one of \"body\", \"text\" and \"base64\" should be there, not {d} of them",
            "из полей \"body\", \"text\" и \"base64\" нужно ровно одно, а не {1}"
        ),
        ("\"base64\" holds something else", "в поле \"base64\" что-то другое"),
        ("\"{}\" should be {}; it is missing", "поле \"{1}\" — {~2}; его нет"),
        ("\"{}\" should be {}", "поле \"{1}\" — {~2}"),
        ("a string", "строка"),
        ("a whole number", "целое число"),
        ("a number of seconds", "число секунд"),
        ("an object", "объект"),
        ("byte {d}: {}", "байт {1}: {~2}"),
        ("expected {}, found {}", "ожидалось: {~1}; найдено: {~2}"),
        ("expected {}", "ожидалось: {~1}"),
        ("the end of the text", "конец текста"),
        ("the control byte {}", "управляющий байт {1}"),
        ("',' or '}'", "',' или '}'"),
        ("',' or ']'", "',' или ']'"),
        ("a member's name in double quotes", "имя поля в двойных кавычках"),
        ("':' after a member's name", "':' после имени поля"),
        ("a value", "значение"),
        (
            "a control character in a string needs an escape, such as {}",
            "управляющий символ в строке записывают escape-последовательностью: {1}"
        ),
        (
            "the string that begins here has no closing quote",
            "у строки, которая начинается здесь, нет закрывающей кавычки"
        ),
        ("the string is not UTF-8", "строка не в UTF-8"),
        ("an escape (one of {})", "escape-последовательность (одна из {1})"),
        ("four hexadecimal digits after \\u", "четыре шестнадцатеричные цифры после \\u"),
        ("a number must not begin with a superfluous 0", "число не должно начинаться с лишнего 0"),
        ("a digit after the decimal point", "цифра после точки"),
        ("a digit in the exponent", "цифра в показателе степени"),
        ("a digit", "цифра"),
    ]

    private static let commandLine: [(String, String)] = [
        (
            "standard output cannot be written, and a part of what was printed is lost: {}",
            "не удаётся писать в стандартный вывод, часть напечатанного потеряна: {~1}"
        ),
        (
            "standard output cannot be written, and a part of what was printed is lost",
            "не удаётся писать в стандартный вывод, часть напечатанного потеряна"
        ),
        (
            "port {d} of 127.0.0.1 is in use; choose another one, or 0 for any that is free",
            "порт {1} на 127.0.0.1 занят; выберите другой или 0 — любой свободный"
        ),
        (
            "port {d} of 127.0.0.1 is not allowed for this user; choose one from 1024 on, or 0 for any",
            "порт {1} на 127.0.0.1 вам не разрешён; выберите от 1024 или 0 — любой"
        ),
        ("libmicrohttpd could not start the demo portal: {}", "libmicrohttpd не запустила демо-портал: {~1}"),
        (
            "cannot load {}, which the demo portal needs (Debian: apt install libmicrohttpd12): {}",
            "не удалось загрузить {1}: она нужна демо-порталу (Debian: apt install libmicrohttpd12): {~2}"
        ),
        ("the system refuses the demo portal a socket: {}", "система не даёт демо-порталу сокет: {1}"),
        ("cannot read {}: {}", "не удалось прочитать {1}: {~2}"),
        ("cannot open {}: {}", "не удалось открыть {1}: {~2}"),
        ("cannot open {}", "не удалось открыть {1}"),
        (
            "nobody reads the pipe {}: start its reader first",
            "канал {1} никто не читает: сначала запустите читающую программу"
        ),
        ("cannot write {}: {}", "не удалось записать {1}: {~2}"),
        (
            "--trace: a line cannot be written, and is missing: {}",
            "--trace: строку не удалось записать, её нет: {~1}"
        ),
    ]
}
