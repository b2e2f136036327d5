import Help
import JSON
import Testing

@testable import DemoPortal

/// The demo portal's codes beside the help of the program.
@Suite struct CodeTests {
    @Test(
        "Help has an entry for every code that the demo portal answers with, but for the one that stands for unknown codes"
    )
    func explained() {
        let data = Portal.builtIn.data
        let codes = Set(
            data.reserved.values.compactMap(\.code) + data.keys.compactMap { $0.refusal.error["code"]?.string }
                + Case.all.compactMap(\.code))
        #expect(codes.count > 30)
        #expect(codes.filter { code in !Help.codes.contains { $0.name == code } } == ["BRAND_NEW_CODE"])
    }
}
