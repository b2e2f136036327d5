internal import ErrorCodes
public import VibeAPI

/// One call of a recording: what was asked, and what came of it after all repetitions.
///
/// In the file it is one line of JSON. What tells two answers apart comes first, what differs from run to run last:
///
///     {"request":"GET /v1/contacts/71","status":200,"body":{"success":true,…},"headers":{"content-type":"…"}}
///     {"request":"GET /v1/contacts/7","error":{"kind":"network","code":"TIMEOUT","message":"…"},"attempts":1,"elapsed":60.001}
///
/// - `body` is the JSON that came, byte for byte; only line breaks between its tokens have become spaces. A body that is not
///   JSON is `text`, one that is not UTF-8 `base64`.
/// - `attempts` and `elapsed` (seconds) stand where an error object shows them: unless an answer below 300 came at
///   once, with JSON. They are 1 and 0 where they are left out.
/// - Members that are not known are ignored, so that a person may add a remark.
public struct RecordedCall {
    /// Method and target: `GET /v1/contacts/71?include=company`.
    public let request: String
    /// How often the request was sent.
    public let attempts: Int
    /// How long the call took in all, in seconds.
    public let elapsed: Double
    let outcome: Outcome

    enum Outcome {
        case answer(status: Int, headers: [(name: String, value: String)], body: [UInt8])
        case failure(VibeError)
    }

    /// The headers that the program reads; no others are recorded.
    static let headerNames = [
        "content-type", "location", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
        "x-request-id",
    ]

    init(request: String, attempts: Int, elapsed: Double, outcome: Outcome) {
        self.request = request
        self.attempts = attempts
        self.elapsed = elapsed
        self.outcome = outcome
    }

    /// The answer again, or the failure that stood in its place.
    ///
    /// - Throws: the recorded error; `OUT_OF_MEMORY`.
    public func answer() throws(VibeError) -> Answer {
        switch outcome {
        case .failure(let error): throw error
        case .answer(let status, let headers, let bytes):
            guard let body = Body(copying: bytes) else {
                throw VibeError(.outOfMemory, "no memory for the recorded answer", status: status)
            }
            return Answer(status: status, headers: headers, body: body)
        }
    }
}
