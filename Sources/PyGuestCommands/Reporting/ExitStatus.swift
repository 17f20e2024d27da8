import PythonGuest

/// What the process ends with. Other programs rely on these numbers.
enum ExitStatus {
  static let done: Int32 = 0
  static let functionFailed: Int32 = 1
  static let wrongUsage: Int32 = 2
  static let sourceRefused: Int32 = 3
  static let limitHit: Int32 = 4
  static let invalidInput: Int32 = 5
  static let ownFault: Int32 = 70
  /// What a shell shows for a process that SIGPIPE ended.
  static let outputClosed: Int32 = 141

  static func of(_ error: PythonGuestError) -> Int32 {
    switch error.code {
    case .usage, .noSuchFunction: wrongUsage
    case .timeLimit, .memoryLimit, .outputLimit, .resultLimit: limitHit
    case .internal: ownFault
    case .syntaxError, .unsupportedSignature, .dependency: sourceRefused
    case .invalidInput: invalidInput
    default: error.isWhileLoading ? sourceRefused : functionFailed
    }
  }
}
