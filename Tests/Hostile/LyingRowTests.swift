import Columns
import PythonGuest
import Synchronization
import TestSupport
import Testing

@testable import PythonGuest

/// Row areas that hold what is no answer. The host throws and goes on.
@Suite("A guest that lies about a row", .interruptedInEveryWay) struct LyingRowTests {
  /// A guest that puts a length and an address of text into the result's slot.
  private static func text(_ length: Int, _ address: Int) -> LyingGuest {
    LyingGuest.text(4, "str", "utf8") {
      $0.row = """
        (i32.store offset=8 (local.get 1) (i32.const \(length)))
        (i32.store offset=12 (local.get 1) (i32.const \(address)))
        i32.const 0
        """
    }
  }

  @Test(
    "A text outside of guest memory is refused",
    arguments: [
      (1, 262_144), (5, 262_140), (262_145, 0), (-1, 0), (0x7fff_ffff, 0x7fff_ffff),
      (-1, -1), (1, -1), (0, 262_145), (0, -1), (Int(Int32.min), Int(Int32.min)),
    ])
  func places(_ length: Int, _ address: Int) throws {
    let row = try Self.text(length, address).program().function(named: "f").row()
    for _ in 0..<2 {
      try row.set(1, at: 0)
      try row.call()
      #expect(try failure { try row.withBytes { _ in } }.code == .guestCrashed)
      #expect(try failure { try row.value() }.code == .usage)
    }
  }

  @Test func `A text that ends with guest memory is read`() throws {
    let row = try Self.text(0, 262_144).program().function(named: "f").row()
    #expect(try row(.int64(1)) == .utf8(""))
    let last = try Self.text(4, 262_140).program().function(named: "f").row()
    #expect(try last(.int64(1)) == .utf8("\0\0\0\0"))
  }

  @Test(
    "A reply outside of guest memory, or that is none, is a crash",
    arguments: [262_144, 262_140, 0x7fff_ffff, -1, -12, 8192])
  func replies(_ address: Int) throws {
    let program = try LyingGuest { $0.row = "i32.const \(address)" }.program()
    let row = try program.function(named: "f").row()
    for _ in 0..<2 {
      #expect(try failure { try row(.int64(1)) }.code == .guestCrashed)
    }
  }

  @Test(
    "Room outside of guest memory is refused",
    arguments: [262_144, 262_112, -1, -64, 0x7fff_fff0])
  func room(_ address: Int) throws {
    // The room for loading is right: it comes first.
    let program = try LyingGuest {
      $0.extra = "(global $calls (mut i32) (i32.const 0))"
      $0.allocate = """
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (select (i32.const \(LyingGuest.room)) (i32.const \(address))
          (i32.eq (global.get $calls) (i32.const 1)))
        """
    }.program()
    let row = try program.function(named: "f").row()
    for _ in 0..<2 {
      #expect(try failure { try row(.int64(1)) }.code == .guestCrashed)
    }
  }

  @Test("An area at any address works", arguments: [131_073, 131_079, 131_087])
  func alignment(_ address: Int) throws {
    let program = try LyingGuest { $0.allocate = "i32.const \(address)" }.program()
    let row = try program.function(named: "f").row()
    #expect(try row(.int64(1)) == .int64(7))
    #expect(try row.int64() == 7)
  }

  @Test func `What the guest writes over arguments changes nothing for the host`() throws {
    let program = try LyingGuest {
      $0.row = """
        (memory.fill (local.get 1) (i32.const 255) (i32.const 64))
        (i32.store (local.get 1) (i32.const 0))
        (i64.store offset=16 (local.get 1) (i64.const 5))
        i32.const 0
        """
    }.program()
    let row = try program.function(named: "f").row()
    #expect(try row(.int64(1)) == .int64(5))
    try row.call()
    #expect(try row.int64() == 5)
    // The host knows itself what is NULL: the guest is not asked.
    #expect(try row(.null) == .null)
  }

  @Test func `Any word but 0 is NULL, which only some functions return`() throws {
    let body = "(i32.store (local.get 1) (i32.const -1)) i32.const 0"
    let nullable = try LyingGuest { $0.row = body }.program()
    #expect(try nullable.function(named: "f").row()(.int64(1)) == .null)
    let program = try LyingGuest {
      $0.row = body
      $0.description = $0.description.replacing(
        #""nullable": true"#, with: #""nullable": false"#)
    }.program()
    let row = try program.function(named: "f").row()
    #expect(try failure { try row(.int64(1)) }.code == .guestCrashed)
  }

  @Test func `Memory that moves during a call is found again`() throws {
    let program = try LyingGuest {
      $0.row = """
        (drop (memory.grow (i32.const 100)))
        (i32.store (local.get 1) (i32.const 0))
        (i64.store offset=16 (local.get 1) (i64.extend_i32_u (memory.size)))
        i32.const 0
        """
    }.program(limits: Limits(time: .seconds(5), memory: 64 << 20))
    let row = try program.function(named: "f").row()
    #expect(try row(.int64(1)) == .int64(104))
    #expect(try row(.int64(1)) == .int64(204))
  }
}
