internal import LuaHost
internal import LuaText
internal import TerminalText

/// One input of a prompt, made ready for the session's Lua part.
struct Input {
    /// The text that is compiled: as it was typed, but for a `=` at its beginning, which means `return`, and for the first line
    /// of a pasted script, `#!/usr/bin/env bitrix`, which becomes a comment.
    let text: SourceText
    /// The text with calls of ``catcher`` behind each declaration of a variable outside of blocks; nil where it has none.
    /// They stand on the lines of the declarations, so that line numbers hold.
    let caught: [UInt8]?
    /// A name with which none in the text begins.
    let catcher: String
    /// Where in both texts the last statement begins, which may be an expression, in bytes from 1; nil for nowhere.
    let place: Int?, caughtPlace: Int?
    /// Whether a semicolon at its end says that nothing is to be shown.
    let isSilent: Bool

    /// - Parameter isTyped: Whether it was typed; in a file a `=` at the beginning means nothing.
    init(_ text: String, isTyped: Bool = true) {
        let meant =
            text.hasPrefix("#!") ? "--" + text : isTyped && text.first == "=" ? "return " + text.dropFirst() : text
        self.text = SourceText(meant.exactBytes)
        let names = self.text.names
        var catcher = "_caught"
        while names.contains(where: { $0.hasPrefix(catcher) }) { catcher += "_" }
        self.catcher = catcher
        isSilent = self.text.endsWithSemicolon
        let last = self.text.lastExpression.flatMap { $0 > 0 ? $0 : nil }
        let (caught, caughtLast) = Self.caught(self.text, catcher: catcher, tracking: last)
        self.caught = caught
        place = last.map { $0 + 1 }
        caughtPlace = caughtLast.map { $0 + 1 } ?? place
    }

    /// Variables with `<close>` end with the input, so there is nothing to keep of them; and so do those with names of the
    /// prompt's own, or `local _, e = pcall(f)` would take `_` away for good.
    private static func caught(
        _ text: SourceText, catcher: String, tracking place: Int?
    ) -> (text: [UInt8]?, place: Int?) {
        let locals = text.topLevelLocals.filter {
            $0.attribute != .close && $0.name != "_ENV" && !Session.isOwn($0.name)
        }
        if locals.isEmpty { return (nil, nil) }
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
    /// As the session's Lua part takes paths: a list of the root and the keys.
    var value: LuaValue {
        let keys = keys.map { key in
            switch key {
            case .name(let name): LuaValue.string(name)
            case .integer(let integer): LuaValue.integer(integer)
            }
        }
        return .table(LuaTable(list: [.string(root)] + keys))
    }
}
