internal import ErrorCodes
internal import Localization

/// What our own codes mean, in a few words without a capital and a full stop, and what to do, in a sentence or two.
extension OwnCode {
    typealias Texts = (meaning: Text, remedy: Text)

    /// A new code does not compile until it has texts here.
    var texts: Texts {
        switch self {
        case .hostNotFound:
            (
                Text(
                    "the host's name has no address: a typing error, or no network",
                    "имя сервера не найдено: опечатка или нет сети"), Self.checkNetwork
            )
        case .connectionRefused:
            (
                Text(
                    "nothing listens there: a wrong port, or the server is down",
                    "в соединении отказано: неверный порт, или сервер не работает"), Self.checkNetwork
            )
        case .connectTimeout:
            (
                Text("no connection came about in time", "соединение не установилось вовремя"),
                Text(
                    "On a slow network: `--connect-timeout 30`.", "В медленной сети поможет `--connect-timeout 30`.")
            )
        case .timeout:
            (
                Text("no complete answer came in time", "полный ответ не пришёл вовремя"),
                Text("`--timeout` sets the time, 60 s by default.", "Срок задаёт `--timeout`, обычно это 60 с.")
            )
        case .tooSlow:
            (
                Text(
                    "the answer dripped in; the server or the network is overloaded",
                    "ответ шёл слишком медленно; сервер или сеть перегружены"), Self.checkNetwork
            )
        case .connectFailed:
            (
                Text(
                    "no way leads there: the network is down, or the address is wrong",
                    "сервер недостижим: сеть не работает, или адрес неверен"), Self.checkNetwork
            )
        case .connectionReset:
            (
                Text("the other side broke the connection off", "сервер оборвал соединение"), Self.checkNetwork
            )
        case .emptyReply:
            (
                Text("the other side hung up without a word", "сервер закрыл соединение, ничего не ответив"),
                Self.checkNetwork
            )
        case .answerCut:
            (
                Text("the connection ended before the answer did", "соединение закрылось раньше, чем кончился ответ"),
                Self.checkNetwork
            )
        case .certificateInvalid:
            (
                Text(
                    "the server cannot prove who it is, so nothing was sent",
                    "подлинность сервера не подтверждена, поэтому ничего не отправлено"),
                Text(
                    "The message says why. For an authority of your own set `SSL_CERT_FILE`; also check the clock.",
                    "Причина — в сообщении. Для своего центра сертификации задайте `SSL_CERT_FILE`; проверьте и часы.")
            )
        case .tlsFailed:
            (
                Text("no encrypted connection could be agreed on", "не удалось договориться о шифровании"),
                Text(
                    "Is it an https server, and is nothing in between?",
                    "Точно ли это сервер https? Нет ли прокси между вами и сервером?")
            )
        case .proxyFailed:
            (
                Text("the proxy cannot be reached or refuses", "прокси недоступен или отказывает"),
                Text("Check `https_proxy`, `no_proxy`.", "Проверьте `https_proxy` и `no_proxy`.")
            )
        case .proxyUnavailable:
            (
                Text("the proxy cannot lead to the server just now", "прокси сейчас не может соединить с сервером"),
                Text(
                    "Run it later; the message has the proxy's status.", "Повторите позже; статус прокси — в сообщении."
                )
            )
        case .lookupFailed:
            (
                Text(
                    "nobody could be asked for the host's address just now",
                    "сейчас некого спросить об адресе узла"),
                Text(
                    "Check the network and its name server; the name itself may be right.",
                    "Проверьте сеть и её сервер имён; само имя может быть верным.")
            )
        case .streamFailed:
            (
                Text(
                    "the server gave up the request, or the connection with all of its requests (HTTP/2)",
                    "сервер отказался от запроса или от всего соединения с его запросами (HTTP/2)"), Self.checkNetwork
            )
        case .badHTTP:
            (
                Text("what answers there does not speak HTTP: a wrong port?", "ответ — не HTTP: неверный порт?"),
                Self.checkNetwork
            )
        case .transferFailed:
            (
                Text(
                    "the request failed in a way that has no name here; the message has libcurl's words",
                    "запрос не удался, отдельного кода для этого сбоя нет; в сообщении — текст libcurl"),
                Self.checkNetwork
            )
        case .interrupted:
            (
                Text("Ctrl-C ended the wait", "ожидание прервано по Ctrl-C"),
                Text("Nothing is wrong.", "Всё в порядке.")
            )
        case .emptyAnswer:
            (
                Text("the server answered with nothing", "сервер прислал пустой ответ"), Self.wrongServer
            )
        case .invalidJSON:
            (
                Text(
                    "what came is no JSON: a proxy's page, or a cut answer",
                    "пришёл не JSON: страница прокси или обрывок"),
                Self.wrongServer
            )
        case .invalidUTF8:
            (
                Text("what came is text in another encoding than UTF-8", "пришёл текст не в UTF-8"), Self.wrongServer
            )
        case .invalidString:
            (
                Text(
                    "a text in the answer has a broken escape",
                    "в одной из строк ответа испорчена escape-последовательность"), Self.wrongServer
            )
        case .tooDeep:
            (
                Text("the answer nests absurdly deep", "вложенность ответа слишком велика"), Self.wrongServer
            )
        case .unexpectedAnswer:
            (
                Text(
                    "the answer is JSON, but not in the form that the API documents",
                    "ответ — JSON, но не той формы, что описана в API"), Self.wrongServer
            )
        case .wrongRecord:
            (
                Text(
                    "the answer is about another record than the one that was asked for",
                    "ответ — о другой записи, не о той, что запрошена"),
                Text(
                    "Run it again. A proxy or a server that mixes up answers is to be mended by its owner.",
                    "Запустите ещё раз. Прокси или сервер, который путает ответы, должен исправить его владелец.")
            )
        case .includeSkipped:
            (
                Text(
                    "the API leaves out what include asks for in lists of more than 200 records",
                    "в списках длиннее 200 записей API не присылает того, что названо в include"),
                Text(
                    "Ask for `limit = 200` and less, and for the rest with `offset`. `results` has the list as it came.",
                    "Запрашивайте не больше `limit = 200`, а остальное — с `offset`. В `results` список, каким он пришёл."
                )
            )
        case .redirect:
            (
                Text(
                    "the address has moved; a key is not sent after it",
                    "адрес переехал; ключ вслед за ним не отправляется"),
                Text(
                    "Set `VIBE_URL` to the address that the message names, if you trust it.",
                    "Запишите в `VIBE_URL` адрес из сообщения, если доверяете ему.")
            )
        case .answerTooLarge:
            (
                Text(
                    "more came than is accepted; --max-answer raises that",
                    "ответ больше допустимого; предел задаёт --max-answer"),
                Text("Ask for less, or raise the limit.", "Запросите меньше или увеличьте предел.")
            )
        case .headersTooLarge:
            (
                Text(
                    "the answer's headers are absurdly large; something is broken there",
                    "у ответа слишком большие заголовки; на сервере что-то неисправно"), Self.wrongServer
            )
        case .badContentEncoding:
            (
                Text(
                    "what came cannot be decompressed; a proxy may have spoilt it",
                    "ответ не распаковывается; возможно, его испортил прокси"), Self.wrongServer
            )
        case .outOfMemory:
            (
                Text("there is no memory for the answer", "для ответа не хватает памяти"),
                Text("Ask for less at once.", "Запрашивайте меньше за раз.")
            )
        case .missingAPIKey:
            (
                Text(
                    "no key is set, and the API answers nobody without one",
                    "ключ не задан, а без него API не отвечает"),
                Text(
                    "Set `VIBE_API_KEY`, or try `--demo`. The API uses this code, too (401).",
                    "Задайте `VIBE_API_KEY` или попробуйте `--demo`. Такой же код есть и у API (401).")
            )
        case .malformedAPIKey:
            (
                Text("the key was copied badly", "ключ скопирован с ошибкой"),
                Text(
                    "Copy it again, without spaces and line ends.", "Скопируйте его ещё раз, без пробелов и переносов.")
            )
        case .malformedSessionToken:
            (
                Text("the session token was copied badly", "токен сессии скопирован с ошибкой"),
                Text(
                    "Copy it again, without spaces and line ends.", "Скопируйте его ещё раз, без пробелов и переносов.")
            )
        case .invalidURL:
            (
                Text("VIBE_URL is no address that can be used", "в VIBE_URL указан непригодный адрес"),
                Text(
                    "It looks like `https://vibecode.bitrix24.tech`.",
                    "Он выглядит так: `https://vibecode.bitrix24.tech`.")
            )
        case .invalidProxy:
            (
                Text(
                    "https_proxy, http_proxy or all_proxy names no proxy",
                    "в https_proxy, http_proxy или all_proxy указан не прокси"),
                Text("It looks like `http://host:3128`.", "Он выглядит так: `http://host:3128`.")
            )
        case .invalidPath:
            (
                Text(
                    "a path or query holds a character that must be percent-encoded",
                    "в пути или запросе есть символ, который нужно кодировать через %"),
                Text(
                    "Give the query as a table: `bitrix.get` encodes it.",
                    "Передайте запрос таблицей: `bitrix.get` закодирует её.")
            )
        case .certificateStoreInvalid:
            (
                Text("the trusted certificates cannot be read", "не читаются доверенные сертификаты"),
                Text(
                    "Check `SSL_CERT_FILE` and `SSL_CERT_DIR`, or install ca-certificates.",
                    "Проверьте `SSL_CERT_FILE` и `SSL_CERT_DIR` или установите ca-certificates.")
            )
        case .libcurlUnavailable:
            (
                Text(
                    "libcurl, which every request needs, is missing or too old",
                    "нет libcurl, нужной каждому запросу, или она старая"),
                Text("Debian: `apt install libcurl4`.", "Debian: `apt install libcurl4`.")
            )
        case .recordingFailed:
            (
                Text(
                    "the file that --record names cannot be written, or another program records to it now",
                    "не удаётся записать файл, указанный в --record, или в него сейчас пишет другая программа"),
                Text(
                    "Check the path, the rights, and that the file is a recording.",
                    "Проверьте путь, права и то, что этот файл — запись.")
            )
        case .recordingInvalid:
            (
                Text(
                    "the file that --replay names cannot be read, or is damaged",
                    "файл, указанный в --replay, не читается или повреждён"),
                Text("The message names the line.", "Номер строки — в сообщении.")
            )
        case .notRecorded:
            (
                Text(
                    "the recording does not hold this request; record it again",
                    "этого запроса нет в записи; запишите её заново"),
                Text("Requests are found by method, path and query.", "Запросы находятся по методу, пути и параметрам.")
            )
        case .demoUnavailable:
            (
                Text("the demo portal does not start", "демо-портал не запускается"),
                Text("Debian: `apt install libmicrohttpd12`.", "Debian: `apt install libmicrohttpd12`.")
            )
        case .timeLimit:
            (
                Text(
                    "the script took longer than --max-time allows", "скрипт работал дольше, чем разрешает --max-time"),
                Text("Raise the limit, or do less.", "Увеличьте предел или делайте меньше.")
            )
        case .memoryLimit:
            (
                Text(
                    "the script needs more memory than --max-memory allows",
                    "скрипту нужно больше памяти, чем разрешает --max-memory"),
                Text("Raise the limit, or keep less.", "Увеличьте предел или храните меньше.")
            )
        case .tooManyOpenFiles:
            (
                Text(
                    "there are as many open files and connections as this process may have (ulimit -n)",
                    "открыто столько файлов и соединений, сколько этому процессу разрешено (ulimit -n)"),
                Text(
                    "Close files that are not needed, ask for less at once, or raise `ulimit -n`.",
                    "Закройте лишние файлы, запрашивайте меньше одновременно или увеличьте `ulimit -n`.")
            )
        case .requestLimit:
            (
                Text(
                    "the script wants to send more requests than --max-requests allows",
                    "скрипт пытается отправить больше запросов, чем разрешает --max-requests"),
                Text("Raise the limit, or ask for less.", "Увеличьте предел или запрашивайте меньше.")
            )
        case .scriptError:
            (
                Text(
                    "the function that bitrix.map calls failed; the message is Lua's",
                    "функция, которую вызывает bitrix.map, завершилась ошибкой; сообщение — от Lua"),
                Text(
                    "Mend the script. The field `value` is what it raised.",
                    "Исправьте скрипт. В поле `value` — сама ошибка.")
            )
        }
    }

    private static let checkNetwork = Text(
        "Check the address (`VIBE_URL`) and the network.", "Проверьте адрес (`VIBE_URL`) и сеть.")
    private static let wrongServer = Text(
        "Look at what came: `bitrix.last.body`, or `:raw` at the prompt. Is `VIBE_URL` right?",
        "Посмотрите, что пришло: `bitrix.last.body` или `:raw`. Верен ли `VIBE_URL`?")
}
