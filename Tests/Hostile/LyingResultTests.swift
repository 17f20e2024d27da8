import Columns
import GuestInterface
import PythonGuest
import TestSupport
import Testing
import Wasmtime

@testable import PythonGuest

/// Errors and columns that are none. The host throws and goes on.
@Suite("A guest that lies about results", .interruptedInEveryWay)
struct LyingResultTests {
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
      $0.extra = LyingGuest.data(8192, text)
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
      $0.extra = LyingGuest.data(8192, text)
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
    #expect(try failure { try program.call("f", Column(int64: [1])) }.code == .guestCrashed)
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
    #expect(try failure { try guest.program().call("f", Column(int64: [1])) }.code == .guestCrashed)
  }

  @Test(
    "Text with offsets that fall or leave it is refused",
    arguments: [[0, -1], [-1, 0], [1, 0], [0, 9], [0, .max], [.min, .max], [5, 4]] as [[Int32]])
  func offsets(_ offsets: [Int32]) throws {
    for (type, name, arrow) in [(4 as UInt32, "str", "utf8"), (5, "bytes", "binary")] {
      let guest = LyingGuest.text(type, name, arrow) { $0.resultOffsets = offsets }
      let error = try failure { try guest.program().call("f", Column(int64: [1])) }
      #expect(error.code == .guestCrashed)
    }
  }

  @Test(
    "Places of text outside of memory are refused",
    arguments: [(.max, 2048, 8), (262_140, 2048, 8), (3072, .max, 8), (3072, 2048, .max)]
      as [(UInt32, UInt32, UInt32)])
  func textPlaces(_ offsets: UInt32, _ values: UInt32, _ bytes: UInt32) throws {
    let guest = LyingGuest.text(4, "str", "utf8") {
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
    let guest = LyingGuest.text(4, "str", "utf8") {
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
