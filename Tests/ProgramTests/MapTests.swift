import Glibc
import Synchronization
import TestSupport
import Testing

/// `bitrix.map`: order, errors, places where Lua cannot yield, and how many requests are under way.
@Suite(.timeLimit(.minutes(2))) struct MapTests {
    private func demo(_ script: String, _ options: [String] = []) throws -> Program.Outcome {
        try Program.run(["--demo"] + options + ["-e", script])
    }

    /// Runs a script against a server that answers `/v1/contacts/N` with a contact whose `id` is N, when `gathering` lets it.
    private func run(_ script: String, gathering: Gathering? = nil) throws -> (
        outcome: Program.Outcome, connections: Int
    ) {
        let server = try SocketServer { connection, request in
            gathering?.wait()
            let id = request.target.split(separator: "/").last ?? ""
            connection.answer(body: #"{"success":true,"data":{"id":\#(id)}}"#)
        }
        defer { server.stop() }
        let outcome = try Program.run(
            ["-e", script], environment: ["VIBE_URL": server.url, "VIBE_API_KEY": Portal.key])
        return (outcome, server.connectionCount)
    }

    @Test("Results come in the order of the list, and nothing comes with them")
    func order() throws {
        let outcome = try demo(
            """
            print(table.concat(bitrix.map({73, 71, 72}, function(id) return bitrix.contact(id).name end)))
            print(select("#", bitrix.map({}, print)), #bitrix.map({}, print))
            local evens = bitrix.map({1, 2, 3, 4}, function(n) if n % 2 == 0 then return n, "dropped" end end)
            print(evens[1], evens[2], evens[3], evens[4])
            """)
        #expect(outcome == .init(output: "JamesIvanОльга\n1\t0\nnull\t2\tnull\t4\n"))
    }

    @Test("A function is a list, too: it gives elements until nil; so is a table with metamethods")
    func lists() throws {
        let outcome = try demo(
            """
            local n = 0
            print(table.concat(bitrix.map(function() n = n + 1 if n <= 5 then return n end end, function(x) return x * x end), " "))
            local proxy = setmetatable({}, {__len = function() return 3 end, __index = function(_, i) return i * 10 end})
            print(table.concat(bitrix.map(proxy, function(x) return x + 1 end), " "))
            local lines = coroutine.wrap(function() for id = 71, 73 do coroutine.yield(bitrix.contact(id).id) end end)
            print(table.concat(bitrix.map(lines, function(id) return bitrix.contact(id).name end), " "))
            """)
        #expect(outcome == .init(output: "1 4 9 16 25\n11 21 31\nIvan Ольга James\n"))
    }

    @Test("A function that asks the API for the elements is called by one at a time, and its own order holds")
    func pages() throws {
        let outcome = try demo(
            """
            local page, offset, calls = {}, 0, 0
            local function each()
              if #page == 0 and calls < 3 then
                calls = calls + 1
                page, offset = bitrix.get("/v1/contacts", {limit = 5, offset = offset}), offset + 5
              end
              return (table.remove(page, 1) or {}).id
            end
            local ids, expected = bitrix.map(each, function(id) return bitrix.contact(id).id end), {}
            for _, contact in ipairs(bitrix.get("/v1/contacts", {limit = 15})) do expected[#expected + 1] = contact.id end
            print(#ids == #expected, table.concat(ids, " ") == table.concat(expected, " "), calls)
            """)
        #expect(outcome == .init(output: "true\ttrue\t3\n"))
    }

    @Test("A coroutine that a script closes under a waiting call leaves nothing behind")
    func closedOutside() throws {
        let outcome = try demo(
            """
            local saved
            local ok = pcall(bitrix.map, {1, 2}, function(i)
              if i == 1 then saved = coroutine.running() return bitrix.contact(71).id end
              coroutine.close(saved)
              return i
            end)
            print(ok)
            bitrix.configure{timeout = 0.05}
            local ok, e = pcall(bitrix.contact, 99120)
            print(ok, e.code)
            """)
        #expect(outcome == .init(output: "false\nfalse\tTIMEOUT\n"))
    }

    @Test(
        "As many requests as `concurrency` says are under way at once; two where it says nothing", arguments: [1, 2, 8])
    func atOnce(concurrency: Int) throws {
        let option = concurrency == 2 ? "" : ", {concurrency = \(concurrency)}"
        let (outcome, connections) = try run(
            """
            local ids = {} for i = 1, \(concurrency * 3) do ids[i] = i end
            local contacts = bitrix.map(ids, function(id) return bitrix.contact(id) end\(option))
            for i, c in ipairs(contacts) do assert(c.id == i) end
            print(#contacts)
            """, gathering: Gathering(concurrency))
        #expect(outcome == .init(output: "\(concurrency * 3)\n") && connections == concurrency)
    }

    @Test("The first error in the order of the list is raised after the others have ended")
    func raises() throws {
        let outcome = try demo(
            """
            local seen = {}
            local ok, e = pcall(function()
              bitrix.map({71, 999999, 72, 9404, 73}, function(id)
                local contact = bitrix.contact(id)
                seen[#seen + 1] = contact.id
              end)
            end)
            table.sort(seen)
            print(ok, e.code, e.path, e)
            print(table.concat(seen, " "))
            print(pcall(bitrix.map, {1, 2, 3}, function(x) error("no " .. x) end))
            print(pcall(bitrix.map, {1}, function(x) error() end))
            print(select(2, pcall(bitrix.map, {71, "x"}, bitrix.contact)))
            """)
        #expect(
            outcome
                == .init(
                    output: """
                        false\tENTITY_NOT_FOUND\t/v1/contacts/999999\t(command line):4: ENTITY_NOT_FOUND: Item not found (404; element 2: 999999)
                        71 72 73
                        false\t(command line):11: no 1 (element 1: 1)
                        false\tnil
                        bad argument #1 to 'contact' (positive integer expected, got "x") (element 2: "x")

                        """))
    }

    @Test("Collected, errors stand where their results would")
    func collects() throws {
        let outcome = try demo(
            """
            local list = bitrix.map({71, 999999, "x"}, bitrix.contact, {errors = "collect"})
            print(list[1].name, list[2].code, list[2].status, list[3])
            local texts = bitrix.map({1, 2}, function(x) error("no " .. x, 0) end, {errors = "collect"})
            print(texts[1], texts[1].code, texts[1].kind, texts[2].value)
            print(bitrix.map({1}, function() error() end, {errors = "collect"})[1])
            """)
        #expect(
            outcome.output
                == "Ivan\tENTITY_NOT_FOUND\t404\tbad argument #1 to 'contact' (positive integer expected, got \"x\") (element 3: \"x\")\nno 1 (element 1: 1)\tSCRIPT_ERROR\tscript\tno 2\nnil (element 1: 1)\n"
        )
    }

    @Test("A map inside another adds to what that one allows, and takes nothing away from it", arguments: [1, 3])
    func nestedLimits(inner: Int) throws {
        let (outcome, connections) = try run(
            """
            local sums = bitrix.map({1, 2, 3, 4}, function(i)
              return bitrix.map({i}, function(j) return bitrix.contact(j).id end, {concurrency = \(inner)})[1]
            end, {concurrency = 4})
            print(table.concat(sums, " "))
            """, gathering: Gathering(4))
        #expect(outcome == .init(output: "1 2 3 4\n") && connections == 4)
    }

    @Test("Maps nest, and the inner ones run at once, too")
    func nests() throws {
        let (outcome, connections) = try run(
            """
            local sums = bitrix.map({1, 2, 3, 4}, function(i)
              local inner = bitrix.map({10, 20}, function(j) return bitrix.contact(i + j).id end, {concurrency = 8})
              return inner[1] + inner[2]
            end, {concurrency = 4})
            print(table.concat(sums, " "))
            print(pcall(bitrix.map, {1, 2}, function(i) bitrix.map({1}, function() error("deep " .. i, 0) end) end))
            """, gathering: Gathering(8))
        #expect(outcome == .init(output: "32 34 36 38\nfalse\tdeep 1 (element 1: 1)\n") && connections == 8)
    }

    @Test("Inside pcall, metamethods and iterators calls run at once; where Lua cannot yield they wait")
    func places() throws {
        let script = """
            local t = setmetatable({}, {__index = function(_, id) return bitrix.contact(id).id end,
              __concat = function(a, id) return a .. bitrix.contact(id).id end})
            local function each(id) return function(_, last) if not last then return bitrix.contact(id).id end end end
            local list = bitrix.map({1, 2, 3, 4, 5, 6, 7, 8}, function(i)
              local _, c = pcall(bitrix.contact, i)
              local _, d = xpcall(bitrix.contact, print, i)
              local sum = c.id + d.id + t[i]
              for id in each(i) do sum = sum + id end
              local _, last = pcall(function()
                local x <close> = setmetatable({}, {__close = function() sum = sum + bitrix.contact(i).id end})
                return bitrix.contact(i).id
              end)
              return sum + last
            end, {concurrency = 4})
            print(table.concat(list, " "))
            """
        let (outcome, connections) = try run(script, gathering: Gathering(4))
        #expect(outcome == .init(output: "6 12 18 24 30 36 42 48\n") && connections == 4)
        let sorted = try demo(
            """
            local function name(id) return bitrix.contact(id).name end
            print(table.concat(bitrix.map({1, 2}, function(n)
              local ids = {73, 72, 71}
              table.sort(ids, function(a, b) return bitrix.map({a}, bitrix.contact)[1].id < bitrix.contact(b).id end)
              local text = ("72"):gsub("%d+", function(id) return name(tonumber(id)) end)
              package.preload["m" .. n] = function() return bitrix.contact(74) end
              return table.concat(ids, ",") .. text .. require("m" .. n).name
                .. coroutine.wrap(function() return name(75) end)()
            end), "|"))
            """)
        #expect(sorted == .init(output: "71,72,73ОльгаАннаMaria|71,72,73ОльгаАннаMaria\n"))
    }

    @Test(
        "Wrong arguments are named before anything runs",
        arguments: [
            ("", "bad argument #1 to 'map' (table or function that gives elements expected, got no value)"),
            (
                "{a = 1}, print",
                #"bad argument #1 to 'map' (table or function that gives elements expected, got a table with the field "a")"#
            ),
            ("{}, setmetatable({}, {__metatable = 5})", "bad argument #2 to 'map' (function expected, got table)"),
            ("7, print", "bad argument #1 to 'map' (table or function that gives elements expected, got 7)"),
            ("{}", "bad argument #2 to 'map' (function expected, got no value)"),
            ("{}, {}", "bad argument #2 to 'map' (function expected, got table)"),
            ("{}, print, 8", "bad argument #3 to 'map' (table of options expected, got 8)"),
            (
                "{}, print, {8}",
                "bad argument #3 to 'map' (named options expected, such as {concurrency=8}; got the element 1)"
            ),
            (
                "{}, print, {concurency = 8}",
                #"bad argument #3 to 'map' (unknown option "concurency"; did you mean "concurrency"? known: concurrency, errors)"#
            ),
            (
                "{}, print, {concurrency = 0}",
                "bad argument #3 to 'map' (concurrency: integer from 1 to 1000 expected, got 0)"
            ),
            (
                "{}, print, {errors = 'keep'}",
                #"bad argument #3 to 'map' (errors: "collect" or "raise" expected, got "keep")"#
            ),
        ])
    func misuse(arguments: String, message: String) throws {
        #expect(
            try demo("print(select(2, pcall(function() bitrix.map(\(arguments)) end)))")
                == .init(output: "(command line):1: \(message)\n"))
    }

    @Test("A yield of its own is an error of that element, and the others go on")
    func yields() throws {
        let outcome = try demo(
            """
            local list = bitrix.map({1, 2, 3}, function(i)
              local closed <close> = setmetatable({}, {__close = function() print("closed " .. i) end})
              if i == 2 then coroutine.yield() end
              return bitrix.contact(70 + i).id
            end, {errors = "collect", concurrency = 1})
            print(list[1], list[2], list[3])
            """)
        #expect(
            outcome.output
                == "closed 1\nclosed 2\nclosed 3\n71\tattempt to yield from a function that bitrix.map calls (element 2: 2)\t73\n"
        )
    }

    @Test(
        "A list that yields has ended: what it gave before stays",
        arguments: ["", ", {errors = 'collect', concurrency = 1}"])
    func listYields(options: String) throws {
        let outcome = try demo(
            """
            local n = 0
            local function list() n = n + 1 if n == 3 then coroutine.yield() end return n <= 5 and n or nil end
            local ok, result = pcall(bitrix.map, list, function(x) return x * 10 end\(options))
            print(ok, type(result) == "table" and #result or result, type(result) == "table" and result[2], n)
            """)
        #expect(
            outcome.output
                == (options.isEmpty
                    ? "false\tattempt to yield from a function that bitrix.map calls (element 3)\tfalse\t3\n"
                    : "true\t3\t20\t3\n"))
    }

    @Test("After a stop that had to insist, the session is whole: settings count, and variables were closed")
    func stubborn() throws {
        let program = try Program.start(
            ["-i", "--demo"],
            input: """
                io.stdout:setvbuf("no")
                pcall(bitrix.map, {71, 72}, function(id) if id == 71 then local x <close> = setmetatable({}, {__close = function() closed = true end}) return bitrix.contact(99120) end print("ready") while true do pcall(function() while true do end end) end end, {concurrency = 2})
                bitrix.configure{max_answer = 1, attempts = 1}
                print(closed, select(2, pcall(bitrix.contact, 71)).code)

                """.utf8)
        #expect(program.waitForOutput("\nready\n") || program.waitForOutput("ready\n"))
        program.signal(SIGINT)
        #expect(try program.finish().output.contains("true\tANSWER_TOO_LARGE\n"))
    }

    @Test("Ctrl-C ends everything that is under way, closes it, and says how far it got")
    func interrupted() throws {
        let script = """
            io.stdout:setvbuf("no")
            bitrix.map({71, 99120, 99120, 72}, function(id)
              local closed <close> = setmetatable({}, {__close = function() print("closed " .. id) end})
              if id == 99120 then print("waiting") end
              return bitrix.contact(id)
            end, {concurrency = 2})
            """
        let program = try Program.start(["--demo", "-e", script])
        program.waitForOutput("waiting\n")
        program.signal(SIGINT)
        let outcome = try program.finish()
        #expect(outcome.status == 130)
        #expect(outcome.output.hasPrefix("closed 71\n") || outcome.output.hasPrefix("waiting\n"))
        #expect(outcome.output.contains("closed 99120\n"))
        // Where the signal comes, an element or the loop, is a matter of chance.
        let message = /stopped: [01] of 4 done\nbitrix: \(command line\):\d: interrupted!\nstack traceback:\n(.|\n)*/
        #expect(outcome.errors.wholeMatch(of: message) != nil, "\(outcome.errors)")
    }

    @Test("Limits end a map as they end everything else")
    func limits() throws {
        let requests = try demo(
            "while true do pcall(bitrix.map, {71, 72, 73, 74}, bitrix.contact) end", ["--max-requests=2"])
        #expect(requests.status == 1 && requests.output == "")
        #expect(requests.errors.contains("REQUEST_LIMIT: the script sends more requests than --max-requests allows"))
        let time = try demo("bitrix.map({99120, 99120}, bitrix.contact)", ["--max-time=0.2"])
        #expect(
            time.status == 75 && time.errors.hasPrefix("stopped: 0 of 2 done\nbitrix: (command line):1: TIME_LIMIT: "))
    }

    @Test("A million elements need no memory of their own")
    func memory() throws {
        let outcome = try demo(
            """
            local n = 0
            local function numbers() n = n + 1 if n <= 1000000 then return n end end
            local list = setmetatable({}, {__len = function() return 1000000 end, __index = function(_, i) return i end})
            local most = 0
            for _, source in ipairs {numbers, list} do
              collectgarbage() collectgarbage()
              local before, sum = collectgarbage("count"), 0
              bitrix.map(source, function(i)
                sum = sum + i
                if i % 100000 == 0 then collectgarbage() most = math.max(most, collectgarbage("count") - before) end
              end)
              print(sum)
            end
            print(most < 64)
            """)
        #expect(outcome == .init(output: "500000500000\n500000500000\ntrue\n"))
    }
}
