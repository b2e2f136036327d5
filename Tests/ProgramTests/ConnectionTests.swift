import Foundation
import Synchronization
import TestSupport
import Testing

/// A name server that is not there: programs that are started with the library in `LD_PRELOAD` hear so.
enum NameServer {
    /// Builds the library.
    ///
    /// - Parameter times: how often the answer is "try again"; then every name is 127.0.0.1.
    static func unreachable(in directory: TemporaryDirectory, times: Int = 1_000_000) throws -> String {
        try directory.write(
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <netdb.h>
            int getaddrinfo(const char *n, const char *s, const struct addrinfo *h, struct addrinfo **r) {
                static int count;
                if (__atomic_fetch_add(&count, 1, __ATOMIC_SEQ_CST) < \(times)) return EAI_AGAIN;
                int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
                *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
                return real("127.0.0.1", s, h, r);
            }
            """.utf8, to: "names.c")
        _ = try Child("clang", ["-shared", "-fPIC", "-o", "names.so", "names.c"], in: directory.url.path).finish()
        return directory.url.appendingPathComponent("names.so").path
    }
}

/// Connections, through the whole program: kept ones, and none at all.
@Suite struct ConnectionTests {
    private func run(_ url: String, _ script: String, _ environment: [String: String] = [:], _ options: [String] = [])
        throws -> Program.Outcome
    {
        let settings = ["VIBE_URL": url, "VIBE_API_KEY": Portal.key].merging(environment) { $1 }
        return try Program.run(options + ["-e", script], environment: settings)
    }

    @Test("A name that cannot be looked up just now is looked up again")
    func lookup() throws {
        let server = try SocketServer { connection, _ in
            connection.answer(body: #"{"success":true,"data":{"id":71}}"#)
        }
        defer { server.stop() }
        for (times, attempts) in [(1, 2), (2, 2)] {
            let directory = try TemporaryDirectory()
            let library = try NameServer.unreachable(in: directory, times: times)
            let outcome = try run(
                "http://api.example:\(server.port)", "print(bitrix.contact(71).id, bitrix.last.attempts)",
                ["LD_PRELOAD": library], ["--max-wait=0.001"])
            #expect(outcome == .init(output: "71\t\(attempts)\n"))
        }
    }

    @Test("Where no name can be looked up every call ends, however the look-ups meet")
    func lookupsEnd() throws {
        let directory = try TemporaryDirectory()
        let library = try NameServer.unreachable(in: directory)
        let outcome = try run(
            "http://api.example",
            """
            local codes = {}
            for i = 1, 40 do
              local ok, e = pcall(bitrix.contact, i)
              codes[e.code] = (codes[e.code] or 0) + 1
            end
            for code, count in pairs(codes) do print(code, count) end
            """, ["LD_PRELOAD": library], ["--retries=0"])
        #expect(outcome == .init(output: "LOOKUP_FAILED\t40\n"))
    }

    @Test("Another time-out between two calls changes neither the connection nor the wait that the server asks for")
    func configure() throws {
        let server = try SocketServer { connection, _ in
            connection.answer(
                headers: ["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1"],
                body: #"{"success":true,"data":{"id":71}}"#)
        }
        defer { server.stop() }
        let outcome = try run(
            server.url,
            """
            bitrix.contact(71)
            bitrix.configure{timeout = 9}
            bitrix.contact(71)
            print(bitrix.last.elapsed > 0.5, bitrix.last.elapsed < 5)
            """)
        #expect(outcome == .init(output: "true\ttrue\n") && server.connectionCount == 1)
    }

    @Test("Settings that a script changes while calls are under way are those of the next ones")
    func configureMeanwhile() throws {
        let server = try SocketServer { connection, request in
            connection.answer(
                body: #"{"success":true,"data":{"name":"n","x":"\#(String(repeating: "x", count: 2000))"}}"#)
        }
        defer { server.stop() }
        let outcome = try run(
            server.url,
            """
            local seen = bitrix.map({1, 2, 3}, function(id)
              if id == 3 then bitrix.configure{max_answer = 1000} end
              return bitrix.contact(id).name
            end, {errors = "collect", concurrency = 1})
            for i = 1, 3 do print(type(seen[i]) == "table" and seen[i].code or seen[i]) end
            """)
        #expect(outcome == .init(output: "n\nn\nANSWER_TOO_LARGE\n"))
    }

    @Test("The error tells how long the server asked to wait, in whichever form it did")
    func retryAfter() throws {
        let formats = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        for format in formats {
            let server = try SocketServer { connection, _ in
                var date = time(nil) + 100
                var parts = tm()
                gmtime_r(&date, &parts)
                var text = [CChar](repeating: 0, count: 100)
                let count = strftime(&text, text.count, format, &parts)
                let value = String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
                connection.answer(
                    "429 Slow", headers: ["Retry-After: \(value)"], body: #"{"success":false,"error":{}}"#)
            }
            defer { server.stop() }
            let outcome = try run(
                server.url,
                """
                local e = select(2, pcall(bitrix.contact, 71))
                print(e.attempts, math.type(e.retryAfter), e.retryAfter >= 98 and e.retryAfter <= 100)
                """)
            #expect(outcome == .init(output: "1\tinteger\ttrue\n"), "\(format)")
        }
    }

    /// Runs a script on the demo portal with a limit of open files, by a shell's `ulimit`.
    private func limited(to files: Int, _ script: String) throws -> [UInt8] {
        let command = "ulimit -n \(files) && exec \"$0\" --demo --retries 0 -e \"$1\""
        return try Child("sh", ["-c", command, Program.path, script]).finish()
    }

    @Test("Where few files may be open, as many calls run at once as can; where none can, that is said at once")
    func descriptors() throws {
        let many = try limited(
            to: 40,
            """
            local ids = {}
            for i = 1, 200 do ids[i] = 71 end
            local names = bitrix.map(ids, function(id) return bitrix.contact(id).id end, {concurrency = 20})
            print(#names, names[200])
            """)
        #expect(String(decoding: many, as: UTF8.self) == "200\t71\n")
        for limit in 9...20 {
            let few = try limited(
                to: limit,
                "local ok, e = pcall(bitrix.contact, 71) print(ok or e.code == 'TOO_MANY_OPEN_FILES' or tostring(e))")
            #expect(String(decoding: few, as: UTF8.self) == "true\n", "\(limit)")
        }
    }

    @Test("At a prompt without a usable setting the prompt says which one it is")
    func promptNames() throws {
        for (environment, name) in [
            (["VIBE_URL": "htps://x", "VIBE_API_KEY": Portal.key], "bad VIBE_URL> "),
            (["VIBE_API_KEY": "\"x\""], "bad key> "),
            (["VIBE_API_KEY": Portal.key, "VIBE_SESSION_TOKEN": "a b"], "bad session> "),
            (["VIBE_API_KEY": Portal.key, "VIBE_URL": "https://h", "https_proxy": "foo://x"], "bad proxy> "),
        ] {
            let terminal = try startPrompt([], environment: environment)
            try terminal.wait(for: name) { $0.marked.hasSuffix("\n\(name)▏") }
        }
    }
}
