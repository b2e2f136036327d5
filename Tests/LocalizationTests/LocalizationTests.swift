import Localization
import Testing

@Suite("Two languages") struct TextTests {
    @Test(
        "Nouns behind numbers",
        arguments: [
            (1, "1 table", "1 таблица"), (2, "2 tables", "2 таблицы"), (4, "4 tables", "4 таблицы"),
            (5, "5 tables", "5 таблиц"), (0, "0 tables", "0 таблиц"), (11, "11 tables", "11 таблиц"),
            (12, "12 tables", "12 таблиц"), (21, "21 tables", "21 таблица"), (112, "112 tables", "112 таблиц"),
            (1003, "1003 tables", "1003 таблицы"),
        ])
    func counted(count: Int, english: String, russian: String) {
        let text = Text.counted(count, "table", "tables", ("таблица", "таблицы", "таблиц"))
        #expect(text == Text(english, russian))
    }
}
