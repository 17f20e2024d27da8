import CPython

/// The program of this instance: what is loaded, and the loop that runs it.
///
/// The guest has one thread, so plain globals hold its state.
enum Program {
  nonisolated(unsafe) private static var functions: [LoadedFunction] = []
  nonisolated(unsafe) private static var rowLoop = RowLoop()
  /// The running call's arguments, in room that the next call uses again.
  nonisolated(unsafe) private static var columns: [InputColumn] = []
  /// The source's name, a str, and the list of its lines. Owned.
  nonisolated(unsafe) private(set) static var sourceFile: Reference?
  nonisolated(unsafe) private(set) static var sourceLines: Reference?

  /// Loads a source from the host's JSON request; the answer is JSON, in bytes, owned.
  static func load(_ request: UnsafeRawBufferPointer) throws(Failure) -> Reference {
    Interruption.await()
    guard let module = importModule("pyguest._program") else {
      throw .raised(in: nil, row: nil)
    }
    defer { python_release(module) }
    guard let load = attribute("load", of: module), let bytes = boxBytes(request) else {
      throw .raised(in: nil, row: nil)
    }
    defer {
      python_release(load)
      python_release(bytes)
    }
    guard let loaded = callPython(load, [bytes]) else { throw .raised(in: nil, row: nil) }
    defer { python_release(loaded) }
    return try keep(loaded)
  }

  /// Keeps the functions of `(JSON, (function, …), file, lines)`, and answers with the JSON.
  private static func keep(_ loaded: Reference) throws(Failure) -> Reference {
    guard python_is_tuple(loaded) != 0, python_tuple_count(loaded) == 4,
      let json = python_tuple_item(loaded, 0), python_is_bytes(json) != 0,
      let descriptions = python_tuple_item(loaded, 1), python_is_tuple(descriptions) != 0,
      let file = python_tuple_item(loaded, 2), let lines = python_tuple_item(loaded, 3)
    else { throw .badRequest() }
    keepSource(file, lines)
    RowCall.forgetFunctions()
    for function in functions { function.release() }
    functions = []
    KindDetail.kept = []
    for index in 0..<python_tuple_count(descriptions) {
      guard let description = python_tuple_item(descriptions, index),
        let function = LoadedFunction(description)
      else { throw .badRequest() }
      functions.append(function)
    }
    RowCall.take(functions)
    python_retain(json)
    return json
  }

  private static func keepSource(_ file: Reference, _ lines: Reference) {
    python_retain(file)
    python_retain(lines)
    if let sourceFile { python_release(sourceFile) }
    if let sourceLines { python_release(sourceLines) }
    (sourceFile, sourceLines) = (file, lines)
  }

  /// Runs a function; the descriptor's buffers stand until the next call.
  static func call(
    _ index: Int, _ descriptors: UnsafeRawPointer, count: Int, rows: Int
  ) throws(Failure) -> ColumnDescriptor {
    guard functions.indices.contains(index), rows >= 0 else { throw .badRequest() }
    Interruption.await()
    let function = functions[index]
    if function.shape == .rows || function.shape == .close {
      let table = try table(descriptors, count)
      if function.shape == .rows { return try OpenTables.next(function, table, rows: rows) }
      OpenTables.drop(table)
    }
    columns.removeAll(keepingCapacity: true)
    if !InputChildren.kept.isEmpty { InputChildren.kept = [] }
    for position in 0..<count {
      let descriptor = ColumnDescriptor(
        reading: descriptors + position * ColumnDescriptor.byteCount)
      guard let kind = function.kind(position) else { throw .badRequest() }
      if descriptor.isDefault {
        guard let value = function.defaultValue(position) else { throw .badRequest() }
        columns.append(InputColumn(repeating: value))
        continue
      }
      guard let column = InputColumn(descriptor, for: kind, rows: rows) else {
        throw .badRequest()
      }
      columns.append(column)
    }
    try rowLoop.run(function, columns, rows: rows)
    return try rowLoop.describeResult()
  }

  /// Runs a function once, over the values in a row area.
  static func callRow(
    _ index: Int, _ area: UnsafeMutableRawPointer?, _ count: Int
  ) throws(Failure) {
    Interruption.await()
    rowLoop.abandon()
    try RowCall.run(index, area, count)
  }

  /// The number of an open table, which is all that what is asked of it is given.
  private static func table(_ descriptors: UnsafeRawPointer, _ count: Int) throws(Failure) -> Int {
    let descriptor = ColumnDescriptor(reading: descriptors)
    guard count == 1, descriptor.type == ColumnType.uint32.rawValue, descriptor.rows == 1,
      let place = UnsafeRawPointer(bitPattern: UInt(descriptor.values))
    else { throw .badRequest() }
    return Int(place.load(as: UInt32.self))
  }

  /// Makes room for what the host is to write.
  static func makeRoom() { rowLoop.makeRoom() }

  /// Goes on with a call that was answered for fewer rows than it has.
  static func resume() throws(Failure) -> ColumnDescriptor {
    try rowLoop.resume()
    return try rowLoop.describeResult()
  }
}
