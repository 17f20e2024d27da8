import Columns
import PythonGuest
import Synchronization

extension ConformanceCheck {
  /// What a program keeps, shares and may reach.
  static let stateChecks: [ConformanceCheck] = [
    ConformanceCheck("Globals stay between batches") { model in
      let source =
        "total = 0\ndef f(x: int) -> int:\n    global total\n    total += x\n"
        + "    return total\n"
      let function = try program(model, source).function(named: "f")
      let batch = try Batch(columns: [Column(int64: [1, 2])])
      try expect(function.call(batch).columns[0], Column(int64: [1, 3]))
      try expect(function.call(batch).columns[0], Column(int64: [4, 6]))
    },
    ConformanceCheck("Programs do not see each other") { model in
      let source =
        "import json\ndef f(x: int) -> int:\n"
        + "    json.seen = getattr(json, 'seen', 0) + x\n    return json.seen\n"
      let (first, second) = (try program(model, source), try program(model, source))
      try expect(first.function(named: "f").call([.int64(5)]), .int64(5))
      try expect(second.function(named: "f").call([.int64(7)]), .int64(7))
    },
    ConformanceCheck("Two instances do not draw the same random numbers") { model in
      let source =
        "import random, uuid\ndef f() -> str:\n"
        + "    return f'{random.random()} {uuid.uuid4()}'\n"
      let drawn = try (0..<3).map { _ in
        try program(model, source).function(named: "f").call([])
      }
      for (index, value) in drawn.enumerated() where drawn[(index + 1)...].contains(value) {
        throw Deviation(description: "two instances drew \(value)")
      }
    },
    ConformanceCheck("The clock goes on") { model in
      let source =
        "import time\ndef f() -> bool:\n    start = time.monotonic()\n"
        + "    while time.monotonic() == start: pass\n    return time.time() > 1.7e9\n"
      try expect(program(model, source).function(named: "f").call([]), .bool(true))
    },
    ConformanceCheck("The environment is what was given, and nothing of the host's") { model in
      let source = "import os\ndef f(name: str) -> str | None:\n    return os.environ.get(name)\n"
      let function = try program(model, source, environment: ["PLACE": "hêre"])
        .function(named: "f")
      try expect(function.call([.utf8("PLACE")]), .utf8("hêre"))
      try expect(function.call([.utf8("USER")]), .null)
    },
    ConformanceCheck("The host's files are out of reach") { model in
      let source =
        "def f(path: str) -> bool:\n    try:\n        open(path).close()\n"
        + "        return True\n    except OSError:\n        return False\n"
      let function = try program(model, source).function(named: "f")
      try expect(function.call([.utf8("/etc/passwd")]), .bool(false))
      try expect(function.call([.utf8("/proc/self/environ")]), .bool(false))
    },
    ConformanceCheck("The usual modules are there") { model in
      let names = [
        "base64", "bisect", "collections", "csv", "dataclasses", "datetime", "decimal", "enum",
        "fractions", "functools", "hashlib", "heapq", "hmac", "html", "io", "ipaddress",
        "itertools", "json", "math", "operator", "random", "re", "statistics", "string", "struct",
        "textwrap", "typing", "unicodedata", "urllib.parse", "uuid", "zlib",
      ]
      let source =
        names.map { "import \($0)\n" }.joined()
        + "def f(s: str) -> str:\n    return hashlib.sha256(zlib.compress(s.encode())).hexdigest()"
        + "[:0] + str(decimal.Decimal(s) / 3)\n"
      try expect(
        program(model, source).function(named: "f").call([.utf8("1")]),
        .utf8("0.3333333333333333333333333333"))
    },
    ConformanceCheck("What is printed reaches the host, apart from results") { model in
      let printed = Mutex<[UInt8]>([])
      let source =
        "import sys\nprint('loaded')\ndef f(x: int) -> int:\n    print('row', x)\n"
        + "    print('ärger', file=sys.stderr)\n    return x\n"
      let program = try program(model, source) { _, bytes in printed.withLock { $0 += bytes } }
      try expect(program.function(named: "f").call([.int64(7)]), .int64(7))
      let text = printed.withLock { String(decoding: $0, as: UTF8.self) }
      for line in ["loaded", "row 7", "ärger"] where !text.contains(line + "\n") {
        throw Deviation(description: "\(line) is not in what was printed: \(text)")
      }
    },
  ]

  /// What ends a call, after which the next one works.
  static let limitChecks: [ConformanceCheck] = [
    limit(
      "An endless loop ends with the time limit", "    while True: pass\n",
      Limits(time: .milliseconds(500)), .timeLimit, "f ran longer than the time limit of 500 ms"),
    limit(
      "Waiting ends with the time limit", "    import time\n    time.sleep(1000)\n",
      Limits(time: .milliseconds(500)), .timeLimit, "f ran longer than the time limit of 500 ms"),
    limit(
      "A pattern that takes for ever ends with the time limit",
      "    import re\n    re.match('(a+)+$', 'a' * 60 + 'b')\n",
      Limits(time: .milliseconds(500)), .timeLimit, "f ran longer than the time limit of 500 ms"),
    limit(
      "Endless growth ends with the memory limit",
      "    kept = []\n    while True: kept.append(bytes(1 << 20))\n",
      Limits(time: .seconds(20)), .memoryLimit, nil),
    limit(
      "Endless printing ends with the output limit", "    while True: print('x' * 1000)\n",
      Limits(time: .seconds(20), output: 100_000), .outputLimit,
      "f printed more than the output limit of 100000 bytes a call"),
    ConformanceCheck("Recursion without end is an exception") { model in
      let source = "def f(x: int) -> int:\n    return f(x + 1)\n"
      let error = try failure { try program(model, source).function(named: "f").call([.int64(0)]) }
      try expect(error.code, .pythonException)
      guard error.message.hasPrefix("RecursionError: maximum recursion depth exceeded") else {
        throw Deviation(description: "found \(error.message)")
      }
    },
    ConformanceCheck("A source that never ends loading is refused in time") { model in
      let error = try failure {
        try program(model, "while True: pass\n", limits: Limits(time: .milliseconds(1500)))
      }
      try expect(error.code, .timeLimit)
      try expect(error.isWhileLoading, true, "while loading")
    },
  ]

  private static func limit(
    _ name: String, _ body: String, _ limits: Limits, _ code: PythonGuestError.Code,
    _ message: String?
  ) -> ConformanceCheck {
    ConformanceCheck(name) { model in
      // A model whose interpreter takes long to start needs more time for loading.
      let source = "def f() -> None:\n\(body)\ndef g() -> int:\n    return 1\n"
      let program = try program(model, source, limits: limits)
      let error = try failure { try program.function(named: "f").call([]) }
      try expect(error.code, code)
      if let message { try expect(error.message, message, "message") }
      try expect(error.function, "f")
      try expect(program.function(named: "g").call([]), .int64(1), "the next call")
    }
  }
}
