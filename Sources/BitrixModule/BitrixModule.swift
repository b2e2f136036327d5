internal import Entities
public import LuaHost
public import VibeAPI

/// The Lua module `bitrix`: the one place that knows both Lua and the API.
///
/// Its Lua parts check arguments and make results and error objects; the host functions here send the
/// call and hand over the answer. The body goes as it came to the bridge, which decodes it into Lua tables.
public enum BitrixModule {
    /// The version of the program and of its module, `bitrix._VERSION`.
    public static let version = "0.1.0"

    /// The Lua parts that `bitrix.lua` asks for, by the names of their files; a release build holds them compiled.
    private static let parts: [String: @Sendable () -> [UInt8]] = [
        "arguments": { PackageResources.arguments_lua }, "configure": { PackageResources.configure_lua },
        "entities": { PackageResources.entities_lua }, "errors": { PackageResources.errors_lua },
        "get": { PackageResources.get_lua }, "library": { PackageResources.library_lua },
        "records": { PackageResources.records_lua }, "request": { PackageResources.request_lua },
        "scheduler": { PackageResources.scheduler_lua },
    ]

    /// How many elements a list may have for a number to be told: a list that a script invents may claim any length.
    private static let counts: ClosedRange<Int64> = 0...1_000_000_000_000

    /// Who is told of what goes on behind the calls.
    public struct Observer {
        /// Before a wait.
        public var onWait: (Wait) -> Void = { _ in }
        /// After each attempt.
        public var onAttempt: ((Attempt) -> Void)?
        /// After each call.
        public var onEnd: ((borrowing Completion) -> Void)?
        /// In the place of the network.
        public var replay: ((Request) -> Completion)?
        /// Before the thread blocks until an answer arrives, or until a wait is over.
        public var onBlock: () -> Void = {}
        /// Before Lua code runs again, whether it was blocked or not.
        public var onUnblock: () -> Void = {}
        /// After each element of a `bitrix.map`: how many are done, and of how many where that is known.
        public var onProgress: (_ done: Int, _ total: Int?) -> Void = { _, _ in }
        /// At the end of a `bitrix.map`; `isStopped` where it was ended from outside, as by Ctrl-C.
        public var onProgressEnd: (_ done: Int, _ total: Int?, _ isStopped: Bool) -> Void = { _, _, _ in }

        /// What the messages of our own error objects become in the user's language; the API's stay as they came.
        public var say: (_ english: String) -> String = { $0 }

        /// Makes an observer that does nothing.
        public init() {}
    }

    /// Opens the module in an interpreter: as the global `bitrix`, and for `require "bitrix"`.
    ///
    /// ```swift
    /// try BitrixModule.open(in: lua) { () throws(VibeError) in
    ///     try Configuration(environment: Configuration.processEnvironment, version: BitrixModule.version)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - requestLimit: the run is stopped with `REQUEST_LIMIT` before it sends one more than this.
    ///   - observer: is told of waits and attempts.
    ///   - configure: is asked at the first request, and again after a failure, so that a program that sends nothing
    ///     needs no key; what it throws is raised in Lua as an error object of its kind.
    /// - Returns: what a prompt wants to know of the module, for as long as the interpreter lives.
    /// - Throws: a ``LuaError`` where there is not enough memory.
    @discardableResult public static func open(
        in lua: LuaState, requestLimit: Int? = nil, observer: Observer = Observer(),
        configure: @escaping () throws(VibeError) -> Configuration
    ) throws(LuaError) -> Handle {
        let session = Session(lua: lua, requestLimit: requestLimit, observer: observer, configure: configure)
        try lua.openModule(
            named: "bitrix", source: PackageResources.bitrix_lua,
            functions: [
                "version": { $0.returns(version) },
                "text": { call in
                    guard let text = parts[call.text(1) ?? ""] else { return call.returnsNil() }
                    call.returns(text())
                },
                "entities": { call in
                    call.returnsTable { fields in
                        for entity in Entity.all { fields.set(entity.one) { entity.describe($0) } }
                    }
                },
                "request": { session.request($0) },
                "details": { session.describeAnswer($0) },
                "last": { session.showLastAnswer($0) },
                "say": { $0.returns(observer.say($0.text(1) ?? "")) },
                "settings": { Session.listSettings($0) },
                "configure": { session.configure($0) },
                "wait": { session.wait($0) },
                "hold": { session.hold($0) },
                "seconds": { session.understandWait($0) },
                "cancel": { session.cancel($0) },
                "list_goes_on": { call in
                    session.partialList = call.integer(1).map {
                        (Int(clamping: $0), call.integer(2).map { Int(clamping: $0) })
                    }
                },
                "stopped": { [weak lua] in $0.returns(lua?.wasStopped ?? true) },
                // A recording is answered in the order of requests, which batches that run at once would mix up.
                "batches": { $0.returns(session.offersBatches && observer.onEnd == nil && observer.replay == nil) },
                "lacks_batches": { _ in session.offersBatches = false },
                "progress": { observer.onProgress($0.integer(1, in: counts) ?? 0, $0.integer(2, in: counts)) },
                "progress_ends": { [weak lua] in
                    observer.onProgressEnd(
                        $0.integer(1, in: counts) ?? 0, $0.integer(2, in: counts), lua?.wasStopped ?? true)
                },
            ])
        return Handle(session: session)
    }

    /// An open module, seen from the program.
    public struct Handle {
        let session: Session

        /// The call that ended last; nil before the first.
        public var lastCall: LastCall? { session.last }

        /// As many requests as the limit says may be sent from now on.
        public func countRequestsAnew() { session.countRequestsAnew() }

        /// The last list of which the portal has more than came, since this was asked last: how many came, and the portal's count
        /// where it told one. The count may be wrong (it may be 0 beside rows).
        public func takePartialList() -> (count: Int, total: Int?)? {
            defer { session.partialList = nil }
            return session.partialList
        }

        /// From the next request on the configuration is asked for anew. Calls under way end under the old one.
        public func reconnect() { session.reconnect() }
    }
}

extension Entity {
    /// A row of `native.entities()`.
    fileprivate func describe(_ fields: HostCall.Fields) {
        fields.set("many", many)
        fields.set("path", path)
        // At each start: no generic algorithm, whose types Swift would have to make first.
        var names = ""
        for relation in includes { names += names.isEmpty ? relation.name : "," + relation.name }
        fields.set("includes", names)
    }
}
