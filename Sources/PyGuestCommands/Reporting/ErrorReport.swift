import ArgumentParser
import Columns
import PythonGuest
import Tables

/// An error as the user is told of it.
struct ErrorReport {
  private let error: PythonGuestError
  /// The Python file, where the error is in it.
  private let file: String?
  /// The line of the input file, where the error is in a row.
  private let line: Int?
  /// That line with its file and what the row holds, for people.
  private let rowText: String?
  /// The row of a value that was refused, whose message says where it stands in the file.
  private let refusedRow: Int?
  private let refusingFunction: String?

  /// - Parameter command: which says what errors of its command line mean.
  /// - Returns: nil where nothing is to be said, as the reader of the output has gone.
  init?(_ error: any Error, of command: (some ParsableCommand).Type) {
    let refused = error as? RefusedRow
    let error = refused?.error ?? error
    line = (error as? RowFailure)?.line ?? (error as? TableError)?.line
    (refusedRow, refusingFunction) = (refused?.row, refused?.function)
    rowText = (error as? RowFailure)?.text
    switch error {
    case let failure as RowFailure:
      (self.error, file) = (failure.failure.error, failure.failure.file)
    case let failure as SourceFailure:
      (self.error, file) = (failure.error, failure.file)
    case let error as PythonGuestError:
      (self.error, file) = (error, nil)
    case let error as TableError:
      if error.code == .closed { return nil }
      let code: PythonGuestError.Code = error.code == .unwritable ? .usage : .invalidInput
      (self.error, file) = (PythonGuestError(code, error.description), nil)
    case let error as ColumnError:
      (self.error, file) = (PythonGuestError(.invalidInput, error.message), nil)
    default:
      let message = command.message(for: error)
      let isUsage = command.exitCode(for: error) == .validationFailure
      (self.error, file) = (PythonGuestError(isUsage ? .usage : .internal, message), nil)
    }
  }

  var status: Int32 { ExitStatus.of(error) }

  /// One line; for what Python raised also its traceback and where it happened.
  var text: String {
    // What is told of the file names it already.
    let file = error.subject?.file == file ? nil : file
    var text = (["pyguest", file].compactMap(\.self) + [error.message]).joined(separator: ": ")
    text = InertText.shown(text, as: .line)
    let isNamed = error.traceback == nil && error.subject?.function != nil
    let function = isNamed ? nil : error.function.map { "function \($0)" }
    var place = [function, error.row.map { "row \($0)" }, rowText].compactMap(\.self)
      .joined(separator: ", ")
    place = InertText.shown(place, as: .line)
    if let traceback = error.traceback {
      text += "\n" + Self.setOff(InertText.shown(traceback, as: .block))
      if !place.isEmpty { text += "\nin \(place)" }
    } else if !place.isEmpty {
      text += " (\(place))"
    }
    return text + "\n"
  }

  /// A traceback whose lines, which may be anybody's, cannot be taken for the report's own.
  private static func setOff(_ traceback: String) -> String {
    // A carriage return and a line feed are one character, which is no line feed.
    var lines = traceback.unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { line in
      line.hasPrefix("pyguest") || line.hasPrefix("in ") ? "  \(line)" : line
    }.joined(separator: "\n")
  }

  /// One line of JSON, of which a terminal shows every character.
  var json: String {
    var fields = [
      ("code", JSONText.string(error.code.rawValue)), ("message", JSONText.string(error.message)),
    ]
    if let function = error.function ?? refusingFunction {
      fields.append(("function", JSONText.string(function)))
    }
    if let row = error.row ?? refusedRow { fields.append(("row", String(row))) }
    if let line { fields.append(("line", String(line))) }
    if let traceback = error.traceback {
      fields.append(("traceback", JSONText.string(traceback)))
    }
    return InertText.shown(#"{"error":\#(JSONText.object(fields))}"#, as: .json) + "\n"
  }
}

extension JSONText {
  /// A string in quotes.
  static func string(_ string: String) -> String {
    var text: [UInt8] = []
    appendString(string, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// An object of values that are JSON already.
  static func object(_ fields: [(name: String, value: String)]) -> String {
    "{" + fields.map { "\(string($0.name)):\($0.value)" }.joined(separator: ",") + "}"
  }
}
