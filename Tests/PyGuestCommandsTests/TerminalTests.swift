import Foundation
import Testing

/// What a terminal gets of text that would do something to it.
@Suite("A terminal") struct TerminalTests {
  /// Characters that terminals act upon, or that turn the order of letters around.
  private static func active(_ text: String?) -> [Unicode.Scalar] {
    (text ?? "missing\u{1B}").replacing("\r\n", with: "\n").unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || 0x7F...0x9F ~= $0.value
        || [0x61C, 0x200E, 0x202E, 0x2066, 0x2028, 0x2029].contains($0.value)
    }
  }

  @Test(arguments: [
    ["call", "active.py", "evil", "1"], ["call", "active.py", "shows", "1"],
    ["call", "active.py", "raises", "1"],
    ["call", "active.py", "raises", "1", "--quiet"],
    ["call", "active.py", "raises", "1", "--error-format", "json"],
    ["call", "active\u{1B}[2J.py", "evil", "1"],
    ["call", "active.py", "evil\u{1B}[2J\u{202E}", "1"],
    ["call", "active.py", "evil", "\u{1B}[2J\u{9B}"],
    ["inspect", "active.py", "--b\u{1B}[2J"], ["inspect\u{1B}[2J"], ["models"],
    ["inspect", "active.py"], ["inspect", "active.py", "--format", "json"],
    ["map", "active.py", "evil", "--input", "rows.csv", "--as", "\u{1B}[2J"],
    ["map", "active.py", "evil", "--input", "rows.csv", "--to", "jsonl"],
    ["map", "active.py", "evil", "--input", "rows.csv", "--output", "/dev/stdout"],
    ["sql", "--python", "active.py", "SELECT evil(1) AS \"\u{1B}[2J\", x'1b'"],
    ["sql", "--python", "active.py", "SELECT evil(1) AS \"\u{1B}[2J\"", "--format", "csv"],
    ["sql", "--python", "active.py", "SELECT evil(1) AS \"\u{1B}[2J\"", "--format", "jsonl"],
    ["sql", "SELECT \u{1B}[2J"], ["sql", "--load", "\u{1B}[2J=rows.csv", "SELECT 1 / x'\u{1B}"],
  ])
  func `Nothing that a stranger wrote does anything to it`(arguments: [String]) throws {
    let process = Executable.process(
      ["-B", Observation.fixtures + "/observe.py", "terminal=12", Executable.url.path]
        + arguments, folder: Observation.fixtures)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    let told = try JSONDecoder().decode(
      Observation.self, from: Data(Executable.run(process).output.utf8))
    #expect(told.terminal?.isEmpty == false)
    #expect(Self.active(told.terminal) == [])
    // Bytes that are no character came as escapes of Python's.
    #expect(told.terminal?.contains(#"\udc"#) == false)
  }

  @Test func `It shows what Python prints line by line, and a line that does not end`() throws {
    let lines = try Observation("terminal=2", "call", "active.py", "lines", "1")
    #expect(lines.terminal == "one\ttwo\nthree\r\nover\\rwritten\n")
    let cut = try Observation("terminal=2", "call", "active.py", "cut", "1")
    #expect(cut.terminal?.hasPrefix("é€") == true)
  }

  @Test func `JSON that it shows is still JSON of the same value`() throws {
    let shown = try Observation("terminal=1", "call", "active.py", "evil", "1")
    let value = try JSONDecoder().decode(String.self, from: Data((shown.terminal ?? "").utf8))
    let evil =
      "a\u{1B}]0;owned\u{7}b\u{8}\u{7F}\u{9B}31m\u{85}\u{61C}\u{200E}\u{202E}\u{2066}\u{2028}"
      + "\u{2029}é\r\n\t."
    #expect(value.unicodeScalars.elementsEqual(evil.unicodeScalars))
    let piped = try Executable.shell("$P call active.py evil 1 | cat")
    let unchanged = try JSONDecoder().decode(String.self, from: Data(piped.output.utf8))
    #expect(unchanged.unicodeScalars.elementsEqual(evil.unicodeScalars))
  }

  @Test func `A pipe gets what Python prints as it is`() throws {
    let piped = try Executable.shell("$P call active.py shows 1 2>&1 >/dev/null | cat")
    #expect(
      piped.output.unicodeScalars.elementsEqual(
        ("a\u{1B}]0;owned\u{7}b\u{8}\u{7F}\u{9B}31m\u{85}\u{61C}\u{200E}\u{202E}\u{2066}\u{2028}"
          + "\u{2029}é").unicodeScalars))
  }

  @Test func `Wide values are shortened on a terminal alone`() throws {
    let query = ["sql", "--python", "active.py", "SELECT letters(300) AS x, 1 AS y"]
    let shown = try Observation("terminal=1", query[0], query[1], query[2], query[3])
    let short = String(repeating: "x", count: 99) + "…"
    #expect(shown.terminal?.contains(" \(short) | 1\n") == true)
    let piped = try Executable.run(query, input: nil, folder: Observation.fixtures)
    #expect(piped.output.contains(" \(String(repeating: "x", count: 300)) | 1\n"))
    #expect(piped.output.contains("\n\(String(repeating: "-", count: 102))+---\n"))
  }
}
