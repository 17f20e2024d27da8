import Columns
import GuestInterface
import PythonGuest
import TestSupport
import Testing
import Wasmtime

@testable import PythonGuest

/// Modules that break the guest interface. The host throws and goes on.
@Suite("A guest that lies", .interruptedInEveryWay)
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
      "pyguest_load", "pyguest_call", "pyguest_row", "memory",
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
    "A start that never ends, or traps, is ended", .interruptedByEpochs,
    arguments: [LyingGuest.endless, "unreachable", "(call $again)"])
  func start(_ body: String) throws {
    let error = try failure {
      try LyingGuest { $0.extra = "(func $again \(body)) (start $again)" }.image()
    }
    #expect(error.code == .internal)
    let version = try failure {
      try LyingGuest { $0.version = "\(LyingGuest.endless) unreachable" }.image()
    }
    #expect(version.code == .internal)
  }

  @Test(
    "Renewing that fails, traps or never ends is an error",
    arguments: [
      ("i32.const 1", .internal), ("unreachable", .internal),
      ("\(LyingGuest.endless) unreachable", .timeLimit),
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
      #expect(try failure { try program.call("f", Column(int64: [1])) }.code == .guestCrashed)
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
      + #""hasDefault": true, "variadic": false}"#
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
}
