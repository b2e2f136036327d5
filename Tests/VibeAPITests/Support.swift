import ErrorCodes
import Synchronization
import TestSupport
import VibeAPI

/// A key and a session that no message may ever show.
let testKey = "vibe_api_do-not-show-this-key"
let testSession = "vibe_session_do-not-show-this-either"

/// Settings for a server under test, which is asked once; `change` adjusts them.
func configuration(
    _ url: String, environment: [String: String] = [:], change: (inout Configuration) -> Void = { _ in }
) throws -> Configuration {
    let standard = ["VIBE_URL": url, "VIBE_API_KEY": testKey]
    var configuration = try Configuration(environment: { environment[$0] ?? standard[$0] }, version: "9.8.7")
    configuration.retries.attempts = 1
    change(&configuration)
    return configuration
}

/// A client for a server under test.
func client(_ server: SocketServer, change: (inout Configuration) -> Void = { _ in }) throws -> VibeClient {
    VibeClient(configuration: try configuration(server.url, change: change))
}

/// An answer in a form that `#expect` can look at: `Answer` cannot be copied.
struct Seen: Equatable {
    var status: Int
    var body: String
}

extension VibeClient {
    /// Status and body of a GET.
    func see(_ path: String, query: String? = nil) throws -> Seen {
        let answer = try finish(submit(Request(path, query: query)))
        return Seen(
            status: answer.status, body: answer.body.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
    }

    /// The error of a GET that has to fail, or nil if it succeeds.
    func failure(_ path: String = "/v1/contacts/71", query: String? = nil) -> VibeError? {
        do {
            _ = try finish(submit(Request(path, query: query)))
            return nil
        } catch {
            return error
        }
    }

    /// The answer of a call; what it came to is at ``lastCall`` then.
    func finish(_ id: CallID) throws(VibeError) -> Answer {
        guard let completion = collect(id) else { throw VibeError(.transferFailed, "no such call: \(id)") }
        let stats = completion.stats
        lastCalls.withLock { $0[ObjectIdentifier(self)] = stats }
        return try completion.takeOutcome().get()
    }

    /// What the call came to that a test has finished last.
    var lastCall: CallStats { lastCalls.withLock { $0[ObjectIdentifier(self)] } ?? CallStats() }
}

private let lastCalls = Mutex<[ObjectIdentifier: CallStats]>([:])

/// What making something throws, or nil.
func failure<Value: ~Copyable>(of make: () throws(VibeError) -> Value) -> VibeError? {
    do {
        _ = try make()
        return nil
    } catch {
        return error
    }
}

/// The gzip form of what a shell command prints.
func gzip(of command: String) throws -> [UInt8] {
    try Child("sh", ["-c", "set -e; \(command) | gzip -9n"]).finish()
}

/// A clock that only counts: waits pass at once, and chance is 0.
final class TestClock {
    /// Where the clock that waits are counted by begins, which has nothing to do with the date.
    static let start = 1000.0
    var time = start
    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    private static let date = 784_111_777.0
    var waits: [Double] = []
    var clock: Clock {
        Clock(
            now: { self.time }, date: { Self.date + self.time - Self.start }, random: { 0 },
            sleep: { seconds, _ in
                self.waits.append(seconds)
                self.time += seconds
            })
    }
}
