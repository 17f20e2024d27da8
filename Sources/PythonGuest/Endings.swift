public import Sandbox

extension PythonGuestError {
  /// What ended a call or kept an instance from starting, in the words of who wrote the program.
  ///
  /// - Parameters:
  ///   - ended: what happened.
  ///   - limits: those that it ran within.
  public init(_ ended: SandboxError, _ limits: Limits) {
    var subject: Subject? = .program
    let (code, what): (Code, String)
    switch ended.kind {
    case .time: (code, what) = (.timeLimit, "ran longer than the time limit of \(limits.timeText)")
    case .output:
      (code, what) = (
        .outputLimit, "printed more than the output limit of \(limits.outputText) a call"
      )
    case .memory:
      (code, what) = (.memoryLimit, "needed more than the memory limit of \(limits.memoryText)")
    case .memoryAtStart(let reason):
      subject = nil
      (code, what) = (
        .memoryLimit,
        "an instance does not start within the memory limit of \(limits.memoryText): \(reason)"
      )
    case .start(let reason):
      subject = nil
      (code, what) = (.internal, "an instance did not start: \(reason)")
    case .exit(let status):
      (code, what) = (
        .guestCrashed, "ended its interpreter with status \(status); raise an exception instead"
      )
    case .stackOverflow:
      (code, what) = (.guestCrashed, "ran out of stack: calls are nested too deep")
    case .crash(let reason): (code, what) = (.guestCrashed, "crashed: \(reason)")
    case .misuse(let deed): (code, what) = (.guestCrashed, deed)
    case .shut(let door, let permission):
      (code, what) = (
        .permissionDenied, "used the door \(door) without the permission \(permission)"
      )
    case .threadTooSmall(let left, let needed):
      subject = nil
      (code, what) = (
        .internal,
        "the calling thread has \(left >> 10) KiB of stack left where Python needs "
          + "\(needed >> 10) KiB; give it more, or call from another thread"
      )
    case .unavailable(let reason):
      subject = nil
      (code, what) = (.internal, reason)
    }
    self.init(code, of: subject, what, underlying: ended)
  }

  /// Names the limit in an error of Python's own, which only knows that there is no more memory.
  package func naming(_ limits: Limits) -> PythonGuestError {
    guard code == .memoryLimit else { return self }
    var error = self
    error.what = "\(PythonGuestError(SandboxError(.memory), limits).what) (\(what))"
    return error
  }
}
