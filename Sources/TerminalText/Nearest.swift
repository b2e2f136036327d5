extension Sequence where Element == String {
    /// The one that is most like a word, whatever the case of letters; nil where none is near.
    ///
    ///     ["help", "history"].nearest(to: "hlep")  // "help"
    ///     ["help", "history"].nearest(to: "curl")  // nil
    ///
    /// Near is what turns into it where a third of the word's letters change, at least one. Words of one or two letters are
    /// near to nothing that differs in more than case: they would be to everything. Of several that are equally near, the
    /// first in alphabetical order.
    public func nearest(to word: String) -> String? {
        let word = word.lowercased()
        let most = word.count < 3 ? 0 : Swift.max(1, word.count / 3)
        let near = lazy.filter { abs($0.count - word.count) <= most }
            .map { (name: $0, distance: $0.lowercased().distance(to: word)) }
            .filter { $0.distance <= most }
        return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }
}

extension String {
    /// The number of letters to add, drop, change, or swap with the next one, until this is `other`.
    func distance(to other: String) -> Int {
        let a = Array(self), b = Array(other)
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = Swift.min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = Swift.min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
