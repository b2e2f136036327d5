extension Portal {
    /// `GET /`: what this is, a line to try, and the reserved ids and keys, in plain text.
    func startPage(for request: PortalRequest) -> PortalAnswer {
        let url = "http://\(host(of: request))"
        let ids = data.contacts.records.compactMap { $0["id"]?.integer }
        let contacts = ids.isEmpty ? "none" : "\(ids.min() ?? 0) to \(ids.max() ?? 0)"
        let page = """
            A pretend portal of the Bitrix24 Vibe API. All records are invented; nothing is stored.

            Try:
              curl '\(url)/v1/contacts/71?include=company' -H 'X-Api-Key: YOUR_API_KEY'

            Paths:
              /v1/contacts/:id      include=company,requisite
              /v1/contacts          limit, offset, include
              /v1/contacts/fields
              /v1/companies/:id     include=requisite
              /v1/me
              /v1/batch             POST: {"calls":[{"entity":"contacts","action":"get","entityId":71}]}

            Contacts: \(contacts)

            Contact ids that answer in a special way (9404 gives 404, 940402 another 404, 99003 comes after 3 s):
            \(reservedTable)

            Keys and session tokens that are refused (others are checked for their form; none at all is fine):
            \(keyTable)

            """
        let headers: PortalHeaders = ["Content-Type": "text/plain; charset=utf-8"]
        return PortalAnswer(status: 200, headers: headers, body: Array(page.utf8))
    }

    private var reservedTable: String {
        data.reservedIds.compactMap { data.reserved[$0] }.map { entry in
            let what = [entry.code ?? "", entry.note].filter { !$0.isEmpty }.joined(separator: ": ")
            return "  \(Self.pad(String(entry.id), to: 6))  \(entry.status)  \(what)"
        }.joined(separator: "\n")
    }

    private var keyTable: String {
        let width = data.keys.map(\.key.count).max() ?? 0
        return data.keys.map { special in
            let what = [special.refusal.error["code"]?.string ?? "", special.note].filter { !$0.isEmpty }
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
