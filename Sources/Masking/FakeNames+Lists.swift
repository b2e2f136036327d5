/// The lists that fake names and words come from.
extension FakeNames {
    private static func list(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    static let firstMale = list(
        "Антон Борис Вадим Глеб Денис Егор Захар Игорь Кирилл Лев Матвей Назар Олег Платон Роман Савва Тимур Фёдор Юрий Ян"
    )
    static let firstFemale = list(
        "Алла Белла Вера Галина Дарья Ева Жанна Зоя Инна Кира Лидия Майя Нина Ольга Полина Рита Софья Тамара Ульяна Яна"
    )
    static let second = list(
        "Антонов Борисов Вадимов Глебов Денисов Егоров Захаров Кириллов Львов Матвеев Олегов Романов")
    static let last = list(
        "Березин Вишнёв Грачёв Дроздов Ершов Журавлёв Зимин Ивлев Калинин Листьев Малинин Норкин Озёров Полянин Ручьёв Снегирёв "
            + "Тополев Ужов Филинов Холмов Цветков Черёмухин Шишкин Щеглов Юркин Ясенев")
    static let companies = list(
        "Айсберг Бриз Волна Гавань Дельта Ельник Жемчуг Заря Искра Компас Лагуна Маяк Нева Оазис Парус Родник Створ Тундра Утёс "
            + "Фрегат Хвоя Циркуль Шлюз Эстафета Юнга Якорь")
    static let places = list(
        "Арбузная Берёзовая Вишнёвая Грушевая Дубовая Еловая Заречная Ивовая Каштановая Липовая Малиновая Ольховая Полевая "
            + "Рябиновая Сосновая Тополиная")
    static let posts = list(
        "Аналитик Бухгалтер Вахтёр Геолог Диспетчер Инженер Кладовщик Логист Механик Оператор Редактор Технолог")
    static let words = list(
        "аллея берег ветер город дорога ель жёлудь зима ива камень лето море небо остров поле река снег трава утро февраль холм "
            + "цветок чай шум эхо юг ягода август булка вечер груша дождь закат иней кедр лодка мост носок облако парк роса сад туман "
            + "улица фонарь хлеб час шар январь")

    static let latinFirst = list(
        "Alma Bruno Cora Dario Edith Felix Greta Hugo Iris Jonas Klara Linus Mona Nils Opal Paul Quinn Rosa Simon Tilda Ursula "
            + "Victor Wanda Xenia York Zeno")
    static let latinLast = list(
        "Ashby Birch Carver Dale Elmer Fisher Glover Harper Ives Jarvis Keller Lowell Marsh Norton Osborn Porter Quill Rowan Sawyer "
            + "Thorn Upton Vance Weaver Yates Ziegler")
    static let latinCompanies = list(
        "Anchor Beacon Compass Delta Ember Fjord Glacier Harvest Island Juniper Kestrel Lantern Meridian Nimbus Orchard Pinnacle "
            + "Quarry Ridge Summit Timber Vista Willow")
    static let latinPlaces = list(
        "Alder Brook Cedar Dune Elm Fern Grove Hazel Ivy Lake Maple North Oak Pine River Spruce Valley Wharf")
    static let latinPosts = list(
        "Analyst Baker Courier Designer Editor Farmer Gardener Librarian Mechanic Planner Surveyor Welder")
    static let latinWords = list(
        "amber bread cloud dawn ember field garden hill ice jar kite leaf meadow night ocean pebble quiet river stone table umbra "
            + "valley water yarn zephyr acorn basket candle door evening feather grain harbor island lamp maple needle orange paper "
            + "rain shell thread window autumn bridge clover dune")
}
