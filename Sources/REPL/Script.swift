internal import LuaText
internal import TerminalText

/// A script that can be run, made of the inputs of a session that worked: the command `:save`.
///
/// Inputs that failed are left out. Locals stay locals; what showed its result at the prompt prints it. Results that a later
/// input uses as `_` or `_3` become locals of that name. Inputs that use `_e`, the value of an error, are left out, because
/// in a script there is none, and with them those that use what only they define.
public struct Script: Equatable, Sendable {
    /// The text.
    public let text: String
    /// How many inputs are in it.
    public let count: Int
    /// How many inputs that worked were wanted, but cannot be in a script.
    public let leftOut: Int
    /// How the inputs in it were run, each way once.
    let programs: [String]

    /// - Parameters:
    ///   - entries: all inputs of the session.
    ///   - numbers: the inputs that are wanted, from 1; empty for all.
    ///   - comments: lines for the top.
    init(of entries: [Session.Entry], numbers: [ClosedRange<Int>], comments: [String]) {
        let worked = entries.enumerated().filter { index, entry in
            entry.results != nil && (numbers.isEmpty || numbers.contains { $0.contains(index + 1) })
        }.map(\.element)
        let wanted = Self.possible(worked)
        count = wanted.count
        leftOut = worked.count - wanted.count
        programs = wanted.compactMap(\.program).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        let used = Set(wanted.flatMap { $0.results?.used ?? [] })
        let names = Set(wanted.flatMap { Input($0.text).text.names })
        var show = "show"
        while names.contains(show) { show += "_" }
        let parts = wanted.compactMap { entry in
            entry.results.flatMap { Self.statement(entry, $0, used: used, show: show) }
        }.map { $0.hasPrefix("(") ? ";" + $0 : $0 }  // else it would be a call of what the line before is
        let head = ["#!/usr/bin/env bitrix"] + comments.map { "-- " + $0.filter { !$0.isNewline } }
        let showsTables = wanted.contains { entry in
            entry.results.map { $0.haveTable && !$0.names.isEmpty } ?? false && !Input(entry.text).isSilent
        }
        let helper = showsTables ? [Self.helper(named: show)] : []
        text = (head + helper + parts).joined(separator: "\n") + "\n"
    }

    /// The inputs without those that use `_e`, or what only such an input defines.
    private static func possible(_ entries: [Session.Entry]) -> [Session.Entry] {
        var missing: Set<String> = []
        return entries.filter { entry in
            guard let results = entry.results else { return false }
            let text = Input(entry.text).text
            var defined = Set(text.topLevelLocals.map(\.name) + results.names.compactMap { $0 })
            if case .targets(let targets) = text.assignment {
                defined.formUnion(targets.compactMap { $0.flatMap { $0.keys.isEmpty ? $0.root : nil } })
            }
            let needed = Set(results.used).union(Set(text.names).subtracting(defined))
            let isPossible = !results.used.contains("_e") && missing.isDisjoint(with: needed)
            if isPossible { missing.subtract(defined) } else { missing.formUnion(defined) }
            return isPossible
        }
    }

    /// Prints values as the prompt does: fields in the API's order, what is in tables indented.
    private static func helper(named name: String) -> String {
        """
        local function \(name)(...)
          local function text(value, margin)
            if type(value) == "string" then return string.format("%q", value) end
            local meta = getmetatable(value)
            local speaks = type(meta) == "table" and meta.__tostring
            if type(value) ~= "table" or speaks or #margin > 16 then return tostring(value) end
            local known, own, lines = bitrix.fields(value) or {}, {}, {}
            local function add(key)
              local field = value[key] == nil and "null" or text(value[key], margin .. "  ")
              lines[#lines + 1] = margin .. "  " .. tostring(key) .. " = " .. field .. "\\n"
              own[key] = nil
            end
            for key in pairs(value) do own[key] = true end
            for _, key in ipairs(known) do add(key) end
            local rest = {}
            for key in pairs(own) do rest[#rest + 1] = key end
            table.sort(rest, function(a, b)
              if type(a) == "number" and type(b) == "number" then return a < b end
              return tostring(a) < tostring(b)
            end)
            for _, key in ipairs(rest) do add(key) end
            return #lines == 0 and "{}" or "{\\n" .. table.concat(lines) .. margin .. "}"
          end
          for i = 1, select("#", ...) do
            local value = select(i, ...)
            print(type(value) == "table" and text(value, "") or value)
          end
        end
        """
    }

    private static func statement(
        _ entry: Session.Entry, _ results: Session.Results, used: Set<String>, show: String
    ) -> String? {
        let input = Input(entry.text)
        if input.text.tokens.allSatisfy({ $0.kind == .comment }) {
            return String(exactly: input.text.bytes)
        }
        let head = results.underscore.map { "local _ = \($0)\n" } ?? ""
        if input.text.returnsFromBlock, input.text.topLevelLocals.isEmpty {
            // In a script it would end the script.
            var body = String(exactly: input.text.bytes)
            if input.text.topLevelReturn == nil, input.text.lastExpression != nil, let parts = returned(by: input.text)
            {
                body = parts.before + " return " + parts.value
            }
            let call = "(function(...) \(body)\nend)()"
            guard !results.names.isEmpty else { return head + "local _ = " + call }
            return head + statement(before: "", call, input, results, used: used, show: show)
        }
        guard !results.names.isEmpty, let (before, value) = returned(by: input.text) else {
            return head + withoutReturn(input.text)
        }
        return head + statement(before: before, value, input, results, used: used, show: show)
    }

    /// Shows a value, and gives names to its results where later inputs use them.
    private static func statement(
        before: String, _ value: String, _ input: Input, _ results: Session.Results, used: Set<String>, show: String
    ) -> String {
        // No two words may become one.
        let before = before.isEmpty || before.last?.isWhitespace == true ? before : before + " "
        let verb = results.haveTable ? show : "print"
        let isUsed = results.names.contains { $0.map(used.contains) ?? false }
        guard isUsed else {
            // What is no call cannot stand alone.
            return before + (input.isSilent ? "local _ = \(value)" : "\(verb)(\(value))")
        }
        let names = results.names.map { $0 ?? "_" }
        let shown = results.names.map { $0 ?? "nil" }.joined(separator: ", ")
        let printing = input.isSilent ? "" : "\n\(verb)(\(shown))"
        return before + "local \(names.joined(separator: ", ")) = \(value)" + printing
    }

    /// What an input returns: the whole of an expression, or what stands behind a `return` at its end, and the text before.
    private static func returned(by text: SourceText) -> (before: String, value: String)? {
        let tokens = text.tokens.filter { $0.kind != .comment }
        guard let first = tokens.first, var last = tokens.last else { return nil }
        var start = first.start
        var before = ""
        if let place = text.topLevelReturn {
            start = place.end
            before = String(exactly: text.bytes[..<place.start])
        } else if let place = text.lastExpression {
            start = place
            before = String(exactly: text.bytes[..<place])
        }
        if last.kind == .semicolon, tokens.count > 1 { last = tokens[tokens.count - 2] }
        guard start < last.end else { return nil }
        let value = String(exactly: text.bytes[start..<last.end]).drop { $0 == " " }
        return (before, String(value))
    }

    /// A `return` without values at the end of an input would end the script.
    private static func withoutReturn(_ text: SourceText) -> String {
        guard let place = text.topLevelReturn else { return String(exactly: text.bytes) }
        let rest = text.tokens.filter { $0.start >= place.end && $0.kind != .comment && $0.kind != .semicolon }
        // A call that returned nothing is run all the same: `return f()` becomes `f()`.
        let call =
            rest.isEmpty
            ? "" : String(exactly: text.bytes[place.end...].drop { $0 == UInt8(ascii: " ") })
        return String(exactly: text.bytes[..<place.start]) + call
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
    public func script(of numbers: [ClosedRange<Int>] = [], comments: [String] = []) -> Script {
        Script(of: inputs, numbers: numbers, comments: comments)
    }
}
