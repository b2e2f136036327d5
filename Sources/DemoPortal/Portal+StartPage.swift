internal import Entities
internal import JSON

extension Portal {
    /// `GET /`: what this is, a line to try, and the reserved ids and keys, in plain text.
    func startPage(for request: PortalRequest) -> PortalAnswer {
        let url = "http://\(host(of: request))"
        let ids = data.records(ReservedAnswer.path).records.compactMap { $0["id"]?.integer }
        let isRussian = Self.prefersRussian(request.headers["Accept-Language"] ?? "")
        let range = ids.isEmpty ? nil : (ids.min() ?? 0, ids.max() ?? 0)
        let page = isRussian ? russianPage(url, range) : englishPage(url, range)
        let headers: PortalHeaders = [
            "Content-Type": "text/plain; charset=utf-8", "Content-Language": isRussian ? "ru" : "en",
            "Vary": "Accept-Language",
        ]
        return PortalAnswer(status: 200, headers: headers, body: Array(page.utf8))
    }

    private func englishPage(_ url: String, _ range: (first: Int, last: Int)?) -> String {
        """
        A pretend portal of the Bitrix24 Vibe API. All records are invented; nothing is stored.

        Try:
          curl '\(url)/v1/contacts/71?include=company' -H 'X-Api-Key: YOUR_API_KEY'

        Paths:
        \(Self.paths)

        Contacts: \(range.map { "\($0.first) to \($0.last)" } ?? "none")

        Contact ids that answer in a special way (9404 gives 404, 940402 another 404, 99003 comes after 3 s):
        \(reservedTable(\.english))

        Keys and session tokens that are refused (others are checked for their form; none at all is fine):
        \(keyTable(\.english))

        """
    }

    private func russianPage(_ url: String, _ range: (first: Int, last: Int)?) -> String {
        """
        Демо-портал Bitrix24 Vibe API. Все записи вымышленные, ничего не сохраняется.

        Попробуйте:
          curl '\(url)/v1/contacts/71?include=company' -H 'X-Api-Key: YOUR_API_KEY'

        Пути:
        \(Self.paths)

        Контакты: \(range.map { "с \($0.first) по \($0.last)" } ?? "нет")

        Id контактов с особым ответом (9404 — ответ 404, 940402 — другой 404, 99003 приходит через 3 с):
        \(reservedTable(\.russian))

        Ключи и токены сессий, которые портал отклоняет (у остальных проверяется только вид; можно и без ключа):
        \(keyTable(\.russian))

        """
    }

    private static let paths: String = {
        let rows =
            Entity.all.flatMap { entity in
                let include = entity.includes.map(\.name).joined(separator: ",")
                return [
                    ("\(entity.path)/:id", include.isEmpty ? "" : "include=\(include)"),
                    (entity.path, include.isEmpty ? "limit, offset" : "limit, offset, include"),
                    ("\(entity.path)/fields", ""),
                ]
            } + [("me", ""), ("batch", #"POST: {"calls":[{"entity":"contacts","action":"get","entityId":71}]}"#)]
        return rows.map { path, parameters in
            parameters.isEmpty ? "  /v1/\(path)" : "  /v1/" + pad(path, to: 18) + parameters
        }.joined(separator: "\n")
    }()

    /// Whether a visitor reads Russian rather than English, as `Accept-Language` says; English for whoever does not say.
    private static func prefersRussian(_ header: String) -> Bool {
        func quality(_ language: String) -> Double {
            let ranges = header.lowercased().split(separator: ",").map {
                $0.split(separator: ";").map { $0.filter { $0 != " " } }
            }
            let found = ranges.first { $0.first == language || $0.first?.hasPrefix(language + "-") == true }
            guard let found else { return 0 }
            return found.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
        }
        return quality("ru") > quality("en")
            || quality("ru") > 0 && quality("ru") == quality("en") && header.lowercased().hasPrefix("ru")
    }

    private func reservedTable(_ language: KeyPath<StartPageNote, String>) -> String {
        data.reservedIds.compactMap { data.reserved[$0] }.map { entry in
            let what = [entry.code ?? "", entry.note[keyPath: language]].filter { !$0.isEmpty }.joined(separator: ": ")
            return "  \(Self.pad(String(entry.id), to: 6))  \(entry.status)  \(what)"
        }.joined(separator: "\n")
    }

    private func keyTable(_ language: KeyPath<StartPageNote, String>) -> String {
        let width = data.keys.map(\.key.count).max() ?? 0
        return data.keys.map { special in
            let what = [special.refusal.error["code"]?.string ?? "", special.note[keyPath: language]].filter {
                !$0.isEmpty
            }
            return "  \(Self.pad(special.key, to: width))  \(special.refusal.status)  \(what.joined(separator: ": "))"
        }.joined(separator: "\n")
    }

    /// The host and port that the client used, if they look like such; the text lands in a shell line.
    private func host(of request: PortalRequest) -> String {
        let host = request.headers["Host"] ?? ""
        let isPlain = host.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"): true
            default: false
            }
        }
        return isPlain && !host.isEmpty ? host : "127.0.0.1"
    }

    private static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// What an entry is for, as the start page says it.
struct StartPageNote: Sendable {
    let english: String
    let russian: String

    /// Reads `note` and `russian`; without the second, the first stands for both.
    init(_ object: JSONValue.Object, _ decoder: PortalDataDecoder) throws(PortalDataError) {
        english = try decoder.string("note", in: object) ?? ""
        russian = try decoder.string("russian", in: object) ?? english
    }
}
