internal import LuaText

/// Makes a script that can be run of the inputs of a session that worked: the command `:save`.
enum Script {
    /// The text of the script.
    ///
    /// Inputs that failed are left out. Locals stay locals; what showed its result at the prompt prints it. Results that a
    /// later input uses as `_` or `_3` become locals of that name. `_e`, the value of an error, is nil in a script.
    ///
    /// - Parameters:
    ///   - entries: all inputs of the session.
    ///   - numbers: the inputs that are wanted, from 1; empty for all.
    ///   - comments: lines for the top.
    static func text(of entries: [Session.Entry], numbers: [ClosedRange<Int>], comments: [String]) -> String {
        let wanted = entries.enumerated().filter { index, entry in
            entry.results != nil && (numbers.isEmpty || numbers.contains { $0.contains(index + 1) })
        }.map(\.element)
        let used = Set(wanted.flatMap { $0.results?.used ?? [] })
        let names = Set(wanted.flatMap { Input($0.text).text.names })
        var show = "show"
        while names.contains(show) { show += "_" }
        let parts = wanted.compactMap { entry in
            entry.results.flatMap { statement(entry, $0, used: used, show: show) }
        }.map { $0.hasPrefix("(") ? ";" + $0 : $0 }  // else it would be a call of what the line before is
        let head = ["#!/usr/bin/env bitrix"] + comments.map { "-- " + $0.filter { !$0.isNewline } }
        let helper = wanted.contains { $0.results?.haveTable == true } ? [helper(named: show)] : []
        return (head + helper + parts).joined(separator: "\n") + "\n"
    }

    /// Prints values, and the fields of tables: what a script has in place of the prompt's printer.
    private static func helper(named name: String) -> String {
        """
        local function \(name)(...)
          for _, value in ipairs {...} do
            if type(value) == "table" then
              for key, field in pairs(value) do print(key, field) end
            else
              print(value)
            end
          end
        end
        """
    }

    private static func statement(
        _ entry: Session.Entry, _ results: Session.Results, used: Set<String>, show: String
    ) -> String? {
        let input = Input(entry.text)
        if input.text.tokens.allSatisfy({ $0.kind == .comment }) { return entry.text.isEmpty ? nil : entry.text }
        let head = results.underscore.map { "local _ = \($0)\n" } ?? ""
        guard !results.names.isEmpty, let (before, value) = returned(by: input.text) else {
            return head + withoutReturn(input.text)
        }
        let verb = results.haveTable ? show : "print"
        guard results.names.contains(where: { $0.map(used.contains) ?? false }) else {
            return head + before + "\(verb)(\(value))"
        }
        let names = results.names.map { $0 ?? "_" }
        let shown = results.names.map { $0 ?? "nil" }.joined(separator: ", ")
        return head + before + "local \(names.joined(separator: ", ")) = \(value)\n\(verb)(\(shown))"
    }

    /// What an input returns: the whole of an expression, or what stands behind a `return` at its end, and the text before.
    private static func returned(by text: SourceText) -> (before: String, value: String)? {
        let tokens = text.tokens.filter { $0.kind != .comment }
        guard let first = tokens.first, var last = tokens.last else { return nil }
        var start = first.start
        var before = ""
        if let place = text.topLevelReturn {
            start = place.end
            before = String(decoding: text.bytes[..<place.start], as: UTF8.self)
        }
        if last.kind == .semicolon, tokens.count > 1 { last = tokens[tokens.count - 2] }
        guard start < last.end else { return nil }
        let value = String(decoding: text.bytes[start..<last.end], as: UTF8.self).drop { $0 == " " }
        return (before, String(value))
    }

    /// A `return` without values at the end of an input would end the script.
    private static func withoutReturn(_ text: SourceText) -> String {
        guard let place = text.topLevelReturn else { return String(decoding: text.bytes, as: UTF8.self) }
        let rest = text.tokens.filter { $0.start >= place.end && $0.kind != .comment && $0.kind != .semicolon }
        // A call that returned nothing is run all the same: `return f()` becomes `f()`.
        let call =
            rest.isEmpty
            ? "" : String(decoding: text.bytes[place.end...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
        return String(decoding: text.bytes[..<place.start], as: UTF8.self) + call
    }
}

extension Session {
    /// The inputs that worked as a script that can be run.
    ///
    /// Locals stay locals, what showed its result prints it, and results that later inputs use become locals.
    ///
    /// - Parameters:
    ///   - numbers: the inputs that are wanted, counted from 1; empty for all.
    ///   - comments: lines for the top, without the dashes.
    public func script(of numbers: [ClosedRange<Int>] = [], comments: [String] = []) -> String {
        Script.text(of: inputs, numbers: numbers, comments: comments)
    }
}
