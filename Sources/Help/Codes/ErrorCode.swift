public import ErrorCodes
public import Localization

/// What an error code means and what to do about it.
///
/// Sources: docs/api.md for the API's codes; what the API's documents do not settle is said so in words. Codes of the other
/// kinds are our own (``OwnCode``).
public struct ErrorCode: Sendable {
    /// Whether the same request may succeed when it is sent again.
    public enum Retry: Sendable {
        /// As the catalogue and the retry policy have it.
        case known(OwnCode.Repetition)
        /// The API does not document the status, which decides.
        case unknown
    }

    /// The code.
    public let name: String
    /// Who says it.
    public let kind: ErrorKind
    /// The HTTP status that it comes with; nil for our own codes and where the API does not tell.
    public let status: Int?
    /// What it means: a few words, without a capital and a full stop.
    public let meaning: Text
    /// What to do: a sentence or two.
    public let remedy: Text
    /// Whether repeating helps.
    public let retry: Retry

    /// A code of the API. Whether it is repeated follows from its status.
    ///
    /// - Parameter mayPass: whether a person may have more luck later, though the program does not try by itself.
    init(_ status: Int?, _ name: String, _ meaning: Text, _ remedy: Text, mayPass: Bool = false) {
        self.name = name
        self.kind = .api
        self.status = status
        self.meaning = meaning
        self.remedy = remedy
        retry =
            status.map { status in
                .known(StatusRule.isRepeated(status, code: name) ? .automatic : mayPass ? .later : .useless)
            } ?? .unknown
    }

    /// A code of our own.
    init(_ code: OwnCode) {
        name = code.rawValue
        kind = code.kind
        status = nil
        (meaning, remedy) = code.texts
        retry = .known(code.repetition)
    }

    /// Whether repeating helps, in words.
    public var retryText: Text {
        switch retry {
        case .known(.useless):
            Text("Repeating it unchanged does not help.", "Повторять тот же запрос бесполезно.")
        case .known(.later):
            Text(
                "It may work later; `bitrix` does not repeat it by itself.",
                "Позже может получиться; сам `bitrix` такой запрос не повторяет.")
        case .known(.automatic):
            Text(
                "It passes: `bitrix` repeats a GET by itself, with waits, and raises the last failure.",
                "Это проходит: `bitrix` сам повторяет GET с паузами и сообщает о последней неудаче.")
        case .unknown:
            Text(
                "Whether `bitrix` repeats it depends on the HTTP status that it comes with.",
                "Повторит ли `bitrix` такой запрос, зависит от статуса HTTP, с которым придёт код.")
        }
    }

    var entry: Entry {
        let who =
            kind == .api
            ? Text(
                "`kind` is `api`" + (status.map { ", HTTP status \($0)." } ?? "."),
                "Поле `kind`: `api`" + (status.map { "; статус HTTP: \($0)." } ?? "."))
            : Text(
                "A code of `bitrix` itself; `kind` is `\(kind.rawValue)`.",
                "Код самой программы `bitrix`; поле `kind`: `\(kind.rawValue)`.")
        return Entry(
            .code, name, summary: Text(Self.sentence(meaning.english), Self.sentence(meaning.russian)),
            body: Text(
                "\(remedy.english) \(retryText.english)\n\n\(who.english)",
                "\(remedy.russian) \(retryText.russian)\n\n\(who.russian)"),
            related: ["errors"])
    }

    private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension Help {
    /// Every code, those of the API by status, then ours by kind.
    public static let codes: [ErrorCode] =
        requestCodes + keyCodes + rightsCodes + otherAPICodes
        + [.network, .response, .config, .limit, .script].flatMap { (kind: ErrorKind) in
            OwnCode.allCases.filter { $0.kind == kind }.map(ErrorCode.init)
        }

    /// The meaning of a code, or of the HTTP status for a code that nobody listed; nil where neither says anything.
    ///
    ///     Help.meaning(ofCode: "SCOPE_DENIED", status: 403, .english)  // "the key lacks a scope; contacts need crm"
    public static func meaning(ofCode code: String, status: Int?, _ language: Language) -> String? {
        (codes.first { $0.name == code }?.meaning ?? status.flatMap(meaning(ofStatus:)))?[language]
    }

    private static func meaning(ofStatus status: Int) -> Text? {
        switch status {
        case 400: Text("the request is not valid", "запрос составлен неверно")
        case 401: Text("the key is refused", "ключ не принят")
        case 402: Text("the portal's plan does not cover this", "тариф портала этого не включает")
        case 403: Text("the key or its owner has no right to this", "у ключа или его владельца нет на это прав")
        case 404: Text("there is nothing under this address", "по этому адресу ничего нет")
        case 405: Text("this path does not take this method", "этот путь не принимает такой метод")
        case 408: Text("the server waited too long", "сервер не дождался запроса")
        case 409: Text("another change stands in the way", "мешает другое изменение")
        case 422: Text("the portal refuses the values", "портал не принимает эти значения")
        case 429: Text("too many requests; wait, then repeat", "слишком много запросов: подождите и повторите")
        case 502: Text("the portal does not answer; try again later", "портал не отвечает: повторите позже")
        case 503: Text("the service is not available; try again later", "сервис недоступен: повторите позже")
        case 504: Text("the portal is too slow; try again later", "портал отвечает слишком долго: повторите позже")
        case 500...599: Text("a fault on the server's side", "сбой на стороне сервера")
        default: nil
        }
    }

    /// `HTTP_503` stands in `code` where the API sent none.
    static func statusEntry(_ name: String) -> Entry? {
        let digits = name.hasPrefix("http_") ? String(name.dropFirst(5)) : name
        guard digits.count == 3, let status = Int(digits), let meaning = meaning(ofStatus: status) else { return nil }
        return ErrorCode(
            status, "HTTP_\(status)", meaning,
            Text(
                "Stands in `code` where an answer has this status and no code of its own.",
                "Стоит в `code`, если у ответа с этим статусом нет своего кода."),
            mayPass: status >= 500
        ).entry
    }
}
