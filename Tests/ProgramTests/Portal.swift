import TestSupport

/// A server that is not ours, which answers every request in one way.
struct Portal {
    let server: SocketServer

    init(_ status: String = "200 OK", headers: [String] = [], body: some Collection<UInt8> & Sendable) throws {
        server = try SocketServer { connection, _ in
            connection.answer(status, headers: ["Content-Type: application/json"] + headers, body: body)
        }
    }

    init(_ status: String = "200 OK", headers: [String] = [], body: String) throws {
        try self.init(status, headers: headers, body: Array(body.utf8))
    }

    /// Runs a script whose requests go to the server, and stops it.
    func run(_ script: String, options: [String] = [], environment: [String: String] = [:]) throws -> Program.Outcome {
        defer { server.stop() }
        let settings = ["VIBE_URL": server.url, "VIBE_API_KEY": Self.key].merging(environment) { $1 }
        // Repeating has tests of its own; here an error is to come at once.
        let retries = options.contains("--retries") ? [] : ["--retries", "0"]
        return try Program.run(retries + options + ["-e", script], environment: settings)
    }

    /// The targets of the requests that came.
    var targets: [String] {
        server.requests.map { String($0.split(separator: " ", maxSplits: 2)[1]) }
    }

    static let key = "vibe_api_0123456789abcdef"
}
