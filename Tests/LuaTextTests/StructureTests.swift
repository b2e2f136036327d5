import LuaText
import Testing

/// Splits a text at `|`, which marks a cursor.
private func cursor(_ marked: String) -> (text: SourceText, offset: Int) {
    let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    return (SourceText(String(parts[0]) + String(parts[1])), parts[0].utf8.count)
}

@Suite("Structure") struct StructureTests {
    @Test(
        "Matching brackets",
        arguments: [
            ("f|(a)", "1 3"), ("f(|a)", "1 3"), ("f(a|)", "1 3"), ("f(a)|", "1 3"), ("f(a, (b)|)", "5 7"),
            ("|{{}}", "0 3"),
            ("('(|')", ""), ("(|", ""), ("a|b", ""), ("(|]", ""), ("[(])|", ""), ("[|--]\n]", "0 5"),
            ("t[|'Ё']", "1 6"), ("|", ""),
        ])
    func brackets(marked: String, expected: String) {
        let (text, offset) = cursor(marked)
        let pair = text.matchingBrackets(at: offset)
        #expect((pair.map { "\($0.open) \($0.close)" } ?? "") == expected)
    }

    @Test(
        "Depth of a new line",
        arguments: [
            ("x = 1|", 0), ("if x then|", 1), ("if x then a() else|", 1), ("if x then\nelseif y then|", 1),
            ("if x then a() end|", 0),
            ("for i = 1, 2 do\n  while x do|", 2), ("while x|", 0), ("function f()|", 1), ("f(function()|", 1),
            ("f({|", 1),
            ("f({\n  g(|", 2), ("repeat|", 1), ("repeat until x|", 0), ("t = {|", 1), ("t = {\n}|", 0),
            ("do end end end do|", 1),
            ("s = [[\nif x then|", 0), ("do --[[ open|", 0), ("do -- then|", 1), ("do 'then'|", 1),
            ("f(function()\nend)|", 0),
            ("x = [[\ndo |\n]]", 0), ("if a then for i=1,2 do\nend|", 1),
        ])
    func depth(marked: String, expected: Int) {
        let (text, offset) = cursor(marked)
        #expect(text.depth(at: offset) == expected)
    }

    @Test(
        "A line that closes a block stands one step further out",
        arguments: [
            ("if x then\n|  end", 0), ("if x then\n|else", 0), ("do\n  do\n|  end", 1), ("do\n|x()", 1), ("{\n|}", 0),
            ("do\n|\nend", 1),
            ("repeat\n|until x", 0), ("|end", 0),
        ])
    func closingLine(marked: String, expected: Int) {
        let (text, offset) = cursor(marked)
        #expect(text.depth(ofLineAt: offset) == expected)
    }

    @Test(
        "The call around the cursor",
        arguments: [
            ("bitrix.contact(|", "bitrix.contact 1"), ("bitrix.contact(71, |", "bitrix.contact 2"),
            ("bitrix.contact(71, {include = {\"a\", |", "bitrix.contact 2"),
            ("bitrix.configure{timeout = |", "bitrix.configure 1"),
            ("s:rep(1, f(2), |", "s:rep 3"), ("print(f(2, |", "f 2"), ("print((1 + |", "print 1"),
            ("a . b -- c\n.d(|", "a.b.d 1"),
            ("t['k'].f(1,|", "t['k'].f 2"), ("f(1, function(a, |", "nil"), ("f(function() |", "nil"),
            ("function f(a, |", "nil"),
            ("local function f(|", "nil"), ("function t.f(|", "nil"), ("function t:f(|", "nil"), ("f(1)|", "nil"),
            ("(|", "nil"), ("x = {|", "nil"),
            ("g()(|", "nil"), ("if (|", "nil"), ("f(t[1, |", "f 1"), ("f(1, 2|, 3)", "f 2"), ("f(|1, 2)", "f 1"),
            ("return f(|", "f 1"),
            ("f(',', |", "f 2"), ("f(--[[,]] |", "f 1"),
        ])
    func calls(marked: String, expected: String) {
        let (text, offset) = cursor(marked)
        #expect((text.call(at: offset).map { "\($0.function) \($0.argument)" } ?? "nil") == expected)
    }

    @Test(
        "Top-level declarations",
        arguments: [
            ("local x", "x 7"), ("local x = f() g()", "x 13"), ("local x = f()\n(g)()", "x 19"),
            ("local x = 5\n(g)()", "x 11"),
            ("local a <const>, b <close> = 1, {2} c()", "const a 35¦close b 35"),
            ("local function f() local y end local z = 1", "f 30¦z 42"), ("do local x end", ""),
            ("f(function() local x end)", ""),
            ("local s = 'a' .. b.c[1]:d{x} 'e' -- end", "s 32"), ("local x = function() end y = 1", "x 24"),
            ("local x = -y ^ 2 z = 1", "x 16"), ("local x = not y, #z; w()", "x 19"),
            ("if x then local y end local z", "z 29"),
            ("for i = 1, 2 do local x end", ""), ("repeat local x until y local z", "z 30"),
            ("local x; local y", "x 7¦y 16"),
            ("local x = ... local y = nil", "x 13¦y 27"), ("local x = (f or g)(1).h y()", "x 23"),
        ])
    func locals(text: String, expected: String) {
        let found = SourceText(text).topLevelLocals.map { local in
            (local.attribute == .none ? "" : "\(local.attribute) ") + "\(local.name) \(local.end)"
        }
        #expect(found.joined(separator: "¦") == expected)
    }

    @Test(
        "Assignments",
        arguments: [
            ("x = 5", Assignment.targets([NamePath(root: "x")])), ("local a, b = f()", .locals(["a", "b"])),
            ("t.a['b c'][1] = 5", .targets([NamePath(root: "t", keys: [.name("a"), .name("b c"), .integer(1)])])),
            ("t[i], x = 1, 2", .targets([nil, NamePath(root: "x")])), ("f().x = 1", .targets([nil])),
            ("x = 5 -- five", .targets([NamePath(root: "x")])),
        ])
    func assignments(text: String, expected: Assignment) {
        #expect(SourceText(text).assignment == expected)
    }

    @Test(
        "No assignments",
        arguments: [
            "x = 5;", "local a", "local function f() end", "f(x)", "x = 1 y = 2", "local x = 1 f()", "x == 5",
            "f{x = 1}", "",
            "local a = 1; local b = 2", "function f() x = 1 end", "-- x = 1", "if x then y = 1 end",
        ])
    func noAssignment(text: String) { #expect(SourceText(text).assignment == nil) }

    @Test(
        "Where the last statement begins, if it may be an expression",
        arguments: [
            ("c.name", 0), ("local c = f(71)\nc.name", 16), ("local x = 1 x", 12), ("x = 1; y, z", 7), ("f() g()", 4),
            ("#t", 0), ("local t = {1}\n#t", 14), ("if a then b() elseif c then d() else e() end x", 45),
            ("for i = 1, 2 do f() end -i", 24), ("for k in g(function() do end end) do end k", 41),
            ("while x do f() end x.y[1]:z()", 19), ("repeat local y until y == 2 (z)", 28), ("do end 'x'", 7),
            ("goto a ::a:: x", 13), ("function f() return 1 end f", 26), ("local function f() end f", 23),
            ("x = 1 function() end, 2", 6), ("x = 1 function(...) end == y", 6), ("f() function() end", 4),
            ("x = function() end x", 19), ("x; -- c", 0), ("x = 1", -1), ("local x = 1", -1), ("return x", -1),
            ("x, y = 1, 2", -1), ("for i = 1, 2 do x end", -1), ("", -1), ("-- c", -1), ("x = 1 y = 2", -1),
            ("if x then y", -1), ("local", -1), ("local function", -1), ("f(", 0), ("goto", -1), ("::", -1),
        ])
    func lastExpression(text: String, expected: Int) { #expect(SourceText(text).lastExpression ?? -1 == expected) }

    @Test(
        "Two empty lines at the end, where they are no text",
        arguments: [
            ("x.y\n\n", true), ("x.y\n  \n ", true), ("x.y\n", false), ("x.y", false), ("\n\n", false), ("", false),
            ("x = [[\n\n\n", false), ("x = [[\n\n]]\n\n", true), ("--[[\n\n\n", false), ("do\n\n\nx", false),
        ])
    func emptyLines(text: String, expected: Bool) { #expect(SourceText(text).endsInEmptyLines == expected) }

    @Test(
        "What the same keys write in the Latin layout",
        arguments: [
            ("зкште(1)", "print(1)"), ("зкште(\"Привет\")", "print(\"Привет\")"), ("Жйгше", ":quit"),
            ("дщсфд ч = ,", "local x = ,"), ("bitrix.сщтефсе", "bitrix.contact"), ("print(1)", ""), ("'имя'", "'bvz'"),
        ])
    func layout(text: String, expected: String) {
        #expect(KeyboardLayout.candidates(for: SourceText(text)).first ?? "" == expected)
    }

    @Test("All keys, marks too, where nothing less does")
    func wholeLayout() {
        #expect(KeyboardLayout.candidates(for: SourceText("зкште(ЭрелдщЭ)")).contains("print(\"htkloh\")") == false)
        #expect(KeyboardLayout.candidates(for: SourceText("ч = й.у")).last == "x = q/e")
        #expect(KeyboardLayout.candidates(for: SourceText("ч = №е")).last == "x = #t")
    }

    @Test("Names, without fields, once each")
    func names() {
        #expect(SourceText("local a = b.c:d(a, e) -- f\n'g' {h = i}").names == ["a", "b", "e", "h", "i"])
    }

    @Test(
        "Quotes that no further line can mend",
        arguments: [
            ("'a", true), ("'a\\", false), ("'a\nb'", true), ("'a\\\nb", true), ("[[a", false), ("'a\\z", false),
            ("'a\\z  ", false), ("'a'", false),
            ("'", true),
        ])
    func quotes(text: String, expected: Bool) { #expect(SourceText(text).hasUnfinishedQuote == expected) }

    @Test(
        "What could be completed",
        arguments: [
            ("|", "name '' 0"), ("pri|", "name 'pri' 0"), ("#pri|", "name 'pri' 1"), ("x = pri|nt", "name 'pri' 4"),
            ("bitrix.con|", "field bitrix 'con' 7"),
            ("bitrix.|", "field bitrix '' 7"), ("s:re|", "method s 're' 2"), ("a.b[\"c\"].d|", "field a.b.c 'd' 9"),
            ("a[1].|", "field a.#1 '' 5"),
            ("f().x|", "nil"), ("a[i].x|", "nil"), ("x -- pri|", "nil"), ("12|", "nil"),
            ("x = 'src/|", "string 'src/' 5 '"), ("'a'|", "nil"),
            ("f(1, {['|", "option f 2 '' 8 '"), ("f(1, {a = 2, [\"x|", "option f 2 'x' 15 \""),
            ("x = {['|", "string '' 7 '"),
            ("t[\"na|", "key t 'na' 3 \""), ("t['na|']", "key t 'na' 3 '"), ("[[x|", "nil"), ("end|", "name 'end' 0"),
            ("bitrix.contact(71, {|", "option bitrix.contact 2 '' 20"),
            ("bitrix.contact(71, {inc|", "option bitrix.contact 2 'inc' 20"),
            ("bitrix.contact(71, {include={\"|", "value bitrix.contact 2 include '' 30 \""),
            ("bitrix.contact(71, {include={\"company\", \"re|", "value bitrix.contact 2 include 're' 41 \""),
            ("bitrix.contact(71, {include='c|", "value bitrix.contact 2 include 'c' 29 '"),
            ("bitrix.configure{ti|", "option bitrix.configure 1 'ti' 17"), ("bitrix.contact(|", "name '' 15"),
            ("bitrix.contact(71, {include = x, |", "option bitrix.contact 2 '' 33"),
            ("bitrix.contact(71, {include = co|", "name 'co' 30"),
            ("x = {na|", "name 'na' 5"), ("local function na|", "nil"), ("f(function() pri|", "name 'pri' 13"),
            ("a..b|", "name 'b' 3"),
            ("('x'):up|", "nil"), ("t -- c\n.x|", "field t 'x' 8"),
        ])
    func completion(marked: String, expected: String) {
        let (text, offset) = cursor(marked)
        #expect(text.completion(at: offset).map(describe) ?? "nil" == expected)
    }

    private func describe(_ context: CompletionContext) -> String {
        let kind =
            switch context.kind {
            case .name: "name"
            case .field(let path, let isMethod): (isMethod ? "method " : "field ") + describe(path)
            case .stringKey(let path): "key " + describe(path)
            case .option(let function, let argument): "option \(function) \(argument)"
            case .optionValue(let function, let argument, let option): "value \(function) \(argument) \(option)"
            case .string: "string"
            }
        return "\(kind) '\(context.prefix)' \(context.range.lowerBound)" + (context.quote.map { " \($0)" } ?? "")
    }

    private func describe(_ path: NamePath) -> String {
        ([path.root]
            + path.keys.map { key in
                switch key {
                case .name(let name): name
                case .integer(let integer): "#\(integer)"
                }
            }).joined(separator: ".")
    }
}
