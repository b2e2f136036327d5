/// A pretend portal of the Vibe API: a pure function from request to answer over data that never changes.
///
/// The built-in portal holds contact 71 as the API's documentation publishes it, forty invented contacts
/// in Russian and English with every odd shape that real portals are known to send, and reserved ids and keys that
/// produce each documented error. `GET /` lists them in plain text.
///
///     let answer = Portal.builtIn.answer(to: PortalRequest("/v1/contacts/71?include=company"))
///     String(decoding: answer.body, as: UTF8.self)
///     // {"success":true,"data":{"id":71,"name":"Ivan",…,"_included":{"company":{"id":1,…}}}}
///
/// What it answers, for each entity of the catalogue: `GET /v1/contacts/:id` with `include`, `GET /v1/contacts` with `limit`,
/// `offset` and `include`, and `GET /v1/contacts/fields`; besides, `GET /v1/me`, and `POST /v1/batch` with gets.
/// HEAD goes wherever GET goes; OPTIONS answers the preflight requests of browsers.
public struct Portal: Sendable {
    let data: PortalData

    /// The portal that comes with the program; its data is read on first use.
    public static let builtIn: Portal = {
        do throws(PortalDataError) {
            return try Portal(PackageResources.portal_json)
        } catch {
            // The file is compiled into the program, and a test reads it: only a build that no test has seen gets here.
            fatalError("Sources/DemoPortal/portal.json: \(error)")
        }
    }()

    /// A portal over other data.
    ///
    /// - Parameter json: A text of the form of `Sources/DemoPortal/portal.json`; every section may be left out.
    /// - Throws: ``PortalDataError`` with line and column where the text is no JSON, or not the JSON that is expected.
    public init(_ json: [UInt8]) throws(PortalDataError) {
        data = try PortalData(json)
    }

    /// The answer to a request. The same request always gets the same answer, but for reserved ids with `then`: their
    /// first request fails, the later ones do not. Whoever wants that counts, as ``PortalServer`` does.
    ///
    /// Every answer carries `X-Request-Id` (made from method and target), `X-RateLimit-Limit`, `-Remaining` and
    /// `-Reset` (made up: nothing is counted), and the CORS headers that let any web page call the portal. No key that
    /// a request brings appears in its answer.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - earlier: How many requests for a reserved id with `then` came before. It is asked once for each time that
    ///     the request, or a call of its batch, is answered for such an id. Without it every request is the first.
    public func answer(to request: PortalRequest, earlier: (Int) -> Int = { _ in 0 }) -> PortalAnswer {
        var answer: PortalAnswer
        do throws(Refusal) {
            answer = try respond(to: request, earlier)
        } catch {
            answer = error.answer
        }
        addCommonHeaders(to: &answer, for: request)
        return answer
    }

    /// Checks in the order in which the API is likely to: path, method, key, parameters, record. Its documentation says
    /// nothing about an unknown path: 404 and `ROUTE_NOT_FOUND` were measured on a live portal, the words are ours. Nor does it
    /// about a wrong method: 405 and its code are our guess.
    private func respond(to request: PortalRequest, _ earlier: (Int) -> Int) throws(Refusal) -> PortalAnswer {
        guard let route = Route(request) else {
            throw Refusal(
                404, "ROUTE_NOT_FOUND", "Route not found: the demo portal has no such path",
                hint: "It has \(Route.paths.joined(separator: ", ")).")
        }
        switch (request.method, route) {
        case ("OPTIONS", .batch): return preflight(Self.batchMethods)
        case ("OPTIONS", _): return preflight(Self.methods)
        case ("POST", .batch): break
        case (_, .batch):
            throw Refusal(
                405, "METHOD_NOT_ALLOWED", "A batch is sent by POST",
                hint: "bitrix.contacts{71, 72} sends one; single records are read with GET /v1/contacts/:id.",
                headers: ["Allow": Self.batchMethods])
        case ("GET", _), ("HEAD", _): break
        default:
            throw Refusal(
                405, "METHOD_NOT_ALLOWED", "The demo portal only reads: use GET",
                hint: "Nothing can be created, changed or deleted here.", headers: ["Allow": Self.methods])
        }
        if case .startPage = route { return startPage(for: request) }
        let access = try Access(request.headers, specialKeys: data.keys)
        if route.isEntity { try access.checkEntityAccess() }
        switch route {
        case .startPage: return startPage(for: request)
        case .me: return me(for: access)
        case .batch: return try batch(request, earlier)
        case .list(let entity): return try list(of: entity, request)
        case .fields(let entity): return fields(of: entity)
        case .record(let entity, let id): return try record(of: entity, id, include: request.includes, earlier)
        }
    }

    // MARK: - Headers

    private static let methods = "GET, HEAD, OPTIONS"
    private static let batchMethods = "POST, OPTIONS"

    private func preflight(_ methods: String) -> PortalAnswer {
        let headers: PortalHeaders = [
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "X-Api-Key, Authorization, Content-Type",
            "Access-Control-Max-Age": "600",
        ]
        return PortalAnswer(status: 204, headers: headers, body: [])
    }

    private func addCommonHeaders(to answer: inout PortalAnswer, for request: PortalRequest) {
        // 300 requests a minute is the documented limit; Reset is the documented number of seconds left.
        let isLimited = answer.status == 429
        answer.headers.append("X-Request-Id", requestId(request))
        answer.headers.append("X-RateLimit-Limit", "300")
        answer.headers.append("X-RateLimit-Remaining", isLimited ? "0" : "299")
        answer.headers.append("X-RateLimit-Reset", isLimited ? answer.headers["Retry-After"] ?? "30" : "60")
        answer.headers.append("Access-Control-Allow-Origin", "*")
        answer.headers.append(
            "Access-Control-Expose-Headers",
            "X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After")
    }

    /// `demo-` and the 64 bit FNV-1a hash of method and target; headers stay out, so that no trace of a key gets in.
    private func requestId(_ request: PortalRequest) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(request.method) \(request.path)?\(request.query ?? "")".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return "demo-" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
