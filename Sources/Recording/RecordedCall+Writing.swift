internal import ErrorCodes
internal import JSON
internal import VibeAPI

extension RecordedCall {
    /// The line without its line break.
    var line: [UInt8] {
        var line = Array("{\"request\":".utf8)
        JSONString.append(request, to: &line)
        var isQuiet = false
        switch outcome {
        case .answer(let status, let headers, let body):
            line += ",\"status\":\(status)".utf8
            let isJSON = Self.append(body: body, to: &line)
            if !headers.isEmpty { Self.append(headers, to: &line) }
            isQuiet = status < 300 && isJSON && attempts == 1
        case .failure(let error):
            line += ",\"error\":{\"kind\":\"\(error.kind.rawValue)\",\"code\":".utf8
            JSONString.append(error.codeName, to: &line)
            line += ",\"message\":".utf8
            JSONString.append(error.message, to: &line)
            if let status = error.status { line += ",\"status\":\(status)".utf8 }
            line.append(UInt8(ascii: "}"))
        }
        if !isQuiet { line += ",\"attempts\":\(attempts),\"elapsed\":\((elapsed * 1000).rounded() / 1000)".utf8 }
        line.append(UInt8(ascii: "}"))
        return line
    }

    /// Returns whether it is JSON.
    private static func append(body: [UInt8], to line: inout [UInt8]) -> Bool {
        if JSONTokens.accept(body) {
            line += ",\"body\":".utf8
            // In JSON line breaks stand between tokens only: within strings they are escaped.
            line += body.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            return true
        }
        if body.isUTF8 {
            line += ",\"text\":".utf8
            JSONString.append(String(decoding: body, as: UTF8.self), to: &line)
        } else {
            line += ",\"base64\":\"\(Base64.encode(body))\"".utf8
        }
        return false
    }

    private static func append(_ headers: [(name: String, value: String)], to line: inout [UInt8]) {
        line += ",\"headers\":{".utf8
        for (index, header) in headers.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            JSONString.append(header.name, to: &line)
            line.append(UInt8(ascii: ":"))
            JSONString.append(header.value, to: &line)
        }
        line.append(UInt8(ascii: "}"))
    }
}
