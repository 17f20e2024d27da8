import Columns
import Foundation
import ModelBenchmark
import Models
import Pyodide
import PythonGuest
import Synchronization
import Testing

extension PyodideTests {
  @Suite("PyodideModel") struct PyodideModelTests {
    @Test func `the flights' functions give the embedded model's answers on every row`() throws {
      let flights = try FlightsAgreement(root: Support.root)
      let promised = try flights.answers(EmbeddedProvider().make())
      let answers = try flights.answers(Support.model())
      #expect(answers.reduce(0) { $0 + $1.count } == 3 * 336_776)
      #expect(try FlightsAgreement.agree(promised, answers))
    }

    @Test(arguments: [
      ("bool", Value.bool(true)), ("int", .int64(.min)), ("float", .float64(-0.5)),
      ("str", .utf8("naïve 🐍 \0")), ("bytes", .binary([0, 255])),
      ("datetime.date", .date(days: -1)),
      ("datetime.time", .time(microseconds: 86_399_999_999)),
      ("datetime.datetime", .timestamp(microseconds: -1)),
      ("datetime.timedelta", .duration(microseconds: .init(1) << 40)),
    ])
    func `a value comes back as it went in`(type: String, value: Value) throws {
      let text = "import datetime\ndef same(x: \(type) | None) -> \(type) | None:\n  return x\n"
      let same = try Support.program(text).function(named: "same")
      let column = try Column(value.type, [value, .null, value])
      #expect(try same.call(Batch(columns: [column])).columns[0] == column)
    }

    @Test func `NULL is kept from functions that do not take it`() throws {
      let program = try Support.program(
        """
        seen = 0
        def add_one(x: int) -> int:
          global seen
          seen += 1
          return x + 1
        def count() -> int:
          return seen
        """)
      let column = try Column(.int64, [.int64(1), .null, .int64(3)])
      let result = try program.function(named: "add_one").call(Batch(columns: [column])).columns[0]
      #expect(result == (try Column(.int64, [.int64(2), .null, .int64(4)])))
      #expect(try program.function(named: "count").call([]) == .int64(2))
    }

    @Test func `an exception names its function and row and shows its traceback`() throws {
      let program = try Support.program("def half(x: int) -> float:\n  return 1 / x\n")
      let column = try Column(.int64, [.int64(1), .int64(0)])
      let error = Support.error {
        _ = try program.function(named: "half").call(Batch(columns: [column]))
      }
      #expect(error?.code == .pythonException)
      #expect(error?.row == 1)
      #expect(error?.function == "half")
      #expect(error?.traceback?.contains("program.py\", line 2") == true)
    }

    @Test func `what is no Python is refused with its place`() {
      let error = Support.error { _ = try Support.program("def f(:\n") }
      #expect(error?.code == .syntaxError)
      #expect(error?.message.hasPrefix("program.py:1: ") == true)
    }

    @Test func `what is printed arrives, and not with the answers`() throws {
      let printed = Mutex<[PythonGuest.OutputStream: String]>([:])
      let program = try Support.program(
        "import sys\ndef f() -> int:\n  print('é')\n  print('no', file=sys.stderr)\n  return 1\n"
      ) { stream, bytes in
        printed.withLock { $0[stream, default: ""] += String(decoding: bytes, as: UTF8.self) }
      }
      #expect(try program.function(named: "f").call([]) == .int64(1))
      #expect(printed.withLock { $0 } == [.standardOutput: "é\n", .standardError: "no\n"])
    }

    @Test func `packages of the distribution load on import`() throws {
      let program = try Support.program(
        "import numpy\ndef mean(x: int) -> float:\n  return float(numpy.mean(numpy.arange(x)))\n")
      #expect(try program.function(named: "mean").call([.int64(5)]) == .float64(2))
    }

    @Test func `programs do not see each other, and random numbers are an instance's own`() throws {
      let text = "import random\nrandom.seen = 1\ndef draw() -> float:\n  return random.random()\n"
      let first = try Support.program(text)
      let second = try Support.program(
        "import random\ndef draw() -> float:\n"
          + "  return random.random() if not hasattr(random, 'seen') else 0.0\n")
      let numbers = try [first, second].map { try $0.function(named: "draw").call([]) }
      #expect(numbers[0] != numbers[1])
      #expect(numbers[1] != .float64(0))
    }

    @Test func `programs find no door of the host's in JavaScript`() throws {
      let program = try Support.program(
        """
        import pyodide_js
        def look(code: str) -> str:
          return str(pyodide_js.setInterruptBuffer.constructor("return " + code)())
        """)
      let look = try program.function(named: "look")
      for name in ["host", "process", "require", "window"] {
        let found = try look.call([.utf8("typeof \(name)")])
        #expect(found == .utf8("undefined"), "\(name)")
      }
      let error = Support.error {
        _ = try Support.program(
          """
          import pyodide.http
          def read() -> str:
            return pyodide.http.open_url("file:///etc/passwd").read()
          """
        ).function(named: "read").call([])
      }
      #expect(error?.code == .pythonException)
    }

    @Test func `memory is reported`() throws {
      let source = ProgramSource(text: "def f() -> int:\n  return 1\n", file: "program.py")
      let instance = try #require(try Support.model().start(source) as? PyodideInstance)
      #expect(instance.memoryBytes >= 20 << 20)
      #expect(instance.memoryBytes < 100 << 20)
    }
  }
}
