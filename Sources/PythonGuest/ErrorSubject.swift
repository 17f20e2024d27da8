extension PythonGuestError {
  /// Who or what an error is told of, and so how its message begins.
  public enum Subject: Sendable, Hashable {
    /// What ran, where its name is not known: nothing stands in front until it is filled in.
    case program
    /// `f …`: what the function did.
    case function(String)
    /// `parameter x of f …`: what is so of the parameter.
    case parameter(String, of: String)
    /// `parameter x of f: …`: what is wrong with the value given for it.
    case argument(for: String, of: String)
    /// `f.wasm …`: what is so of the file.
    case file(String)
    /// `f.py: …` or `f.py:3: …`: what is wrong in the file, and in which line.
    case place(in: String, line: Int? = nil)

    /// The function, where it is one's.
    public var function: String? {
      switch self {
      case .function(let name), .parameter(_, let name), .argument(_, let name): name
      case .program, .file, .place: nil
      }
    }

    /// The file, where it is one's.
    public var file: String? {
      switch self {
      case .file(let file), .place(let file, _): file
      case .program, .function, .parameter, .argument: nil
      }
    }

    /// What stands in front of what happened.
    var lead: String {
      switch self {
      case .program: ""
      case .function(let name): "\(name) "
      case .parameter(let parameter, let function): "parameter \(parameter) of \(function) "
      case .argument(let parameter, let function): "parameter \(parameter) of \(function): "
      case .file(let file): "\(file) "
      case .place(let file, nil): "\(file): "
      case .place(let file, let line?): "\(file):\(line): "
      }
    }
  }

  /// The error of a call, by the one who knows which function was called.
  func called(_ function: String) -> PythonGuestError {
    if isWhileLoading { return self }
    var error = self
    error.function = function
    if subject == .program { error.subject = .function(function) }
    return error
  }

  /// The error of a source that was being loaded.
  func whileLoading(_ file: String) -> PythonGuestError {
    var error = self
    error.isWhileLoading = true
    if subject?.file != file {
      error.what = message
      error.subject = .place(in: file)
    }
    return error
  }
}
