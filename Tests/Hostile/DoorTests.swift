import Columns
import Foundation
import GuestInterface
import PythonGuest
import TestSupport
import Testing

/// Guests that misuse the functions they import: the doors of the sandbox.
@Suite("The doors of the sandbox", .interruptedInEveryWay)
struct DoorTests {
  static let imports = """
    (import "pyguest" "clock" (func $clock (param i32) (result i64)))
    (import "pyguest" "random" (func $random (param i32 i32)))
    (import "pyguest" "sleep" (func $sleep (param i64)))
    (import "pyguest" "output" (func $output (param i32 i32 i32)))
    (import "pyguest" "exit" (func $exit (param i32)))
    """

  /// A guest whose function does something before it answers.
  static func guest(_ body: String) -> LyingGuest {
    LyingGuest {
      $0.imports = imports
      $0.call = "\(body) i32.const \(LyingGuest.callReply)"
    }
  }

  @Test(
    "Addresses and lengths outside of memory end the call",
    arguments: [
      "(call $random (i32.const -1) (i32.const 8))",
      "(call $random (i32.const 262140) (i32.const 8))",
      "(call $random (i32.const 262145) (i32.const 0))",
      "(call $random (i32.const 0) (i32.const -1))",
      "(call $random (i32.const 0) (i32.const 0x7fffffff))",
      "(call $output (i32.const 1) (i32.const -1) (i32.const 8))",
      "(call $output (i32.const 1) (i32.const 262140) (i32.const 8))",
      "(call $output (i32.const 2) (i32.const 262145) (i32.const 0))",
    ])
  func places(_ body: String) throws {
    let program = try Self.guest(body).program()
    for _ in 0..<2 {
      let error = try failure { try program.value("f", .int64(1)) }
      #expect(error.code == .guestCrashed)
      #expect(error.function == "f")
    }
  }

  @Test(
    "More output than the limit ends the call, wherever it lies",
    arguments: [
      "(call $output (i32.const 1) (i32.const 0) (i32.const -1))",
      "(call $output (i32.const 1) (i32.const 0) (i32.const 0x7fffffff))",
      "(call $output (i32.const 2) (i32.const 0) (i32.const 0x80000000))",
      "(loop (call $output (i32.const 1) (i32.const 0) (i32.const 1000)) br 0)",
      "(loop (call $output (i32.const 2) (i32.const 0) (i32.const 1)) br 0)",
    ])
  func output(_ body: String) throws {
    let limits = Limits(time: .seconds(20), output: 10_000)
    let program = try Self.guest(body).program(limits: limits)
    let error = try failure { try program.value("f", .int64(1)) }
    #expect(error.code == .outputLimit)
    #expect(error.message == "f printed more than the output limit of 10000 bytes a call")
  }

  @Test func endlessEmptyOutputEndsWithTheTimeLimit() throws {
    let body = "(loop (call $output (i32.const 1) (i32.const 0) (i32.const 0)) br 0)"
    let error = try failure { try Self.guest(body).program().value("f", .int64(1)) }
    #expect(error.code == .timeLimit)
  }

  @Test("A stream that there is not ends the call", arguments: [0, 3, -1, 1 << 30])
  func stream(_ stream: Int32) throws {
    let body = "(call $output (i32.const \(stream)) (i32.const 0) (i32.const 1))"
    let error = try failure { try Self.guest(body).program().value("f", .int64(1)) }
    #expect(error.code == .guestCrashed)
    #expect(error.message == "f printed to a stream it does not have")
  }

  @Test("Sleeping for less than nothing returns at once", arguments: [0, -1, Int64.min])
  func shortSleep(_ nanoseconds: Int64) throws {
    let program = try Self.guest("(call $sleep (i64.const \(nanoseconds)))").program()
    #expect(try program.value("f", .int64(1)) == .int64(7))
  }

  @Test("Sleeping too long ends with the time limit", arguments: [1_000_000_000_000, Int64.max])
  func longSleep(_ nanoseconds: Int64) throws {
    let program = try Self.guest("(call $sleep (i64.const \(nanoseconds)))").program()
    let error = try failure { try program.value("f", .int64(1)) }
    #expect(error.message == "f ran longer than the time limit of 200 ms")
  }

  @Test("Sleeping over and over ends with the time limit", arguments: [1, 1_000_000, -1])
  func manySleeps(_ nanoseconds: Int64) throws {
    let program = try Self.guest("(loop (call $sleep (i64.const \(nanoseconds))) br 0)").program()
    #expect(try failure { try program.value("f", .int64(1)) }.code == .timeLimit)
  }

  @Test("Any clock may be asked for", arguments: [0, 1, 2, -1, Int32.min, .max])
  func clock(_ clock: Int32) throws {
    let program = try Self.guest("(drop (call $clock (i32.const \(clock))))").program()
    #expect(try program.value("f", .int64(1)) == .int64(7))
  }

  @Test("Ending with any status ends the instance alone", arguments: [0, 1, -1, Int32.min, 255])
  func exit(_ status: Int32) throws {
    let program = try Self.guest("(call $exit (i32.const \(status)))").program()
    for _ in 0..<2 {
      let error = try failure { try program.value("f", .int64(1)) }
      #expect(error.code == .guestCrashed)
      #expect(
        error.message
          == "f ended its interpreter with status \(status); raise an exception instead")
    }
  }

  @Test(
    "Random bytes fill exactly the place that is given", arguments: [0, 1, 255, 256, 257, 1000])
  func random(_ count: Int32) throws {
    // The byte after them stays 0; the answer stands behind, at 2048.
    let guest = Self.guest(
      """
      (call $random (i32.const 8192) (i32.const \(count)))
      (if (i32.load8_u (i32.const \(8192 + count))) (then unreachable))
      (if (i32.load8_u (i32.const 8191)) (then unreachable))
      """)
    #expect(try guest.program().value("f", .int64(1)) == .int64(7))
  }

  @Test func growingMemoryStopsAtTheLimit() throws {
    // Pages after growing for as long as it works, less the 4 at the start.
    let guest = LyingGuest {
      $0.call = """
        (loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
        (i32.store (i32.const \(LyingGuest.values)) (memory.size))
        i32.const \(LyingGuest.callReply)
        """
    }
    let limits = Limits(time: .seconds(20), memory: 1 << 20)
    #expect(try guest.program(limits: limits).value("f", .int64(1)) == .int64(16))
  }

  @Test(
    "A trap ends the call alone",
    arguments: [
      "unreachable", "(drop (i32.div_s (i32.const 1) (i32.const 0)))",
      "(drop (i32.load (i32.const -1)))", "(drop (i32.trunc_f64_s (f64.const nan)))",
      "(i32.store (i32.const 262144) (i32.const 1))", "(call $deep)",
      "(memory.fill (i32.const 0) (i32.const 1) (i32.const -1))",
    ])
  func traps(_ body: String) throws {
    var guest = Self.guest(body)
    guest.extra = "(func $deep (call $deep) (call $deep))"
    let program = try guest.program()
    for _ in 0..<2 {
      #expect(try failure { try program.value("f", .int64(1)) }.code == .guestCrashed)
    }
  }

  @Test func aTrapDeepInTheHostsFunctionsUnwindsThem() throws {
    // The deepest frame prints, so that host code runs at the end of the guest's stack.
    var guest = Self.guest("(call $deep (i32.const 0))")
    guest.extra = """
      (func $deep (param i32)
        (call $output (i32.const 1) (i32.const 0) (i32.const 1))
        (call $deep (i32.add (local.get 0) (i32.const 1)))
        (call $output (i32.const 1) (i32.const 0) (i32.const 1)))
      """
    let program = try guest.program(limits: Limits(time: .seconds(20)))
    let error = try failure { try program.value("f", .int64(1)) }
    #expect([.guestCrashed, .outputLimit].contains(error.code))
  }
}
