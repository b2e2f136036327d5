internal import Glibc

/// The size of a terminal, in cells.
public struct WindowSize: Equatable, Sendable {
    /// How many characters fit into a line.
    public let columns: Int
    /// How many lines there are.
    public let lines: Int

    /// Asks the terminal; 80 by 24 where the descriptor is none, or where it does not know.
    public init(of descriptor: Int32) {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
        columns = isKnown ? Int(size.ws_col) : 80
        lines = isKnown ? Int(size.ws_row) : 24
    }
}
