import ArgumentParser
import PythonGuest

/// A file format for tables.
enum TableFormat: String, CaseIterable, ExpressibleByArgument {
  case csv, tsv, jsonl, arrow

  /// Help names what can be read and written.
  static var allValueStrings: [String] { [csv, tsv, jsonl].map(\.rawValue) }

  private static let endings: [(ending: String, format: TableFormat)] = [
    (".csv", .csv), (".tsv", .tsv), (".tab", .tsv), (".jsonl", .jsonl), (".ndjson", .jsonl),
    (".arrow", .arrow),
  ]

  /// The format that a file's name tells, also where it is packed with gzip.
  init?(fileName: String) {
    let name = fileName.lowercased()
    let unpacked = name.hasSuffix(".gz") ? name.dropLast(3) : name[...]
    guard let found = Self.endings.first(where: { unpacked.hasSuffix($0.ending) }) else {
      return nil
    }
    self = found.format
  }

  /// The byte between fields, where nothing else is said.
  var delimiter: UInt8 { self == .tsv ? UInt8(ascii: "\t") : UInt8(ascii: ",") }

  /// This format, where it can be read and written.
  func available() throws(PythonGuestError) -> TableFormat {
    guard self != .arrow else {
      throw PythonGuestError(
        .usage, "the format arrow cannot be read or written: csv, tsv and jsonl can")
    }
    return self
  }
}
