import ArgumentParser
import PythonGuest
import Tables

/// How the tables that a command reads are written.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The input's format; without it, by the file's name, else by its content. Files packed "
        + "with gzip are unpacked.", valueName: "FORMAT"))
  var from: TableFormat?

  @Option(
    help: ArgumentHelp(
      "The character between CSV fields, such as ';' or tab; without it, a comma.",
      valueName: "C"), transform: { try Delimiter(argument: $0) })
  var delimiter: Delimiter?

  @Flag(
    help: "CSV has no header, neither in nor out: its columns are c1, c2 and so on.")
  var noHeader = false

  @Option(
    help: ArgumentHelp(
      "The input's encoding: \(Encoding.names); without it, by a byte order mark, else utf-8.",
      valueName: "NAME"),
    transform: { try Encoding(argument: $0) })
  var encoding: Encoding?

  @Option(
    help: ArgumentHelp(
      "A CSV field that is NULL as an empty one is, such as NA, unless it stands in quotes; "
        + "may be repeated.", valueName: "TEXT"))
  var null: [String] = []

  /// The table in a file, or in the standard input for `-`.
  func table(in file: InputFile) throws(PythonGuestError) -> TableInput {
    let format = try (from ?? TableFormat(fileName: file.name))?.available()
    var form = InputForm()
    switch format {
    case .jsonl: form.format = .jsonLines
    case .csv, .tsv: form.format = .csv
    default: break
    }
    form.delimiter = delimiter?.byte ?? (format ?? .csv).delimiter
    form.hasHeader = !noHeader
    form.encoding = encoding?.encoding
    form.nulls = null
    return TableInput(file, form: form)
  }
}

extension InputOptions {
  /// How a table is written in a format: as CSV it has the form of CSV that is read.
  func output(_ format: TableFormat) -> OutputForm {
    OutputForm(
      format: format,
      delimiter: format == .tsv ? format.delimiter : delimiter?.byte ?? format.delimiter,
      hasHeader: !noHeader)
  }
}

/// A byte that stands between fields.
struct Delimiter {
  let byte: UInt8

  /// One character of ASCII that no number, date or Base64 has in it.
  init(argument: String) throws(ValidationError) {
    if argument == "tab" || argument == "\\t" {
      byte = UInt8(ascii: "\t")
      return
    }
    let refused = Array("\"\r\n\0+-./:=_".utf8)
    guard argument.utf8.count == 1, let byte = argument.utf8.first, byte < 0x80,
      !refused.contains(byte), argument.first?.isLetter == false, argument.first?.isNumber == false
    else {
      throw ValidationError(
        "it is a character of ASCII other than letters, digits, quotes and + - . / : = _; or tab")
    }
    self.byte = byte
  }
}

/// An encoding by one of its names.
struct Encoding {
  let encoding: TextEncoding

  init(argument: String) throws(ValidationError) {
    guard let encoding = TextEncoding(name: argument) else {
      throw ValidationError("there are \(Self.names)")
    }
    self.encoding = encoding
  }

  static let names = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
}
