import Foundation
import Testing

/// JSON lines give the same results however they arrive.
@Suite("map of a stream") struct MapStreamTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path

  private struct Result: Equatable {
    var output: String
    var status: Int32
  }

  /// Maps pieces that are written with a pause between them.
  private func map(_ function: String, _ pieces: [String]) throws -> Result {
    let process = Executable.process(
      ["map", "prices.py", function, "--from", "jsonl"], folder: Self.fixtures)
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    for (index, piece) in pieces.enumerated() {
      if index > 0 { Thread.sleep(forTimeInterval: 0.2) }
      try input.fileHandleForWriting.write(contentsOf: Data(piece.utf8))
    }
    try input.fileHandleForWriting.close()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return Result(output: text, status: process.terminationStatus)
  }

  @Test func `What a parameter takes does not depend on the pieces that are read`() throws {
    let lines = ["{\"net\":100}\n", "{\"net\":100,\"rate\":0.5}\n", "{\"net\":100}\n"]
    let expected = Result(
      output: """
        {"net":100,"gross":120.0}
        {"net":100,"rate":0.5,"gross":150.0}
        {"net":100,"gross":120.0}

        """, status: 0)
    #expect(try map("gross", lines) == expected)
    #expect(try map("gross", [lines.joined()]) == expected)
    #expect(
      try map("gross", [lines[0] + lines[1].prefix(8), lines[1].dropFirst(8) + lines[2]])
        == expected)
  }

  @Test func `A member that comes late is found, whatever came before`() throws {
    let folder = NSTemporaryDirectory() + "pyguest-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lines = String(repeating: "{\"net\":100}\n", count: 70_000)
    for function in ["gross", "tax"] {
      try Data((lines + "{\"net\":100,\"rate\":0.5}\n").utf8)
        .write(to: URL(fileURLWithPath: folder + "/late.jsonl"))
      let result = try Executable.run(
        ["map", Self.fixtures + "/prices.py", function, "--input", "late.jsonl"], input: nil,
        folder: folder)
      let output = result.output.split(separator: "\n")
      let (early, late) = function == "gross" ? ("120.0", "150.0") : ("null", "50.0")
      #expect(output.count == 70_001)
      #expect(output.dropLast().allSatisfy { $0 == "{\"net\":100,\"\(function)\":\(early)}" })
      #expect(output.last == "{\"net\":100,\"rate\":0.5,\"\(function)\":\(late)}")
    }
  }

  @Test func `A member that never comes is refused at the end, and a short output is not begun`()
    throws
  {
    #expect(try map("tax", ["{\"net\":1}\n", "{\"net\":2}\n"]) == Result(output: "", status: 2))
  }
}
