extension String {
    /// The number of letters to add, drop or change until this is `other`.
    func distance(to other: String) -> Int {
        var row = Array(0...other.count)
        for (i, letter) in enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, otherLetter) in other.enumerated() {
                let change = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(change, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[other.count]
    }

    /// The one of `names` that is most like this; nil where none is near.
    func nearest(among names: [String]) -> String? {
        let near = names.lazy.filter { $0 != self && abs($0.count - count) <= 3 }
            .map { (name: $0, distance: lowercased().distance(to: $0.lowercased())) }
        let best = near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return best.flatMap { $0.distance <= count / 3 + 1 ? $0.name : nil }
    }
}
