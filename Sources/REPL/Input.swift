internal import LuaText

/// One input of a prompt, made ready for the session's Lua part.
struct Input {
    /// The text that is compiled: as it was typed, but for a `=` at its beginning, which means `return`, and for the first line
    /// of a pasted script, `#!/usr/bin/env bitrix`, which becomes a comment.
    let text: SourceText
    /// The text with calls of ``catcher`` behind each declaration of a variable outside of blocks; empty where it has none.
    /// They stand on the lines of the declarations, so that line numbers hold.
    let caught: [UInt8]
    /// A name that does not occur in the text.
    let catcher: String
    /// Where in both texts the last statement begins, which may be an expression, in bytes from 1; empty for nowhere.
    let place: String, caughtPlace: String
    /// Whether a semicolon at its end says that nothing is to be shown.
    let isSilent: Bool

    init(_ typed: String) {
        text = SourceText(
            typed.first == "=" ? "return " + typed.dropFirst() : typed.hasPrefix("#!") ? "--" + typed : typed)
        let names = text.names
        var catcher = "_caught"
        while names.contains(catcher) { catcher += "_" }
        self.catcher = catcher
        isSilent = text.endsWithSemicolon
        let last = text.lastExpression.flatMap { $0 > 0 ? $0 : nil }
        let (caught, caughtLast) = Self.caught(text, catcher: catcher, tracking: last)
        self.caught = caught
        place = last.map { "\($0 + 1)" } ?? ""
        caughtPlace = caughtLast.map { "\($0 + 1)" } ?? place
    }

    /// Variables with `<close>` end with the input, so there is nothing to keep of them.
    private static func caught(
        _ text: SourceText, catcher: String, tracking place: Int?
    ) -> (text: [UInt8], place: Int?) {
        let locals = text.topLevelLocals.filter { $0.attribute != .close && $0.name != "_ENV" }
        if locals.isEmpty { return ([], nil) }
        var result: [UInt8] = []
        result.reserveCapacity(text.bytes.count + locals.count * 50)
        var position = 0
        var moved = place
        for local in locals {
            result += text.bytes[position..<local.end]
            position = local.end
            // The semicolon keeps a bracket on the next line from being taken for a call.
            let isConstant = local.attribute == .const ? ",true" : ""
            let call = Array(" \(catcher)(\"\(local.name)\",function()return \(local.name) end\(isConstant));".utf8)
            result += call
            if let place, place >= local.end { moved = (moved ?? 0) + call.count }
        }
        return (result + text.bytes[position...], moved)
    }
}

extension NamePath {
    /// As the session's Lua part takes paths; nil where a key cannot be said so.
    var encoded: [UInt8]? {
        var result = root
        for key in keys {
            switch key {
            case .name(let name):
                if name.utf8.contains(UInt8(ascii: "\n")) { return nil }
                result += "\n." + name
            case .integer(let integer): result += "\n#\(integer)"
            }
        }
        return Array(result.utf8)
    }
}
