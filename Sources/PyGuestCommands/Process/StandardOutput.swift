import Tables

/// What a command prints that is no table.
enum StandardOutput {
  static func printLine(_ text: String) throws(TableError) {
    let output = OutputFile.standardOutput()
    try output.write(Array("\(text)\n".utf8))
    try output.finish()
  }
}
