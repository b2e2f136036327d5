internal import LuaText

/// One input of a prompt, made ready for the session's Lua part.
struct Input {
    /// The text that is compiled: as it was typed, but for a `=` at its beginning, which means `return`.
    let text: SourceText
    /// The text with calls of ``catcher`` behind each declaration of a variable outside of blocks; empty where it has none.
    /// They stand on the lines of the declarations, so that line numbers hold.
    let caught: [UInt8]
    /// A name that does not occur in the text.
    let catcher: String

    init(_ typed: String) {
        text = typed.first == "=" ? SourceText("return " + typed.dropFirst()) : SourceText(typed)
        let names = text.names
        var catcher = "_caught"
        while names.contains(catcher) { catcher += "_" }
        self.catcher = catcher
        caught = Self.caught(text, catcher: catcher)
    }

    /// Variables with `<close>` end with the input, so there is nothing to keep of them.
    private static func caught(_ text: SourceText, catcher: String) -> [UInt8] {
        let locals = text.topLevelLocals.filter { $0.attribute != .close && $0.name != "_ENV" }
        if locals.isEmpty { return [] }
        var result: [UInt8] = []
        result.reserveCapacity(text.bytes.count + locals.count * 50)
        var position = 0
        for local in locals {
            result += text.bytes[position..<local.end]
            position = local.end
            // The semicolon keeps a bracket on the next line from being taken for a call.
            let isConstant = local.attribute == .const ? ",true" : ""
            result += Array(" \(catcher)(\"\(local.name)\",function()return \(local.name) end\(isConstant));".utf8)
        }
        return result + text.bytes[position...]
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
