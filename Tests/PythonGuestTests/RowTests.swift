import Columns
import Foundation
import PythonGuest
import Synchronization
import TestSupport
import Testing

@Suite("Row", .interruptedInEveryWay) struct RowTests {
  @Test("Values come back as they were", arguments: TypeUnderTest.all)
  func same(_ type: TypeUnderTest) throws {
    let program = try program(fixture: "values.py")
    for function in ["same", "maybe"] {
      let row = try program.function(named: "\(function)_\(type.name)").row()
      for value in type.edges + [.null] + type.edges.reversed() {
        let answer = try row(value)
        // NaN differs from itself, so columns are compared, which look at bits.
        #expect(try Column(type.column, [answer]) == Column(type.column, [value]))
      }
    }
  }

  @Test(
    "A row that fails is reported as in a batch, with Python's own traceback",
    arguments: Fixture.names(in: "Failing"))
  func failing(_ name: String) throws {
    let program = try program(fixture: "Failing/\(name).py")
    let function = try program.function(named: "f")
    let row = try function.row()
    for number in 0..<Int64(3) {
      let batch = outcome {
        try function.call(Batch(columns: [Column(int64: [number])])).columns[0].value(at: 0)
      }
      #expect(outcome { try row(.int64(number)) } == batch)
    }
  }

  private func outcome(_ body: () throws -> Value) -> String {
    do {
      return "\(try body())"
    } catch { return (error as? PythonGuestError)?.rendered ?? "\(error)" }
  }

  // MARK: Arguments

  @Test func `Arguments stay until they are set again, and are NULL before`() throws {
    let program = try program(
      """
      def f(x: int | None, y: str | None) -> str:
          return f"{x} {y}"
      """)
    let row = try program.function(named: "f").row()
    try row.call()
    #expect(try row.value() == .utf8("None None"))
    try row.set("größe", at: 1)
    try row.call()
    #expect(try row.value() == .utf8("None größe"))
    try row.set(7, at: 0)
    for length in [1, 63, 64, 65, 5000, 3, 2_000_000, 6_000_000, 10] {
      let text = String(repeating: "x", count: length)
      try row.set(text, at: 1)
      try row.call()
      #expect(try row.value() == .utf8("7 \(text)"))
    }
    try row.setNull(at: 0)
    try row.call()
    #expect(try row.value() == .utf8("None xxxxxxxxxx"))
  }

  @Test func `Two texts do not touch each other, nor those of another row`() throws {
    let program = try program("def f(x: str, y: str) -> str:\n    return x + y\n")
    let session = program.rowSession()
    let function = try program.function(named: "f")
    let one = try session.row(function)
    let other = try session.row(function)
    let long = String(repeating: "b", count: 10_000)
    try one.set("a", at: 0)
    try other.set("c", at: 0)
    try one.set(long, at: 1)
    try other.set("d", at: 1)
    try other.call()
    #expect(try other.value() == .utf8("cd"))
    try one.call()
    #expect(try one.value() == .utf8("a" + long))
  }

  @Test func `What no parameter takes is refused, and the arguments stay`() throws {
    let program = try program("def f(x: int, y: str = 'd') -> str:\n    return y * x\n")
    let function = try program.function(named: "f")
    let row = try function.row()
    try row.set(2, at: 0)
    try row.set("ab", at: 1)
    let errors: [PythonGuestError] = try [
      failure { try row.set("1", at: 0) }, failure { try row.set(1.0, at: 0) },
      failure { try row.set(true, at: 0) }, failure { try row.set(1, at: 1) },
      failure { try row.set(1, at: 2) }, failure { try row.set(1, at: -1) },
      failure { try row.set(.bool(true), at: 0) },
      failure { try row.set(utf8: [0xFF].span.bytes, at: 1) },
      failure { try row.set(utf8: [0xFF].span.bytes, at: 2) },
      failure { try row.set(bytes: [0x41].span.bytes, at: 1) },
      failure { try row(.int64(1)) }, failure { try function.row(arguments: 0).argumentCount },
      failure { try function.row(arguments: 3).argumentCount },
    ]
    for error in errors { #expect(error.code == .invalidInput) }
    try Golden.expect(errors.map(\.rendered).joined(), "Rows/refused.txt")
    try row.call()
    #expect(try row.value() == .utf8("abab"))
    #expect(try function.row(arguments: 1)(.int64(3)) == .utf8("ddd"))
  }

  // MARK: Results

  @Test func `Results are read as the type that the function returns`() throws {
    let program = try program(
      """
      def whole() -> int: return 7
      def real() -> float: return 0.5
      def truth() -> bool: return True
      def text() -> str: return "größe"
      def raw() -> bytes: return b"ab"
      def nothing() -> int | None: return None
      """)
    func row(_ name: String) throws -> Row {
      let row = try program.function(named: name).row()
      try row.call()
      return row
    }
    #expect(try row("whole").int64() == 7)
    #expect(try row("real").float64() == 0.5)
    #expect(try row("truth").bool() == true)
    let text = try row("text").withBytes { Array($0) }
    #expect(text == Array("größe".utf8))
    let raw = try row("raw").withBytes { Array($0) }
    #expect(raw == [97, 98])
    #expect(try row("nothing").int64() == nil)
    #expect(try row("nothing").isNull())
    #expect(try row("nothing").value() == .null)
    let error = try failure { try row("whole").float64() }
    #expect(error.code == .usage)
    #expect(error.message == "whole returns int, which is not read as Double")
    #expect(throws: PythonGuestError.self) { try row("real").int64() }
    #expect(throws: PythonGuestError.self) { try row("text").bool() }
    #expect(throws: PythonGuestError.self) { try row("whole").withBytes { _ in } }
  }

  @Test func `There is no result before a call, after one that failed, and after another's`() throws
  {
    let program = try program("def f(x: int) -> int:\n    return 10 // x\n")
    let session = program.rowSession()
    let function = try program.function(named: "f")
    let one = try session.row(function)
    let other = try session.row(function)
    #expect(try failure { try one.int64() }.code == .usage)
    #expect(try one(.int64(5)) == .int64(2))
    #expect(throws: PythonGuestError.self) { try one(.int64(0)) }
    #expect(try failure { try one.int64() }.code == .usage)
    #expect(try one(.int64(5)) == .int64(2))
    #expect(try other(.int64(2)) == .int64(5))
    #expect(try failure { try one.isNull() }.code == .usage)
    #expect(try other.int64() == 5)
  }

  @Test func `Results are right while memory grows`() throws {
    let program = try program(
      """
      kept = []
      def f(x: str) -> str:
          kept.append(bytes(8 << 20))
          return x + str(len(kept))
      """, limits: Limits(memory: 256 << 20))
    let row = try program.function(named: "f").row()
    for number in 1...12 { #expect(try row(.utf8("n")) == .utf8("n\(number)")) }
  }

  // MARK: Calls within calls

  @Test func `A call from within a call is refused, and the outer one goes on`() throws {
    let inner = Mutex<[String]>([])
    nonisolated(unsafe) var again: (() throws -> Void)?
    let said = try program("def say(x: int) -> int:\n    print(x)\n    return x + 1\n") { _, _ in
      do {
        try again?()
        inner.withLock { $0.append("done") }
      } catch { inner.withLock { $0.append("\(error)") } }
    }
    let holder = Holder(try said.function(named: "say").row())
    again = { try holder.row.call() }
    #expect(try holder.row(.int64(1)) == .int64(2))
    again = { try holder.row.set(5, at: 0) }
    #expect(try holder.row(.int64(2)) == .int64(3))
    again = { _ = try holder.row.int64() }
    #expect(try holder.row(.int64(3)) == .int64(4))
    again = nil
    let refusals = inner.withLock { $0 }
    #expect(refusals.count >= 3)
    #expect(!refusals.contains("done"))
    #expect(refusals.allSatisfy { $0.contains("midst of a call") || $0.contains("no result") })
  }

  @Test func `A call while a result is lent is refused, and the result stays`() throws {
    let program = try program("def f(x: str) -> str:\n    return x * 2\n")
    let row = try program.function(named: "f").row()
    try row.set("ab", at: 0)
    try row.call()
    let text = try row.withBytes { (bytes) throws(PythonGuestError) in
      #expect(throws: PythonGuestError.self) { try row.call() }
      #expect(throws: PythonGuestError.self) { try row.set("no", at: 0) }
      return Array(bytes)
    }
    #expect(text == Array("abab".utf8))
    #expect(try row.value() == .utf8("abab"))
  }
}

/// A row that closures share.
private final class Holder {
  let row: Row
  init(_ row: consuming Row) { self.row = row }
}

extension [UInt8] {
  init(_ bytes: RawSpan) { self = bytes.withUnsafeBytes { Array($0) } }
}
