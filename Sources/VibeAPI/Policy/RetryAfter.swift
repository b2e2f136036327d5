/// The header `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
enum RetryAfter {
    /// Seconds to wait from `now` (seconds since 1970); 0 for a date that is past, nil for what is neither. Until a date they are
    /// whole, because dates have no fractions.
    static func seconds(_ value: String, now: Double) -> Double? {
        number(value) ?? HTTPDate.seconds(value, now: now).map { max(0, ($0 - now).rounded(.up)) }
    }

    /// Digits, perhaps with a fraction, which some servers write.
    static func number(_ text: String) -> Double? {
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        guard isPlain, text.utf8.first != UInt8(ascii: "."), let seconds = Double(text), seconds.isFinite else {
            return nil
        }
        return seconds
    }
}

/// A date of HTTP, in each of the three forms that RFC 9110, 5.6.7, lets a recipient accept.
enum HTTPDate {
    /// Seconds since 1970; nil for what is no such date.
    ///
    ///     Sun, 06 Nov 1994 08:49:37 GMT   → 784111777, and so are the older forms:
    ///     Sunday, 06-Nov-94 08:49:37 GMT  (RFC 850)
    ///     Sun Nov  6 08:49:37 1994        (C's asctime)
    ///
    /// - Parameter now: seconds since 1970; decides of years of two digits, which are never more than 50 years ahead.
    static func seconds(_ text: String, now: Double) -> Double? {
        let words = text.split(separator: " ").map(String.init)
        if words.count == 6, words[5] == "GMT", words[0].hasSuffix(",") {
            return seconds(words[3], words[2], words[1], words[4])
        }
        if words.count == 4, words[3] == "GMT", words[0].hasSuffix(",") {
            let date = words[1].split(separator: "-").map(String.init)
            guard date.count == 3, date[2].utf8.count == 2, let short = digits(date[2]) else { return nil }
            let present = year(of: now)
            var year = present / 100 * 100 + short
            if year > present + 50 { year -= 100 } else if year <= present - 50 { year += 100 }
            return seconds("\(year)", date[1], date[0], words[2])
        }
        if words.count == 5 { return seconds(words[4], words[1], words[2], words[3]) }
        return nil
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func seconds(_ year: String, _ month: String, _ day: String, _ time: String) -> Double? {
        guard let year = digits(year), (1970...9999).contains(year), let month = months.firstIndex(of: month),
            let day = digits(day)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let time = time.split(separator: ":", omittingEmptySubsequences: false).map { digits(String($0)) ?? -1 }
        guard (1...lengths[month]).contains(day), time.count == 3, (0...23).contains(time[0]),
            (0...59).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        let days = daysBefore(year: year) + lengths[..<month].reduce(0, +) + day - 1
        return Double(days * 86400 + time[0] * 3600 + time[1] * 60 + time[2])
    }

    /// From 1970 to the beginning of a year.
    private static func daysBefore(year: Int) -> Int {
        let before = year - 1
        return (year - 1970) * 365 + before / 4 - before / 100 + before / 400 - 477
    }

    private static func year(of seconds: Double) -> Int {
        let day = Int(max(0, min(seconds, 1e11)) / 86400)
        var year = 1970 + day / 366
        while daysBefore(year: year + 1) <= day { year += 1 }
        return year
    }

    private static func digits(_ text: String) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
