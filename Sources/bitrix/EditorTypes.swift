internal import LineEditor

// A module that is called as one of its types cannot be named in front of the others, so those that share their names with
// types of REPL and Help get names of their own here.
typealias EditorCompletions = Completions
typealias EditorStyle = Style
