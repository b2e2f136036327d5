internal import BitrixModule
internal import Help
internal import Localization
internal import TerminalText
internal import VibeAPI

/// The last request in the words of other programs, for `:curl`, `:js`, `:http` and `:raw`. None holds a key: what is pasted
/// elsewhere reads it from the environment there.
enum Snippet {
    /// `curl -sS 'https://…/v1/contacts/71' -H "X-Api-Key: $VIBE_API_KEY"`
    static func curl(_ call: LastCall) -> String {
        var parts = ["curl -sS \(call.url.quotedForShell)"]
        for header in call.requestHeaders {
            switch header.name {
            case "User-Agent", "Accept": continue
            case "X-Api-Key": parts.append(#"-H "X-Api-Key: $VIBE_API_KEY""#)
            case "Authorization": parts.append(#"-H "Authorization: Bearer $VIBE_SESSION_TOKEN""#)
            default: parts.append("-H \("\(header.name): \(header.value)".quotedForShell)")
            }
        }
        if let body = call.request.body { parts.append("-d \(String(decoding: body, as: UTF8.self).quotedForShell)") }
        return parts.joined(separator: " ")
    }

    /// A script for Node and, but for the key, for a browser.
    static func javascript(_ call: LastCall) -> String {
        var headers: [String] = []
        for header in call.requestHeaders {
            switch header.name {
            case "User-Agent", "Accept": continue
            case "X-Api-Key": headers.append(#""X-Api-Key": process.env.VIBE_API_KEY"#)
            case "Authorization": headers.append(#""Authorization": `Bearer ${process.env.VIBE_SESSION_TOKEN}`"#)
            default: headers.append("\(quoted(header.name)): \(quoted(header.value))")
            }
        }
        var options = ["headers: {\(headers.joined(separator: ", "))}"]
        if let body = call.request.body {
            options.insert(#"method: "POST""#, at: 0)
            options.append("body: \(quoted(String(decoding: body, as: UTF8.self)))")
        }
        return """
            const answer = await fetch(\(quoted(call.url)), {
              \(options.joined(separator: ",\n  ")),
            });
            console.log(answer.status, await answer.json());
            """
    }

    /// The request and the head of its answer, as they went over the wire but for secrets; and where the time went.
    static func http(_ call: LastCall) -> String {
        var lines = ["\(call.request.method) \(call.url)"]
        lines += call.requestHeaders.map { "\($0.name): \($0.value)" }
        lines.append("")
        if let head = call.head, let status = call.status {
            lines.append("HTTP/\(head.httpVersion) \(status)")
            lines += head.headers.map { "\($0.name.printable()): \($0.value.printable())" }
        } else if let failure = call.failure {
            let message = "\(failure.codeName): \(Help.message(failure.message, Usage.language))"
            lines.append(Text("no answer: ", "ответа нет: ")[Usage.language] + message.printable())
        }
        lines.append("")
        lines.append(Trace.text(of: call.stats.timings))
        return lines.joined(separator: "\n")
    }

    /// The body as it came, but for characters that could steer a terminal.
    static func raw(_ call: LastCall) -> String {
        String(decoding: call.body, as: UTF8.self).replacing("\t", with: "    ").printable(keepingLines: true)
    }

    /// A string of JavaScript; JSON's form is one.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += #"\""#
            case "\\": result += #"\\"#
            case "\n": result += #"\n"#
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
