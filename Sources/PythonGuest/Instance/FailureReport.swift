import FoundationEssentials

/// An error as the guest tells it. Nothing in it is taken on trust.
struct FailureReport {
  let error: PythonGuestError

  /// The report's JSON.
  struct Fields: Decodable {
    var code: String
    var message: String
    var function: String?
    var row: Int?
    var traceback: String?
  }

  /// What a guest may say went wrong; the limits and the sandbox are the host's to judge,
  /// but for memory, which Python notices first.
  private static let codes: Set<PythonGuestError.Code> = [
    .syntaxError, .unsupportedSignature, .pythonException, .wrongReturnType, .nullReturned,
    .outOfRange, .memoryLimit, .internal,
  ]

  /// Reads a report about a batch of `rows` rows; nil when it is none.
  init?(_ json: [UInt8], rows: Int) {
    guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(json)) else { return nil }
    self.init(fields, rows: rows)
  }

  init?(_ fields: Fields, rows: Int) {
    let code = PythonGuestError.Code(rawValue: fields.code)
    guard Self.codes.contains(code) else { return nil }
    error = PythonGuestError(
      code, fields.message, function: fields.function,
      row: fields.row.flatMap { 0..<max(rows, 1) ~= $0 ? $0 : nil }, traceback: fields.traceback)
  }
}
