import Columns
import Dispatch
import PythonGuest
import Synchronization
import Testing

@Suite("ProgramImage")
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
    try ProgramImage(ProgramSource(text: Self.source, file: file), image: Sandbox.image)
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
    let read = try ProgramImage(bytes, named: "squares.pyguest", image: Sandbox.image)
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
      ProgramSource(text: source, file: "spin.py"), image: Sandbox.image)
    let program = try Program(image, limits: Limits(time: .milliseconds(50)))
    #expect(try program.value("next") == .int64(1))
    #expect(try failure { try program.value("spin") }.code == .timeLimit)
    #expect(try program.value("next") == .int64(1))
  }

  @Test("A source that fails is refused when the image is made")
  func refused() throws {
    let error = try failure {
      try ProgramImage(
        ProgramSource(text: "def f(x): return x", file: "f.py"), image: Sandbox.image)
    }
    #expect(error.code == .unsupportedSignature)
    #expect(error.isWhileLoading)
  }

  @Test("An altered, cut or foreign file is refused with one line that says so")
  func altered() throws {
    let bytes = try made().serialized()
    func refusal(_ bytes: [UInt8]) throws -> String {
      let error = try failure { try ProgramImage(bytes, named: "p", image: Sandbox.image) }
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
}
