/// Times and sizes as people write them on a command line.
package enum Quantity {
    /// `10`, `0.5`, `10s`, `500ms`, `30m`, `1.5h`, `1h30m`, `1d`, in seconds; nil for anything else.
    ///
    /// A number without a unit is seconds. Units come from large to small, each once; `min` and `sec` are understood, too.
    package static func seconds(_ text: String) -> Double? {
        if let plain = decimal(text) { return plain }
        let units: [(names: [String], seconds: Double)] = [
            (["d"], 86400), (["h"], 3600), (["m", "min"], 60), (["s", "sec"], 1), (["ms"], 0.001),
        ]
        var rest = Substring(text), next = units.startIndex, sum = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }.lowercased()
            rest = rest.dropFirst(name.count)
            guard let amount = decimal(number),
                let unit = units[next...].firstIndex(where: { $0.names.contains(name) })
            else { return nil }
            sum += amount * units[unit].seconds
            next = unit + 1
        }
        return text.isEmpty ? nil : sum
    }

    /// `1000000`, `64K`, `64k`, `16M`, `1.5G` and `64MiB` in powers of 1024, `64MB` in powers of 1000, in bytes; nil for anything else,
    /// and for what is no whole number of bytes.
    package static func bytes(_ text: String) -> Int? {
        let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        let unit = text.dropFirst(number.count).lowercased()
        guard let amount = decimal(number), unit.allSatisfy({ $0.isASCII }) else { return nil }
        if unit.isEmpty || unit == "b" { return Int(number) }
        guard let power = ["k", "m", "g", "t"].firstIndex(of: String(unit.prefix(1))) else { return nil }
        let factor: Int
        switch unit.dropFirst() {
        case "", "ib": factor = 1 << (10 * (power + 1))
        case "b": factor = (0...power).reduce(1) { product, _ in product * 1000 }
        default: return nil
        }
        if let whole = Int(number) {
            let (bytes, isTooMuch) = whole.multipliedReportingOverflow(by: factor)
            return isTooMuch ? nil : bytes
        }
        return Int(exactly: (amount * Double(factor)).rounded())
    }

    /// A time that an option may have: more than 0, up to a day.
    package static func time(_ text: String) -> Double? { seconds(text).flatMap { $0 > 0 && $0 <= 86400 ? $0 : nil } }

    /// A size that an option may have: at least a byte, and small enough to be added to.
    package static func size(_ text: String) -> Int? { bytes(text).flatMap { $0 > 0 && $0 <= Int.max >> 1 ? $0 : nil } }

    /// A number of times that an option may have: `200`; 0 is a limit, too.
    package static func count(_ text: String) -> Int? {
        Int(text).flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
    }

    /// Digits, with a point and digits behind them at the most: no sign, no exponent, no `inf`.
    private static func decimal(_ text: some StringProtocol) -> Double? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }) else { return nil }
        guard parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }) else {
            return nil
        }
        return Double("0" + text + (parts.count == 2 && parts[1].isEmpty ? "0" : ""))
    }
}
