import Help
import TestSupport
import Testing

/// Times and sizes as people write them.
@Suite struct QuantityTests {
    @Test(
        "Times, in seconds",
        arguments: [
            ("10", 10), ("0.5", 0.5), (".5", 0.5), ("5.", 5), ("10s", 10), ("500ms", 0.5), ("30m", 1800), ("1h", 3600),
            ("1h30m", 5400), ("1.5h", 5400), ("1h30m15s", 5415), ("2min", 120), ("1d", 86400), ("1H", 3600), ("0", 0),
            ("1m500ms", 60.5), ("90sec", 90),
        ])
    func times(text: String, seconds: Double) { #expect(Quantity.seconds(text) == seconds) }

    @Test(
        "What is no time",
        arguments: [
            "", "s", "-1", "+1", "1e3", "inf", "nan", "0x10", "1 h", "1h1h", "30m1h", "1x", "h30m", "1..5", ".", "1h30",
            "1,5h", "٣",
        ])
    func noTimes(text: String) { #expect(Quantity.seconds(text) == nil) }

    @Test(
        "Sizes, in bytes",
        arguments: [
            ("1000000", 1_000_000), ("64K", 65536), ("64k", 65536), ("64M", 67_108_864), ("64MiB", 67_108_864),
            ("64mib", 67_108_864), ("64MB", 64_000_000), ("1G", 1 << 30), ("1.5G", 3 << 29), ("1T", 1 << 40),
            ("100B", 100),
        ])
    func sizes(text: String, bytes: Int) { #expect(Quantity.bytes(text) == bytes) }

    @Test(
        "What is no size",
        arguments: ["", "M", "-1M", "1.5", "12Q", "1MM", "64 M", "9223372036854775807K", "1e3", "64Mi", "0x10", "64iB"])
    func noSizes(text: String) { #expect(Quantity.bytes(text) == nil) }

    @Test("Wherever the command line takes a time or a size")
    func everywhere() throws {
        for option in Option.Time.allCases.map(\.rawValue) {
            for time in ["500ms", "30m", "1h30m", "10"] {
                #expect(try Program.run([option, time, "-e", "print(1)"]) == .init(output: "1\n"), "\(option) \(time)")
            }
            #expect(try Program.run(["\(option)=25h", "-e", "print(1)"]).status == 1)
        }
        for option in Option.Size.allCases.map(\.rawValue) {
            for size in ["64M", "64MiB", "1G", "100000000"] {
                #expect(
                    try Program.run(["\(option)=\(size)", "-e", "print(1)"]) == .init(output: "1\n"),
                    "\(option) \(size)")
            }
        }
    }

    @Test("The total wait has an option: a server that asks for more than is left is not asked again")
    func totalWait() throws {
        let server = try SocketServer { connection, _ in
            connection.answer("503 No", headers: ["Retry-After: 2"], body: "")
        }
        defer { server.stop() }
        let outcome = try Program.run(
            ["--max-total-wait=1500ms", "-e", "local ok, e = pcall(bitrix.contact, 71) print(e.status, e.attempts)"],
            environment: ["VIBE_URL": server.url, "VIBE_API_KEY": "vibe_api_x0123456789"])
        #expect(outcome == .init(output: "503\t1\n"))
    }
}
