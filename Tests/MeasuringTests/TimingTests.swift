import Measuring
import Testing

@Suite("Timing")
struct TimingTests {
  @Test("Several things are done in turn, each so often, and what they throw is thrown")
  func turns() throws {
    var done = ""
    let times = try Timing.fastestOfEach(of: 3, { done += "a" }, { done += "b" })
    #expect(done == "ababab")
    #expect(times.count == 2)
    #expect(throws: MeasuringError.self) {
      try Timing.fastestOfEach(of: 2, { throw MeasuringError("no") })
    }
  }

  @Test("What is thrown on other threads is kept, the first before others")
  func failures() {
    let failures = Failures()
    failures.keeping {}
    #expect(failures.first == nil)
    for number in 0..<2 { failures.keeping { throw MeasuringError("\(number)") } }
    #expect((failures.first as? MeasuringError)?.description == "0")
  }
}
