import Foundation
import Help
import TestSupport
import Testing

/// The completions of the package, driven by the shells that they are for. zsh and fish are tried where they are installed.
@Suite struct CompletionTests {
    private static func file(_ name: String) -> String {
        Program.root.appendingPathComponent("packaging/completions/" + name).path
    }

    private static let path = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"]

    private static func has(_ shell: String) -> Bool {
        (try? Program.run(["-c", "command -v \(shell)"], environment: path, program: "/bin/sh"))?.status == 0
    }

    private static let runOptions = Set(
        Help.options.filter { $0.places.contains(.run) && !["-", "--"].contains($0.name) }.map(\.name))

    private func makeFolder() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for name in ["report.lua", "tape.jsonl", "headers.txt"] { try directory.write([], to: name) }
        return directory
    }

    /// What bash offers, sorted, for words as it splits them: `=` is one of its own. The last word is the one to complete.
    private func bash(_ words: [String]) throws -> [String] {
        let script = """
            . "$1"; shift
            compopt() { :; }
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            word=${COMP_WORDS[COMP_CWORD]}; [ "$word" = = ] && word=
            _bitrix bitrix "$word" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}" | sort -u
            """
        let folder = try makeFolder()
        let outcome = try Program.run(
            ["-c", script, "bash", Self.file("bitrix.bash")] + words, environment: Self.path,
            directory: folder.url, program: "/bin/bash")
        #expect(outcome.errors == "" && outcome.status == 0)
        return outcome.output.split(separator: "\n").map(String.init)
    }

    @Test(
        "In bash: options, their values, scripts, and nothing of ours behind a script",
        arguments: [
            ("bitrix --max-t", "--max-time --max-total-wait"), ("bitrix -W --by", "--bytecode"),
            ("bitrix --lang = ", "en ru"), ("bitrix --lang = r", "ru"), ("bitrix --lang ", "en ru"),
            ("bitrix --lang =", "en ru"), ("bitrix --trace = he", "headers headers.txt"),
            ("bitrix --trace re", "report.lua"), ("bitrix --timeout ", ""), ("bitrix -e ", ""),
            ("bitrix --timeout = 5 --max-a", "--max-answer"), ("bitrix --timeout 5 --max-a", "--max-answer"),
            ("bitrix ", "demo report.lua"), ("bitrix --demo ", "report.lua"), ("bitrix -- -", ""),
            ("bitrix demo --", "--help --lang --port"), ("bitrix demo --lang = e", "en"), ("bitrix demo --port ", ""),
            ("bitrix --lang = ru demo --p", "--port"), ("bitrix report.lua --max", ""),
        ])
    func bash(line: String, offered: String) throws {
        let words = line.components(separatedBy: " ")
        #expect(try bash(words).joined(separator: " ") == offered)
    }

    @Test("In bash - offers all options, and those only")
    func bashOptions() throws {
        #expect(Set(try bash(["bitrix", "-"])) == Self.runOptions)
    }

    @Test("In fish the same", .enabled(if: has("fish")))
    func fish() throws {
        func offered(_ line: String) throws -> Set<String> {
            let folder = try makeFolder()
            let outcome = try Program.run(
                ["fish", "--no-config", "-c", "source \(Self.file("bitrix.fish")); complete -C '\(line)'"],
                environment: Self.path, directory: folder.url, program: "/usr/bin/env")
            #expect(outcome.errors == "")
            return Set(outcome.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) })
        }
        let long = Self.runOptions.filter { $0.hasPrefix("--") }
        // An option whose value may be left out is offered with `=`, too.
        #expect(try offered("bitrix --").subtracting(["--trace="]) == long)
        #expect(try offered("bitrix --max-t") == ["--max-time", "--max-total-wait"])
        #expect(try offered("bitrix --lang ") == ["en", "ru"])
        #expect(try offered("bitrix --trace=he") == ["--trace=headers", "--trace=headers.txt"])
        #expect(try offered("bitrix demo --") == ["--help", "--lang", "--port"])
    }

    @Test("In zsh the same", .enabled(if: has("zsh")))
    func zsh() throws {
        // A shell within the shell: completion runs at a prompt only.
        let script = """
            zmodload zsh/zpty; zpty z zsh -f -i
            zpty -w z "fpath=(${1:h} \\$fpath); autoload -Uz compinit; compinit -u -D; PS1= ; LISTMAX=9999; stty -echo columns 200"
            zpty -w z "zstyle ':completion:*' list-prompt ''; zstyle ':completion:*' verbose no"
            # Once the line editor reads keys: before that, the terminal would take ^U and tabs for itself.
            zpty -w z "zle-line-init() { print -n REA''DY }; zle -N zle-line-init"
            zpty -r z line "*READY*"
            zpty -n -w z "bitrix --"$'\\t\\t\\x15'"print DO''NE"$'\\n'
            zpty -r z line "*DONE*"
            print -r -- $line
            """
        let folder = try makeFolder()
        let outcome = try Program.run(
            ["zsh", "-f", "-c", script, "zsh", Self.file("_bitrix")],
            environment: Self.path.merging(["TERM": "dumb", "HOME": "/nonexistent"]) { $1 }, directory: folder.url,
            program: "/usr/bin/env")
        let offered = Set(outcome.output.matches(of: /--[a-z][a-z-]+/).map { String($0.0) })
        #expect(offered == Self.runOptions.filter { $0.hasPrefix("--") }, "\(outcome.output)\(outcome.errors)")
    }

    @Test("Every long option is in both man pages", arguments: ["docs/bitrix.1", "docs/ru/bitrix.1"])
    func manPage(file: String) throws {
        let text = try String(contentsOf: Program.root.appendingPathComponent(file), encoding: .utf8)
            .replacingOccurrences(of: "\\-", with: "-")
        for option in Help.options { #expect(text.contains("\n\\fB\(option.name)")) }
    }
}
