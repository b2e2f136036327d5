import LuaHost
import REPL
import Testing

/// Law 1 for the session: the allocator's limit is swept upwards in small steps over inputs, printing and completion, so
/// that each allocation fails once. Whatever fails, older variables are unharmed and the session works afterwards.
@Suite(.serialized) struct SessionMemoryTests {
    @Test(
        "At every limit the session goes on, and no older variable is harmed",
        arguments: [
            "local a, b <const> = {1}, 'x' local function c() return a, b, kept end",
            "kept, function() return kept end, {kept, {kept}}, ('x'):rep(3000)",
            "for i = 1, 10 do local t = {i} kept = kept end local d = kept .. 'longer than forty characters, to be sure, it is'",
            "error({code = 'X', kept})",
            "x y",
            "setmetatable({}, {__tostring = function() return kept .. kept end})",
        ])
    func sweep(input: String) throws {
        let prompt = try Prompt()
        try prompt.run("local kept = 'kept'", "local function get() return kept end", input == "x y" ? "1" : "0")
        func attempt() -> Bool {
            do {
                try prompt.session.run(input)
                _ = try prompt.session.showLast()
                return prompt.session.complete("kep", at: 3).candidates.map(\.text) == ["kept"]
            } catch {
                return !error.description.contains("not enough memory")
            }
        }
        _ = attempt()
        try prompt.run("collectgarbage() collectgarbage()")
        let idle = prompt.lua.memoryUsed
        // What is idle holds garbage of the input before, which is room, too.
        var room = -4096, successes = 0, failures = 0
        while successes < 3 {
            prompt.lua.limitMemory(to: idle + room)
            if attempt() { successes += 1 } else { failures += 1 }
            prompt.lua.limitMemory(to: nil)
            #expect(try prompt.run("kept, get(), _G.kept") == "\"kept\"\n\"kept\"\nnil\n")
            #expect(prompt.session.complete("kep", at: 3).candidates.map(\.text) == ["kept"])
            try prompt.run("collectgarbage() collectgarbage()")
            room += 64
            try #require(room < 3_000_000, "the input never had enough")
        }
        #expect(failures > 3)
        prompt.lua.close()
        #expect(prompt.lua.memoryUsed == 0)
    }
}
