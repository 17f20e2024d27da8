/// How the table that a command writes is written.
struct OutputForm {
  let format: TableFormat
  /// The byte between CSV fields.
  let delimiter: UInt8
  /// Whether CSV names its columns in its first line.
  let hasHeader: Bool

  var isJSON: Bool { format == .jsonl }
}
