/// The header `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
enum RetryAfter {
    /// Seconds to wait from `now` (seconds since 1970); 0 for a date that is past, nil for what is neither.
    static func seconds(_ value: String, now: Double) -> Double? {
        if let seconds = Double(value) { return seconds >= 0 && seconds.isFinite ? seconds : nil }
        return date(value).map { max(0, $0 - now) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Sun, 06 Nov 1994 08:49:37 GMT` → seconds since 1970. The two older forms of dates are not used for this header.
    static func date(_ text: String) -> Double? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), let year = Int(words[3]),
            (1970...9999).contains(year), let month = months.firstIndex(of: String(words[2])), (1...31).contains(day)
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2]) else {
            return nil
        }
        // Days since 1970: whole years, their leap days, then the months of this year.
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400 - 477
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let monthDays = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month] + (isLeap && month > 1 ? 1 : 0)
        let days = (year - 1970) * 365 + leapDays + monthDays + day - 1
        return Double(days * 86400 + time[0] * 3600 + time[1] * 60 + time[2])
    }
}
