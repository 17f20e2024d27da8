import Columns
import GuestInterface
import PythonGuest
import TestSupport
import Testing

/// Guests that lie about aggregates and tables.
@Suite("Lying guests of other kinds") struct LyingKindTests {
  /// A guest with one function of a kind, all of whose operations are the same call.
  private static func guest(
    _ kind: String, columns: String = "", _ change: (inout LyingGuest) -> Void = { _ in }
  ) -> LyingGuest {
    LyingGuest {
      $0.description = """
        {"functions": [{"name": "f", "kind": "\(kind)", "parameters": [], "returns": {"type": "int", \
        "column": 2, "nullable": false}, "columns": [\(columns)], "operations": {"accumulate": 0, \
        "finish": 0, "open": 0, "next": 0, "close": 0, "sing": 1, "merge": -1, \
        "retract": 99999999999}}], "notOffered": []}
        """
      change(&$0)
    }
  }

  private static let column = #"{"name": "f", "type": "int", "column": 2, "nullable": false}"#

  @Test("A kind that is none, and columns that are not the rows', are no description")
  func descriptions() throws {
    let wrong = #"{"name": "f", "type": "str", "column": 4, "nullable": false}"#
    for guest in [
      Self.guest("magic"), Self.guest("table"), Self.guest("table", columns: wrong),
      Self.guest("table", columns: "\(Self.column), \(Self.column)"),
      Self.guest("scalar", columns: Self.column),
    ] {
      let error = try failure { try guest.program() }
      #expect(error.code == .guestCrashed)
    }
  }

  @Test("Numbers of operations that are none are not asked for")
  func operations() throws {
    let function = try Self.guest("aggregate").program().function(named: "f")
    #expect(!function.signature.canMerge && !function.signature.canRetract)
  }

  @Test("An aggregate's answers are checked for their form, rows and NULL")
  func aggregates() throws {
    // It answers one int where nothing is promised, and one group where two are asked for.
    let function = try Self.guest("aggregate").program().function(named: "f")
    var session = try function.lease()
    let group = try Column(.uint32, [.int64(0)])
    let rows = try Batch(columns: [], rowCount: 1)
    #expect(
      try failure { try session.accumulate(function, rows, groups: group) }.code == .guestCrashed)
    session = try function.lease()
    #expect(try session.finish(function, groups: group).columns[0] == Column(int64: [7]))
    let missing = try Self.guest("aggregate") {
      $0.result.nulls = 1
      $0.result.validity = LyingGuest.offsets
    }.program().function(named: "f")
    session = try missing.lease()
    #expect(try failure { try session.finish(missing, groups: group) }.code == .guestCrashed)
  }

  @Test("A table's number and rows are checked", arguments: [0, 513, 70_000, UInt32.max])
  func tables(_ rows: UInt32) throws {
    let guest = Self.guest("table", columns: Self.column) {
      // The number of the table is what it answers with when it is opened.
      $0.result.rows = rows
    }
    let function = try guest.program().function(named: "f")
    #expect(try failure { try function.rows([]) { _ in } }.code == .guestCrashed)
  }

  @Test("A model that runs functions alone refuses other kinds by name")
  func refusals() throws {
    final class Plain: ProgramInstance {
      let functions = [
        Signature(
          name: "f", kind: .aggregate, parameters: [],
          returns: ValueType(column: .int64, isNullable: false, pythonName: "int")),
        Signature(
          name: "g", kind: .table, parameters: [],
          returns: ValueType(column: .int64, isNullable: false, pythonName: "int")),
      ]
      let notOffered: [NotOffered] = []

      func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
        throw PythonGuestError(.internal, "not called")
      }
    }
    struct Model: ExecutionModel {
      func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
        Plain()
      }
    }
    let program = try Program(ProgramSource(text: "", file: "plain.py"), model: Model())
    let none = try Batch(columns: [], rowCount: 0)
    let aggregate = try failure { try program.function(named: "f").aggregate(none) }
    #expect(aggregate.code == .unsupportedSignature)
    #expect(
      aggregate.message
        == "f is an aggregate, which this model does not run; run it with --model embedded")
    let table = try failure { try program.function(named: "g").rows([]) { _ in } }
    #expect(
      table.message
        == "g is a table function, which this model does not run; run it with --model embedded")
  }
}
