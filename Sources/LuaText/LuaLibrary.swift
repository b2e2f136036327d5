/// How the functions of Lua's libraries are called (reference manual, section 6).
public enum LuaLibrary {
    /// The signature of a function as it is written: `string.rep(s, n [, sep])` for `string.rep`, and for `s:rep` the same
    /// without its first argument. nil for what is in no library.
    public static func signature(of function: String) -> String? {
        if let arguments = arguments[function] { return "\(function)(\(arguments))" }
        guard let colon = function.lastIndex(of: ":") else { return nil }
        let method = function[function.index(after: colon)...]
        if let arguments = arguments["string.\(method)"] {
            return "\(function)(\(arguments.drop { $0 != "," }.drop { $0 == "," || $0 == " " }))"
        }
        return arguments["file:\(method)"].map { "\(function)(\($0))" }
    }

    /// Whether a global is one of the tables of Lua's libraries: `string`.
    public static func isLibrary(_ name: String) -> Bool {
        ["coroutine", "debug", "io", "math", "os", "package", "string", "table", "utf8"].contains(name)
    }

    private static let arguments: [String: String] = [
        "assert": "v [, message]", "collectgarbage": "[opt [, arg]]", "dofile": "[filename]",
        "error": "message [, level]",
        "getmetatable": "object", "ipairs": "t", "load": "chunk [, chunkname [, mode [, env]]]",
        "loadfile": "[filename [, mode [, env]]]", "next": "table [, index]", "pairs": "t", "pcall": "f [, arg1, ...]",
        "print": "...", "rawequal": "v1, v2", "rawget": "table, index", "rawlen": "v", "rawset": "table, index, value",
        "require": "modname", "select": "n, ...", "setmetatable": "table, metatable", "tonumber": "e [, base]",
        "tostring": "v", "type": "v", "warn": "msg1, ...", "xpcall": "f, msgh [, arg1, ...]",
        "coroutine.close": "co", "coroutine.create": "f", "coroutine.isyieldable": "[co]",
        "coroutine.resume": "co [, val1, ...]", "coroutine.running": "", "coroutine.status": "co",
        "coroutine.wrap": "f",
        "coroutine.yield": "...",
        "string.byte": "s [, i [, j]]", "string.char": "...", "string.dump": "function [, strip]",
        "string.find": "s, pattern [, init [, plain]]", "string.format": "formatstring, ...",
        "string.gmatch": "s, pattern [, init]", "string.gsub": "s, pattern, repl [, n]", "string.len": "s",
        "string.lower": "s", "string.match": "s, pattern [, init]", "string.pack": "fmt, v1, v2, ...",
        "string.packsize": "fmt", "string.rep": "s, n [, sep]", "string.reverse": "s", "string.sub": "s, i [, j]",
        "string.unpack": "fmt, s [, pos]", "string.upper": "s",
        "utf8.char": "...", "utf8.codepoint": "s [, i [, j [, lax]]]", "utf8.codes": "s [, lax]",
        "utf8.len": "s [, i [, j [, lax]]]", "utf8.offset": "s, n [, i]",
        "table.concat": "list [, sep [, i [, j]]]", "table.insert": "list, [pos,] value",
        "table.move": "a1, f, e, t [, a2]", "table.pack": "...", "table.remove": "list [, pos]",
        "table.sort": "list [, comp]", "table.unpack": "list [, i [, j]]",
        "math.abs": "x", "math.acos": "x", "math.asin": "x", "math.atan": "y [, x]", "math.ceil": "x", "math.cos": "x",
        "math.deg": "x", "math.exp": "x", "math.floor": "x", "math.fmod": "x, y", "math.log": "x [, base]",
        "math.max": "x, ...", "math.min": "x, ...", "math.modf": "x", "math.rad": "x", "math.random": "[m [, n]]",
        "math.randomseed": "[x [, y]]", "math.sin": "x", "math.sqrt": "x", "math.tan": "x", "math.tointeger": "x",
        "math.type": "x", "math.ult": "m, n",
        "io.close": "[file]", "io.input": "[file]", "io.lines": "[filename, ...]", "io.open": "filename [, mode]",
        "io.output": "[file]", "io.popen": "prog [, mode]", "io.read": "...", "io.tmpfile": "", "io.type": "obj",
        "io.write": "...", "file:close": "", "file:flush": "", "file:lines": "...", "file:read": "...",
        "file:seek": "[whence [, offset]]", "file:setvbuf": "mode [, size]", "file:write": "...",
        "os.clock": "", "os.date": "[format [, time]]", "os.difftime": "t2, t1", "os.execute": "[command]",
        "os.exit": "[code [, close]]", "os.getenv": "varname", "os.remove": "filename", "os.rename": "oldname, newname",
        "os.setlocale": "locale [, category]", "os.time": "[table]", "os.tmpname": "",
        "package.loadlib": "libname, funcname", "package.searchpath": "name, path [, sep [, rep]]",
        "debug.debug": "", "debug.gethook": "[thread]", "debug.getinfo": "[thread,] f [, what]",
        "debug.getlocal": "[thread,] f, local", "debug.getmetatable": "value", "debug.getregistry": "",
        "debug.getupvalue": "f, up", "debug.getuservalue": "u, n", "debug.sethook": "[thread,] hook, mask [, count]",
        "debug.setlocal": "[thread,] level, local, value", "debug.setmetatable": "value, table",
        "debug.setupvalue": "f, up, value", "debug.setuservalue": "udata, value, n",
        "debug.traceback": "[thread,] [message [, level]]", "debug.upvalueid": "f, n",
        "debug.upvaluejoin": "f1, n1, f2, n2",
    ]
}
