import FoundationEssentials

/// An error as the guest tells it. Nothing in it is taken on trust.
package struct FailureReport {
  package let error: PythonGuestError

  /// The report's JSON.
  package struct Fields: Decodable {
    var code: String
    /// What happened, without the name of the function or of the file in front.
    var message: String
    /// The line of the source, where it is not accepted.
    var line: Int?
    var row: Int?
    var traceback: String?
  }

  /// What the guest was asked for.
  package enum Request {
    case load(file: String)
    case call(rows: Int)

    /// What a guest may say went wrong: the limits and the sandbox are the host's to judge, but
    /// for memory, which Python notices first.
    fileprivate var codes: Set<PythonGuestError.Code> {
      switch self {
      case .load: FailureReport.codesOfLoad
      case .call: FailureReport.codesOfCall
      }
    }

    /// What the report's words are told of.
    fileprivate func subject(_ code: PythonGuestError.Code, line: Int?) -> PythonGuestError.Subject?
    {
      switch self {
      case .load(let file): .place(in: file, line: line.flatMap { $0 > 0 ? $0 : nil })
      case .call: code == .pythonException || code == .internal ? nil : .program
      }
    }

    fileprivate var rows: Int { if case .call(let rows) = self { rows } else { 0 } }
  }

  private static let codesOfLoad: Set<PythonGuestError.Code> = [
    .syntaxError, .unsupportedSignature, .pythonException, .dependency, .memoryLimit, .internal,
  ]
  private static let codesOfCall: Set<PythonGuestError.Code> = [
    .pythonException, .wrongReturnType, .nullReturned, .outOfRange, .invalidInput, .memoryLimit,
    .internal,
  ]

  /// Reads a report about a request; nil when it is none.
  init?(_ json: [UInt8], _ request: Request) {
    guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(json)) else { return nil }
    self.init(fields, request)
  }

  package init?(_ fields: Fields, _ request: Request) {
    let code = PythonGuestError.Code(rawValue: fields.code)
    guard request.codes.contains(code) else { return nil }
    error = PythonGuestError(
      code, of: request.subject(code, line: fields.line), fields.message,
      row: fields.row.flatMap { 0..<max(request.rows, 1) ~= $0 ? $0 : nil },
      traceback: fields.traceback)
  }
}
