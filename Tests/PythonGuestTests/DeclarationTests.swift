import Columns
import PythonGuest
import TestSupport
import Testing

@Suite("Declarations") struct DeclarationTests {
  private func declared(_ settings: String, _ line: String) throws -> Function {
    let program = try TestSupport.program(
      "import pyguest\n\n@pyguest.function(\(settings))\n\(line)\n")
    return try #require(program.functions.first)
  }

  @Test("Where nothing is declared, nothing is promised and the types decide about NULL")
  func nothing() throws {
    let function = try declared("", "def f(x: int | None) -> bool: return x is None")
    #expect(function.signature.volatility == .volatile)
    #expect(function.signature.onNull == nil)
    #expect(try function.call([.null]) == .bool(true))
  }

  @Test("A volatility is told", arguments: ["immutable", "stable", "volatile"])
  func volatility(_ name: String) throws {
    let function = try declared("volatility='\(name)'", "def f(x: int) -> int: return x")
    #expect(function.signature.volatility.rawValue == name)
  }

  @Test("A function that skips NULL is never called with one, singly or in batches")
  func skipping() throws {
    let function = try declared(
      "on_null='skip'", "def f(x: int | None, *more: int | None) -> bool: return x is None")
    #expect(function.signature.onNull == .skip)
    #expect(function.signature.parameters.map(\.type.isNullable) == [false, false])
    #expect(try function.call([.null]) == .null)
    #expect(try function.call([.int64(1), .null]) == .null)
    let batch = try Batch(columns: [Column(int64: [1, nil, 3]), Column(int64: [nil, 2, 3])])
    let expected = try Column(.bool, [.null, .null, .bool(false)])
    #expect(try function.call(batch).columns == [expected])
  }

  @Test("What is declared twice is joined, and a subclass has none of it")
  func joined() throws {
    let program = try TestSupport.program(
      """
      import pyguest

      @pyguest.function(name="total")
      @pyguest.function(volatility="immutable")
      class Sum:
          def accumulate(self, x: int) -> None: pass
          def finish(self) -> int: return 0

      class Other(Sum): pass
      """)
    #expect(program.functions.map(\.signature.name) == ["total", "Other"])
    #expect(program.functions.map(\.signature.volatility) == [.immutable, .volatile])
  }

  @Test("Another name in Python for what has a declared name is no other function")
  func alias() throws {
    let program = try TestSupport.program(
      "import pyguest\n\n@pyguest.function(name='g')\ndef f(x: int) -> int: return x\n\nh = f\n")
    #expect(program.functions.map(\.signature.name) == ["g"])
    #expect(program.notOffered.isEmpty)
  }

  @Test(
    "Values that are none are refused while loading, with those that may be written",
    arguments: [
      ("name='_x'", "name is an identifier that does not begin with _, such as 'half', not '_x'"),
      ("name=1", "name is an identifier that does not begin with _, such as 'half', not 1"),
      (
        "volatility='IMMUTABLE'",
        "volatility is 'immutable', 'stable' or 'volatile', not 'IMMUTABLE'"
      ),
      ("on_null=''", "on_null is 'skip' or 'call', not ''"),
      (
        "'half'",
        "pyguest.function declares a function or a class, not 'half'; "
          + "write @pyguest.function(name=…) in front of one"
      ),
    ])
  func refused(_ settings: String, _ message: String) throws {
    let error = try failure { try declared(settings, "def f(x: int) -> int: return x") }
    #expect(error.isWhileLoading)
    #expect(error.what.hasSuffix("Error: \(message)"))
  }
}
