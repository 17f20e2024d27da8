import Columns
import Foundation
import PythonGuest
import TestSupport
import Testing

/// What lies in a file that calls itself a program image.
@Suite("ProgramImage in a file")
struct ProgramImageFileTests {
  private static let source = "table = list(range(1000))\ndef at(x: int) -> int: return table[x]\n"

  private func made() throws -> [UInt8] {
    try ProgramImage(
      ProgramSource(text: Self.source, file: "table.py"), image: TestSandbox.image
    ).serialized()
  }

  /// The form, taken apart.
  private struct Parts {
    var header: [String: Any]
    /// The counts of the memory's bytes, of runs and of their bytes.
    var counts: [UInt64]
    var rest: [UInt8]

    init(_ bytes: [UInt8]) throws {
      let count = bytes[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
      header = try #require(
        JSONSerialization.jsonObject(with: Data(bytes[12..<12 + count])) as? [String: Any])
      counts = bytes[(12 + count)...].withUnsafeBytes { words in
        [0, 8, 16].map {
          UInt64(littleEndian: words.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
        }
      }
      rest = Array(bytes[(36 + count)...])
    }

    func bytes() throws -> [UInt8] {
      let json = try JSONSerialization.data(withJSONObject: header)
      return ProgramImage.mark + withUnsafeBytes(of: UInt32(json.count).littleEndian) { Array($0) }
        + json + counts.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) } + rest
    }
  }

  private func inFile<Result>(
    _ bytes: [UInt8], byteCount: Int? = nil, _ body: (String) throws -> Result
  ) throws -> Result {
    let path = NSTemporaryDirectory() + "program-\(UUID().uuidString).pyguest"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    if let byteCount { #expect(truncate(path, off_t(byteCount)) == 0) }
    return try body(path)
  }

  private func refusal(_ bytes: [UInt8], byteCount: Int? = nil) throws -> PythonGuestError {
    try inFile(bytes, byteCount: byteCount) { path in
      let error = try failure { try ProgramImage(path: path, image: TestSandbox.image) }
      #expect(error.message.hasPrefix("\(path): "))
      return error
    }
  }

  @Test("A file is read as the bytes are") func read() throws {
    let bytes = try made()
    try inFile(bytes) { path in
      let program = try Program(ProgramImage(path: path, image: TestSandbox.image))
      #expect(try program.value("at", .int64(7)) == .int64(7))
      #expect(try ProgramImage(path: path, image: TestSandbox.image).serialized() == bytes)
    }
  }

  @Test("A file of another size than its header says is refused at once, however large")
  func size() throws {
    let bytes = try made()
    let start = ContinuousClock.now
    for (count, words) in [
      (bytes.count - 1, "is cut short"), (bytes.count - 4096, "is cut short"), (12, "is cut short"),
      (bytes.count + 1, "was altered"), (1 << 40, "was altered"), (11, "is cut short"),
    ] {
      let error = try refusal(bytes, byteCount: count)
      #expect(error.code == .invalidInput)
      #expect(error.message.contains("the program image \(words); make it again"))
    }
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test("A program that needs more memory than its limit is refused before it is read")
  func memory() throws {
    var parts = try Parts(made())
    let contents = 1 << 29
    parts.counts = [1 << 30, 1, UInt64(contents)]
    let bytes = try parts.bytes()
    let head = bytes.count - parts.rest.count
    let start = ContinuousClock.now
    // Half a gigabyte that takes no room.
    let error = try refusal(bytes, byteCount: head + 8 + contents + 32)
    #expect(error.code == .memoryLimit)
    #expect(error.message.hasSuffix("the program takes 1024 MiB of memory; the limit is 256 MiB"))
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test("A forged header is refused") func header() throws {
    let bytes = try made()
    let forgeries: [(String, Any)] = [
      ("format", 3), ("format", -1), ("format", "three"), ("interface", 0), ("image", "0"),
      ("program", [1]),
    ]
    for (name, value) in forgeries {
      var parts = try Parts(bytes)
      parts.header[name] = value
      let error = try refusal(parts.bytes())
      #expect(error.code == .invalidInput, "\(name): \(value)")
    }
    for (place, count) in [
      (0, UInt64.max), (0, 1 << 63), (0, 1), (0, 0), (1, .max), (1, 1 << 63), (1, 1 << 40), (1, 1),
      (1, 0), (2, .max), (2, 1 << 63), (2, 1 << 40), (2, 1), (2, 0),
    ] {
      var parts = try Parts(bytes)
      parts.counts[place] = count
      let error = try refusal(parts.bytes())
      #expect(error.code == .invalidInput, "count \(place): \(count)")
    }
    for count in [UInt32.max, 1 << 24, 0, 1] {
      let forged = withUnsafeBytes(of: count.littleEndian) { Array($0) }
      #expect(try refusal(bytes[..<8] + forged + bytes[12...]).code == .invalidInput)
    }
  }

  @Test("What is no regular file is refused, and does not wait") func noFile() throws {
    let path = NSTemporaryDirectory() + "program-\(UUID().uuidString)"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    for place in [path, "/dev/zero", "/tmp", "/none"] {
      let error = try failure { try ProgramImage(path: place, image: TestSandbox.image) }
      #expect(error.message == "\(place): the program image cannot be read")
    }
  }
}
