/// The meaning of a value by the name of its member.
///
/// The names are those that contacts, companies, requisites, users and `/v1/me` have in the API's documentation (docs/api.md). Letter case and
/// underscores do not count, because the API writes names in three ways. A name proves nothing: a value stays only if it also looks
/// like what the name says (``ValueShape``).
enum FieldClass {
    /// An id, a code, a status or a count: stays.
    case keep
    /// An id that another program gave: any text is possible.
    case foreignID
    case time, flag
    /// A sentence of the API: stays, without the people in it (``MessageScrubber``).
    case said
    /// Information of the API beside the data: strings as in `unknown`; numbers are counts and stay.
    case meta
    case firstName, lastName, secondName, fullName, company, phone, email, address, post, text
    /// The number of a document or an account: gets other digits.
    case number
    /// A custom field: free text, except dates, amounts and flags.
    case custom
    /// A name that says nothing: free text, except what looks like a code, a number or a date.
    case unknown

    /// Whether the class is one of single values. The members of an object under such a name have classes of their own.
    var isOfScalars: Bool { [.keep, .foreignID, .time, .flag].contains(self) }

    /// The class of a member.
    ///
    /// - Parameters:
    ///   - outer: The class of the member whose value the object is.
    ///   - isEnvelope: Whether the object is the response's envelope, and not data.
    static func of(_ name: String, in outer: FieldClass, isEnvelope: Bool) -> FieldClass {
        if isEnvelope, let field = envelope[name] { return field }
        if isCustom(name) { return .custom }
        let field = known(name)
        if outer == .said {
            // Values that were sent, or that the portal has: not the API's words.
            if ["details", "data", "value", "values", "params", "input", "received"].contains(name) { return .unknown }
            return name == "description" ? .said : field ?? .said
        }
        // As {"value": …} of a phone, and {"url": …} of a file in a custom field.
        return field ?? outer
    }

    /// The class of a query's parameter: `filter[phone][$contains]` is a phone.
    static func of(parameter name: String) -> FieldClass {
        let parts = name.split(whereSeparator: { "[]".contains($0) }).map(String.init)
        guard let first = parts.first else { return .unknown }
        if listParameters.contains(first.lowercased()) { return .keep }
        let fields = parts.dropFirst(parts.count > 1 && first.lowercased() == "filter" ? 1 : 0)
        let field = fields.last { !$0.hasPrefix("$") }?.drop { "><=!%@".contains($0) } ?? ""
        if isCustom(String(field)) { return .custom }
        return ["q", "search", "query", "find", "text"].contains(field.lowercased())
            ? .text : known(String(field)) ?? .unknown
    }

    /// `ufCrm_1719400251`, `UF_CRM_INN`, `ufcrm_x`, `ufUsrSkype`.
    static func isCustom(_ name: String) -> Bool {
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else { return false }
        let plain = name.lowercased()
        return plain.hasPrefix("ufcrm") || plain.hasPrefix("uf_")
            || name.hasPrefix("uf") && (name.dropFirst(2).first?.isUppercase ?? false)
    }

    // MARK: Names

    private static let envelope: [String: FieldClass] = [
        "error": .said, "errors": .said, "message": .said, "hint": .said, "userMessage": .said, "warning": .said,
        "code": .keep, "details": .unknown, "meta": .meta,
    ]
    private static let listParameters: Set<String> = [
        "limit", "offset", "start", "select", "include", "order", "sort", "fields", "withtotal", "autowindow",
        "refresh",
    ]

    static func known(_ name: String) -> FieldClass? {
        let plain = name.lowercased().filter { $0 != "_" }
        if let field = fields[plain] { return field }
        if plain.hasPrefix("has") { return .flag }
        if plain.hasSuffix("time") || plain.hasSuffix("date") || plain.hasSuffix("timestamp") { return .time }
        for ending in ["At", "_AT", "_at"] where name.hasSuffix(ending) { return .time }
        if plain.hasPrefix("utm") { return .keep }
        if plain.hasPrefix("phone") || plain.hasSuffix("phone") || plain.hasSuffix("mobile") { return .phone }
        if plain.hasPrefix("email") || plain.hasSuffix("email") { return .email }
        if plain.hasPrefix("address") || plain.hasPrefix("rqaddr") { return .address }
        if plain.hasPrefix("rq") { return fields[String(plain.dropFirst(2))] ?? .number }
        for ending in ["Id", "ID", "Ids", "IDS", "_id", "_ids"] where name.hasSuffix(ending) { return .keep }
        for ending in ["currency", "scope", "scopes"] where plain.hasSuffix(ending) { return .keep }
        return nil
    }

    private static let fields: [String: FieldClass] = {
        let names: [(FieldClass, String)] = [
            (
                .keep,
                """
                id type typeid valuetype code status currency method industry companytype honorific opened export active \
                sort createdby updatedby modifyby lastactivityby rqvatpayer rqstamppresent rqusn rqresidencecountry \
                rqokved accessmode entities entityapi batch header ratelimit language personalgender revenue \
                opportunity amount price sum total count size quantity retryafter field fields parameter
                """
            ),
            (.foreignID, "originid originatorid externalid xmlid originversion"),
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
                skype telegram portal domain subject fm
                """
            ),
        ]
        var fields: [String: FieldClass] = [:]
        for (field, list) in names { for name in list.split(separator: " ") { fields[String(name)] = field } }
        return fields
    }()
}
