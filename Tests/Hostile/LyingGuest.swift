import GuestInterface
import TestSupport
import Wasmtime

@testable import PythonGuest

/// A guest module written by hand. As it stands it is honest: it offers `f(x: int) -> int`
/// and answers 7 to a call of one row. Tests change what it should lie about.
struct LyingGuest {
  var version = "i32.const \(interfaceVersion)"
  var renew = "i32.const 0"
  var allocate = "i32.const \(room)"
  var free = ""
  var load = "i32.const \(loadReply)"
  var call = "i32.const \(callReply)"
  var resume = "i32.const \(callReply)"
  /// Answers with what `call` does, in the row area.
  var row = """
    (local $reply i32) (local $column i32)
    (local.set $reply (call $call (local.get 0) (local.get 1) (local.get 2) (i32.const 1)))
    (if (i32.load (local.get $reply)) (then (return (local.get $reply))))
    (local.set $column (i32.load offset=4 (local.get $reply)))
    (i32.store (local.get 1) (i32.ne (i32.load offset=8 (local.get $column)) (i32.const 0)))
    (i32.store offset=8 (local.get 1) (i32.load offset=24 (local.get $column)))
    (i32.store offset=12 (local.get 1) (i32.load offset=20 (local.get $column)))
    (i64.store offset=16 (local.get 1) (i64.load (i32.load offset=20 (local.get $column))))
    i32.const 0
    """
  var progress = "i32.const \(progressPlace)"
  var interruption = "i32.const \(interruptionPlace)"
  var stack = "i32.const \(stackReply)"
  var misfit = "i32.const \(stackReply)"
  var memory = #"(memory (export "memory") 4)"#
  /// Added as they stand: imports must come first in a module's text.
  var imports = ""
  var extra = ""
  var withoutExport: String?

  var loadAnswer = ReplyDescriptor(status: 0, address: json, length: 0)
  var callAnswer = ReplyDescriptor(status: 0, address: column, length: 28)
  var description = describe(column: 2, name: "int", arrow: "int64")
  var result = ColumnDescriptor(
    type: ColumnType.int64.rawValue, rows: 1, nulls: 0, validity: 0, offsets: 0, values: values,
    valueBytes: 8)
  /// At `values`.
  var resultBytes: [UInt8] = [7, 0, 0, 0, 0, 0, 0, 0]
  /// At `offsets`.
  var resultOffsets: [Int32] = [0, 0]

  // Where things stand in the guest's memory.
  static let loadReply: UInt32 = 1024
  static let callReply: UInt32 = 1040
  static let column: UInt32 = 1056
  static let stackReply: UInt32 = 1096
  static let progressPlace: UInt32 = 1120
  static let interruptionPlace: UInt32 = 1136
  static let values: UInt32 = 2048
  static let offsets: UInt32 = 3072
  static let json: UInt32 = 4096
  static let room: UInt32 = 131_072

  /// Code that never ends. As all of CPython's does sooner or later, it reaches for memory.
  static let endless = "(loop (i32.store8 (i32.const 0) (i32.const 0)) br 0)"

  /// The JSON that offers `f(x: int)` with one type of result.
  static func describe(column: Int, name: String, arrow: String) -> String {
    """
    {"functions": [{"name": "f", "kind": "scalar", "parameters": [{"name": "x", "type": "int", \
    "column": 2, "nullable": false, "arrow": "int64", "hasDefault": false, "variadic": false}], \
    "returns": \
    {"type": "\(name)", "column": \(column), "nullable": true, "arrow": "\(arrow)"}}], \
    "notOffered": []}
    """
  }

  var text: String {
    var loadAnswer = loadAnswer
    if loadAnswer.length == 0 { loadAnswer.length = UInt32(description.utf8.count) }
    return """
      (module
        \(imports)
        \(withoutExport == "memory" ? "(memory 4)" : memory)
        \(function("pyguest_interface_version", "(result i32)", version))
        \(function("pyguest_renew", "(result i32)", renew))
        \(function("pyguest_allocate", "(param i32) (result i32)", allocate))
        \(function("pyguest_free", "(param i32)", free))
        \(function("pyguest_load", "(param i32 i32) (result i32)", load))
        \(function("pyguest_call", "(param i32 i32 i32 i32) (result i32)", call, named: "$call"))
        \(function("pyguest_resume", "(result i32)", resume))
        \(function("pyguest_row", "(param i32 i32 i32) (result i32)", row))
        \(function("pyguest_progress", "(result i32)", progress))
        \(function("pyguest_interruption", "(result i32)", interruption))
        \(function("pyguest_stack", "(result i32)", stack))
        \(function("pyguest_misfit", "(result i32)", misfit))
        \(data(Self.loadReply, Self.bytes(12) { loadAnswer.write(to: $0) }))
        \(data(Self.callReply, Self.bytes(12) { callAnswer.write(to: $0) }))
        \(data(Self.column, Self.bytes(28) { result.write(to: $0) }))
        \(data(Self.values, resultBytes))
        \(data(Self.offsets, resultOffsets.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }))
        \(data(Self.json, Array(description.utf8)))
        \(extra))
      """
  }

  private func function(
    _ name: String, _ type: String, _ body: String, named: String = ""
  ) -> String {
    let export = name == withoutExport ? "" : "(export \"\(name)\")"
    return "(func \(named) \(export) \(type) \(body))"
  }

  private func data(_ address: UInt32, _ bytes: [UInt8]) -> String {
    let escaped = bytes.map { "\\" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "(data (i32.const \(address)) \"\(escaped.joined())\")"
  }

  private static func bytes(
    _ count: Int, _ write: (UnsafeMutableRawPointer) -> Void
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { buffer in
      if let start = buffer.baseAddress { write(start) }
    }
    return bytes
  }
}

extension LyingGuest {
  /// An honest guest with some changes.
  init(_ change: (inout LyingGuest) -> Void) {
    self.init()
    change(&self)
  }

  func image() throws -> Image {
    let runtime = try TestSandbox.runtime
    return try Image(runtime: runtime, module: Module(runtime.engine, text: text))
  }

  func program(limits: Limits = Limits(time: .milliseconds(200))) throws -> Program {
    try Program(source: "", file: "lie.py", image: image(), limits: limits)
  }
}

// MARK: Parts of modules

extension LyingGuest {
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
}
