import LuaHost
import Testing

/// JSON → Lua tables, by the table "Values" of the design.
@Suite struct JSONTests {
    @Test(
        "A value decodes to the Lua value of the design's table",
        arguments: [
            (#"{"a":1}"#, "v.a == 1 and math.type(v.a) == 'integer'"),
            (#"{"a":1.0}"#, "v.a == 1.0 and math.type(v.a) == 'float'"),
            (#"{"a":1e3}"#, "v.a == 1000 and math.type(v.a) == 'float'"),
            (#"{"a":-0.5}"#, "v.a == -0.5"),
            (#"{"a":9007199254740993}"#, "v.a == 9007199254740993 and math.type(v.a) == 'integer'"),
            (#"{"a":9223372036854775807}"#, "v.a == math.maxinteger and math.type(v.a) == 'integer'"),
            (#"{"a":-9223372036854775808}"#, "v.a == math.mininteger and math.type(v.a) == 'integer'"),
            (#"{"a":9223372036854775808}"#, "v.a == '9223372036854775808'"),
            (#"{"a":10000000000000000000}"#, "v.a == '10000000000000000000'"),
            (#"{"a":true,"b":false}"#, "v.a == true and v.b == false"),
            (#"{"a":null,"b":2}"#, "v.a == nil and v.b == 2 and next(v, next(v)) == nil"),
            (#"{"a":1,"a":null}"#, "v.a == nil"),
            (#"{"a":null,"a":1}"#, "v.a == 1"),
            ("[1,null,3]", "#v == 3 and v[1] == 1 and v[2] == null and v[3] == 3 and tostring(v[2]) == 'null'"),
            ("[null]", "#v == 1 and v[1] == null"),
            ("[]", "type(v) == 'table' and next(v) == nil"),
            ("{}", "type(v) == 'table' and next(v) == nil"),
            ("[[1],[2,[3]]]", "v[2][2][1] == 3"),
            (#""x""#, "v == 'x'"),
            ("7", "v == 7"),
            ("true", "v == true"),
            ("null", "v == null"),
            (#"{"имя":"Ёжик 🦔"}"#, "v['имя'] == 'Ёжик 🦔'"),
            (#"{"a":"\u0410\ud83e\udd94\n\t\"\\\/"}"#, #"v.a == 'А🦔\n\t"\\/'"#),
            (#"{"a":"x\u0000y"}"#, #"v.a == 'x\0y' and #v.a == 3"#),
            (#"{"":1}"#, "v[''] == 1"),
            ("  {\"a\" : [ 1 , 2 ] }\r\n", "v.a[2] == 2"),
            (#"{"a":{"b":{"c":[{"d":1}]}}}"#, "v.a.b.c[1].d == 1"),
        ])
    func values(json: String, check: String) throws {
        let lua = try Lua()
        for padding in [64, 0] {  // in place, and copied because there is no room behind the text
            let output = try lua.run(
                "local v, problem = json([==[\(json)]==], \(padding)) out(tostring(\(check)), tostring(problem))")
            #expect(output == ["true\tnil"])
        }
    }

    @Test(
        "Text that is no JSON gives a code and no value",
        arguments: [
            ("", "EMPTY_ANSWER"), ("  \n", "EMPTY_ANSWER"), ("<html>", "INVALID_JSON"), (#"{"a":1"#, "INVALID_JSON"),
            (#"{"a":"x"#, "INVALID_JSON"), (#"{"a":1} x"#, "INVALID_JSON"), ("{'a':1}", "INVALID_JSON"),
            (#"{"a":01}"#, "INVALID_JSON"), (#"{"a":1.}"#, "INVALID_JSON"), (#"{"a":1e}"#, "INVALID_JSON"),
            (#"{"a":-}"#, "INVALID_JSON"), (#"{"a":1e999,"b":01}"#, "INVALID_JSON"), (#"[1e999"#, "INVALID_JSON"),
            (#"{1e999:1}"#, "INVALID_JSON"), (#"{"a":"\ud83"}"#, "INVALID_STRING"), (#"{"a":"\x"}"#, "INVALID_STRING"),
        ])
    func problems(json: String, code: String) throws {
        let output = try Lua().run("local v, problem = json([==[\(json)]==]) out(tostring(v), tostring(problem))")
        #expect(output == ["nil\t\(code)"])
    }

    @Test(
        "A number that Lua cannot hold is a string of its digits, and the table knows that it was a number",
        arguments: [
            "123456789012345678901234567890", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
            "9223372036854775809", "1e999", "-1e999", "1E+400", "123.5e400", "0.0001e313",
            "1\(String(repeating: "0", count: 400)).5",
            "1e99999999999999999999",
        ])
    func digits(number: String) throws {
        let lua = try Lua()
        let script = """
            local v = json('{"before":"x","a":\(number),"name":"7","list":["1",\(number),2],"c":{"a":\(number)},"z":{"a":"1"}}')
            local function marks(t) local names = {} for k in pairs(digits(t) or {}) do names[#names + 1] = tostring(k) end
              return table.concat(names, ",") end
            out(v.a, v.list[2], v.c.a, v.name, v.before, math.type(v.list[3]))
            out(marks(v), marks(v.list), marks(v.c), marks(v.z), table.concat(fields(v), " "))
            """
        #expect(
            try lua.run(script)
                == ["\(number)\t\(number)\t\(number)\t7\tx\tinteger", "a\t2\ta\t\tbefore a name list c z"])
    }

    @Test("A number that is too small for a float is the nearest one")
    func underflow() throws {
        #expect(
            try Lua().run("local v = json('[1e-999,-1e-999,1e999]') out(tostring(v[1]), tostring(v[2]), v[3])") == [
                "0.0\t-0.0\t1e999"
            ])
    }

    @Test(
        "Half a surrogate pair is U+FFFD, as in JavaScript",
        arguments: [
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""a\ud83dx""#, "a\u{FFFD}x"),
            (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\\ud83d""#, #"\ud83d"#),
            (#""\uD83D\n\\\uDE00""#, "\u{FFFD}\n\\\u{FFFD}"),
        ])
    func surrogates(json: String, text: String) throws {
        let lua = try Lua()
        #expect(try lua.run("out(json([==[\(json)]==]))") == ["\(text)\t?"])
        // Also in a member's name, and beside a number that is too large.
        #expect(
            try lua.run("local v = json([==[{\(json):1,\"n\":1e999}]==]) out(fields(v)[1], v.n, (next(digits(v))))")
                == ["\(text)\t1e999\tn"])
    }

    @Test(
        "A damaged string is named by its place, the record's id, and what stands there",
        arguments: [
            (
                #"{"data":[{"id":71,"name":"Ivan"},{"id":73,"name":"Ja\x6ees"}]}"#, "INVALID_STRING",
                #"data[2].name (id 73): "Ja\x6ees""#
            ),
            (
                "{\"data\":{\"id\":7,\"fm\":[{\"value\":\"a\\nb\nc\"}]}}", "INVALID_JSON",
                "data.fm[1].value (id 7): \"a\\nb\nc\""
            ),
            (#"["\u12"]"#, "INVALID_STRING", #"[1]: "\u12""#),
        ])
    func faults(json: String, code: String, place: String) throws {
        let text = "local v, code, place = json([==[\n\(json)]==]) out(tostring(v), code, place)"
        #expect(try Lua().run(text) == ["nil\t\(code)\t\(place)"])
    }

    @Test("Ten thousand levels are refused, a thousand are not")
    func depth() throws {
        let lua = try Lua()
        #expect(
            try lua.run("local v, p = json(('['):rep(10000) .. (']'):rep(10000)) out(tostring(v), p)")
                == ["nil\tTOO_DEEP"])
        #expect(
            try lua.run("local v, p = json(('['):rep(1000) .. (']'):rep(1000)) out(type(v), tostring(p))")
                == ["table\tnil"])
    }

    @Test("Bytes that are no UTF-8 are refused")
    func invalidUTF8() throws {
        let state = try Lua().state
        try state.openModule(
            named: "bad", source: Array("local t = ... value, problem = t.get() assert(value == nil) return t".utf8),
            functions: ["get": { Lua.returnJSON([0x22, 0xFF, 0x22], padding: 64, from: $0) }])
        #expect(state.text(ofGlobal: "problem") == Array("INVALID_UTF8".utf8))
    }

    @Test("The names of an object's members are kept in the order of the text, nulls and repetitions included")
    func order() throws {
        let lua = try Lua()
        let script = #"""
            local list = json[==[[{"z":1,"a":null,"m":{"k":null,"b":2}},{"z":1,"a":2,"m":null},{"z":3},
              {"z":3,"q":4},{"z":1,"a":null,"m":{"k":1,"b":2}},{"a":1,"b":2,"a":3}]]==]
            for _, record in ipairs(list) do out(table.concat(fields(record), " ")) end
            out(table.concat(fields(list[1].m), " "))
            out(tostring(fields({})), tostring(fields(list)))
            """#
        #expect(try lua.run(script) == ["z a m", "z a m", "z", "z q", "z a m", "a b", "k b", "nil\tnil"])
    }

    @Test("Decoded tables are plain: no metatable, and their memory goes when they go")
    func plainTables() throws {
        let lua = try Lua()
        let script = """
            local v = json('{"a":{"b":[1]}}')
            out(tostring(getmetatable(v)), tostring(getmetatable(v.a)), tostring(getmetatable(v.a.b)))
            """
        #expect(try lua.run(script) == ["nil\tnil\tnil"])
        let collect = "collectgarbage() collectgarbage()"
        let decode = "for i = 1, 200 do json('{\"a\":{\"b\":[1,2,3]},\"c\":\"' .. ('x'):rep(1000) .. '\"}') end "
        try lua.run(decode + collect)
        let before = lua.state.memoryUsed
        for _ in 0..<20 { try lua.run(decode + collect) }
        #expect(lua.state.memoryUsed <= before + 4096)
    }

    @Test("Objects keep the order of their members when they get a metatable, and show no other")
    func metatables() throws {
        let script = #"""
            local v = json('{"z":1,"a":null,"m":{"b":2}}')
            local mine = {__index = {q = 4}}
            out(tostring(getmetatable(v)), tostring(debug.getmetatable(v)))
            out(tostring(setmetatable(v, mine) == v), tostring(v.q), tostring(getmetatable(v) == mine), table.concat(fields(v), " "))
            out(tostring(debug.setmetatable(v, nil) == v), tostring(getmetatable(v)), table.concat(fields(v), " "))
            setmetatable(v.m, {__metatable = "locked"})
            out(getmetatable(v.m), select(2, pcall(setmetatable, v.m, nil)), type(debug.getmetatable(v.m)))
            out(getmetatable("").__name or "string", tostring(getmetatable(nil)), tostring(getmetatable({})))
            out(select(2, pcall(function() getmetatable() end)))
            out(select(2, pcall(function() setmetatable({}) end)))
            out(select(2, pcall(function() setmetatable(1, {}) end)))
            out(select(2, pcall(function() debug.setmetatable({}, 1) end)))
            """#
        #expect(
            try Lua().run(script) == [
                "nil\tnil", "true\t4\ttrue\tz a m", "true\tnil\tz a m",
                "locked\tcannot change a protected metatable\ttable", "string\tnil\tnil",
                "test:9: bad argument #1 to 'getmetatable' (value expected)",
                "test:10: bad argument #2 to 'setmetatable' (nil or table expected, got no value)",
                "test:11: bad argument #1 to 'setmetatable' (table expected, got number)",
                "test:12: bad argument #2 to 'setmetatable' (nil or table expected, got number)",
            ])
    }

    @Test("A finalizer that decodes while a text is decoded does not disturb it")
    func nestedDecoding() throws {
        let script = #"""
            local inner, small = 0, "[" .. ('{"a":{"text":"inner"}},'):rep(500) .. "7]"
            local function litter()
              setmetatable({}, {__gc = function()
                local v = json(small)
                if v[500].a.text == "inner" and v[501] == 7 then inner = inner + 1 end
                litter()
              end})
            end
            litter()
            local items = {}
            for i = 1, 2000 do items[i] = '{"a":{"b":' .. i .. ',"text":"number ' .. i .. '"},"c":[' .. i .. ',null]}' end
            local text = "[" .. table.concat(items, ",") .. "]"
            for round = 1, 5 do
              local list = json(text)
              assert(#list == 2000)
              for i, item in ipairs(list) do
                assert(item.a.b == i and item.a.text == "number " .. i and item.c[1] == i and item.c[2] == null)
                assert(table.concat(fields(item), " ") == "a c" and table.concat(fields(item.a), " ") == "b text")
              end
            end
            out(tostring(inner > 20))
            """#
        #expect(try Lua().run(script) == ["true"])
    }
}
