internal import Glibc
internal import Help
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
    guard let file = fopen(path, "w") else {
        perror("bitrix-docs: \(path)")
        exit(1)
    }
    let isWritten = fputs(text, file) >= 0
    guard fclose(file) == 0, isWritten else {
        perror("bitrix-docs: \(path)")
        exit(1)
    }
}
