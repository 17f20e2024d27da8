import ArgumentParser
import PythonGuest

/// A file format for tables.
enum TableFormat: String, CaseIterable, ExpressibleByArgument {
  case csv, jsonl, arrow

  /// The format that a file's name tells.
  init?(fileName: String) {
    let name = fileName.lowercased()
    if name.hasSuffix(".csv") {
      self = .csv
    } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
      self = .jsonl
    } else if name.hasSuffix(".arrow") {
      self = .arrow
    } else {
      return nil
    }
  }

  /// This format, where it can be read and written.
  func available() throws(PythonGuestError) -> TableFormat {
    guard self != .arrow else {
      throw PythonGuestError(
        .usage, "the format arrow cannot be read or written: csv and jsonl can")
    }
    return self
  }
}
