/// How many columns of a terminal text takes.
public enum DisplayWidth {
    /// The columns of a text without control characters: by grapheme, wide for East Asian wide characters and emoji.
    ///
    ///     DisplayWidth.of("Ёж")   // 2
    ///     DisplayWidth.of("👩‍👩‍👧")  // 2
    ///     DisplayWidth.of("漢字")  // 4
    public static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

    /// The columns of one grapheme.
    public static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if first.value < 0x300 { return first.value < 0x20 || first.value == 0x7F ? 0 : 1 }
        // An emoji that asks for its coloured form, and flags, are wide.
        if scalars.contains(where: { $0.value == 0xFE0F }) && first.properties.isEmoji { return 2 }
        return scalars.contains(where: isWide) ? 2 : scalars.allSatisfy(isZeroWidth) ? 0 : 1
    }

    /// The length of the longest beginning that takes at most `columns`, in bytes of UTF-8.
    public static func bytes(of text: String, fitting columns: Int) -> Int {
        var left = columns
        var count = 0
        for character in text {
            left -= of(character)
            if left < 0 { break }
            count += character.utf8.count
        }
        return count
    }

    private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: true
        default: scalar.value == 0x200B || scalar.value >= 0x1160 && scalar.value <= 0x11FF
        }
    }

    /// Wide or fullwidth (Unicode Standard Annex 11): whole blocks, and the emoji that are shown as such by default.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x1F1E6...0x1F1FF,
            0x20000...0x3FFFD:
            true
        default: scalar.value > 0x2000 && scalar.properties.isEmojiPresentation
        }
    }
}
