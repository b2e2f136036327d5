import Entities
import TestSupport
import Testing

/// Each entity of the catalogue, on the demo portal: its functions, its options, its errors.
@Suite struct EntityTests {
    private static let all = Entity.all.map(\.one)

    private func entity(_ name: String) throws -> Entity { try #require(Entity.named(name)) }

    private func run(_ script: String) throws -> Program.Outcome { try Program.run(["--demo", "-e", script]) }

    @Test("One record, many records, a page of them, and the description of the fields", arguments: all)
    func records(name: String) throws {
        let entity = try entity(name)
        let (one, many, sample) = (entity.one, entity.many, entity.sample)
        let script = """
            print(bitrix.\(one)(\(sample.id)).\(sample.field))
            local list = bitrix.\(many){\(sample.other.id), '\(sample.id)', \(sample.other.id)}
            print(#list, list[1].id, list[1].\(sample.field), list[2].\(sample.field))
            list = bitrix.\(many)({\(sample.id), \(sample.other.id)}, {batch = false})
            print(#list, list[1].id, list[2].id)
            print(#bitrix.get('/v1/\(entity.path)', {limit = 2}))
            print(bitrix.get('/v1/\(entity.path)/fields').fields.\(sample.field).type)
            """
        #expect(
            try run(script)
                == .init(
                    output: """
                        \(sample.value)
                        2\t\(sample.other.id)\t\(sample.other.value)\t\(sample.value)
                        2\t\(sample.id)\t\(sample.other.id)
                        2
                        string

                        """))
    }

    @Test("What include may name comes along, from single calls and from batches", arguments: all)
    func includes(name: String) throws {
        let entity = try entity(name)
        for relation in entity.includes {
            let key =
                switch relation {
                case .one(let name, _, _): name
                case .owned(_, let key): key
                }
            let options = "{include = '\(relation.name)'}"
            let script = """
                local one = bitrix.\(entity.one)(\(entity.sample.id), \(options))
                local list = bitrix.\(entity.many)({\(entity.sample.id), \(entity.sample.other.id)}, \(options))
                print(type(one._included.\(key)), type(list[1]._included.\(key)))
                """
            #expect(try run(script) == .init(output: "table\ttable\n"))
        }
    }

    @Test("Errors name the function, the record and the element", arguments: all)
    func errors(name: String) throws {
        let entity = try entity(name)
        let script = """
            local function try(...) print(select(2, pcall(...))) end
            try(bitrix.\(entity.one), 999999)
            try(bitrix.\(entity.many), {\(entity.sample.id), 999999})
            try(bitrix.\(entity.many), {\(entity.sample.id), 999999}, {batch = false})
            try(function() bitrix.\(entity.one)('x') end)
            try(function() bitrix.\(entity.many)({}, {batch = 1}) end)
            local e = select(2, pcall(bitrix.\(entity.many), {\(entity.sample.id), 999999}))
            print(e.call, e.\(entity.one), e.element, #e.results)
            """
        #expect(
            try run(script)
                == .init(
                    output: """
                        ENTITY_NOT_FOUND: Item not found (404)
                        ENTITY_NOT_FOUND: Item not found (404; \(entity.one) 999999, element 2)
                        ENTITY_NOT_FOUND: Item not found (404; \(entity.one) 999999, element 2)
                        (command line):5: bad argument #1 to '\(entity.one)' (positive integer expected, got "x")
                        (command line):6: bad argument #2 to '\(entity.many)' (batch: boolean expected, got 1)
                        \(entity.many)\t999999\t2\t1

                        """))
    }

    @Test("A wrong include is noticed before anything is sent, with those that there are", arguments: all)
    func wrongInclude(name: String) throws {
        let entity = try entity(name)
        let known = entity.includes.map(\.name).joined(separator: ", ")
        for call in ["\(entity.one)(1,", "\(entity.many)({1, 2},"] {
            let outcome = try Program.run(["--demo", "--max-requests=0", "-e", "bitrix.\(call) {include = 'zzzzzz'})"])
            let function = call.prefix { $0 != "(" }
            #expect(
                outcome.errors.hasPrefix(
                    #"bitrix: (command line):1: bad argument #2 to '\#(function)' (unknown include "zzzzzz"; known: \#(known))"#
                ))
            #expect(outcome.status == 1)
        }
    }
}
