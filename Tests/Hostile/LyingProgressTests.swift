import Columns
import GuestInterface
import PythonGuest
import TestSupport
import Testing
import Wasmtime

@testable import PythonGuest

/// Room, progress and stacks that are none. The host throws and goes on.
@Suite("A guest that lies about its work", .interruptedInEveryWay)
struct LyingProgressTests {
  // MARK: Room for batches

  @Test("Room outside of memory is refused", arguments: [262_144, 262_140, -1, -16, .min, .max])
  func room(_ address: Int32) throws {
    let error = try failure { try LyingGuest { $0.allocate = "i32.const \(address)" }.program() }
    #expect(error.code == .guestCrashed)
  }

  @Test func noRoomIsTheMemoryLimit() throws {
    let error = try failure { try LyingGuest { $0.allocate = "i32.const 0" }.program() }
    #expect(error.code == .memoryLimit)
  }

  @Test func roomAtTheEndOfTheAddressSpaceIsUsable() throws {
    let text =
      #"{"name": "x", "type": "str", "column": 4, "nullable": false, "arrow": "utf8", "#
      + #""hasDefault": false, "variadic": false}"#
    let guest = LyingGuest {
      $0.memory = #"(memory (export "memory") 4)"#
      $0.allocate =
        "(drop (memory.grow (i32.const 65532))) (i32.sub (i32.const 0) (local.get 0))"
      $0.description = $0.description.replacing(
        #/\[\{"name": "x".*?\}\]/#, with: "[\(text), \(text)]")
    }
    let program = try guest.program(limits: Limits(time: .seconds(5), memory: 4 << 30))
    let long = String(repeating: "x", count: 5000)
    // The empty text begins at 2^32, which 32 bits do not hold.
    #expect(try program.value("f", .utf8(long), .utf8("")) == .int64(7))
    let columns = try (Column(utf8: [long + long]), Column(utf8: [""]))
    #expect(try program.call("f", columns.0, columns.1) == Column(int64: [7]))
  }

  // MARK: Progress, stacks and answers in part

  @Test func aGuestThatLiesAboutItsProgressGetsNoMoreThanItsRows() throws {
    // It claims a further row at each turn, then begins anew, and never answers.
    let guest = LyingGuest {
      $0.call = """
        (loop
          (i32.store (i32.const \(LyingGuest.progressPlace))
            (i32.add (i32.load (i32.const \(LyingGuest.progressPlace))) (i32.const 1)))
          (br 0)) unreachable
        """
    }
    let program = try guest.program(limits: Limits(time: .milliseconds(50)))
    let start = ContinuousClock.now
    let error = try failure { try program.call("f", Column(int64: [1, 2, 3, 4])) }
    #expect(error.code == .timeLimit)
    // Four rows' time, and what a busy machine adds.
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test(
    "A place of progress outside of memory is none",
    arguments: [
      [0, 3, .max, 0], [0, 3, 0, .max], [0, 3, 262_142, 0], [9, 0, 0, 0], [.max, .max, .max, .max],
    ] as [[UInt32]])
  func progress(_ words: [UInt32]) throws {
    let stores = words.enumerated().map { index, word in
      "(i32.store (i32.const \(LyingGuest.progressPlace + UInt32(index) * 4)) "
        + "(i32.const \(Int32(bitPattern: word))))"
    }
    let guest = LyingGuest { $0.call = stores.joined() + "\(LyingGuest.endless) unreachable" }
    let program = try guest.program(limits: Limits(time: .milliseconds(30)))
    let error = try failure { try program.call("f", Column(int64: [1, 2, 3])) }
    #expect(error.code == .timeLimit)
    #expect(error.row == 0)
    let outside = LyingGuest {
      $0.progress = "i32.const -4"
      $0.call = "\(LyingGuest.endless) unreachable"
    }
    let crash = try failure {
      try outside.program(limits: Limits(time: .milliseconds(30)))
        .call("f", Column(int64: [1, 2]))
    }
    #expect(crash.code == .guestCrashed || crash.code == .timeLimit)
  }

  @Test(
    "A stack that is not told leaves the limit what it is",
    arguments: [
      "unreachable", "\(LyingGuest.endless) unreachable", "i32.const -8", "i32.const 262140",
    ])
  func stack(_ body: String) throws {
    let guest = LyingGuest {
      $0.stack = body
      $0.call = "\(LyingGuest.endless) unreachable"
    }
    let start = ContinuousClock.now
    let error = try failure {
      try guest.program(limits: Limits(time: .milliseconds(30))).call("f", Column(int64: [1, 2]))
    }
    #expect(error.code == .timeLimit)
    #expect(error.traceback == nil)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test(
    "A stack of broken bytes is none",
    arguments: [
      [], [1], [1, 0, 0, 0, 7], [1, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255],
      [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0, 9, 0, 0, 0],
    ] as [[UInt8]])
  func stackBytes(_ bytes: [UInt8]) throws {
    let reply: UInt32 = 65_536
    let text = reply + 64
    let words = [0, text, UInt32(bytes.count)].flatMap { withUnsafeBytes(of: $0, Array.init) }
    func data(_ address: UInt32, _ bytes: [UInt8]) -> String {
      let escaped = bytes.map { "\\" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      return "(data (i32.const \(address)) \"\(escaped.joined())\")"
    }
    let guest = LyingGuest {
      $0.stack = "i32.const \(reply)"
      $0.call = "\(LyingGuest.endless) unreachable"
      $0.extra = data(reply, words) + data(text, bytes)
    }
    let error = try failure {
      try guest.program(limits: Limits(time: .milliseconds(30))).call("f", Column(int64: [1]))
    }
    #expect(error.code == .timeLimit)
    #expect(error.traceback == nil)
  }

  @Test(
    "An answer in part must bring the call further",
    arguments: [(0, 1), (1, 0), (4, 1), (2, 3), (.max, 1), (1, .max)] as [(UInt32, UInt32)])
  func parts(_ first: UInt32, _ second: UInt32) throws {
    let guest = LyingGuest {
      $0.result.rows = first
      $0.resume = """
        (i32.store (i32.const \(LyingGuest.column + 4)) (i32.const \(Int32(bitPattern: second))))
        i32.const \(LyingGuest.callReply)
        """
    }
    let error = try failure { try guest.program().call("f", Column(int64: [1, 2, 3])) }
    #expect(error.code == .guestCrashed)
  }
}
