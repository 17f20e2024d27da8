import Columns
import GuestInterface
import PythonGuest
import Testing
import Wasmtime

@testable import PythonGuest

/// Modules that break the guest interface. The host throws and goes on.
@Suite("A guest that lies")
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

  @Test(
    "A module without one of its exports is refused",
    arguments: [
      "pyguest_interface_version", "pyguest_renew", "pyguest_allocate", "pyguest_free",
      "pyguest_load", "pyguest_call", "memory",
    ])
  func missingExport(_ name: String) throws {
    let error = try failure { try LyingGuest { $0.withoutExport = name }.program() }
    #expect(error.code == .internal)
    #expect(error.message.contains(name))
  }

  @Test(
    "An export of another type is refused",
    arguments: [
      #"(func (export "pyguest_call") (result i64) i64.const 1)"#,
      #"(global (export "pyguest_call") i32 (i32.const 1))"#,
      #"(func (export "pyguest_call") (param i32 i32 i32) (result i32) i32.const 1)"#,
    ])
  func wrongExport(_ export: String) throws {
    let guest = LyingGuest {
      $0.withoutExport = "pyguest_call"
      $0.extra = export
    }
    let error = try failure { try guest.program() }
    #expect(error.code == .internal)
  }

  @Test(
    "A door that the sandbox does not have is refused",
    arguments: [
      #"(import "wasi_snapshot_preview1" "path_open" (func (param i32)))"#,
      #"(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))"#,
      #"(import "pyguest" "open" (func (param i32)))"#,
      #"(import "pyguest" "clock" (func (param i64) (result i64)))"#,
      #"(import "pyguest" "output" (global i32))"#,
    ])
  func unknownImport(_ text: String) throws {
    let error = try failure { try LyingGuest { $0.imports = text }.image() }
    #expect(error.code == .internal)
  }

  @Test(
    "A start that never ends, or traps, is ended",
    arguments: ["(loop br 0)", "unreachable", "(call $again)"])
  func start(_ body: String) throws {
    let error = try failure {
      try LyingGuest { $0.extra = "(func $again \(body)) (start $again)" }.image()
    }
    #expect(error.code == .internal)
    let version = try failure {
      try LyingGuest { $0.version = "(loop br 0) unreachable" }.image()
    }
    #expect(version.code == .internal)
  }

  @Test(
    "Renewing that fails, traps or never ends is an error",
    arguments: [
      ("i32.const 1", .internal), ("unreachable", .internal),
      ("(loop br 0) unreachable", .timeLimit),
    ] as [(String, PythonGuestError.Code)])
  func renew(_ body: String, code: PythonGuestError.Code) throws {
    #expect(try failure { try LyingGuest { $0.renew = body }.program() }.code == code)
  }

  @Test func moreMemoryThanTheLimitIsRefused() throws {
    let guest = LyingGuest { $0.memory = #"(memory (export "memory") 5000)"# }
    #expect(try failure { try guest.image() }.code == .internal)
  }

  // MARK: Answers to loading

  @Test(
    "A reply outside of guest memory is refused",
    arguments: [262_144, 262_140, 0x7FFF_FFFF, 0x8000_0000, .max, 0xFFFF_FFF4] as [UInt32])
  func replyAddress(_ address: UInt32) throws {
    let body = "i32.const \(Int32(bitPattern: address))"
    let load = try failure { try LyingGuest { $0.load = body }.program() }
    #expect(load.code == .guestCrashed)
    #expect(load.isWhileLoading)
    let program = try LyingGuest { $0.call = body }.program()
    #expect(try failure { try program.value("f", .int64(1)) }.code == .guestCrashed)
    #expect(try failure { try program.call("f", Column(int64: [1])) }.code == .guestCrashed)
  }

  @Test(
    "JSON outside of guest memory is refused",
    arguments: [(0, .max), (.max, 2), (262_140, 5), (4096, 262_144), (4096, 1 << 30)]
      as [(UInt32, UInt32)])
  func jsonPlace(_ address: UInt32, _ length: UInt32) throws {
    for status in [0, 1, 2, UInt32.max] as [UInt32] {
      let reply = ReplyDescriptor(status: status, address: address, length: length)
      let load = try failure { try LyingGuest { $0.loadAnswer = reply }.program() }
      #expect(load.code == .guestCrashed)
      let program = try LyingGuest { $0.callAnswer = reply }.program()
      #expect(try failure { try program.value("f", .int64(1)) }.code == .guestCrashed)
    }
  }

  @Test(
    "What does not describe functions is refused",
    arguments: [
      "garbage", "{", "[]", "{}", "null", #"{"functions": 5}"#, #"{"functions": [5]}"#,
      #"{"functions": [{"name": "f"}]}"#, "\u{0}\u{1}",
      LyingGuest.describe(column: 99, name: "int", arrow: "int64"),
      LyingGuest.describe(column: -1, name: "int", arrow: "int64"),
      LyingGuest.describe(column: 1 << 40, name: "int", arrow: "int64"),
      String(repeating: "[", count: 20_000),
      String(repeating: #"{"functions":"#, count: 10_000),
      #"{"functions": 1e999999999}"#, #"{"functions": "\#u{FFFD}\ud800"}"#,
    ])
  func description(_ text: String) throws {
    let error = try failure { try LyingGuest { $0.description = text }.program() }
    #expect(error.code == .guestCrashed)
    #expect(error.message == "lie.py: the guest did not describe the program")
  }

  @Test func manyMegabytesOfJSONAreRefused() throws {
    let guest = LyingGuest {
      $0.memory = #"(memory (export "memory") 2000)"#
      $0.loadAnswer = ReplyDescriptor(status: 0, address: 8192, length: 100_000_000)
    }
    let error = try failure { try guest.program() }
    #expect(error.code == .guestCrashed)
    #expect(error.message.contains("100000000 bytes of JSON"))
  }

  @Test func invalidUTF8InJSONIsRefused() throws {
    let guest = LyingGuest { $0.extra = #"(data (i32.const 4100) "\ff\fe\c3\28")"# }
    #expect(try failure { try guest.program() }.code == .guestCrashed)
  }

  @Test func aHugeNumberOfParametersIsOnlyAnotherArity() throws {
    let parameter =
      #"{"name": "x", "type": "int", "column": 2, "nullable": false, "arrow": "int64", "#
      + #""hasDefault": true}"#
    let list = Array(repeating: parameter, count: 500).joined(separator: ",")
    let guest = LyingGuest {
      $0.description = $0.description.replacing(#/\[\{"name": "x".*?\}\]/#, with: "[\(list)]")
    }
    let program = try guest.program()
    let function = try program.function(named: "f")
    #expect(function.signature.parameters.count == 500)
    #expect(function.signature.requiredCount == 0)
    #expect(try function.call([]) == .int64(7))
  }

  // MARK: Errors that are none

  @Test(
    "An error report that makes no sense is a crash",
    arguments: [
      "", "garbage", "{}", #"{"code": "python_exception"}"#, #"{"message": "no code"}"#,
      #"{"code": "no_such_code", "message": "x"}"#, #"{"code": "time_limit", "message": "x"}"#,
      #"{"code": "output_limit", "message": "x"}"#,
      #"{"code": "permission_denied", "message": "x"}"#,
      #"{"code": "usage", "message": "x"}"#, #"{"code": 5, "message": "x"}"#,
      #"{"code": "python_exception", "message": "x", "row": "one"}"#,
      #"{"code": "python_exception", "message": "x", "row": 1.5}"#,
      #"{"code": "python_exception", "message": "x", "row": 99999999999999999999}"#,
      String(repeating: "[", count: 50_000),
    ])
  func report(_ text: String) throws {
    let guest = LyingGuest {
      $0.extra = Self.data(8192, text)
      $0.callAnswer = ReplyDescriptor(status: 1, address: 8192, length: UInt32(text.utf8.count))
    }
    let program = try guest.program()
    let error = try failure { try program.value("f", .int64(1)) }
    #expect(error.code == .guestCrashed)
    #expect(error.message == "f answered with what is no answer")
  }

  @Test("A row that is not in the batch is left out", arguments: [-1, 2, 1 << 40, Int.min])
  func row(_ row: Int) throws {
    let text = #"{"code": "python_exception", "message": "x", "function": "f", "row": \#(row)}"#
    let guest = LyingGuest {
      $0.extra = Self.data(8192, text)
      $0.callAnswer = ReplyDescriptor(status: 1, address: 8192, length: UInt32(text.utf8.count))
    }
    let program = try guest.program()
    let error = try failure { try program.call("f", Column(int64: [1, 2])) }
    #expect(error.code == .pythonException)
    #expect(error.row == nil)
  }

  // MARK: Results

  @Test(
    "A result of another form is refused",
    arguments: [
      ColumnDescriptor(
        type: 3, rows: 1, nulls: 0, validity: 0, offsets: 0, values: 2048, valueBytes: 8),
      ColumnDescriptor(
        type: 99, rows: 1, nulls: 0, validity: 0, offsets: 0, values: 2048, valueBytes: 8),
      ColumnDescriptor(
        type: 2, rows: 2, nulls: 0, validity: 0, offsets: 0, values: 2048, valueBytes: 16),
      ColumnDescriptor(
        type: 2, rows: 0, nulls: 0, validity: 0, offsets: 0, values: 2048, valueBytes: 0),
      ColumnDescriptor(
        type: 2, rows: .max, nulls: 0, validity: 0, offsets: 0, values: 2048, valueBytes: 8),
      ColumnDescriptor(
        type: 2, rows: 1, nulls: 0, validity: 0, offsets: 0, values: .max, valueBytes: 8),
      ColumnDescriptor(
        type: 2, rows: 1, nulls: 0, validity: 0, offsets: 0, values: 262_140, valueBytes: 8),
    ])
  func result(_ descriptor: ColumnDescriptor) throws {
    let program = try LyingGuest { $0.result = descriptor }.program()
    #expect(try failure { try program.value("f", .int64(1)) }.code == .guestCrashed)
    #expect(try failure { try program.call("f", Column(int64: [1])) }.code == .guestCrashed)
  }

  @Test func validityOutsideOfMemoryIsRefused() throws {
    let guest = LyingGuest {
      $0.result.nulls = 1
      $0.result.validity = .max
    }
    #expect(try failure { try guest.program().call("f", Column(int64: [1])) }.code == .guestCrashed)
  }

  @Test("A count of NULLs that is wrong does not matter", arguments: [0, 1, 2, .max] as [UInt32])
  func nulls(_ nulls: UInt32) throws {
    let guest = LyingGuest {
      $0.result.nulls = nulls
      $0.result.validity = LyingGuest.offsets
      $0.resultOffsets = [-1]
    }
    #expect(try guest.program().call("f", Column(int64: [1])) == Column(int64: [7]))
  }

  @Test("A descriptor of another length is refused", arguments: [0, 27, 29, .max] as [UInt32])
  func descriptorLength(_ length: UInt32) throws {
    let guest = LyingGuest { $0.callAnswer.length = length }
    #expect(try failure { try guest.program().value("f", .int64(1)) }.code == .guestCrashed)
  }

  @Test(
    "Text with offsets that fall or leave it is refused",
    arguments: [[0, -1], [-1, 0], [1, 0], [0, 9], [0, .max], [.min, .max], [5, 4]] as [[Int32]])
  func offsets(_ offsets: [Int32]) throws {
    for (type, name, arrow) in [(4 as UInt32, "str", "utf8"), (5, "bytes", "binary")] {
      let guest = Self.text(type, name, arrow) { $0.resultOffsets = offsets }
      let error = try failure { try guest.program().call("f", Column(int64: [1])) }
      #expect(error.code == .guestCrashed)
    }
  }

  @Test(
    "Places of text outside of memory are refused",
    arguments: [(.max, 2048, 8), (262_140, 2048, 8), (3072, .max, 8), (3072, 2048, .max)]
      as [(UInt32, UInt32, UInt32)])
  func textPlaces(_ offsets: UInt32, _ values: UInt32, _ bytes: UInt32) throws {
    let guest = Self.text(4, "str", "utf8") {
      $0.result.offsets = offsets
      $0.result.values = values
      $0.result.valueBytes = bytes
    }
    #expect(try failure { try guest.program().call("f", Column(int64: [1])) }.code == .guestCrashed)
  }

  @Test(
    "Text that is not UTF-8 is refused",
    arguments: [
      [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
      [0xE2, 0x82], [0xF8, 0x88, 0x80, 0x80, 0x80], [0x61, 0xC3, 0x28],
    ] as [[UInt8]])
  func encoding(_ bytes: [UInt8]) throws {
    let guest = Self.text(4, "str", "utf8") {
      $0.resultBytes = bytes
      $0.resultOffsets = [0, Int32(bytes.count)]
      $0.result.valueBytes = UInt32(bytes.count)
    }
    let program = try guest.program()
    #expect(try failure { try program.call("f", Column(int64: [1])) }.code == .guestCrashed)
    #expect(try failure { try program.value("f", .int64(1)) }.code == .guestCrashed)
  }

  @Test("A time outside of a day is refused", arguments: [-1, 86_400_000_000, .max, .min])
  func time(_ microseconds: Int64) throws {
    let guest = LyingGuest {
      $0.description = LyingGuest.describe(column: 7, name: "time", arrow: "time64[us]")
      $0.result.type = 7
      $0.resultBytes = withUnsafeBytes(of: microseconds.littleEndian, Array.init)
    }
    let program = try guest.program()
    #expect(try failure { try program.call("f", Column(int64: [1])) }.code == .guestCrashed)
    #expect(try failure { try program.value("f", .int64(1)) }.code == .guestCrashed)
  }

  @Test func moreRowsThan32BitsAddressAreRefused() throws {
    let guest = LyingGuest { $0.result.rows = 1 << 30 }
    let column = try Column(
      validating: .null, count: 1 << 30, validity: [], offsets: [], values: [])
    let error = try failure { try guest.program().call("f", column) }
    #expect(error.code == .invalidInput)
    #expect(error.message == "a batch may have 268435455 rows at most; pass fewer")
  }

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
      + #""hasDefault": false}"#
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

  static func data(_ address: Int, _ text: String) -> String {
    let escaped = text.utf8.map { "\\" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "(data (i32.const \(address)) \"\(escaped.joined())\")"
  }

  /// A guest whose result is text.
  static func text(
    _ type: UInt32, _ name: String, _ arrow: String, _ change: (inout LyingGuest) -> Void
  ) -> LyingGuest {
    LyingGuest {
      $0.description = LyingGuest.describe(column: Int(type), name: name, arrow: arrow)
      $0.result.type = type
      $0.result.offsets = LyingGuest.offsets
      change(&$0)
    }
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
    let guest = LyingGuest { $0.call = stores.joined() + "(loop br 0) unreachable" }
    let program = try guest.program(limits: Limits(time: .milliseconds(30)))
    let error = try failure { try program.call("f", Column(int64: [1, 2, 3])) }
    #expect(error.code == .timeLimit)
    #expect(error.row == 0)
    let outside = LyingGuest {
      $0.progress = "i32.const -4"
      $0.call = "(loop br 0) unreachable"
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
      "unreachable", "(loop br 0) unreachable", "i32.const -8", "i32.const 262140",
    ])
  func stack(_ body: String) throws {
    let guest = LyingGuest {
      $0.stack = body
      $0.call = "(loop br 0) unreachable"
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
      $0.call = "(loop br 0) unreachable"
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

  // MARK: NULL

  @Test func nullWhereTheFunctionReturnsAValueIsRefused() throws {
    let guest = LyingGuest {
      $0.description = $0.description.replacing(
        #""nullable": true"#, with: #""nullable": false"#)
      $0.result.nulls = 1
      $0.result.validity = LyingGuest.offsets
    }
    let program = try guest.program()
    #expect(try failure { try program.call("f", Column(int64: [1])) }.code == .guestCrashed)
    #expect(try failure { try program.value("f", .int64(1)) }.code == .guestCrashed)
  }

  @Test func aValueWhereTheArgumentIsNullIsRefused() throws {
    let program = try LyingGuest().program()
    #expect(try failure { try program.call("f", Column(int64: [nil])) }.code == .guestCrashed)
    // Of a single row the guest is not even asked.
    #expect(try program.value("f", .null) == .null)
  }
}
