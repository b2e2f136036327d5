/// What was meant by text that was typed with the Russian keyboard layout, where the Latin one was wanted.
///
///     KeyboardLayout.candidates(for: SourceText("зкште(\"Привет\")"))  // ["print(\"Привет\")", …]
public enum KeyboardLayout {
    /// The text as the same keys write it in the Latin layout: first with its strings and comments left alone, then all of
    /// it. None where nothing would change.
    public static func candidates(for text: SourceText) -> [String] {
        var outside = "", position = 0
        for token in text.tokens where token.kind == .invalid {
            outside += String(decoding: text.bytes[position..<token.start], as: UTF8.self)
            outside += latin(text.text(of: token), letters)
            position = token.end
        }
        outside += String(decoding: text.bytes[position...], as: UTF8.self)
        let typed = String(decoding: text.bytes, as: UTF8.self)
        return [outside, latin(typed, letters), latin(typed, letters.merging(marks) { $1 })].filter { $0 != typed }
    }

    private static func latin(_ text: String, _ keys: [Character: Character]) -> String {
        String(text.map { keys[$0] ?? $0 })
    }

    private static let letters = table(
        "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ",
        #"qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~"#)
    /// Keys that write other marks.
    private static let marks = table(#"".,;:?/№"#, "@/?$^&|#")

    private static func table(_ from: String, _ to: String) -> [Character: Character] {
        Dictionary(uniqueKeysWithValues: zip(from, to))
    }
}
