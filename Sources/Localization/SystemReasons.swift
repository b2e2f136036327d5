/// What the C library and libcurl call the reasons of failures (glibc's strerror, in small letters too), as they stand inside
/// messages; of libcurl those that users meet.
extension Catalogue {
    /// The reasons, as lines of a catalogue.
    public static let systemReasons: [(english: String, russian: String)] = reasons.flatMap { english, russian in
        [(english, russian), (english.prefix(1).lowercased() + english.dropFirst(), russian)]
    }

    /// Why the system refuses something, in both languages.
    ///
    ///     Catalogue.reason("Permission denied")[.russian]  // "нет доступа"
    ///
    /// - Parameter english: what `strerror` says.
    public static func reason(_ english: String) -> Text {
        Text(english, Catalogue(systemReasons).russian(english) ?? english)
    }

    private static let reasons: [(String, String)] = [
        ("Operation not permitted", "действие не разрешено"),
        ("No such file or directory", "такого файла или каталога нет"),
        ("Interrupted system call", "вызов прерван"),
        ("Input/output error", "ошибка ввода-вывода"),
        ("No such device or address", "такого устройства нет"),
        ("Argument list too long", "слишком длинный список аргументов"),
        ("Exec format error", "неверный формат программы"),
        ("Bad file descriptor", "файл не открыт"),
        ("Resource temporarily unavailable", "ресурс временно недоступен"),
        ("Cannot allocate memory", "не хватает памяти"),
        ("Permission denied", "нет доступа"),
        ("Device or resource busy", "устройство или файл заняты"),
        ("File exists", "файл уже есть"),
        ("No such device", "такого устройства нет"),
        ("Not a directory", "это не каталог"),
        ("Is a directory", "это каталог"),
        ("Invalid argument", "недопустимое значение"),
        ("Too many open files in system", "в системе слишком много открытых файлов"),
        ("Too many open files", "слишком много открытых файлов"),
        ("Text file busy", "файл программы занят"),
        ("File too large", "файл слишком велик"),
        ("No space left on device", "на диске нет места"),
        ("Illegal seek", "здесь нельзя перемещаться по файлу"),
        ("Read-only file system", "файловая система только для чтения"),
        ("Broken pipe", "другой конец канала закрыт"),
        ("File name too long", "слишком длинное имя файла"),
        ("Directory not empty", "каталог не пуст"),
        ("Too many levels of symbolic links", "слишком много символических ссылок"),
        ("Disk quota exceeded", "превышена дисковая квота"),
        ("Address already in use", "адрес уже занят"),
        ("Cannot assign requested address", "такого адреса у этого компьютера нет"),
        ("Network is down", "сеть отключена"),
        ("Network is unreachable", "сеть недоступна"),
        ("Software caused connection abort", "соединение прервано"),
        ("Connection reset by peer", "соединение сброшено сервером"),
        ("Connection timed out", "время ожидания соединения истекло"),
        ("Connection refused", "в соединении отказано"),
        ("Host is down", "сервер выключен"),
        ("No route to host", "нет пути к серверу"),
        ("Protocol not supported", "протокол не поддерживается"),
        ("Operation timed out", "время истекло"),
        ("Out of memory", "не хватает памяти"),
        ("SSL connect error", "не удалось соединиться по TLS"),
        ("Failure when receiving data from the peer", "не удалось получить данные"),
        ("Failed sending data to the peer", "не удалось отправить данные"),
        ("Unsupported protocol", "неизвестный протокол"),
        ("Weird server reply", "странный ответ сервера"),
        ("Received HTTP/0.9 when not allowed", "ответ без строки состояния HTTP"),
        ("Unrecognized or bad HTTP Content or Transfer-Encoding", "неизвестное или испорченное сжатие"),
        ("Couldn't connect to server", "сервер недоступен"),
        ("Stream error in the HTTP/2 framing layer", "сбой потока HTTP/2"),
        ("Error in the HTTP2 framing layer", "сбой HTTP/2"),
    ]
}
