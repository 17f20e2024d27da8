import Foundation
import Testing

/// What becomes of results and reports when streams are closed, full, or read by nobody.
@Suite("Streams") final class StreamTests {
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "pyguest-" + UUID().uuidString
    try FileManager.default.copyItem(atPath: Observation.fixtures, toPath: folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func names(beginning prefix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(prefix) }
  }

  // MARK: Closed streams

  @Test(arguments: ["2>&-", "2>/dev/full", "2>&- <&-"])
  func `A result is there although standard error cannot be written to`(streams: String) throws {
    let called = try Executable.shell("$P call active.py chatty 3 \(streams)", in: folder)
    #expect(called.output == "3\n")
    #expect(called.status == 0)
    let failed = try Executable.shell("$P call active.py raises 3 \(streams)", in: folder)
    #expect(failed.status == 1)
  }

  @Test func `A result is there although whoever reads standard error has gone`() throws {
    let called = try Executable.shell(
      "{ sleep 0.2; $P call active.py chatty 500; echo $? >&3; } 2>&1 3>&1 >result.txt | true; "
        + "sleep 1.5; cat result.txt", in: folder)
    #expect(called.output == "500\n")
  }

  @Test(arguments: [">&-", ">&- 2>&-", ">&- 2>&- <&-"])
  func `What is printed never goes into a file that is written`(streams: String) throws {
    let line = "$P map active.py shows --input rows.csv --output made.csv --columns x \(streams)"
    #expect(try Executable.shell(line, in: folder).status == 0)
    let made = try String(contentsOfFile: folder + "/made.csv", encoding: .utf8)
    #expect(!made.contains("owned"))
    #expect(made.hasPrefix("x,"))
  }

  @Test func `A result that cannot be written is an error`() throws {
    let full = try Executable.shell("$P call active.py letters 3 >/dev/full", in: folder)
    #expect(full.error == "pyguest: <stdout>: No space left on device\n")
    #expect(full.status == 2)
    let closed = try Executable.shell("$P call active.py letters 3 >&-", in: folder)
    #expect(closed.error == "pyguest: <stdout>: Bad file descriptor\n")
    #expect(closed.status == 2)
    let gone = try Executable.shell(
      "{ $P call active.py letters 3000000; echo $? >&2; } | true", in: folder)
    #expect(gone.error == "141\n")
  }

  // MARK: Nobody reads

  @Test(.timeLimit(.minutes(1)))
  func `Printing waits for nobody beyond the time of the call`() throws {
    let chatty = try Observation(
      "stalled", "call", "active.py", "chatty", "1000", "--timeout", "300ms", folder: folder)
    #expect(chatty.status == 4)
    #expect(try #require(chatty.seconds) < 10)
    #expect(chatty.output == "")
  }

  // MARK: Reports

  @Test func `A report begins a line, whatever was printed`() throws {
    let line = "$P call active.py raises 1 --error-format json"
    let report = try Executable.shell(line, in: folder).error
    let lines = report.split(separator: "\n")
    #expect(lines.first == "no end of line")
    #expect(lines.count == 2)
    #expect(lines.last?.hasPrefix(#"{"error":{"code":"python_exception""#) == true)
  }

  @Test func `No line of a traceback looks like the report's own`() throws {
    let report = try Executable.shell("$P call active.py raises 1", in: folder).error
    let lines = report.unicodeScalars.split(separator: "\n").map(String.init)
    #expect(lines.filter { $0.hasPrefix("pyguest: ") }.count == 1)
    #expect(lines.filter { $0.hasPrefix("in ") } == ["in function raises, row 0"])
    #expect(lines.contains("  pyguest: third.py: forged\r"))
    #expect(lines.contains("  pyguest: another.py: forged"))
  }

  @Test func `A report goes to the descriptor that is named for it`() throws {
    let told = try Executable.shell(
      "$P call active.py raises 1 --error-format json --error-fd 3 3>report.json; cat report.json",
      in: folder)
    #expect(told.error == "no end of line")
    #expect(told.output.hasPrefix(#"{"error":{"code":"python_exception""#))
    let usage = try Executable.shell("$P call --error-fd=3 3>&1 2>/dev/null", in: folder)
    #expect(usage.output == "pyguest: Missing expected argument '<FILE.py>'\n")
    #expect(usage.status == 2)
  }

  @Test(arguments: ["9", "0 </dev/null", "-1", "3 3<rows.csv", "99999999999", "x"])
  func `A descriptor that cannot be written to is refused`(descriptor: String) throws {
    let refused = try Executable.shell(
      "$P call active.py letters 1 --error-fd=\(descriptor)", in: folder)
    #expect(refused.status == 2)
    #expect(refused.error.contains("--error-fd"))
    #expect(refused.output == "")
  }

  // MARK: Files

  @Test func `A limit on the size of files is an error that leaves no trace`() throws {
    let limited = try Observation(
      "files=1000", "map", "active.py", "letters", "--input", "counts.csv", "--output", "made.csv",
      folder: counts())
    #expect(limited.status == 2)
    #expect(limited.error == "pyguest: made.csv: File too large\n")
    #expect(try names(beginning: ".pyguest") == [])
    #expect(try names(beginning: "made") == [])
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGALRM, SIGXCPU, SIGPROF, SIGSYS, 40])
  func `A signal that ends the program leaves no file behind`(signal: Int32) async throws {
    let process = Executable.process(
      ["map", "active.py", "letters", "--output", "made.csv"], folder: folder)
    let input = Pipe()
    process.standardInput = input
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data("count\n1\n".utf8))
    while try names(beginning: ".pyguest").isEmpty, process.isRunning {
      try await Task.sleep(for: .milliseconds(10))
    }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == signal)
    #expect(try names(beginning: ".pyguest") == [])
    #expect(try names(beginning: "made") == [])
  }

  private func counts() throws -> String {
    try "count\n2000\n".write(toFile: folder + "/counts.csv", atomically: true, encoding: .utf8)
    return folder
  }

  // MARK: Memory

  @Test func `A large result takes memory for itself alone`() throws {
    let count = 5_000_000
    let small = try #require(try Observation("memory", "call", "active.py", "zeros", "1").peak)
    let json = try Observation("memory", "call", "active.py", "zeros", "\(count)")
    #expect(json.status == 0)
    #expect(json.bytes == count * 6 + 3)
    #expect(try #require(json.peak) - small < count * 5)
    try "count\n\(count)\n".write(
      toFile: folder + "/counts.csv", atomically: true, encoding: .utf8)
    let mapped = try Observation(
      "memory", "map", "active.py", "zeros", "--input", "counts.csv", "--to", "jsonl",
      folder: folder)
    #expect(mapped.bytes == count * 6 + "{\"count\":\(count),\"zeros\":\"\"}\n".utf8.count)
    #expect(try #require(mapped.peak) - small < count * 5)
  }

  @Test(arguments: ["zeroblob(900000000)", "replace(hex(zeroblob(20000000)), '0', 'xxxxxxxxxx')"])
  func `A value that SQLite makes is no larger than one of Python's`(value: String) throws {
    let made = try Observation(
      "memory", "sql", "CREATE TEMP VIEW v AS SELECT \(value) AS x; SELECT length(x) FROM v",
      folder: folder)
    #expect(made.status == 5)
    #expect(try #require(made.peak) < 600 << 20)
    let allowed = try Executable.shell(
      "$P sql --memory 2KiB --format csv 'SELECT length(zeroblob(1024))'; "
        + "$P sql --memory 2KiB 'SELECT zeroblob(1025)'", in: folder)
    #expect(allowed.output == "length(zeroblob(1024))\n1024\n")
    #expect(allowed.error == "pyguest: string or blob too big\n")
  }

  @Test(arguments: ["table", "csv", "jsonl"])
  func `The memory that results take does not grow with their number`(format: String) throws {
    func peak(rows: Int) throws -> Int {
      let query =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT \(rows))"
        + " SELECT letters(4000000) AS x FROM c"
      let told = try Observation(
        "memory", "sql", "--python", "active.py", query, "--format", format, folder: folder)
      #expect(told.status == 0)
      #expect(try #require(told.bytes) > rows * 4_000_000)
      return try #require(told.peak)
    }
    #expect(try peak(rows: 20) - peak(rows: 2) < 12_000_000)
  }
}
