/// What commands need that a session does not have: the network, the terminal and the help texts.
public protocol CommandHost {
    /// How a script of this session is run: `bitrix`, or `bitrix --demo`.
    var program: String { get }
    /// Whether a text holds something that must not be written to a file.
    func looksLikeKey(_ text: String) -> Bool
    /// The help text on a topic, `""` for all; lines with their ends.
    func help(on topic: String) -> String
    /// The last request and its answer in some form, without the key; nil where nothing was sent yet.
    func exchange(as form: ExchangeForm) -> String?
    /// Switches the trace on or off, over for nil, and says so.
    func trace(_ isOn: Bool?) -> String
    /// Turns to the demo portal, and says so.
    func startDemo() -> String
    /// Lets people edit a file, or for nil a text, in their editor, and returns the text; nil where they gave up.
    func edit(file: String?, text: String) -> String?
    /// Clears the screen.
    func clear()
}

/// How the last request is shown.
public enum ExchangeForm: Sendable { case raw, http, curl, js }

/// How a session goes on after a command.
public enum Continuation: Equatable, Sendable {
    /// At an empty prompt.
    case prompt
    /// With this text at the prompt, to be edited or entered.
    case input(String)
    /// Not at all.
    case quit
}
