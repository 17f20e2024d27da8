public import Columns

/// A function that is prepared to be called row by row, as databases do that know no batches.
///
/// Arguments are set, the function is called, and its result is read:
///
/// ```swift
/// let row = try function.row()
/// try row.set(Int64(41), at: 0)
/// try row.call()
/// let answer = try row.int64()
/// ```
///
/// For values of fixed size nothing is allocated, and texts are copied once each way. An argument is
/// NULL until it is set, stays what it is until it is set again, and is NULL again after an
/// error that ended the instance. Results stand until the next call in the ``RowSession``. A row is
/// used on one thread at a time; a call from within a call, as from an ``OutputHandler``, is refused.
public struct Row: ~Copyable {
  private let caller: RowCaller

  init(_ caller: RowCaller) { self.caller = caller }

  /// The function.
  public var function: Function { caller.function }
  /// How many arguments are passed.
  public var argumentCount: Int { caller.count }

  // MARK: Arguments

  /// Sets an argument to NULL.
  ///
  /// - Throws: `invalid_input`, where there is no such argument. As for all arguments, also what
  ///   starting an instance runs into, and `usage` in the midst of a call.
  public func setNull(at position: Int) throws(PythonGuestError) {
    try caller.set(.null, at: position)
  }

  /// Sets an argument of any type of whole numbers but `.uint64`.
  ///
  /// - Throws: `invalid_input`, where the parameter is of another type or does not hold the number.
  public func set(_ value: Int64, at position: Int) throws(PythonGuestError) {
    if let place = try caller.place(of: position, .int64) {
      place.storeBytes(of: value.littleEndian, as: Int64.self)
    } else {
      try caller.set(.int64(value), at: position)
    }
  }

  /// Sets an argument of type `.float64` or `.float32`.
  ///
  /// - Throws: `invalid_input`, where the parameter is of another type or does not hold the number.
  // So that 7 is an Int64.
  @_disfavoredOverload
  public func set(_ value: Double, at position: Int) throws(PythonGuestError) {
    if let place = try caller.place(of: position, .float64) {
      place.storeBytes(of: value.bitPattern.littleEndian, as: UInt64.self)
    } else {
      try caller.set(.float64(value), at: position)
    }
  }

  /// Sets an argument of type `.bool`.
  ///
  /// - Throws: `invalid_input`, where the parameter is of another type.
  public func set(_ value: Bool, at position: Int) throws(PythonGuestError) {
    if let place = try caller.place(of: position, .bool) {
      place.storeBytes(of: value ? 1 : 0, as: UInt8.self)
    } else {
      try caller.set(.bool(value), at: position)
    }
  }

  /// Sets an argument of type `.utf8` to a copy of bytes.
  ///
  /// - Throws: `invalid_input`, where the parameter is of another type or the bytes are not UTF-8;
  ///   `memory_limit`, where there is no room for them.
  public func set(utf8 bytes: RawSpan, at position: Int) throws(PythonGuestError) {
    guard try setText(bytes, at: position) else {
      throw PythonGuestError(
        .invalidInput, of: .function(function.signature.name),
        "takes UTF-8 as argument \(position), which the bytes are not")
    }
  }

  /// The same, for those with words of their own: answers whether the bytes are UTF-8.
  package func setText(_ bytes: RawSpan, at position: Int) throws(PythonGuestError) -> Bool {
    let isText = bytes.withUnsafeBytes {
      TextKind(of: $0.assumingMemoryBound(to: UInt8.self)) != .invalid
    }
    if isText { try caller.set(bytes, .utf8, at: position) }
    return isText
  }

  /// Sets an argument of type `.utf8`.
  ///
  /// - Throws: as for bytes.
  public func set(_ text: String, at position: Int) throws(PythonGuestError) {
    var text = text
    text.makeContiguousUTF8()
    try caller.set(text.utf8.span.bytes, .utf8, at: position)
  }

  /// Sets an argument of type `.binary` to a copy of bytes.
  ///
  /// - Throws: `invalid_input`, where the parameter is of another type; `memory_limit`, where there
  ///   is no room for them.
  public func set(bytes: RawSpan, at position: Int) throws(PythonGuestError) {
    try caller.set(bytes, .binary, at: position)
  }

  /// Sets an argument to any value.
  ///
  /// - Throws: `invalid_input`, where the parameter is of another type or does not hold the value.
  public func set(_ value: Value, at position: Int) throws(PythonGuestError) {
    switch value {
    case .utf8(let text): try set(text, at: position)
    case .binary(let bytes): try set(bytes: bytes.span.bytes, at: position)
    default: try caller.set(value, at: position)
    }
  }

  // MARK: The call

  /// Calls the function. A row that is NULL for a parameter that takes no `None` is not passed to
  /// Python: its result is NULL.
  ///
  /// - Throws: what ``Function/call(_:)-([Value])`` throws; `usage` from within a call of the same
  ///   session.
  public func call() throws(PythonGuestError) { try caller.call() }

  /// Sets all arguments, calls the function, and answers with its result.
  ///
  /// - Parameter values: one for each argument, of its parameter's type or NULL.
  /// - Throws: what setting, calling and reading throw.
  public func callAsFunction(_ values: Value...) throws(PythonGuestError) -> Value {
    guard values.count == caller.count else {
      throw PythonGuestError(
        .invalidInput, of: .function(function.signature.name),
        "was prepared for \(caller.count) arguments, not \(values.count)")
    }
    for (position, value) in values.enumerated() { try set(value, at: position) }
    try call()
    return try value()
  }

  // MARK: The result

  /// Whether the result is NULL.
  ///
  /// - Throws: `usage`, as for all of a result, where there is none: before the first call, after one
  ///   that failed, and after another row's of the same session.
  public func isNull() throws(PythonGuestError) -> Bool { try caller.isNull() }

  /// The result of any type of whole numbers but `.uint64`; nil where it is NULL.
  ///
  /// - Throws: `usage`, where the function returns another type.
  public func int64() throws(PythonGuestError) -> Int64? {
    if try caller.isNull() { return nil }
    if let place = caller.resultPlace(.int64) {
      return Int64(littleEndian: place.loadUnaligned(as: Int64.self))
    }
    guard case .int64(let number) = try caller.value() else { throw caller.wrongResult("Int64") }
    return number
  }

  /// The result of type `.float64` or `.float32`; nil where it is NULL.
  ///
  /// - Throws: `usage`, where the function returns another type.
  public func float64() throws(PythonGuestError) -> Double? {
    if try caller.isNull() { return nil }
    if let place = caller.resultPlace(.float64) {
      return Double(bitPattern: UInt64(littleEndian: place.loadUnaligned(as: UInt64.self)))
    }
    guard case .float64(let number) = try caller.value() else {
      throw caller.wrongResult("Double")
    }
    return number
  }

  /// The result of type `.bool`; nil where it is NULL.
  ///
  /// - Throws: `usage`, where the function returns another type.
  public func bool() throws(PythonGuestError) -> Bool? {
    if try caller.isNull() { return nil }
    guard case .bool(let value) = try caller.value() else { throw caller.wrongResult("Bool") }
    return value
  }

  /// Lends the bytes of a result of type `.utf8`, which are valid UTF-8, or `.binary`. `body` cannot
  /// call anything in the session.
  ///
  /// - Returns: what `body` returns; nil where the result is NULL.
  /// - Throws: `usage`, where the function returns another type; or what `body` throws.
  public func withBytes<Result>(
    _ body: (RawSpan) throws(PythonGuestError) -> Result
  ) throws(PythonGuestError) -> Result? {
    try caller.withBytes(body)
  }

  /// The result.
  ///
  /// - Throws: `usage`, where there is none.
  public func value() throws(PythonGuestError) -> Value {
    try caller.isNull() ? .null : caller.value()
  }
}

extension RowSession {
  /// Prepares calls of a function of the program.
  ///
  /// - Parameters:
  ///   - function: one of the program's.
  ///   - count: how many arguments are passed; nil for one for each parameter.
  /// - Throws: `usage` for a function of another program; `invalid_input`, where the function
  ///   does not take as many arguments.
  public func row(
    _ function: Function, arguments count: Int? = nil
  ) throws(PythonGuestError) -> Row {
    guard offers(function) else {
      throw PythonGuestError(.usage, "\(function.signature.name) is of another program")
    }
    try function.check(is: .scalar)
    let count = count ?? function.types.count
    guard function.counts ~= count else { throw function.wrongCount(count) }
    return Row(RowCaller(self, function, count))
  }
}

extension Function {
  /// Prepares calls of the function row by row, in an instance that they have to themselves.
  ///
  /// - Parameter count: how many arguments are passed; nil for one for each parameter.
  /// - Throws: `invalid_input`, where the function does not take as many.
  public func row(arguments count: Int? = nil) throws(PythonGuestError) -> Row {
    try RowSession(pool).row(self, arguments: count)
  }
}
