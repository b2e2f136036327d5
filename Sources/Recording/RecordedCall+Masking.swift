internal import Masking

extension RecordedCall {
    /// The call without people: request, `location` header and body are masked. A failure stays as it is.
    func masked(by pseudonymizer: Pseudonymizer) -> RecordedCall {
        let parts = request.split(separator: " ", maxSplits: 1)
        var outcome = outcome
        if case .answer(let status, let headers, let body) = outcome {
            outcome = .answer(
                status: status,
                headers: headers.map {
                    ($0.name, $0.name == "location" ? pseudonymizer.masked(target: $0.value) : $0.value)
                },
                body: pseudonymizer.masked(body: body, respondingTo: request))
        }
        return RecordedCall(
            request: "\(parts[0]) \(pseudonymizer.masked(target: String(parts.last ?? "")))", attempts: attempts,
            elapsed: elapsed, outcome: outcome)
    }
}
