internal import Glibc
internal import Help
internal import Posix
internal import TextMeasure

// bitrix-docs [FOLDER]: writes the files that are made of the help texts into a folder, `docs` unless given.

let folder = CommandLine.arguments.dropFirst().first ?? "docs"
mkdir(folder, 0o755)
mkdir(folder + "/ru", 0o755)
for (language, place) in [(Language.english, folder), (.russian, folder + "/ru")] {
    write(ManPage(language: language).text, to: place + "/bitrix.1")
    write(Markdown.errors(language), to: place + "/errors.md")
    write(Markdown.reference(language), to: place + "/reference.md")
}

func write(_ text: String, to path: String) {
    let file = File.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
    let isWritten = file >= 0 && File.write(text.utf8, to: file) == text.utf8.count
    guard isWritten, close(file) == 0 else {
        perror("bitrix-docs: \(path)")
        exit(1)
    }
}
