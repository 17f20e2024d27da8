import Foundation
import TestSupport
import Testing

@Suite("pyguest") struct TranscriptTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  private static let transcripts = folder.appendingPathComponent("Transcripts")

  static var names: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: transcripts.path)
        .filter { $0.hasSuffix(".txt") }.sorted()
    }
  }

  /// With PYGUEST_RECORD set, the transcripts are written anew instead.
  @Test(arguments: try names)
  func `Commands print and end with what their transcript says`(name: String) throws {
    let copy = NSTemporaryDirectory() + "pyguest-" + UUID().uuidString
    try FileManager.default.copyItem(
      atPath: Self.folder.appendingPathComponent("Fixtures").path, toPath: copy)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let file = Self.transcripts.appendingPathComponent(name)
    let expected = try String(contentsOf: file, encoding: .utf8)
    let actual = try Transcript(text: expected).replayed(in: copy)
    try Recording.expect(actual, file)
  }
}
