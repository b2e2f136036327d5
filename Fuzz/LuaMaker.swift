/// Random Lua inputs, as somebody might type or paste them at a prompt: mostly right, with odd ends.
struct LuaMaker {
    /// What is added to the names of local variables, so that inputs do not share them where they should not.
    let suffix: String
    /// Whether the input may return, fail, and end in an expression.
    let isWhole: Bool
    private var locals: [String] = []
    private var labels = 0
    private var loops = 0

    init(suffix: String, isWhole: Bool = true) {
        self.suffix = suffix
        self.isWhole = isWhole
    }

    /// An input as tokens; ``joined(_:_:)`` makes a text of them.
    mutating func input(_ dice: inout Dice) -> [String] {
        var tokens: [String] = []
        if isWhole, dice.oneIn(3) { return expressions(&dice, 2) }
        for _ in 0...dice.small(5) { tokens += statement(&dice, 2) }
        guard isWhole else { return tokens }
        switch dice.below(6) {
        case 0: tokens += ["return"] + (dice.oneIn(4) ? [] : expressions(&dice, 2)) + (dice.oneIn(4) ? [";"] : [])
        case 1: tokens += (dice.oneIn(2) ? [";"] : []) + expressions(&dice, 2)
        case 2: tokens += ["error", "(", expression(&dice, 1).joined(separator: " "), ")"]
        default: break
        }
        return tokens
    }

    /// Tokens with white space and comments between them; now and then none where there should be some.
    static func joined(_ tokens: [String], _ dice: inout Dice) -> String {
        let isTight = dice.oneIn(4), isSloppy = dice.oneIn(12)
        var text = dice.oneIn(15) ? dice.pick(["\n", "  ", "--[[x]]", "-- x\n", ";", "\t"]) : ""
        for (index, token) in tokens.enumerated() {
            text += token
            guard index + 1 < tokens.count else { break }
            let canJoin = isWordEnd(token) != isWordStart(tokens[index + 1]) && !clashes(token, tokens[index + 1])
            if isSloppy ? dice.oneIn(3) : isTight && canJoin { continue }
            switch dice.below(30) {
            case 0: text += "\n"
            case 1: text += " --[[ c ]] "
            case 2: text += " -- c\n"
            case 3: text += "\t"
            case 4: text += "--[==[\n]]]==]"
            case 5: text += "\r\n"
            default: text += " "
            }
        }
        if dice.oneIn(4) {
            text += dice.pick([
                ";", ";;", " -- c", " --[[ c ]]", "\n", "\n\n", " -- c\n", "--", "--[[", "--[==[ x ]]", " \n-- ]]",
                "\t", "\r\n", "--x;",
                ";--[[;]]", " ;\n", "\u{A0}", ",", ")", "end", "\\", "--[=[\n]=]",
            ])
        }
        return text
    }

    private static func isWordStart(_ token: String) -> Bool {
        token.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0) } ?? false
    }

    private static func isWordEnd(_ token: String) -> Bool {
        token.unicodeScalars.last.map { isWordStart(String($0)) } ?? false
    }

    private static func clashes(_ first: String, _ second: String) -> Bool {
        let pair = String(first.suffix(1)) + String(second.prefix(1))
        return ["--", "..", "[[", "[=", "==", "<=", ">=", "~=", "//", "<<", ">>", "::"].contains(pair)
            || ["1.", "2.", "5.", "0.", "e."].contains(pair)
    }

    // MARK: Statements

    private mutating func block(_ dice: inout Dice, _ depth: Int) -> [String] {
        let outer = locals
        defer { locals = outer }
        var tokens: [String] = []
        for _ in 0..<dice.small(3) { tokens += statement(&dice, depth - 1) }
        if isWhole, dice.oneIn(6) { tokens += ["return"] + expressions(&dice, 1) }
        return tokens
    }

    private mutating func statement(_ dice: inout Dice, _ depth: Int) -> [String] {
        switch dice.below(depth > 0 ? 22 : 9) {
        case 0...1: return declaration(&dice, depth)
        case 2: return [target(&dice), "="] + expression(&dice, depth)
        case 3:
            return [target(&dice), ",", target(&dice), "="] + expressions(&dice, depth)
        case 4...6: return call(&dice, depth)
        case 7: return [dice.pick([";", ";", ";;"])]
        case 8: return ["print", "("] + expressions(&dice, depth) + [")"]
        case 9: return ["do"] + block(&dice, depth) + ["end"]
        case 10: return ["if"] + expression(&dice, 1) + ["then"] + block(&dice, depth) + ["end"]
        case 11:
            return ["if"] + expression(&dice, 1) + ["then"] + block(&dice, depth)
                + ["elseif"] + expression(&dice, 1) + ["then"] + block(&dice, depth)
                + ["else"] + block(&dice, depth) + ["end"]
        case 12:
            loops += 1
            let name = "i\(loops)"
            let limits = dice.pick([
                ["1", ",", "3"], ["3", ",", "1", ",", "-1"], ["1", ",", "0"], ["1.0", ",", "2"],
            ])
            locals.append(name)
            let body = block(&dice, depth)
            return ["for", name, "="] + limits + ["do", "print", "(", name, ")"] + body
                + (dice.oneIn(4) ? ["if", name, "then", "break", "end"] : []) + ["end"]
        case 13: return ["for", "k, v", "in", "pairs", "(", "{", "7", "}", ")", "do"] + block(&dice, depth) + ["end"]
        case 14:
            return ["while", dice.pick(["false", "nil", "not a"]), "do"] + block(&dice, depth) + ["end"]
        case 15:
            return ["repeat"] + block(&dice, depth) + ["until", dice.pick(["true", "1", "(true)", "a", "not false"])]
        case 16: return function(&dice, depth)
        case 17:
            labels += 1
            let label = "l\(labels)\(suffix)"
            return ["do", "goto", label] + block(&dice, 0).filter { $0 != "return" } + ["::", label, "::", "end"]
        case 18:
            labels += 1
            return ["::", "l\(labels)\(suffix)", "::"]
        case 19:
            return ["local", "function", local(&dice), "("] + parameters(&dice) + [")"] + body(&dice, depth) + ["end"]
        case 20: return isWhole ? ["pcall", "(", "error", ",", "'e'", ")"] : ["f", "()"]
        default: return ["o", ":", "m", "("] + expressions(&dice, depth) + [")"]
        }
    }

    private mutating func declaration(_ dice: inout Dice, _ depth: Int) -> [String] {
        if isWhole, dice.oneIn(8) {
            return ["local", local(&dice), "<", "close", ">", "=", "mk", "(", "'\(dice.below(9))'", ")"]
        }
        var tokens = ["local"]
        var names: [String] = []
        for index in 0...dice.small(3) {
            let name = local(&dice, isDeclared: false)
            names.append(name)
            tokens += (index > 0 ? [","] : []) + [name]
            if dice.oneIn(5) { tokens += ["<", "const", ">"] }
        }
        if !dice.oneIn(4) { tokens += ["="] + expressions(&dice, depth) }
        locals += names
        return tokens
    }

    private mutating func function(_ dice: inout Dice, _ depth: Int) -> [String] {
        let name = dice.pick([["h"], ["t", ".", "h"], ["o", ":", "h"], ["t.y", ".", "h"]])
        return ["function"] + name + ["("] + parameters(&dice) + [")"] + body(&dice, depth) + ["end"]
    }

    private mutating func parameters(_ dice: inout Dice) -> [String] {
        dice.pick([[], ["p"], ["p", ",", "q"], ["..."], ["p", ",", "..."]])
    }

    private mutating func body(_ dice: inout Dice, _ depth: Int) -> [String] {
        block(&dice, depth) + (dice.oneIn(2) ? ["return"] + expressions(&dice, 1) : [])
    }

    /// A name for a local variable.
    private mutating func local(_ dice: inout Dice, isDeclared: Bool = true) -> String {
        let name = dice.pick(["x", "y", "z", suffix.isEmpty ? "w" : "_", "end_", "n1e"]) + suffix
        if isDeclared { locals.append(name) }
        return name
    }

    private mutating func target(_ dice: inout Dice) -> String {
        !locals.isEmpty && dice.oneIn(2)
            ? dice.pick(locals)
            : dice.pick(isWhole ? ["a", "b", "c", "t.x", "t[1]", "t.y.z", "o.n", "t[#t]"] : ["a", "b", "c", "t.x"])
    }

    // MARK: Expressions

    private mutating func expressions(_ dice: inout Dice, _ depth: Int) -> [String] {
        var tokens = expression(&dice, depth)
        for _ in 0..<dice.small(3) { tokens += [","] + expression(&dice, depth) }
        return tokens
    }

    private mutating func call(_ dice: inout Dice, _ depth: Int) -> [String] {
        switch dice.below(isWhole ? 9 : 2) {
        case 0: return ["f", dice.pick(["'s'", "\"d\"", "[[long]]", "[==[\n]]]==]", "{ 1 }", "{}"])]
        case 1: return ["o", ":", "m", dice.pick(["'s'", "{}", "()", "[[x]]"])]
        case 2: return ["(", "f", ")", "("] + expressions(&dice, depth - 1) + [")"]
        case 3:
            return ["(", "function", "("] + parameters(&dice) + [")"] + body(&dice, min(depth, 1)) + ["end", ")", "("]
                + expressions(&dice, 0) + [")"]
        case 4: return ["s", ":", dice.pick(["upper", "rep", "len", "nope"]), "(", dice.pick(["2", "", "1,2"]), ")"]
        case 5: return ["u", "(", "1", ")"]
        case 6: return ["pcall", "(", "f", ","] + expression(&dice, 0) + [")"]
        default:
            return [dice.pick(["f", "g", "print"]), "("] + (dice.oneIn(4) ? [] : expressions(&dice, depth - 1)) + [")"]
        }
    }

    private mutating func expression(_ dice: inout Dice, _ depth: Int) -> [String] {
        guard depth > 0 else { return [atom(&dice)] }
        guard isWhole else { return harmlessExpression(&dice, depth) }
        switch dice.below(14) {
        case 0...3: return [atom(&dice)]
        case 4...5: return call(&dice, depth)
        case 6: return ["("] + expression(&dice, depth - 1) + [")"]
        case 7: return [dice.pick(["-", "not", "#", "~", "- -"])] + expression(&dice, depth - 1)
        case 8: return ["{"] + expressions(&dice, depth - 1) + [dice.pick(["}", ",}", ";}"])]
        case 9: return ["{", "x", "="] + expression(&dice, depth - 1) + ["}"]
        case 10: return ["function", "("] + parameters(&dice) + [")"] + body(&dice, 1) + ["end"]
        default:
            let operators = [
                "+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", "<=", ">", ">=", "and", "or", "&", "|", "~",
                "<<", ">>",
            ]
            return expression(&dice, depth - 1) + [dice.pick(operators)] + expression(&dice, depth - 1)
        }
    }

    /// One that does not fail, whatever its variables hold.
    private mutating func harmlessExpression(_ dice: inout Dice, _ depth: Int) -> [String] {
        switch dice.below(6) {
        case 0: return [dice.pick(["f", "g"]), "("] + expressions(&dice, depth - 1) + [")"]
        case 1:
            return expression(&dice, depth - 1) + [dice.pick(["==", "~=", "and", "or"])] + expression(&dice, depth - 1)
        case 2: return ["not"] + expression(&dice, depth - 1)
        case 3: return ["function", "("] + parameters(&dice) + [")"] + body(&dice, 1) + ["end"]
        default: return [atom(&dice)]
        }
    }

    private mutating func atom(_ dice: inout Dice) -> String {
        if !locals.isEmpty, dice.oneIn(isWhole ? 3 : 2) { return dice.pick(locals) }
        if !isWhole {
            return dice.pick(["1", "2.5", "nil", "true", "a", "s", "'q'", "...", "undefined", "[[l\n]]", "(...)"])
        }
        return dice.pick([
            "1", "0", "-1", "2.5", "1e2", "0x1p4", "0xA", "3.", ".5", "nil", "true", "false", "a", "b", "c", "s", "t.x",
            "t[2]", "t.y.z",
            "t.y.nope.x", "o.n", "'q'", "\"\\65\\z \n x\"", "[[l\n]]", "[==[]]]==]", "...", "#t", "u.k", "undefined",
            "'\\u{48}'", "'\\x41'",
            "f", "(...)", "\"--\"", "'[['", "1e400", "math.huge", "9223372036854775807", "0xffffffffffffffffff",
            "'\\\n'", "'Ё'",
        ])
    }
}
