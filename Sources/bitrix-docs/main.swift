internal import Glibc
internal import Help
internal import Localization
internal import Posix

// bitrix-docs [ROOT]: writes all files that are made of the help texts into a copy of the repository, `.` unless given.

let root = CommandLine.arguments.dropFirst().first ?? "."
for folder in ["docs", "docs/ru", "packaging", "packaging/completions"] { mkdir("\(root)/\(folder)", 0o755) }
for (language, place) in [(Language.english, "docs"), (.russian, "docs/ru")] {
    write(ManPage(language: language).text, to: place + "/bitrix.1")
    write(Markdown.errors(language), to: place + "/errors.md")
    write(Markdown.reference(language), to: place + "/reference.md")
}
write(BashCompletion.text, to: "packaging/completions/bitrix.bash")
write(ZshCompletion.text, to: "packaging/completions/_bitrix")
write(FishCompletion.text, to: "packaging/completions/bitrix.fish")

func write(_ text: String, to name: String) {
    let path = "\(root)/\(name)"
    let file = File.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
    let isWritten = file >= 0 && File.write(text.utf8, to: file) == text.utf8.count
    guard isWritten, close(file) == 0 else {
        perror("bitrix-docs: \(path)")
        exit(1)
    }
}
