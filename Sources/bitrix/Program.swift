internal import BitrixModule
internal import ErrorCodes
internal import Glibc
internal import Help
internal import Localization
internal import LuaHost
internal import Posix
internal import REPL
internal import TerminalText
internal import VibeAPI

/// The stand-alone interpreter: what `main` does, in the order of stock lua's `lua.c`.
struct Program {
    private let arguments: Arguments
    private let options: Options
    private let lua: LuaState
    private let module: BitrixModule.Handle
    /// The prompt of a terminal, where one is to be opened.
    private let interactive: InteractivePrompt?

    private var language: Language { Usage.language }

    /// Runs the program and returns its exit status.
    static func main() -> Int32 {
        let arguments = Arguments()
        LostOutput.watch(programName: arguments.programName)
        do {
            let options = try Options(arguments)
            Usage.speak(options.language)
            if let information = options.information {
                Console.write(
                    information == .help
                        ? Help.usage(program: arguments.programName, version: Usage.version, Usage.language)
                        : Usage.version + "\n")
                return ExitStatus.success
            }
            if options.isDemoCommand { return DemoCommand.run(arguments, at: options.script, Usage.language) }
            return start(arguments, options)
        } catch {
            Usage.speak(askedBy: arguments)
            let message = "\(arguments.programName): \(error.message[Usage.language])\n"
            StandardError.write(message + Help.shortUsage(program: arguments.programName, Usage.language))
            return ExitStatus.failure
        }
    }

    private static func start(_ arguments: Arguments, _ options: Options) -> Int32 {
        do throws(LuaError) {
            let lua = try LuaState(ignoringEnvironment: options.ignoresEnvironment)
            let status = try run(in: lua, arguments, options)
            // Finalizers run now, and they may be stopped.
            guard let stop = lua.close(atExit: true) else { return status }
            if let signal = stop.signal { return ExitStatus.of(signal: signal) }
            return status != ExitStatus.success ? status : ExitStatus.of(limit: stop.code)
        } catch {
            report(error, programName: arguments.programName)
            return ExitStatus.failure
        }
    }

    private static func run(in lua: LuaState, _ arguments: Arguments, _ options: Options) throws(LuaError) -> Int32 {
        try lua.setArguments(
            arguments.values, count: arguments.count, script: options.script < arguments.count ? options.script : 0)
        let connection = Connection(options: options)
        let hasEditor =
            opensPrompt(arguments, options) && File.isTerminal(STDIN_FILENO) && File.isTerminal(STDOUT_FILENO)
        guard let (trace, observer) = openObserver(options, arguments.programName, isSwitchable: hasEditor) else {
            return ExitStatus.failure
        }
        let module = try BitrixModule.open(in: lua, requestLimit: options.maxRequests, observer: observer) {
            () throws(VibeError) in
            try connection.configure()
        }
        let interactive =
            hasEditor
            ? try InteractivePrompt(
                lua: lua, module: module, connection: connection, trace: trace,
                language: Usage.language, memoryLimit: options.maxMemory) : nil
        return Program(arguments: arguments, options: options, lua: lua, module: module, interactive: interactive).run()
    }

    /// Opens the files of `--trace`, `--record` and `--replay`; nil, and a message, where one cannot be used.
    private static func openObserver(
        _ options: Options, _ programName: String, isSwitchable: Bool
    ) -> (Trace, BitrixModule.Observer)? {
        do throws(Trace.Unwritable) {
            let trace = try Trace(file: options.traceFile, showingHeaders: options.tracesHeaders)
            var observer = trace.observer(isSwitchable: isSwitchable, language: Usage.language) {
                report($0, programName: programName)
            }
            observer.say = { Help.message($0, Usage.language) }
            do throws(VibeError) {
                try Tape(options).attach(to: &observer) { report($0, programName: programName) }
                return (trace, observer)
            } catch {
                report(Tape.words(for: error), programName: programName)
            }
        } catch {
            report(error.message, programName: programName)
        }
        return nil
    }

    /// Whether a program is expected on standard input, or, on a terminal, a prompt is opened.
    private static func readsProgram(_ arguments: Arguments, _ options: Options) -> Bool {
        options.script == arguments.count && !options.isInteractive && !options.hasWork
    }

    private static func opensPrompt(_ arguments: Arguments, _ options: Options) -> Bool {
        options.isInteractive || readsProgram(arguments, options) && File.isTerminal(STDIN_FILENO)
    }

    private func run() -> Int32 {
        lua.handleSignals()
        if StandardError.isTerminal { lua.writeWarnings { StandardError.write(String(cString: $0)) } }
        if File.isTerminal(STDERR_FILENO) || interactive != nil { lua.keepScopeOfErrors() }
        lua.limitMemory(to: options.maxMemory, stoppingRun: true)
        if let seconds = options.maxTime { lua.limitTime(to: seconds) }
        let hasScript = options.script < arguments.count
        let readsProgram = Self.readsProgram(arguments, options)
        let opensPrompt = Self.opensPrompt(arguments, options)
        printBanner(opensPrompt: opensPrompt)
        do throws(LuaError) {
            try runInitialization()
            for action in options.actions {
                try perform(action)
                // It may have caught the error by which it was to end.
                if let signal = lua.endSignal { return ExitStatus.of(signal: signal) }
            }
        } catch {
            return report(error)
        }
        do throws(LuaError) {
            if hasScript {
                try runScript()
            } else if readsProgram && !opensPrompt {
                try lua.load(file: nil, allowingBytecode: options.allowsBytecode)
                try lua.run()
            }
        } catch {
            // Unlike in lua, a script that fails does not take the prompt away that -i asks for. Its error and variables are there.
            if opensPrompt { try? interactive?.session.adoptError() }
            let status = report(error)
            if !opensPrompt || lua.endSignal != nil { return status }
        }
        if opensPrompt {
            lua.returnToPrompt(onInterrupt: true, deafText: Self.deafText[language])
            // At a prompt each input has the time and the requests that a script has.
            if let seconds = options.maxTime { lua.limitTime(to: seconds, perRun: true) }
            if let interactive {
                interactive.run()
            } else {
                var prompt = Prompt(lua: lua, beginInput: { module.countRequestsAnew() })
                prompt.run()
            }
        }
        return (lua.endSignal ?? Console.endSignal).map { ExitStatus.of(signal: $0) } ?? ExitStatus.success
    }

    /// What a prompt says where Ctrl-C does not end what runs.
    private static let deafText = Text(
        "\nbitrix: still running where Lua cannot be stopped: in one long call of a C function, a finalizer, a message handler "
            + "or a debug hook. The next Ctrl-C ends bitrix, with all its variables.\n",
        "\nbitrix: ещё выполняется там, где Lua не остановить: долгий вызов функции на C, финализатор, обработчик сообщений "
            + "или отладочный хук. Следующее Ctrl-C завершит bitrix со всеми переменными.\n")

    private func printBanner(opensPrompt: Bool) {
        let isTerminal = File.isTerminal(STDIN_FILENO) && File.isTerminal(STDOUT_FILENO)
        if options.showsVersion || opensPrompt && isTerminal {
            Console.write(opensPrompt && isTerminal ? Terminal.wrapped(Usage.banner(language)) : Usage.banner(language))
        } else if opensPrompt {
            Console.write(LuaState.copyright + "\n")  // as stock lua, to the byte
        }
    }

    /// Runs `LUA_INIT_5_4`, or else `LUA_INIT`: Lua text, or a file after an `@`.
    private func runInitialization() throws(LuaError) {
        if options.ignoresEnvironment { return }
        for name in ["LUA_INIT_5_4", "LUA_INIT"] {
            guard let text = getenv(name) else { continue }
            if text[0] == CChar(UInt8(ascii: "@")) {
                try lua.load(file: text + 1)
            } else {
                try lua.load(text: text, chunkName: "=" + name)
            }
            return try lua.run()
        }
    }

    private func perform(_ action: Options.Action) throws(LuaError) {
        switch action {
        case .run(let text):
            try lua.load(text: text, chunkName: "=(command line)")
            try lua.run()
        case .require(let value):
            // `global=module`, or one name for both.
            let text = Array(UnsafeBufferPointer(start: value, count: strlen(value)))
            if let sign = text.firstIndex(of: CChar(UInt8(ascii: "="))) {
                try lua.require(Array(text[(sign + 1)...] + [0]), asGlobal: Array(text[..<sign] + [0]))
            } else {
                try lua.require(value, asGlobal: value)
            }
        case .enableWarnings:
            lua.enableWarnings()
        }
    }

    private func runScript() throws(LuaError) {
        let isStandardInput = arguments.text(options.script) == "-" && !options.scriptFollowsDashes
        let path = arguments.pointer(options.script)
        if !isStandardInput { try lua.searchModules(beside: path) }
        try lua.load(file: isStandardInput ? nil : path, allowingBytecode: options.allowsBytecode)
        try lua.run(passingArguments: true)
    }
}

// MARK: - Messages

extension Program {
    /// Prints an error, for a terminal with what helps to mend it, else as lua does, and returns the status to end with.
    private func report(_ error: LuaError) -> Int32 {
        // What ends a program by a signal does not have it explain itself; only Ctrl-C is somebody's who wants to see where it was.
        if error.isInterrupt, let signal = lua.endSignal { return ExitStatus.of(signal: signal) }
        if File.isTerminal(STDERR_FILENO) && !error.isInterrupt {
            StandardError.write(explanation(of: error).render())
        } else {
            Self.report(error, programName: arguments.programName)
        }
        return lua.endSignal.map { ExitStatus.of(signal: $0) } ?? ExitStatus.of(error)
    }

    private func explanation(of error: LuaError) -> Explanation {
        Explanation(
            error: error, names: { lua.names(in: $0) }, text: { textOfChunk($0) }, usesColor: Terminal.usesColor,
            language: language, members: { lua.members(at: $0) }, lastCall: { module.lastCall },
            compiles: { lua.compiles($0) })
    }

    /// The text of `-e`, where there is one only: all are called the same.
    private func textOfChunk(_ name: String) -> String? {
        guard name == "=(command line)" else { return nil }
        let texts = options.actions.compactMap { action in
            if case .run(let text) = action { String(cString: text) } else { nil }
        }
        return texts.count == 1 ? texts[0] : nil
    }

    private static func report(_ error: LuaError, programName: String) {
        // Limits are told by C, which knows one language.
        let isLimit = error.kind == .limit && Usage.language != .english
        let words = isLimit ? error["message"].map { Help.message($0, Usage.language) } : nil
        let bytes = words.map { Array("\(error.code ?? "limit"): \($0)".utf8) } ?? error.bytes
        StandardError.write(Array("\(programName): ".utf8) + bytes + [UInt8(ascii: "\n")])
    }

    private static func report(_ message: String, programName: String) {
        StandardError.write("\(programName): \(Help.message(message, Usage.language))\n")
    }
}
