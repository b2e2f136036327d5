import Help
import Localization
import TerminalText
import Testing

@Suite struct LookupTests {
    @Test(
        "A name is found as people write it",
        arguments: [
            ("bitrix.contact", "bitrix.contact"), ("contact", "bitrix.contact"), ("bitrix.contact?", "bitrix.contact"),
            (" \"SCOPE_DENIED\" ", "SCOPE_DENIED"), ("scope_denied", "SCOPE_DENIED"), (":save", ":save"),
            ("save", ":save"), ("--trace", "--trace"), ("trace", ":trace"), ("--version", "--version"), ("-e", "-e"),
            ("-E", "-E"),
            ("-l", "-l"), ("include", "include"), ("ошибки", "errors"), ("Ключи", "keys"), ("exit codes", "exit codes"),
            ("VIBE_URL", "keys"), ("quit", ":quit"), ("выход", ":quit"), ("null", "null"),
            ("bitrix.null", "bitrix.null"),
            ("HTTP_503", "HTTP_503"), ("503", "HTTP_503"), ("e", nil), ("-i", "-i"), ("i", nil), ("418", nil),
            ("сontact", nil), ("", nil), ("?", nil),
        ] as [(String, String?)])
    func entry(name: String, found: String?) {
        #expect(Help.entry(for: name)?.name == found)
    }

    @Test(
        "A name that is not there: the nearest one",
        arguments: [
            ("SCOPE_DENYED", "SCOPE_DENIED"), ("includ", "include"), ("bitrix.contct", "bitrix.contact"),
            (":sav", ":save"), ("contacs", "bitrix.contact"), ("xyzzyxyzzy", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(name: String, found: String?) {
        #expect(Help.nearest(to: name) == found)
    }

    @Test("A word that is no entry: the entries that mention it, never one of them as if it were the answer")
    func mentions() throws {
        let portal = Help.answer(to: "портал", .russian)
        #expect(portal.hasPrefix("Статьи «портал» нет; это слово встречается здесь:\n") && portal.contains("\n  keys "))
        #expect(!portal.contains("Может быть"))
        // Only :edit speaks of it.
        #expect(
            Help.answer(to: "EDITOR", .english)
                .hasPrefix("Help has no entry “EDITOR”. It is mentioned in:\n  :edit "))
        #expect(Help.answer(to: "start", .english).hasPrefix("Help has no entry “start”. It is mentioned in:\n"))
        #expect(!Help.answer(to: "qwerty", .english).contains("Did you mean"))
        #expect(!Help.answer(to: "_e", .english).contains("Did you mean"))
    }

    @Test("Each word of every text leads to an entry that has its name, or to a list; in no case to another entry")
    func everyWord() {
        var words: Set<String> = []
        for entry in Help.entries {
            for text in [entry.summary.english, entry.body.english, entry.summary.russian, entry.body.russian] {
                for word in text.split(whereSeparator: { !$0.isLetter }) where word.count >= 3 {
                    words.insert(word.lowercased())
                }
            }
        }
        #expect(words.count > 1000)
        words.remove("bitrix")
        for word in words {
            guard let entry = Help.entry(for: word) else { continue }
            #expect(([entry.name] + entry.aliases).contains { $0.lowercased().contains(word) }, "\(word)")
        }
        for word in words.filter({ Help.entry(for: $0) == nil }).sorted().prefix(40) {
            #expect(Help.answer(to: word, .english).hasPrefix("Help has "), "\(word)")
        }
    }

    @Test(
        "The words of scripts lead to what helps, in both languages",
        arguments: [
            ("date", "dates"), ("дата", "dates"), ("post", "read only"), ("delete", "read only"),
            ("создать", "read only"),
            ("json", "json"), ("cron", "cron"), ("расписание", "cron"), ("csv", "csv"), ("excel", "csv"),
            ("file", "files"),
            ("файл", "files"), ("loop", "loops"), ("цикл", "loops"), ("filter", "filter"), ("фильтр", "filter"),
            ("paging", "lists"), ("страницы", "lists"), ("proxy", "proxy"), ("прокси", "proxy"),
            ("status", "HTTP status"),
            ("arg", "scripts"), ("аргументы", "scripts"), ("string", "text"), ("строка", "text"), ("sleep", "sleep"),
            ("пауза", "sleep"), ("log", "debugging"), ("phone", "contact fields"), ("телефон", "contact fields"),
            ("компания", "bitrix.company"), ("companies", "bitrix.companies"), ("реквизиты", "include"),
            ("deals", "bitrix.get"), ("сделки", "bitrix.get"),
            ("number", "numbers"), ("token", "keys"), ("parallel", "bitrix.map"), ("try", "errors"),
            ("utf8", "encoding"),
            ("batch", "bitrix.contacts"), ("sort", "lists"), ("поиск", "filter"), ("таймаут", "bitrix.configure"),
        ])
    func words(word: String, entry: String) {
        #expect(Help.entry(for: word)?.name == entry)
    }

    @Test("An alias leads to one entry")
    func aliases() {
        var owners: [String: String] = [:]
        for entry in Help.entries {
            for alias in entry.aliases {
                let owner = owners.updateValue(entry.name, forKey: alias.lowercased())
                #expect(owner == nil, "\(alias): \(entry.name) and \(owner ?? "")")
            }
        }
    }

    @Test("The module's own name is all of it")
    func module() { #expect(Help.answer(to: "bitrix", .english) == Help.overview(.english)) }

    @Test("What the prompt prints for a name that is not there")
    func unknown() {
        #expect(
            Help.answer(to: "includ", .english)
                == "Help has nothing about “includ”. Did you mean `include`? `help` alone lists what\nthere is.\n")
        #expect(
            Help.answer(to: "xyzzyxyzzy", .russian)
                == "В справке нет «xyzzyxyzzy». Полный список: `help`.\n")
        #expect(
            Help.answer(to: "\u{1B}[2J", .english)
                == "Help has nothing about “?[2J”. `help` alone lists what there is.\n")
    }

    @Test("Names find one entry each, and what an entry refers to exists")
    func consistent() {
        let names = Help.entries.map(\.name)
        #expect(Set(names).count == names.count)
        for entry in Help.entries {
            #expect(Help.entry(for: entry.name)?.name == entry.name)
            for name in entry.related { #expect(names.contains(name), "\(entry.name) → \(name)") }
        }
    }

    @Test("Every function, command and topic that was promised is there")
    func complete() {
        let promised = [
            "bitrix.contact", "bitrix.contacts", "bitrix.map", "bitrix.get", "bitrix.configure", "bitrix.fields",
            "bitrix.null", "bitrix.last", "include", "errors", "options", "keys", "demo", "numbers", "null", "retries",
            "limits",
            "record", "prompt", "locals", "exit codes",
        ]
        let commands = "help quit last raw http curl js time clear history save load edit demo trace".split(
            separator: " ")
        for name in promised + commands.map({ ":" + $0 }) { #expect(Help.entry(for: name)?.name == name) }
    }

    @Test(
        "The language is that of the first variable that is set",
        arguments: [
            (["LANG": "ru_RU.UTF-8"], Language.russian), (["LANG": "ru"], .russian), ([:], .english),
            (["LANG": "C"], .english), (["LANG": "run_X"], .english), (["LANG": "RU_ru"], .russian),
            (["LC_ALL": "en_US.UTF-8", "LANG": "ru_RU.UTF-8"], .english),
            (["LC_ALL": "", "LC_MESSAGES": "ru_RU", "LANG": "de_DE"], .russian),
            (["LC_MESSAGES": "de_DE", "LANG": "ru_RU"], .english),
        ])
    func language(environment: [String: String], language: Language) {
        #expect(Language(environment: { environment[$0] }) == language)
    }

    @Test("The value of --lang")
    func option() {
        #expect(Language(locale: "ru") == .russian && Language(locale: "en_US.UTF-8") == .english)
        #expect(Language(locale: "de") == nil && Language(locale: "") == nil)
    }
}
