import Foundation
import Testing

/// Columns handed to Swift by pyarrow and taken back, in a process of Python's.
@Suite(
  "Arrow with pyarrow",
  .enabled(if: Exchange.isSetUp, "Scripts/setup_tests.py did not find pyarrow"))
struct PyArrowTests {
  @Test func `Every type comes back as it went, whole, sliced and made anew`() throws {
    try Exchange.check("columns", seeds: 50)
  }

  @Test func `Batches come back with their names, also from an offset on`() throws {
    try Exchange.check("batches", seeds: 50)
  }

  @Test func `Children may begin at rows of their own`() throws {
    try Exchange.check("parts_with_offsets", seeds: 50)
  }

  @Test func `Dictionaries and offsets of 64 bits become plain columns`() throws {
    try Exchange.check("taken_as_others", seeds: 50)
  }

  @Test func `Types without a column are refused by name`() throws {
    try Exchange.check("refusals")
  }

  @Test func `Buffers are not copied, and are released when both sides have let go`() throws {
    try Exchange.check("lifetimes")
  }

  @Test func `A hundred megabytes are taken without looking at them`() throws {
    struct Measured: Decodable {
      let takenMicroseconds: Double
      let grownBytes: Int
    }
    let output = try Exchange.check("measure")
    let measured = try JSONDecoder().decode(Measured.self, from: Data(output.utf8))
    #expect(measured.takenMicroseconds < 1000)
    #expect(measured.grownBytes < 20_000_000)
  }
}

private enum Exchange {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let pyarrow = root.appendingPathComponent(".deps/pyarrow").path
  /// Beside the tests themselves.
  private static let library = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("libArrowExchange.so").path

  static var isSetUp: Bool { FileManager.default.fileExists(atPath: pyarrow) }

  /// Runs one check of `exchange.py`.
  ///
  /// - Returns: what it printed.
  @discardableResult
  static func check(_ name: String, seeds: Int = 1) throws -> String {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("exchange.py").path
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-B", script, library, name, String(seeds)]
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PYTHONPATH": pyarrow]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && process.terminationReason == .exit, "\(text)")
    return text
  }
}
