extension String {
    /// Whether two English words stand side by side outside of quotes: in a Russian text they give away that nobody has
    /// translated it. Names, codes and code, of one word or in quotes, do not count.
    public var holdsEnglish: Bool {
        let words = replacing(#/«[^»]*»|"[^"]*"|'[^']*'|`[^`]*`/#, with: "…")
            .replacing(#/\bapt install\b|\bnot found\b/#, with: "…")
        return words.contains(#/(^|[ (:])[A-Za-z]?[a-z]+ [a-z]{2,}([ ,;:.)]|$)/#)
    }
}
