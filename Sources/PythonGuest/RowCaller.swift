import Columns
import GuestInterface

/// What a ``Row`` is to those that copy it not: a function, its arguments, and where they lie.
///
/// In an instance whose memory the host can see they lie in a row area; others are given values.
final class RowCaller {
  let session: RowSession
  let function: Function
  /// Arguments that are passed.
  let count: Int
  /// Of the arguments.
  private let types: [DataType]
  /// In plain memory, so that to look at them counts no references.
  private let arguments: UnsafeMutablePointer<Argument>
  private let resultID: ColumnType
  private let mayReturnNone: Bool
  /// Arguments that keep the row from Python.
  @exclusivity(unchecked) private var skipping: Int

  /// The area, of an instance that has such; nil before the first use as well. What is kept is held
  /// by the other, so that calls count no references.
  @exclusivity(unchecked) private unowned(unsafe) var area: RowArea?
  private var kept: RowArea?
  private var owner: EmbeddedInstance?
  /// The arguments, where they are passed as values, and what they are passed to.
  private var values: [Value] = []
  private var instance: (any ProgramInstance)?
  /// The session's instance that these are of.
  private var generation = -1
  /// The session's state in which all of this holds.
  @exclusivity(unchecked) private var state = -1
  /// Where the area lies then.
  @exclusivity(unchecked) private var start: UnsafeMutableRawPointer?
  @exclusivity(unchecked) private var answer = Answer.none

  private struct Argument {
    let id: ColumnType
    let acceptsNone: Bool
    var isNull: Bool
  }

  private enum Answer {
    case none, null, inArea
    indirect case value(Value)
  }

  init(_ session: RowSession, _ function: Function, _ count: Int) {
    self.session = session
    self.function = function
    self.count = count
    resultID = function.signature.returns.column.id
    mayReturnNone = function.mayReturnNone
    let parameters = function.signature.parameters(for: count)
    types = parameters.map(\.type.column)
    arguments = .allocate(capacity: count)
    skipping = 0
    for position in 0..<count {
      (arguments + position).initialize(
        to: Argument(
          id: types[position].id, acceptsNone: parameters[position].type.isNullable,
          isNull: true))
      if !parameters[position].type.isNullable { skipping += 1 }
    }
  }

  deinit {
    arguments.deallocate()
    if let kept, let owner { owner.give(back: kept, of: function.index) }
  }

  // MARK: The instance

  /// Sees to it that values can be set and calls made.
  @inline(__always)
  private func prepare() throws(PythonGuestError) {
    if state != session.state { try prepareAnew() }
  }

  private func prepareAnew() throws(PythonGuestError) {
    let instance = try session.use()
    answer = .none
    if generation != session.generation {
      do throws(PythonGuestError) {
        try move(to: instance)
      } catch {
        session.lose(after: error)
        throw error.called(function.signature.name)
      }
    }
    start = area?.start
    state = session.state
  }

  /// Begins in another instance, where nothing is set yet.
  private func move(to instance: any ProgramInstance) throws(PythonGuestError) {
    (area, kept, owner, self.instance, values) = (nil, nil, nil, nil, [])
    owner = instance as? EmbeddedInstance
    kept = try owner?.takeArea(of: function.index)
    area = kept
    if area == nil {
      self.instance = instance
      values = Array(repeating: .null, count: count)
    }
    for position in 0..<count { note(position, isNull: true) }
    for position in 0..<count { try area?.set(.null, as: types[position], at: position) }
    generation = session.generation
  }

  // MARK: Arguments

  @inline(__always)
  private func note(_ position: Int, isNull: Bool) {
    guard arguments[position].isNull != isNull else { return }
    arguments[position].isNull = isNull
    if !arguments[position].acceptsNone { skipping += isNull ? 1 : -1 }
  }

  /// Where a value goes of an argument of exactly this type, which is no longer NULL; nil where it
  /// goes another way.
  @inline(__always)
  func place(
    of position: Int, _ id: ColumnType
  ) throws(PythonGuestError) -> UnsafeMutableRawPointer? {
    try check(position)
    try prepare()
    guard let start, arguments[position].id == id else { return nil }
    note(position, isNull: false)
    let slot = RowArea.slot(position, in: start)
    slot.storeBytes(of: 0, toByteOffset: RowSlot.isNull, as: UInt32.self)
    return slot + RowSlot.value
  }

  /// Sets an argument to a value that is no text and no bytes.
  func set(_ value: Value, at position: Int) throws(PythonGuestError) {
    try check(position)
    try prepare()
    guard value.fits(id: arguments[position].id) else {
      throw function.wrongType("a value of type \(value.kindName)", position)
    }
    do throws(PythonGuestError) {
      let type = types[position]
      if let area {
        try area.set(value, as: type, at: position)
      } else {
        // Whether a type holds a value is told by a column of it.
        _ = try Batch(row: [value], as: [type])
        values[position] = value
      }
    } catch {
      throw error.called(function.signature.name)
    }
    note(position, isNull: value == .null)
  }

  /// Sets an argument to a text or to bytes.
  func set(
    _ bytes: RawSpan, _ id: ColumnType, at position: Int
  ) throws(PythonGuestError) {
    try check(position)
    try prepare()
    guard arguments[position].id == id else {
      throw function.wrongType("a value of type \(id == .utf8 ? "utf8" : "binary")", position)
    }
    if let area {
      if !area.hasRoom(bytes.byteCount, at: position) { try makeRoom(bytes.byteCount, position) }
      area.set(bytes, at: position)
    } else {
      values[position] = bytes.withUnsafeBytes {
        id == .utf8 ? .utf8(String(decoding: $0, as: UTF8.self)) : .binary(Array($0))
      }
    }
    note(position, isNull: false)
  }

  private func makeRoom(_ count: Int, _ position: Int) throws(PythonGuestError) {
    guard let area else { return }
    do throws(PythonGuestError) {
      state = try session.run { () throws(PythonGuestError) in
        try area.makeRoom(count, at: position)
      }
    } catch {
      throw error.called(function.signature.name)
    }
    start = area.start
  }

  private func check(_ position: Int) throws(PythonGuestError) {
    guard position >= 0, position < count else {
      throw PythonGuestError(
        .invalidInput, of: .function(function.signature.name),
        "has no argument \(position); they are counted from 0 to \(count - 1)")
    }
  }

  // MARK: The call

  func call() throws(PythonGuestError) {
    try prepare()
    answer = .none
    if skipping > 0 {
      answer = .null
      return
    }
    do throws(PythonGuestError) {
      if let area { try call(area) } else { try callWithValues() }
    } catch {
      throw error.called(function.signature.name)
    }
  }

  @inline(__always)
  private func call(_ area: RowArea) throws(PythonGuestError) {
    var isNull = false
    state = try session.run { () throws(PythonGuestError) in
      try area.call(count)
      start = area.start
      isNull = start.map(RowArea.isNull) ?? true
      if isNull, !mayReturnNone { throw NullRule.broken }
    }
    answer = isNull ? .null : .inArea
  }

  private func callWithValues() throws(PythonGuestError) {
    guard let instance else { return }
    var value = Value.null
    state = try session.run { () throws(PythonGuestError) in
      value = try instance.call(function.index, values)
      if value == .null, !mayReturnNone { throw NullRule.broken }
    }
    answer = value == .null ? .null : .value(value)
  }

  // MARK: The result

  @inline(__always)
  func isNull() throws(PythonGuestError) -> Bool {
    guard state == session.state else { throw Self.noResult }
    switch answer {
    case .none: throw Self.noResult
    case .null: return true
    case .inArea, .value: return false
    }
  }

  private static let noResult = PythonGuestError(
    .usage, "there is no result to read; call the function, and read it before the next call")

  /// Where the result lies, which is not NULL and of exactly this type; nil where it is elsewhere.
  @inline(__always)
  func resultPlace(_ id: ColumnType) -> UnsafeMutableRawPointer? {
    guard resultID == id, case .inArea = answer, let start else { return nil }
    return start + RowSlot.value
  }

  /// The result, which is not NULL.
  func value() throws(PythonGuestError) -> Value {
    if case .value(let value) = answer { return value }
    guard let area else { throw Self.noResult }
    do throws(PythonGuestError) {
      return try area.value(of: function.signature.returns.column)
    } catch {
      session.lose(after: error)
      throw error.called(function.signature.name)
    }
  }

  /// Lends the bytes of the result.
  func withBytes<Result>(
    _ body: (RawSpan) throws(PythonGuestError) -> Result
  ) throws(PythonGuestError) -> Result? {
    guard resultID == .utf8 || resultID == .binary else { throw wrongResult("bytes") }
    if try isNull() { return nil }
    guard case .inArea = answer, let area else {
      let bytes = try bytes(of: value())
      return try session.lend { () throws(PythonGuestError) in try body(bytes.span.bytes) }
    }
    let bytes: UnsafeRawBufferPointer
    do throws(PythonGuestError) {
      bytes = try area.bytes(of: resultID)
    } catch {
      session.lose(after: error)
      throw error.called(function.signature.name)
    }
    return try session.lend { () throws(PythonGuestError) in try body(bytes.bytes) }
  }

  private func bytes(of value: Value) throws(PythonGuestError) -> [UInt8] {
    switch value {
    case .utf8(let text): return Array(text.utf8)
    case .binary(let bytes): return bytes
    default: throw wrongResult("bytes")
    }
  }

  func wrongResult(_ wanted: String) -> PythonGuestError {
    PythonGuestError(
      .usage,
      "\(function.signature.name) returns \(function.signature.returns.pythonName), which is not "
        + "read as \(wanted)")
  }
}
