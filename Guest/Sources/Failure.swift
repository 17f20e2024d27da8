import CPython

/// What a failed call or load answers with: JSON that Python composes, since it is the
/// one to print exceptions as Python does.
struct Failure: Error, @unchecked Sendable {  // the guest has one thread
  /// A bytes object, owned; nil where none could be composed.
  var json: Reference?
  /// Whether that was for want of memory.
  var isMemoryShort = false

  /// The exception that is set, in `function` (a str, borrowed) at `row`.
  static func raised(in function: Reference?, row: Int?) -> Failure {
    guard let exception = PyErr_GetRaisedException() else { return Failure(json: nil) }
    defer { python_release(exception) }
    return compose("describe_exception", function, row, exception, nil)
  }

  /// A returned value that does not fit the function's result.
  static func misfit(_ misfit: Misfit, _ value: Reference?, in function: Reference, row: Int)
    -> Failure
  {
    if misfit == .noMemory {
      PyErr_NoMemory()
      return raised(in: function, row: row)
    }
    return compose("describe_misfit", function, row, value, PyLong_FromLong(Int(misfit.rawValue)))
  }

  /// A request of the host that does not fit what was loaded.
  static func badRequest() -> Failure {
    compose("describe_bad_request", nil, nil, nil, nil)
  }

  /// Calls `pyguest._failures.<composer>(function, row, value, extra)`; `extra` is consumed.
  private static func compose(
    _ composer: StaticString, _ function: Reference?, _ row: Int?, _ value: Reference?,
    _ extra: Reference?
  ) -> Failure {
    // Room that was put aside while there was some, for when there is none.
    MemoryReserve.release()
    defer {
      MemoryReserve.restore()
      PyErr_Clear()
      if let extra { python_release(extra) }
    }
    let rowNumber = row.map { PyLong_FromLong($0) } ?? nil
    defer { if let rowNumber { python_release(rowNumber) } }
    let none = python_none()
    let arguments: [Reference?] = [
      function ?? none, rowNumber ?? none, value ?? none, extra ?? none,
    ]
    let json = bytes(from: composer, arguments)
    return Failure(
      json: json, isMemoryShort: json == nil && python_error_is(python_memory_error()) != 0)
  }

  /// What a composer answers: bytes, owned, or nil.
  private static func bytes(from composer: StaticString, _ arguments: [Reference?]) -> Reference? {
    guard let module = importModule("pyguest._failures") else { return nil }
    defer { python_release(module) }
    guard let composer = attribute(composer, of: module) else { return nil }
    defer { python_release(composer) }
    guard let answer = callPython(composer, arguments) else { return nil }
    if python_is_bytes(answer) != 0 { return answer }
    python_release(answer)
    return nil
  }
}

/// A block kept for composing the error that says that memory ran out.
enum MemoryReserve {
  nonisolated(unsafe) private static var block: UnsafeMutableRawPointer?

  static func release() {
    free(block)
    block = nil
  }

  static func restore() {
    if block == nil { block = malloc(512 * 1024) }
  }
}
