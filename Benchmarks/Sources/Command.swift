import Foundation

/// A program that the benchmark starts.
struct Command {
  var executable: String
  var arguments: [String]

  struct Failed: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs to the end; answers with what it printed.
  @discardableResult
  func run() throws -> Data {
    guard FileManager.default.isExecutableFile(atPath: executable) else {
      throw Failed(description: "\(executable) is missing; run ./just bench, which builds it")
    }
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(
        description: "\(executable) \(arguments.joined(separator: " ")) ended with status "
          + "\(process.terminationStatus)")
    }
    return data
  }
}
