/// What a member's name says of its value. The names are those of `facts.md` (contacts, companies, requisites, users, /v1/me),
/// without regard to letter case and underscores, because the API uses three ways of writing.
enum Field {
    /// Stays: ids, codes, times, what the API itself says.
    case keep
    case firstName, lastName, secondName, fullName, company, phone, email, address, post, text
    /// Of a document or an account: other digits.
    case number
    /// The same, written as a number of JSON.
    case numeral
    /// A custom field: its strings are free text, unless they are dates, amounts or flags.
    case custom
    /// Nothing is known: free text, unless it looks like a code, a number or a date.
    case unknown

    /// The kind of a member.
    ///
    /// - Parameters:
    ///   - outer: The kind of the member that the object is the value of.
    ///   - isRoot: Whether the object is the whole answer.
    static func kind(of name: String, in outer: Field, isRoot: Bool) -> Field {
        if outer == .keep || name == "error" || name == "errors" || isRoot && apiMembers.contains(name) { return .keep }
        if isCustom(name) { return .custom }
        // {"value": …} of a multifield, {"url": …} of a file in a custom field.
        if outer != .unknown && known(name) == nil { return outer }
        return known(name) ?? .unknown
    }

    /// The kind of a query's parameter, nil for one that never names people. `filter[phone][$contains]` is a phone.
    static func kind(ofParameter name: String) -> Field? {
        let parts = name.split(whereSeparator: { "[]".contains($0) }).map(String.init)
        guard let first = parts.first, !listParameters.contains(first.lowercased()) else { return nil }
        let fields = parts.dropFirst(parts.count > 1 && first.lowercased() == "filter" ? 1 : 0)
        let field = fields.last { !$0.hasPrefix("$") }?.drop { "><=!%@".contains($0) } ?? ""
        if isCustom(String(field)) { return .custom }
        let kind = ["q", "search", "query", "find", "text"].contains(field.lowercased()) ? .text : known(String(field))
        return kind == .keep ? nil : kind ?? .unknown
    }

    // MARK: Names

    private static let apiMembers: Set<String> = ["message", "hint", "code", "details", "meta"]
    private static let listParameters: Set<String> = [
        "limit", "offset", "start", "select", "include", "order", "sort", "fields", "withtotal", "autowindow",
        "refresh",
    ]

    /// `ufCrm_1719400251`, `UF_CRM_INN`, `ufUsrSkype`.
    private static func isCustom(_ name: String) -> Bool {
        name.hasPrefix("UF_")
            || name.hasPrefix("uf") && (name.dropFirst(2).first.map { $0.isUppercase || $0 == "_" } ?? false)
    }

    private static func known(_ name: String) -> Field? {
        let plain = name.lowercased().filter { $0 != "_" }
        if let field = fields[plain] { return field }
        if plain.hasPrefix("has") || plain.hasPrefix("utm") || plain.hasSuffix("time") || plain.hasSuffix("date") {
            return .keep
        }
        if plain.hasPrefix("phone") || plain.hasSuffix("phone") || plain.hasSuffix("mobile") { return .phone }
        if plain.hasPrefix("email") || plain.hasSuffix("email") { return .email }
        if plain.hasPrefix("address") || plain.hasPrefix("rqaddr") { return .address }
        if plain.hasPrefix("rq") { return fields[String(plain.dropFirst(2))] ?? .number }
        for ending in ["Id", "ID", "Ids", "IDS"] where name.hasSuffix(ending) { return .keep }
        return nil
    }

    private static let fields: [String: Field] = {
        let names: [(Field, String)] = [
            (
                .keep,
                """
                id type typeid valuetype code status currency method industry companytype honorific opened export active \
                sort createdat updatedat rqvatpayer rqstamppresent rqusn rqresidencecountry rqokved accessmode scopes \
                scope entities entityapi batch header ratelimit language personalgender
                """
            ),
            (.firstName, "name firstname rqfirstname"),
            (.lastName, "lastname surname rqlastname"),
            (.secondName, "secondname middlename patronymic rqsecondname"),
            (
                .fullName,
                """
                fullname shortname displayname formattedname username ownername searchcontent login rqname rqdirector \
                rqaccountant rqceoname rqcontact owner
                """
            ),
            (.company, "title companytitle companyname rqcompanyname rqcompanyfullname rqbankname workcompany"),
            (.phone, "phone mobile fax rqfax personalmobile workphone innerphone"),
            (.email, "email mail"),
            (
                .address,
                """
                address street city region province country locality postalcode zip house building apartment \
                personalstreet personalcity workcity rqregorganization rqidentdocissuedby
                """
            ),
            (.post, "post position workposition personalprofession rqceoworkpos"),
            (.number, "inn kpp ogrn ogrnip okpo oktmo iban bik swift accnum coraccnum"),
            (
                .text,
                """
                comments comment description sourcedescription content text body note web url urlmachine site imol im \
                skype telegram portal domain subject
                """
            ),
        ]
        var fields: [String: Field] = [:]
        for (field, list) in names { for name in list.split(separator: " ") { fields[String(name)] = field } }
        return fields
    }()
}
