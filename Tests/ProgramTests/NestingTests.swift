import TestSupport
import Testing

/// Lua alone ends no process: recursion of every kind that goes through C, and host functions that get anything at all.
@Suite(.timeLimit(.minutes(3))) struct NestingTests {
    @Test(
        "Recursion through C ends with an error, at about two hundred, as in Lua itself",
        arguments: [
            "local function f() return bitrix.map({1}, function() return f() end) end f()",
            "local function f() return bitrix.map(function() return f() end, print) end f()",
            "local function f() bitrix.map({1, 2}, f, {concurrency = 1}) end f()",
            "local function f() return (('x'):gsub('x', function() bitrix.map({1}, f) end)) end f()",
            "local function f() local t = {2, 1, 3} table.sort(t, function(a, b) bitrix.map({1}, f) return a < b end) end f()",
            "local function f() return coroutine.wrap(function() return f() end)() end f()",
            "local function f() local co = coroutine.wrap(function() local x <close> = setmetatable({}, {__close = function() f() end}) error('e') end) co() end f()",
            "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k + 1] end print(t[1])",
        ])
    func recursion(script: String) throws {
        let outcome = try Program.run(["--demo", "--max-memory=64M", "-e", script])
        #expect(outcome.status == 1, "\(outcome.errors.prefix(300))")
        #expect(outcome.errors.contains("stack overflow"), "\(outcome.errors.prefix(300))")
    }

    @Test("A long chain of coroutines that close each other, with C calls between, does not reach the end of the stack")
    func closing() throws {
        let script = """
            local depth, deepest, inner = 0, 0, nil
            for i = 1, 5000 do
              local next_one = inner
              local function nest(n)
                if n > 0 then return (("x"):gsub("x", function() nest(n - 1) end)) end
                if next_one then coroutine.close(next_one) end
              end
              inner = coroutine.create(function()
                local x <close> = setmetatable({}, {__close = function()
                  depth = depth + 1
                  deepest = math.max(deepest, depth)
                  nest(i % 2 * 100)
                  depth = depth - 1
                end})
                coroutine.yield()
              end)
              coroutine.resume(inner)
            end
            print(coroutine.close(inner), deepest > 50 and deepest <= 201)
            """
        let outcome = try Program.run(["-e", script])
        #expect(outcome == .init(output: "true\ttrue\n"))
    }

    @Test("A limit ends maps inside each other, too", arguments: [["--max-time=0.5"], ["--max-memory=24M"]])
    func limits(options: [String]) throws {
        let outcome = try Program.run(
            ["--demo"] + options + [
                "-e",
                "local keep = {} while true do pcall(function() local function f() keep[#keep + 1] = ('x'):rep(1000) return bitrix.map({1, 2}, f) end f() end) end",
            ])
        #expect(
            outcome.status < 128 && outcome.errors.contains("_LIMIT"), "\(outcome.status) \(outcome.errors.prefix(300))"
        )
    }

    @Test("Host functions check what they get, also from a script that finds them by debug")
    func hostFunctions() throws {
        let script = """
            local function up(f, name)
              for i = 1, 60 do local n, v = debug.getupvalue(f, i) if n == name then return v end end
            end
            local native = up(up(up(bitrix.contact, "get"), "request"), "native")
            local odd = {math.mininteger, math.maxinteger, -1, 0, 1, 2, 99, 1e300, -1e300, 0/0, 1/0, -1/0, 2.5, "", "x", "\\r\\n",
              "/v1/contacts/71", {}, print, true, coroutine.create(function() end), io.stdout}
            local count = 0
            for name, f in pairs(native) do
              if type(f) == "function" then
                pcall(f)
                for _, a in ipairs(odd) do
                  for _, b in ipairs(odd) do
                    pcall(f, a, b, a, b, a, b)
                    pcall(f, a, a, nil, b, b, a)
                    count = count + 2
                  end
                end
              end
            end
            native.configure(1e300, 1e300, math.maxinteger, math.maxinteger, 1e300, 1e300)
            print(count > 5000, pcall(native.request, "/v1/contacts/71", nil, nil, math.mininteger))
            """
        let portal = try Portal(body: #"{"success":true,"data":{"id":71}}"#)
        let outcome = try portal.run(script, options: ["--max-time=60"])
        #expect(outcome.status == 0 && outcome.output.hasPrefix("true\ttrue\t"), "\(outcome.status) \(outcome.errors)")
    }

    @Test("The program's inner C functions, which hooks and debug.getinfo show, can be called by no script")
    func innerFunctions() throws {
        let script = """
            local known = {} -- what a script may call: by name, from the module's host functions, from an iterator
            local function reach(value)
              if type(value) == "function" then known[value] = true end
              if type(value) ~= "table" or known[value] then return end
              known[value] = true
              for key, item in next, value do reach(key) reach(item) end
              reach(debug.getmetatable(value))
            end
            local function up(f, name)
              for i = 1, 60 do local n, v = debug.getupvalue(f, i) if n == name then return v end end
            end
            local odd = {math.mininteger, -1, 0, 1, 1e300, 0/0, "", "x", "/v1/contacts/71", {}, print, true, io.stdout,
              bitrix.null, coroutine.create(print)}
            for _, value in ipairs {_G, package.loaded, odd, getmetatable(""), (ipairs {}),
              up(up(up(bitrix.contact, "get"), "request"), "native")} do reach(value) end

            local inner, count = {}, 0
            local function note(f)
              -- An iterator as string.gmatch makes them has upvalues, inner functions have none.
              if known[f] or inner[f] or debug.getinfo(f, "S").what ~= "C" or debug.getupvalue(f, 1) then return end
              inner[f], count = true, count + 1
            end
            local level = 1
            while debug.getinfo(level, "f") do
              note(debug.getinfo(level, "f").func)
              level = level + 1
            end
            local refusals, others = 0, {}
            local function call(f, ...)
              local ok, problem = pcall(f, ...)
              if not ok and tostring(problem):find("a script cannot call this function of the program", 1, true) then
                refusals = refusals + 1
              else
                others[#others + 1] = tostring(problem)
              end
            end
            local function call_all(f)
              call(f)
              for _, a in ipairs(odd) do
                for _, b in ipairs(odd) do
                  call(f, a, b)
                  call(f, b, a, nil, a)
                end
              end
            end

            local function work()
              pcall(bitrix.contact, 71)
              pcall(bitrix.contact, 999999)
              pcall(bitrix.contact, -1)
              pcall(bitrix.contacts, {71, 72})
              pcall(bitrix.get, "/v1/contacts", {limit = 3})
              pcall(bitrix.map, {71, 72, 74}, bitrix.contact)
              pcall(bitrix.configure, {timeout = 9})
              pcall(require, "no.such.module")
              pcall(load, "return 1")
            end
            -- Once as they are seen, in the middle of a call: then some may have something to do, but none may do harm.
            debug.sethook(function()
              local f = debug.getinfo(2, "f").func
              note(f)
              if inner[f] then
                pcall(f)
                pcall(f, {}, 1)
                coroutine.wrap(pcall)(f, 0)
              end
            end, "cr")
            work()
            debug.sethook()
            -- And once when all is over: here, and in a coroutine.
            for f in pairs(inner) do
              call_all(f)
              coroutine.wrap(call_all)(f)
            end
            local each = 2 * (1 + 2 * #odd * #odd)
            print(count >= 2, refusals == count * each, #others, bitrix.contact(71).name)
            for i = 1, math.min(#others, 5) do print(others[i]) end
            """
        let outcome = try Program.run(["--demo", "--max-time=60", "-e", script])
        #expect(outcome == .init(output: "true\ttrue\t0\tIvan\n"))
    }
}
