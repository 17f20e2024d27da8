import Sandbox
import Testing

@Suite("CallAccount")
struct CallAccountTests {
  @Test func `what is printed beyond the limit is refused, and what fits is still taken`() throws {
    var account = CallAccount(time: .seconds(5), output: 10)
    account.open()
    try account.charge(output: 7)
    #expect(kind { try account.charge(output: 4) } == .output)
    #expect(kind { try account.charge(output: .max) } == .output)
    try account.charge(output: 3)
    #expect(kind { try account.charge(output: 1) } == .output)
    account.open()
    try account.charge(output: 10)
  }

  @Test func `an account has no time before it is opened and after it is closed`() throws {
    var account = CallAccount(time: .seconds(5), output: 0)
    #expect(kind { try account.checkTime() } == .time)
    account.open()
    try account.checkTime()
    account.close()
    #expect(kind { try account.checkTime() } == .time)
    #expect(kind { try account.sleep(nanoseconds: 1) } == .time)
  }

  @Test(arguments: [0, -1, Int64.min])
  func `sleeping for less than nothing returns at once`(nanoseconds: Int64) throws {
    var account = CallAccount(time: .seconds(5), output: 0)
    account.open()
    try account.sleep(nanoseconds: nanoseconds)
  }

  @Test(arguments: [1_000_000_000_000, Int64.max])
  func `sleeping too long ends when the time is up`(nanoseconds: Int64) {
    var account = CallAccount(time: .milliseconds(50), output: 0)
    let start = ContinuousClock.now
    account.open()
    #expect(kind { try account.sleep(nanoseconds: nanoseconds) } == .time)
    #expect(.milliseconds(50)..<(.seconds(5)) ~= ContinuousClock.now - start)
  }

  @Test(arguments: [Duration.seconds(Int64.max), .seconds(1 << 40)])
  func `time without end is no fault`(time: Duration) throws {
    var account = CallAccount(time: time, output: 0)
    account.open()
    try account.checkTime()
    #expect(account.end > .now)
  }

  private func kind(_ body: () throws -> Void) -> SandboxError.Kind? {
    do { try body() } catch { return (error as? SandboxError)?.kind }
    return nil
  }
}
