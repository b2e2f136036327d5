extension String {
    /// The text in quotes, as one word for a POSIX shell.
    ///
    ///     "it's".quotedForShell  // 'it'\''s'
    public var quotedForShell: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// The text as one word for a POSIX shell, in quotes only where it needs them.
    public var shellWord: String {
        let isPlain =
            !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "/._-+,:@%~".unicodeScalars.contains(scalar)
            }
        return isPlain ? self : quotedForShell
    }
}
