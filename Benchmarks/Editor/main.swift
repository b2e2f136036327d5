internal import Foundation
internal import TestSupport

// Measures the prompt as a user feels it: from the bytes of a key to the last byte of what it drew, through a terminal.
// Run by scripts/bench-editor, which builds the program optimised and hands it over.

let program = CommandLine.arguments[1]

func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
}

func report(_ what: String, _ times: [Double]) {
    let sorted = times.sorted()
    func shown(_ time: Double) -> String { String(format: "%7.2f ms", time) }
    let high = sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
    print(
        what.padding(toLength: 44, withPad: " ", startingAt: 0), "median", shown(sorted[sorted.count / 2]), " 95 %",
        shown(high))
}

/// Times of one key after the other; each is on the screen when the cursor's column has changed.
func keys(_ terminal: TerminalSession, _ keys: [String]) throws -> [Double] {
    try keys.map { key in
        let column = terminal.screen.column
        return try milliseconds {
            terminal.send(key)
            try terminal.wait { $0.column != column }
        }
    }
}

func start() throws -> TerminalSession {
    let terminal = try TerminalSession(
        program, ["--demo"], environment: ["INPUTRC": "/dev/null"], width: 80, height: 24)
    try terminal.wait { $0.marked.hasSuffix("demo> ▏") }
    terminal.send(":clear\r")
    try terminal.wait(forScreen: "demo> ▏")
    return terminal
}

let typed = Array(repeating: "x", count: 40) + Array(repeating: "\u{7F}", count: 40)
report("key, empty buffer", try keys(try start(), typed))
for (name, line) in [
    ("ASCII", "local name = contact.company.title -- "), ("Cyrillic", "print(\"Привет, мир\") -- строка "),
] {
    let text = (1...2000).map { line + String($0) }.joined(separator: "\n")
    var terminal = try start()
    var times: [Double] = []
    for _ in 0..<5 {
        terminal = try start()
        times.append(
            try milliseconds {
                terminal.paste(text)
                try terminal.wait { $0.text.hasSuffix("2000") }
            })
    }
    report("paste of 2,000 lines, \(name), \(text.utf8.count) bytes", times)
    report("key at the end of 2,000 lines, \(name)", try keys(terminal, typed))
    for _ in 0..<1000 { terminal.send("\u{1B}[A") }
    try terminal.wait { $0.text.hasPrefix("....> " + line + "1000") }
    report("key in the middle of 2,000 lines, \(name)", try keys(terminal, typed))
}
