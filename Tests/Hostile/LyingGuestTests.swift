import Columns
import GuestInterface
import Testing

@testable import PythonGuest

/// Modules that break the guest interface. The host throws and goes on.
@Suite("A guest that lies", .serialized)
struct LyingGuestTests {
  @Test func anHonestOneIsBelieved() throws {
    let program = try LyingGuest().program()
    #expect(try program.value("f", .int64(1)) == .int64(7))
    #expect(try program.call("f", Column(int64: [1])) == Column(int64: [7]))
  }

  // MARK: The module

  @Test func anotherVersionIsRefused() throws {
    let error = try failure { try LyingGuest { $0.version = "i32.const 99" }.image() }
    #expect(error.code == .internal)
    #expect(
      error.message == "the image does not fit this version of Python Guest: it speaks version "
        + "99 of the guest interface, not \(interfaceVersion)")
  }

  @Test("A module without one of its exports is refused",
    arguments: [
      "pyguest_interface_version", "pyguest_renew", "pyguest_allocate", "pyguest_free",
      "pyguest_load", "pyguest_call", "memory",
    ])
  func missingExport(_ name: String) throws {
    let error = try failure { try LyingGuest { $0.withoutExport = name }.program() }
    #expect(error.code == .internal)
    #expect(error.message.contains(name))
  }
}
