import CPython

/// Calls of one row, as databases make them that pass row by row: arguments lie in a row area, and
/// nothing is allocated for what has a fixed size.
enum RowCall {
  /// What a call has to know of a function, in plain memory: to read it counts no references.
  private struct Function {
    /// Borrowed, from the loaded function, as is ``name``.
    let callable: Reference
    let name: Reference
    let required: Int
    let count: Int
    let parameters: UnsafeMutablePointer<ValueKind>
    let result: ValueKind
    /// The arguments of the last call that may be filled anew. Owned.
    let arguments: UnsafeMutablePointer<Reference?>

    init(_ function: LoadedFunction) {
      callable = function.callable
      name = function.name
      required = function.required
      count = function.parameters.count
      result = function.result
      parameters = .allocate(capacity: count + 1)
      arguments = .allocate(capacity: count + 1)
      arguments.initialize(repeating: nil, count: count + 1)
      for (index, kind) in function.parameters.enumerated() {
        (parameters + index).initialize(to: kind)
      }
    }

    func free() {
      for index in 0..<count { forget(index) }
      parameters.deallocate()
      arguments.deallocate()
    }

    /// Lets go of an argument.
    @inline(__always)
    func forget(_ index: Int) {
      guard let old = arguments[index] else { return }
      arguments[index] = nil
      python_release(old)
    }
  }

  nonisolated(unsafe) private static var functions = UnsafeMutableBufferPointer<Function>(
    start: nil, count: 0)
  /// The last result, where what was answered lies in it. Owned.
  nonisolated(unsafe) private static var held: Reference?
  /// For results that are stored as those of columns are.
  nonisolated(unsafe) private static var column = ResultColumn()

  /// Takes the functions of a program that was loaded.
  static func take(_ loaded: [LoadedFunction]) {
    functions = .allocate(capacity: loaded.count)
    for (index, function) in loaded.enumerated() {
      functions.initializeElement(at: index, to: Function(function))
    }
  }

  /// Forgets the functions, before they are released.
  static func forgetFunctions() {
    for function in functions { function.free() }
    functions.deallocate()
    functions = UnsafeMutableBufferPointer(start: nil, count: 0)
  }

  /// Runs a function over the values in a row area, where its result goes too.
  static func run(
    _ index: Int, _ area: UnsafeMutableRawPointer?, _ count: Int
  ) throws(Failure) {
    guard let area, functions.indices.contains(index) else { throw .badRequest() }
    let function = functions[index]
    guard function.required...function.count ~= count, !function.result.type.isNested else {
      throw .badRequest()
    }
    if let held {
      self.held = nil
      python_release(held)
    }
    defer { for index in 0..<count { keep(function, index) } }
    for index in 0..<count {
      let slot = area + (index + 1) * RowSlot.byteCount
      guard box(slot, function, index) else { throw .raised(in: function.name, row: 0) }
    }
    guard let value = python_call(function.callable, function.arguments, count) else {
      throw .raised(in: function.name, row: 0)
    }
    var isHeld = false
    defer { if isHeld { held = value } else { python_release(value) } }
    do throws(Misfit) {
      isHeld = try store(value, function.result, area)
    } catch {
      throw .misfit(error, value, in: function.name, row: 0)
    }
  }

  // MARK: Arguments

  /// Makes an argument of what lies in its slot; false with a Python exception set.
  @inline(__always)
  private static func box(
    _ slot: UnsafeMutableRawPointer, _ function: Function, _ index: Int
  ) -> Bool {
    let (kind, old) = (function.parameters[index], function.arguments[index])
    let isNull = slot.load(fromByteOffset: RowSlot.isNull, as: UInt32.self) != 0
    guard let new = isNull ? boxNull(kind) : boxValue(slot, kind, old) else { return false }
    if new != old {
      function.arguments[index] = new
      if let old { python_release(old) }
    }
    return true
  }

  /// The host keeps NULL from what takes no None.
  private static func boxNull(_ kind: ValueKind) -> Reference? {
    if kind.acceptsNone || kind.type == .null { return boxNone() }
    PyErr_BadInternalCall()
    return nil
  }

  @inline(__always)
  private static func boxValue(
    _ slot: UnsafeMutableRawPointer, _ kind: ValueKind, _ old: Reference?
  ) -> Reference? {
    if kind.detail == nil {
      switch kind.type {
      case .int64: return boxInt(slot.load(fromByteOffset: RowSlot.value, as: Int64.self), old)
      case .float64: return boxFloat(slot.load(fromByteOffset: RowSlot.value, as: Double.self), old)
      case .utf8:
        let text = UnsafeRawBufferPointer(
          start: UnsafeRawPointer(
            bitPattern: UInt(slot.load(fromByteOffset: RowSlot.address, as: UInt32.self))),
          count: Int(slot.load(fromByteOffset: RowSlot.offsets + 4, as: Int32.self)))
        return isASCII(text) ? boxASCII(text, old) : boxText(text)
      default: break
      }
    }
    return InputColumn(slot: slot, for: kind).boxItem(0)
  }

  /// Whether a text is ASCII; of a long one, CPython finds out itself.
  @inline(__always)
  private static func isASCII(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count <= longestKept else { return false }
    var bits: UInt8 = 0
    for byte in text { bits |= byte }
    return bits < 0x80
  }

  /// Bytes of the longest text that is kept to be filled anew.
  private static let longestKept = 256

  /// Keeps an argument for the next call where it may be filled anew.
  @inline(__always)
  private static func keep(_ function: Function, _ index: Int) {
    guard let argument = function.arguments[index] else { return }
    if python_is_int(argument) != 0 || python_is_float(argument) != 0
      || (python_is_plain_ascii(argument) != 0 && python_text_length(argument) <= longestKept)
    {
      return
    }
    function.forget(index)
  }

  // MARK: The result

  /// Puts a result into its slot. Answers whether what the slot points to lies in the object.
  @inline(__always)
  private static func store(
    _ value: Reference, _ kind: ValueKind, _ slot: UnsafeMutableRawPointer
  ) throws(Misfit) -> Bool {
    if value == python_none() {
      guard kind.acceptsNone else { throw .isNone }
      slot.storeBytes(of: 1, toByteOffset: RowSlot.isNull, as: UInt32.self)
      return false
    }
    slot.storeBytes(of: 0, toByteOffset: RowSlot.isNull, as: UInt32.self)
    if kind.detail == nil {
      switch kind.type {
      case .int64:
        slot.storeBytes(
          of: try unboxExactInt(value), toByteOffset: RowSlot.value, as: Int64.self)
        return false
      case .float64:
        slot.storeBytes(of: try unboxFloat(value), toByteOffset: RowSlot.value, as: Double.self)
        return false
      case .utf8:
        point(slot, at: try textBytes(of: value))
        return true
      case .binary:
        point(slot, at: try plainBytes(of: value))
        return true
      default: break
      }
    }
    try storeAsColumn(value, kind, slot)
    return false
  }

  private static func point(_ slot: UnsafeMutableRawPointer, at bytes: UnsafeRawBufferPointer) {
    slot.storeBytes(
      of: UInt32(truncatingIfNeeded: bytes.count), toByteOffset: RowSlot.offsets + 4,
      as: UInt32.self)
    slot.storeBytes(
      of: address(bytes.baseAddress), toByteOffset: RowSlot.address, as: UInt32.self)
  }

  /// Stores it as a column of one row does, which stands until the next result.
  private static func storeAsColumn(
    _ value: Reference, _ kind: ValueKind, _ slot: UnsafeMutableRawPointer
  ) throws(Misfit) {
    guard column.start(kind, rows: 1, first: 0) else { throw .noMemory }
    if let misfit = column.storeValue(value, 0) { throw misfit }
    switch kind.type.layout {
    case .bits: memcpy(slot + RowSlot.value, column.values.bytes.unsafelyUnwrapped, 1)
    case .fixed(let bytes):
      memcpy(slot + RowSlot.value, column.values.bytes.unsafelyUnwrapped, bytes)
    case .bytes:
      point(slot, at: UnsafeRawBufferPointer(start: column.values.bytes, count: column.textEnd))
    case .none, .list, .structure: throw .wrongType
    }
  }
}
