internal import Help

// As in EditorTypes.swift.
typealias HelpStyle = Style
