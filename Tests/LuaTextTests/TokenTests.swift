import LuaText
import Testing

@Suite("Tokens") struct TokenTests {
    private func words(_ text: String) -> [String] {
        let source = SourceText(text)
        return source.tokens.map { source.text(of: $0) }
    }

    @Test(
        "Words, numbers, strings, comments and symbols end where Lua's do",
        arguments: [
            ("local x=1", "local¦x¦=¦1"), ("a.b:c", "a¦.¦b¦:¦c"),
            ("1..2", "1..2"), ("a..b", "a¦..¦b"), ("...", "..."), ("a//b", "a¦//¦b"),
            ("a<<1>>=~=<=", "a¦<<¦1¦>>¦=¦~=¦<="), ("::x::", "::¦x¦::"),
            ("0x1p-4 0xA.8 1e+10 .5 3. 0X", "0x1p-4¦0xA.8¦1e+10¦.5¦3.¦0X"),
            ("3-2", "3¦-¦2"), ("3e-2-1", "3e-2¦-¦1"), ("0xe-1", "0xe¦-¦1"),
            ("'a\\'b' \"c\"", "'a\\'b'¦\"c\""), ("'a\\\nb'", "'a\\\nb'"), ("'a\\z \n  b' c", "'a\\z \n  b'¦c"),
            ("'open\nx", "'open¦x"), ("[[a]b]]c", "[[a]b]]¦c"), ("[==[a]=]]==]", "[==[a]=]]==]"),
            ("[==[a]===]==] x", "[==[a]===]==]¦x"), ("[[open\nx", "[[open\nx"), ("[=x", "[¦=¦x"),
            ("-- c\nx", "-- c¦x"), ("--[[ c\n]]x", "--[[ c\n]]¦x"), ("--[==[ open", "--[==[ open"),
            ("--[=x\ny", "--[=x¦y"), ("#t", "#¦t"), ("x #t", "x¦#¦t"),
            ("Ёж = $", "Ёж¦=¦$"), ("", ""), ("\t\r\n\u{0B}\u{0C} ", ""), ("a\0b", "a¦\0¦b"),
            ("'\\", "'\\"), ("'\\z", "'\\z"), ("\"", "\""), ("[", "["), ("-", "-"), ("--", "--"), ("--[", "--["),
        ])
    func ends(text: String, expected: String) {
        #expect(words(text).joined(separator: "¦") == expected)
    }

    @Test(
        "What each is",
        arguments: [
            ("x", Token.Kind.name), ("_1", .name), ("ending", .name), ("end", .end), ("while", .while),
            ("elseif", .elseif),
            ("goto", .goto), ("3", .number), ("0x", .malformedNumber), ("3x", .malformedNumber),
            ("1e", .malformedNumber),
            ("1e5.", .malformedNumber), ("1.2.3", .malformedNumber), ("0x.p1", .malformedNumber), ("0x1.8p3", .number),
            ("1..2", .malformedNumber), ("'a'", .string), ("'a", .unfinishedString), ("[[a", .unfinishedString),
            ("--x", .comment), ("--[[x", .unfinishedComment), ("!", .invalid), ("é", .invalid), ("...", .ellipsis),
            ("//", .doubleSlash), ("~=", .notEqual), ("~", .tilde), ("::", .doubleColon), (">>", .shiftRight),
        ])
    func kinds(text: String, kind: Token.Kind) {
        #expect(SourceText(text).tokens.map(\.kind) == [kind])
    }

    @Test("Any bytes: tokens are in order, do not overlap, and leave out white space only")
    func anyBytes() {
        var random: UInt64 = 88_172_645_463_325_252
        let pieces = [
            "[[", "]]", "--", "=", "\"", "'", "\\", "\n", "x", "9", ".", "é", "\0", " ", "function", "e+", "{", ")",
        ]
        for _ in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<30 {
                random ^= random << 13
                random ^= random >> 7
                random ^= random << 17
                bytes +=
                    random % 5 == 0
                    ? [UInt8(truncatingIfNeeded: random >> 20)] : Array(pieces[Int(random >> 33) % pieces.count].utf8)
            }
            let source = SourceText(bytes)
            var position = 0
            for token in source.tokens {
                #expect(token.start >= position && token.end > token.start)
                #expect(bytes[position..<token.start].allSatisfy { $0 == 32 || (9...13).contains($0) })
                position = token.end
            }
            var end = 0
            for span in source.spans {
                #expect(span.range.lowerBound >= end && !span.range.isEmpty)
                end = span.range.upperBound
            }
            for cursor in 0...bytes.count {
                if let context = source.completion(at: cursor) { #expect(context.range.upperBound == cursor) }
                _ = (source.call(at: cursor), source.depth(at: cursor), source.depth(ofLineAt: cursor))
                _ = source.matchingBrackets(at: cursor)
            }
            _ = (
                source.topLevelLocals, source.assignment, source.names, source.hasUnfinishedQuote,
                source.topLevelReturn,
                source.lastExpression, source.endsInEmptyLines
            )
        }
    }
}

@Suite("Highlighting") struct HighlightTests {
    /// `kind:text` of each span.
    private func spans(_ text: String) -> [String] {
        let source = SourceText(text)
        return source.spans.map { "\($0.kind):" + String(decoding: source.bytes[$0.range], as: UTF8.self) }
    }

    @Test(
        "Kinds of words",
        arguments: [
            (
                "local c = bitrix.contact(71)",
                "keyword:local¦name:c¦operator:=¦globalFunction:bitrix¦operator:.¦field:contact¦operator:(¦number:71¦operator:)"
            ),
            (
                "{name = nil, print = x}",
                "operator:{¦field:name¦operator:=¦constant:nil¦operator:,¦field:print¦operator:=¦name:x¦operator:}"
            ),
            ("a, b = 1", "name:a¦operator:,¦name:b¦operator:=¦number:1"),
            (
                "f(function() x, y = 1 end)",
                "name:f¦operator:(¦keyword:function¦operator:(¦operator:)¦name:x¦operator:,¦name:y¦operator:=¦number:1¦keyword:end¦operator:)"
            ),
            (
                "local a <const>, b <close>, c <x> = 1",
                "keyword:local¦name:a¦operator:<¦keyword:const¦operator:>¦operator:,¦name:b¦operator:<¦keyword:close¦operator:>¦operator:,¦name:c¦operator:<¦error:x¦operator:>¦operator:=¦number:1"
            ),
            ("s:upper()", "name:s¦operator::¦field:upper¦operator:(¦operator:)"),
            ("-- note", "comment:-- note"), ("--[[ open", "comment:--[[ open"), ("3x $", "error:3x¦error:$"),
            ("'open", "string:'open"), ("'open\n", "error:'open"), ("[[open\n", "string:[[open\n"),
            ("\"a\\n\\65\\x41\\u{416}b\"", "string:\"a¦escape:\\n¦escape:\\65¦escape:\\x41¦escape:\\u{416}¦string:b\""),
            (
                "'\\q\\300\\xg\\u{}\\u{80000000}'",
                "string:'¦error:\\q¦error:\\300¦error:\\x¦string:g¦error:\\u{}¦error:\\u{80000000}¦string:'"
            ),
            ("'\\z  \n x'", "string:'¦escape:\\z  \n ¦string:x'"), ("[[\\n]]", "string:[[\\n]]"),
            ("t['Ёж']", "name:t¦operator:[¦string:'Ёж'¦operator:]"),
        ])
    func kinds(text: String, expected: String) {
        #expect(spans(text).joined(separator: "¦") == expected)
    }
}
