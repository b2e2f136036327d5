public import Localization

extension Help {
    /// A message of the program in a language. Messages are made in English, and stay so in recordings and traces.
    ///
    ///     Help.message("cannot connect to a:1: Connection refused", .russian)
    ///     // не удалось соединиться с a:1: в соединении отказано
    ///
    /// - Parameter english: Codes, names and what others say may stand in it.
    /// - Returns: the same text where it is not known.
    public static func message(_ english: String, _ language: Language) -> String {
        language == .english ? english : Catalogue.own.russian(english) ?? english
    }

    /// What a message of Lua means, or one about an argument of the module's functions, without its place; such messages stay as
    /// they are, since one can search for them.
    ///
    ///     Help.meaning(ofLua: "attempt to index a nil value (field 'x')", .russian)
    ///     // вы обращаетесь к полю того, чего нет: x — nil
    ///
    /// - Returns: nil in English, which says it already, and for texts that are not Lua's.
    public static func meaning(ofLua message: String, _ language: Language) -> String? {
        language == .english ? nil : Catalogue.lua.russian(message)
    }

    /// A line of a traceback in a language.
    ///
    ///     Help.frame("a.lua:3: in function 'visit'", .russian)  // "a.lua:3: функция visit"
    public static func frame(_ english: String, _ language: Language) -> String {
        language == .english ? english : Catalogue.frames.russian(english) ?? english
    }
}
