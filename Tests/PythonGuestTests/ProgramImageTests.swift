import Columns
import Dispatch
import PythonGuest
import Synchronization
import TestSupport
import Testing

@Suite("ProgramImage", .interruptedInEveryWay)
struct ProgramImageTests {
  private static let source = """
    import json, os, random, fractions

    table = {n: n * n for n in range(1000)}
    calls = 0

    def square(x: int) -> int:
        global calls
        calls += 1
        return table[x]

    def count() -> int:
        return calls

    def drawn() -> float:
        return random.random()

    def third(x: int) -> str:
        return str(fractions.Fraction(x, 3))

    def setting(name: str) -> str | None:
        return os.environ.get(name)

    def fail(x: int) -> int:
        return 1 // x
    """

  private func made(file: String = "squares.py") throws -> ProgramImage {
    try ProgramImage(ProgramSource(text: Self.source, file: file), image: TestSandbox.image)
  }

  @Test("A program starts with its imports and globals there")
  func starts() throws {
    let program = try Program(made())
    #expect(try program.value("square", .int64(12)) == .int64(144))
    #expect(try program.value("third", .int64(4)) == .utf8("4/3"))
    #expect(program.functions.map(\.signature.name).first == "square")
  }

  @Test("What goes through a file comes back the same")
  func roundTrip() throws {
    let bytes = try made().serialized()
    let read = try ProgramImage(bytes, named: "squares.pyguest", image: TestSandbox.image)
    #expect(try read.serialized() == bytes)
    let result = try Program(read).call("square", Column(int64: [1, nil, 3]))
    #expect(try result == Column(int64: [1, nil, 9]))
  }

  @Test("Each program of one image has globals of its own, and keeps them between calls")
  func isolation() throws {
    let image = try made()
    let (first, second) = (try Program(image), try Program(image))
    _ = try first.value("square", .int64(1))
    _ = try first.value("square", .int64(2))
    #expect(try first.value("count") == .int64(2))
    #expect(try second.value("count") == .int64(0))
  }

  @Test("Many threads start instances of one image at the same moment")
  func threads() throws {
    let image = try made()
    let results = Mutex<[Result<Value, any Error>]>([])
    DispatchQueue.concurrentPerform(iterations: 64) { number in
      let result = Result {
        let program = try Program(image)
        for _ in 0..<number { _ = try program.value("square", .int64(2)) }
        return try program.value("count")
      }
      results.withLock { $0.append(result) }
    }
    let counts = try results.withLock { try $0.map { try $0.get() } }
    #expect(counts.count == 64)
    for number in 0..<64 { #expect(counts.contains(.int64(Int64(number)))) }
  }

  @Test("No two programs of one image draw the same random numbers")
  func random() throws {
    let image = try made()
    let drawn = try (0..<20).map { _ in try Program(image).value("drawn") }
    for (index, value) in drawn.enumerated() {
      #expect(!drawn[(index + 1)...].contains(value))
    }
  }

  @Test("The environment is that of the start, not of the making")
  func environment() throws {
    let program = try Program(made(), environment: ["PLACE": "here"])
    #expect(try program.value("setting", .utf8("PLACE")) == .utf8("here"))
    #expect(try Program(made()).value("setting", .utf8("PLACE")) == .null)
  }

  /// Keeps what it finds in the environment in every way that a source can.
  private static let curious = """
    import os

    seen = dict(os.environ)

    def loaded(name: str) -> str | None:
        return seen.get(name)

    def now(name: str) -> str | None:
        return os.environ.get(name)

    def everything() -> str:
        return ",".join(sorted(os.environ))
    """

  @Test("Nothing of the environment that an image is made with is in it")
  func makersEnvironment() throws {
    let source = ProgramSource(
      text: Self.curious, file: "curious.py", environment: ["TOKEN": "sekrit-of-the-maker"])
    let image = try ProgramImage(source, image: TestSandbox.image)
    let bytes = try image.serialized()
    #expect(String(decoding: bytes, as: UTF8.self).contains("curious.py"))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("sekrit"))
    let read = try ProgramImage(bytes, named: "file", image: TestSandbox.image)
    for made in [image, read] {
      let program = try Program(made, environment: ["REGION": "north"])
      #expect(try program.value("loaded", .utf8("TOKEN")) == .null)
      #expect(try program.value("now", .utf8("TOKEN")) == .null)
      #expect(try program.value("now", .utf8("REGION")) == .utf8("north"))
      #expect(try program.value("everything") == .utf8("REGION"))
      #expect(try Program(made).value("everything") == .utf8(""))
    }
  }

  @Test("Two that run the same source from memory see nothing of each other")
  func tenants() throws {
    let model = try ProgramImageModel(TestSandbox.image)
    func program(_ name: String, _ file: String, memory: Int = 256 << 20) throws -> Program {
      try Program(
        ProgramSource(
          text: Self.curious, file: file, environment: [name: "sekrit"],
          limits: Limits(memory: memory)), model: model)
    }
    let first = try program("FIRST", "first.py")
    #expect(try first.value("everything") == .utf8("FIRST"))
    let second = try program("SECOND", "first.py")
    #expect(try second.value("everything") == .utf8("SECOND"))
    #expect(try second.value("loaded", .utf8("FIRST")) == .null)
    #expect(try first.value("everything") == .utf8("FIRST"))
    let third = try program("THIRD", "third.py")
    let error = try failure { try third.value("loaded", .utf8("x"), .utf8("y")) }
    #expect(error.code == .invalidInput)
  }

  @Test("Tracebacks show the name under which the source was given, from memory too")
  func names() throws {
    let text = "def fail(x: int) -> int:\n    return 1 // x\n"
    let model = try ProgramImageModel(TestSandbox.image)
    for file in ["one.py", "other.py"] {
      let program = try Program(ProgramSource(text: text, file: file), model: model)
      let error = try failure { try program.value("fail", .int64(0)) }
      #expect(error.traceback?.contains("File \"\(file)\", line 2") == true)
    }
  }

  @Test("The model of one program runs that one, and no other text", arguments: ["", "x = 1"])
  func carried(_ text: String) throws {
    let model = ProgramImageModel(try made())
    let program = try Program(ProgramSource(code: .carried, file: "squares.py"), model: model)
    #expect(try program.value("square", .int64(3)) == .int64(9))
    let error = try failure {
      try Program(ProgramSource(text: text, file: "other.py"), model: model)
    }
    #expect(error.code == .usage)
    #expect(error.message.hasPrefix("other.py: the program image carries a program"))
  }

  @Test("A model that carries no program has to be given one")
  func nothingCarried() throws {
    let source = ProgramSource(code: .carried, file: "none.py")
    let models: [any ExecutionModel] = [
      EmbeddedModel(try TestSandbox.image), ProgramImageModel(try TestSandbox.image),
    ]
    for model in models {
      let error = try failure { try Program(source, model: model) }
      #expect(error.code == .usage)
      #expect(error.message.contains("carries no program"))
    }
    #expect(try failure { try ProgramImage(source, image: TestSandbox.image) }.code == .usage)
    // An empty text is a program like any other.
    let empty = ProgramSource(text: "", file: "empty.py")
    for model in models { #expect(try Program(empty, model: model).functions.isEmpty) }
  }

  @Test("Tracebacks show the source, which the image carries")
  func traceback() throws {
    let program = try Program(made())
    let error = try failure { try program.value("fail", .int64(0)) }
    #expect(error.traceback?.contains("return 1 // x") == true)
    #expect(error.row == 0)
  }

  @Test("A limit ends a program's instance, and the next call starts anew")
  func limits() throws {
    let source =
      "n = 0\ndef spin() -> int:\n    while True: pass\ndef next() -> int:\n    global n\n    n += 1\n    return n\n"
    let image = try ProgramImage(
      ProgramSource(text: source, file: "spin.py"), image: TestSandbox.image)
    let program = try Program(image, limits: Limits(time: .milliseconds(50)))
    #expect(try program.value("next") == .int64(1))
    let error = try failure { try program.value("spin") }
    #expect(error.code == .timeLimit)
    #expect(error.traceback?.contains("line 3, in spin\n    while True: pass\n") == true)
    #expect(try program.value("next") == .int64(1))
  }

  @Test("A source that fails is refused when the image is made")
  func refused() throws {
    let error = try failure {
      try ProgramImage(
        ProgramSource(text: "def f(x: return x", file: "f.py"), image: TestSandbox.image)
    }
    #expect(error.code == .syntaxError)
    #expect(error.isWhileLoading)
  }

  @Test("What cannot be called is kept with its reason, in the file as well")
  func notOffered() throws {
    let source = ProgramSource(
      text: "def g(x): return x\ndef f(x: int) -> int: return g(x)\n", file: "f.py")
    let made = try ProgramImage(source, image: TestSandbox.image)
    let read = try ProgramImage(made.serialized(), named: "f.pyguest", image: TestSandbox.image)
    #expect(made.notOffered.map(\.name) == ["g"])
    #expect(read.notOffered == made.notOffered)
    for image in [made, read] {
      let program = try Program(image)
      #expect(try program.value("f", .int64(3)) == .int64(3))
      let error = try failure { try program.function(named: "g") }
      #expect(error.code == .unsupportedSignature)
      #expect(error.message.hasPrefix("f.py:1: parameter x of g has no type; write x: int"))
    }
  }

  @Test("An altered, cut or foreign file is refused with one line that says so")
  func altered() throws {
    let bytes = try made().serialized()
    func refusal(_ bytes: [UInt8]) throws -> String {
      let error = try failure { try ProgramImage(bytes, named: "p", image: TestSandbox.image) }
      #expect(error.code == .invalidInput)
      #expect(!error.message.contains("\n"))
      return error.message
    }
    for position in [8, 20, 200, bytes.count / 2, bytes.count - 1] {
      var changed = bytes
      changed[position] ^= 1
      #expect(
        try refusal(changed)
          == "p: the program image was altered; make it again with pyguest compile")
    }
    #expect(try refusal(Array(bytes.prefix(20))).contains("cut short"))
    #expect(try refusal(Array("def f(): pass".utf8)) == "p: it is no program image")
    #expect(try refusal([]) == "p: it is no program image")
  }

  @Test("Sources that differ in how a character is composed are not taken for the same")
  func composedCharacters() throws {
    let model = ProgramImageModel(try TestSandbox.image)
    for (text, length) in [("\u{e9}", 1), ("e\u{301}", 2), ("\u{e9}", 1)] {
      let source = ProgramSource(
        text: "def f() -> int:\n    return len('\(text)')\n", file: "f.py", environment: [:],
        limits: Limits()
      ) { _, _ in }
      #expect(try Program(source, model: model).value("f") == .int64(Int64(length)))
    }
  }
}
