import Columns
import Foundation
import Models
import PythonGuest
import Testing

/// Builds of Python that `./just setup-models stdio` fetches and links.
enum StdioBuilds {
  static let folder = ModelFolder.locate("stdio")
  static let names = ["cpython-3.13", "cpython-3.12", "cpython-3.11", "cpython-3.11.1"]

  static func model(_ name: String) throws -> StdioModel {
    let build = "\(try #require(folder))/\(name)"
    let library = "\(build)/lib"
    let hasLibrary = FileManager.default.fileExists(atPath: library)
    return try StdioModel(
      module: "\(build)/python.wasm", standardLibrary: hasLibrary ? library : nil)
  }
}

@Suite(
  "StdioModel", .serialized,
  .enabled(if: StdioBuilds.folder != nil, "./just setup-models stdio was not run"))
struct StdioModelTests {
  private static let source = """
    import sys, time

    calls = 0

    def add_one(x: int) -> int:
        return x + 1

    def second(text: str) -> str:
        return text.split(",")[1]

    def count(x: int) -> int:
        global calls
        calls += 1
        return calls

    def forever(x: int) -> int:
        while True:
            pass

    def doze(x: int) -> int:
        time.sleep(100)
        return x

    def loud(x: int) -> int:
        print("to output", x)
        print("to error", file=sys.stderr)
        return len(sys.stdin.read())

    def look(x: int) -> str:
        return open("/etc/passwd").read()
    """

  @Test("Our own build has the whole library, with time zones")
  func library() throws {
    let source = """
      import difflib, secrets, sysconfig, uuid, zoneinfo
      from datetime import datetime

      def paris() -> str:
          return str(datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")))

      def zones() -> bool:
          return "Asia/Tokyo" in zoneinfo.available_timezones()

      def version() -> str:
          return sysconfig.get_python_version()

      def identity() -> bool:
          return uuid.uuid4().version == 4 and len(secrets.token_hex(4)) == 8
      """
    let program = try Program(
      ProgramSource(text: source, file: "library.py"), model: StdioBuilds.model("cpython-3.13"))
    #expect(try program.function(named: "paris").call([]) == .utf8("2024-07-01 00:00:00+02:00"))
    #expect(try program.function(named: "zones").call([]) == .bool(true))
    #expect(try program.function(named: "version").call([]) == .utf8("3.13"))
    #expect(try program.function(named: "identity").call([]) == .bool(true))
  }

  private static func program(
    _ build: String, _ limits: Limits = Limits(time: .seconds(20)),
    output: @escaping OutputHandler = { _, _ in }
  ) throws -> Program {
    try Program(
      ProgramSource(text: source, file: "stdio.py", limits: limits, output: output),
      model: StdioBuilds.model(build))
  }

  private static func ints(_ count: Int) throws -> Batch {
    let values = (0..<count).map { $0 % 3 == 2 ? Value.null : .int64(Int64($0)) }
    return try Batch(columns: [Column(.int64, values)], rowCount: count)
  }

  @Test("Every build answers alike", arguments: StdioBuilds.names)
  func builds(_ build: String) throws {
    let program = try Self.program(build)
    let sums = try program.function(named: "add_one").call(Self.ints(1500)).columns[0]
    #expect(try sums.value(at: 1498) == .int64(1499))
    #expect(try sums.value(at: 1499) == .null)
    let texts = try Column(.utf8, [.utf8("a,Œ"), .null, .utf8("b,c")])
    let parts = try program.function(named: "second").call(
      Batch(columns: [texts], rowCount: 3)
    ).columns[0]
    #expect(try (0..<3).map { try parts.value(at: $0) } == [.utf8("Œ"), .null, .utf8("c")])
  }

  private static let forms = """
    class Loud(str):
        def __len__(self) -> int:
            return 77

    late = "late"

    def small(x: int) -> int:
        return x - 700

    def large(x: int) -> int:
        return (x - 700) * 2**33

    def some(x: int | None) -> int | None:
        return None if x is None or x % 5 == 0 else x * x

    def share(x: int) -> float:
        return x / 7 if x % 2 else x

    def odd(x: int | None) -> bool | None:
        return None if x is None else x % 2 == 1

    def word(x: int) -> str:
        return ("x" * (x % 400), "Œuvre", late, Loud("é" * 3), "")[x % 5]

    def raw(x: int) -> bytes | None:
        return None if x % 7 == 0 else bytes([x % 256]) * (x % 3)

    def fail(x: int) -> int:
        return True if x == 1201 else x
    """

  @Test(
    "Values of every form arrive as in the embedded model",
    arguments: ["small", "large", "some", "share", "odd", "word", "raw"])
  func forms(_ name: String) throws {
    let source = ProgramSource(text: Self.forms, file: "forms.py")
    let own = try Program(source, model: StdioBuilds.model("cpython-3.13"))
    let embedded = try Program(source, model: EmbeddedProvider().make())
    let batch = try Self.ints(1500)
    let made = try own.function(named: name).call(batch)
    #expect(try made == embedded.function(named: name).call(batch))
    #expect(made.rowCount == 1500)
  }

  @Test("An error names its row among those that were left out") func rows() throws {
    let source = ProgramSource(text: Self.forms, file: "forms.py")
    let program = try Program(source, model: StdioBuilds.model("cpython-3.13"))
    let error = #expect(throws: PythonGuestError.self) {
      try program.function(named: "fail").call(Self.ints(1500)).columns[0]
    }
    #expect(error?.code == .wrongReturnType)
    #expect(error?.row == 1201)
  }

  @Test("State is kept between batches") func state() throws {
    let program = try Self.program("cpython-3.13")
    let count = try program.function(named: "count")
    #expect(try count.call([.int64(0)]) == .int64(1))
    #expect(try count.call([.int64(0)]) == .int64(2))
  }

  @Test("Output is kept apart from data, and standard input is empty") func output() throws {
    let printed = Printed()
    let program = try Self.program("cpython-3.13", output: printed.add)
    #expect(try program.function(named: "loud").call([.int64(7)]) == .int64(0))
    #expect(printed.text(.standardOutput) == "to output 7\n")
    #expect(printed.text(.standardError) == "to error\n")
  }

  @Test("Neither a loop nor sleep outlasts the time limit", arguments: ["forever", "doze"])
  func time(_ name: String) throws {
    let program = try Self.program("cpython-3.13", Limits(time: .milliseconds(300)))
    let start = ContinuousClock.now
    let error = #expect(throws: PythonGuestError.self) {
      try program.function(named: name).call([.int64(0)])
    }
    #expect(error?.code == .timeLimit)
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(try program.function(named: "add_one").call([.int64(1)]) == .int64(2))
  }

  @Test("There is no file but the standard library") func files() throws {
    let error = #expect(throws: PythonGuestError.self) {
      try Self.program("cpython-3.13").function(named: "look").call([.int64(0)])
    }
    #expect(error?.code == .pythonException)
  }

  @Test("A program that gets round the checks in its interpreter is found out by the host")
  func lying() throws {
    let source = """
      from pyguest.worker import columns, slices
      columns.check_types = lambda made, declared: sum(v is None for v in made)
      columns.check_each = lambda *arguments: None
      _writer = slices.writer
      slices.writer = lambda declared: _writer(declared._replace(nullable=True))
      def lie(x: int) -> int: return None if x == 2 else x
      """
    let program = try Program(
      ProgramSource(text: source, file: "lie.py"), model: StdioBuilds.model("cpython-3.13"))
    let lie = try program.function(named: "lie")
    let batch = try Batch(columns: [Column(int64: [1, nil, 3])])
    #expect(try lie.call(batch).columns[0] == Column(int64: [1, nil, 3]))
    for values in [[1, 2, nil], [2]] as [[Int64?]] {
      let error = #expect(throws: PythonGuestError.self) {
        try lie.call(Batch(columns: [Column(int64: values)]))
      }
      #expect(error?.code == .guestCrashed)
      #expect(error?.message.contains("answered with NULL where") == true)
    }
  }

  @Test("Modules that ask how Python was built are there", arguments: ["sysconfig", "zoneinfo"])
  func library(_ module: String) throws {
    let source = """
      import \(module), sysconfig
      def variable() -> str | None: return sysconfig.get_config_var("LDFLAGS")
      """
    let program = try Program(
      ProgramSource(text: source, file: "built.py"), model: StdioBuilds.model("cpython-3.13"))
    #expect(try program.function(named: "variable").call([]) == .null)
  }

  @Test("What is no WASI command is refused in one line") func refusals() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let cases: [(bytes: [UInt8], words: String)] = [
      (Array("not a module".utf8), "is not a WebAssembly module"),
      ([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], "is no WASI command: it exports no function _start"),
    ]
    for (bytes, words) in cases {
      let path = "\(folder)/pyguest-\(UUID().uuidString).wasm"
      defer { try? FileManager.default.removeItem(atPath: path) }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: PythonGuestError.self) { try StdioModel(module: path) }
      #expect(error?.code == .usage)
      #expect(error?.message.contains(words) == true)
      #expect(error?.message.contains("\n") == false)
    }
    let missing = #expect(throws: PythonGuestError.self) { try StdioModel(module: "/missing") }
    #expect(missing?.message == "/missing cannot be read")
  }

  @Test("An interpreter without its library says so") func noLibrary() throws {
    let build = "\(try #require(StdioBuilds.folder))/cpython-3.13/python.wasm"
    let model = try StdioModel(module: build)
    let error = #expect(throws: PythonGuestError.self) {
      try Program(ProgramSource(text: "", file: "empty.py"), model: model)
    }
    #expect(error?.code == .usage)
  }
}

/// What a program printed.
private final class Printed: @unchecked Sendable {  // called by the one thread that calls it
  private var texts: [OutputKind: [UInt8]] = [:]
  typealias OutputKind = PythonGuest.OutputStream

  var add: OutputHandler { { self.texts[$0, default: []] += $1 } }

  func text(_ stream: OutputKind) -> String {
    String(decoding: texts[stream] ?? [], as: UTF8.self)
  }
}
