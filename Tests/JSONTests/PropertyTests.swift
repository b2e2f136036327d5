import Foundation
import JSON
import Testing

/// What holds for every value, tried on generated ones.
@Suite struct PropertyTests {
    @Test(
        "What is written is read as the same value, and is one text for the tokens", arguments: 0..<8 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        for _ in 0..<400 {
            let value = generator.value(depth: 5)
            let bytes = value.bytes
            #expect(try JSONValue(parsing: bytes) == value)
            #expect(JSONTokens.accept(bytes))
            #expect(!bytes.contains { $0 < 0x20 })
        }
    }

    @Test("White space and escapes change no value", arguments: 8..<16 as Range<UInt64>)
    func spellings(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        for _ in 0..<400 {
            let value = generator.value(depth: 4)
            let text = generator.spelling(of: value)
            #expect(try JSONValue(parsing: Array(text.utf8)) == value, "\(text)")
        }
    }

    @Test("Foundation reads the same strings and structure", arguments: 16..<20 as Range<UInt64>)
    func foundation(seed: UInt64) throws {
        func same(_ value: JSONValue, _ other: Any) -> Bool {
            switch value {
            case .null: other is NSNull
            case .bool(let bool): (other as? Bool) == bool
            // Foundation rounds; that it is a number is all that can be compared.
            case .number: other is NSNumber
            case .string(let text): (other as? String).map { Array($0.utf16) == Array(text.utf16) } ?? false
            case .array(let elements):
                (other as? [Any]).map { $0.count == elements.count && zip(elements, $0).allSatisfy(same) } ?? false
            case .object(let object): (other as? [String: Any])?.count == Set(object.members.map { $0.name }).count
            }
        }
        var generator = Generator(seed: seed)
        for _ in 0..<300 {
            let value = generator.value(depth: 3)
            // Foundation has no number beyond what a Double holds.
            guard let other = try? JSONSerialization.jsonObject(with: Data(value.bytes), options: .fragmentsAllowed)
            else { continue }
            #expect(same(value, other), "\(String(decoding: value.bytes, as: UTF8.self))")
        }
    }

    @Test(
        "The value's reader and the tokens accept the same bytes, whatever is damaged",
        arguments: 20..<28 as Range<UInt64>)
    func damage(seed: UInt64) {
        var generator = Generator(seed: seed)
        var accepted = 0
        for _ in 0..<400 {
            var bytes = Array(generator.spelling(of: generator.value(depth: 4)).utf8)
            for _ in 0...generator.below(2) where !bytes.isEmpty {
                let place = generator.below(bytes.count)
                switch generator.below(4) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = UInt8(generator.below(256))
                case 2: bytes.insert(bytes[generator.below(bytes.count)], at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            let isAccepted = JSONTokens.accept(bytes)
            accepted += isAccepted ? 1 : 0
            do throws(JSONSyntaxError) {
                _ = try JSONValue(parsing: bytes)
                #expect(isAccepted)
            } catch {
                #expect(!isAccepted && error.offset >= 0 && error.offset <= bytes.count && !error.message.isEmpty)
            }
        }
        #expect(accepted > 20 && accepted < 380)
    }

    @Test("Every beginning of a text that needs its end is refused")
    func cut() throws {
        var generator = Generator(seed: 99)
        for _ in 0..<50 {
            let bytes = JSONValue.array([generator.value(depth: 4)]).bytes
            for end in bytes.indices { #expect(!JSONTokens.accept(Array(bytes[..<end]))) }
        }
    }
}
