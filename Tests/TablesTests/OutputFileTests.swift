import Foundation
import Tables
import TestSupport
import Testing

@Suite("OutputFile") struct OutputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `A file appears when it is complete`() throws {
    let path = folder.path + "/out"
    let output = try OutputFile(path: path)
    try output.write(Array("text".utf8))
    try output.flush()
    #expect(!FileManager.default.fileExists(atPath: path))
    try output.finish()
    #expect(try folder.names == ["out"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "text")
  }

  @Test func `A file that is not finished leaves what was there`() throws {
    let path = try folder.file("out", "before")
    do {
      let output = try OutputFile(path: path)
      try output.write(Array("after".utf8))
      try output.flush()
    }
    #expect(try folder.names == ["out"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
  }

  @Test func `A file that is replaced keeps its mode, and a link stays a link`() throws {
    let path = try folder.file("out", "before")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: "out")
    let output = try OutputFile(path: folder.path + "/link")
    try output.write(Array("after".utf8))
    try output.finish()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "after")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try folder.names == ["link", "out"])
  }

  @Test func `Devices are written to as they are`() throws {
    let output = try OutputFile(path: "/dev/null")
    try output.write([1])
    try output.finish()
  }

  @Test func `Folders and places that are not there are refused`() {
    #expect(throws: TableError(.unwritable, "Is a directory", file: folder.path)) {
      try OutputFile(path: folder.path)
    }
    #expect(throws: TableError.self) { try OutputFile(path: folder.path + "/no/out") }
  }
}
