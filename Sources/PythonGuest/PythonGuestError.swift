/// What went wrong, told so that the person who wrote the function can act on it.
public struct PythonGuestError: Error, Sendable {
  /// The kind of error; programs may rely on its raw value.
  public var code: Code
  /// Who or what it is told of; nil where ``what`` is a whole sentence.
  public var subject: Subject?
  /// What happened, and what to write instead. It goes on from the subject's words where there is
  /// a subject: `ran longer than the time limit of 5 s`.
  public var what: String
  /// The function that was called, where there was one.
  public var function: String?
  /// The row that failed, counted from 0 in the batch.
  public var row: Int?
  /// The exception as Python prints it, with a line break at its end.
  public var traceback: String?
  /// Whether the source was being loaded, rather than a function called.
  public var isWhileLoading: Bool
  /// What caused this, where it was an error of a lower layer.
  public var underlying: (any Error)?

  /// An error that is told of a certain subject, or in a whole sentence.
  ///
  /// The subject is nil where `what` is a whole sentence; the function is given where a subject
  /// does not say it.
  public init(
    _ code: Code, of subject: Subject?, _ what: String, function: String? = nil, row: Int? = nil,
    traceback: String? = nil, isWhileLoading: Bool = false, underlying: (any Error)? = nil
  ) {
    self.code = code
    self.subject = subject
    self.what = what
    self.function = function ?? subject?.function
    self.row = row
    self.traceback = traceback
    self.isWhileLoading = isWhileLoading
    self.underlying = underlying
  }

  /// An error as those throw it who do not know which function runs.
  ///
  /// What a function does wrong is told of ``Subject/program``, whose name is filled in by whoever
  /// called it; what Python says, the caller does or the installation lacks, in a whole sentence.
  public init(
    _ code: Code, _ what: String, function: String? = nil, row: Int? = nil,
    traceback: String? = nil, isWhileLoading: Bool = false, underlying: (any Error)? = nil
  ) {
    self.init(
      code, of: Self.toldInSentences.contains(code) ? nil : .program, what, function: function,
      row: row, traceback: traceback, isWhileLoading: isWhileLoading, underlying: underlying)
  }

  private static let toldInSentences: Set<Code> = [
    .syntaxError, .unsupportedSignature, .noSuchFunction, .pythonException, .invalidInput,
    .dependency, .usage, .internal,
  ]

  /// One line: what happened, where, and what to write instead.
  public var message: String { (subject?.lead ?? "") + what }
}

extension PythonGuestError {
  /// The kind of an error. More may come, so switch with a default.
  public struct Code: RawRepresentable, Sendable, Hashable, Codable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The source is not Python.
    public static let syntaxError = Code(rawValue: "syntax_error")
    /// The function is defined, and cannot be offered.
    public static let unsupportedSignature = Code(rawValue: "unsupported_signature")
    /// The program has no function of that name.
    public static let noSuchFunction = Code(rawValue: "no_such_function")
    /// Python raised an exception.
    public static let pythonException = Code(rawValue: "python_exception")
    /// A function returned a value of another type than it declares.
    public static let wrongReturnType = Code(rawValue: "wrong_return_type")
    /// A function returned None without declaring it.
    public static let nullReturned = Code(rawValue: "null_returned")
    /// A value of the right type does not fit its column.
    public static let outOfRange = Code(rawValue: "out_of_range")
    /// ``Limits/time`` was reached.
    public static let timeLimit = Code(rawValue: "time_limit")
    /// ``Limits/memory`` was reached.
    public static let memoryLimit = Code(rawValue: "memory_limit")
    /// ``Limits/output`` was reached.
    public static let outputLimit = Code(rawValue: "output_limit")
    /// The results of one call take more than a column holds.
    public static let resultLimit = Code(rawValue: "result_limit")
    /// The guest ended itself, or broke a rule of the sandbox.
    public static let guestCrashed = Code(rawValue: "guest_crashed")
    /// The program asked for what it may not do.
    public static let permissionDenied = Code(rawValue: "permission_denied")
    /// Data does not fit the function.
    public static let invalidInput = Code(rawValue: "invalid_input")
    /// A package that the program needs cannot be had, or is not used.
    public static let dependency = Code(rawValue: "dependency")
    /// The caller asked for something that does not make sense.
    public static let usage = Code(rawValue: "usage")
    /// A fault of Python Guest or of its installation.
    public static let `internal` = Code(rawValue: "internal")
  }
}

extension PythonGuestError: CustomStringConvertible {
  public var description: String { "\(code.rawValue): \(message)" }
}
