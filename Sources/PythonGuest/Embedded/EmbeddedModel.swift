import Columns
import FoundationEssentials
import Wasmtime

/// CPython's C API driven from Swift inside the sandbox: the default.
public struct EmbeddedModel: ExecutionModel {
  private let image: Image

  /// Runs programs in instances of an image.
  public init(_ image: Image) { self.image = image }

  public func start(_ source: ProgramSource) throws(PythonGuestError) -> any ProgramInstance {
    let guest = try GuestInstance(
      image, limits: source.limits, permissions: source.permissions, output: source.output)
    let description = try Self.load(source, into: guest)
    return EmbeddedInstance(
      guest, description, dependencies: source.packages.compactMap(\.dependency))
  }

  /// Loads a program's source; answers with what it offers.
  static func load(
    _ source: ProgramSource, into guest: GuestInstance
  ) throws(PythonGuestError) -> ProgramDescription {
    try load(source, text: source.requiredText(), into: guest)
  }

  /// Loads a text, or where there is none, only sets the environment of what is loaded.
  static func load(
    _ source: ProgramSource, text: String?, into guest: GuestInstance
  ) throws(PythonGuestError) -> ProgramDescription {
    // What is loaded has its packages already.
    let packages = text == nil ? [] : source.packages
    let head = Request(
      name: source.file, source: text, environment: source.environment,
      packages: packages.map(PackageDescription.init))
    let json = try guest.load(
      try request(head) + Package.payload(packages), file: source.file)
    guard let description = try? JSONDecoder().decode(ProgramDescription.self, from: Data(json))
    else {
      throw PythonGuestError(.guestCrashed, of: nil, "the guest did not describe the program")
    }
    return description
  }

  private struct Request: Encodable {
    var name: String
    var source: String?
    var environment: [String: String]
    var packages: [PackageDescription]
  }

  private static func request(_ request: Request) throws(PythonGuestError) -> [UInt8] {
    do {
      return Array(try JSONEncoder().encode(request))
    } catch {
      throw PythonGuestError(.internal, "the source cannot be sent: \(error)", underlying: error)
    }
  }
}

/// An instance of the guest with a program loaded.
///
/// `@unchecked Sendable`: whoever holds one has it alone, on one thread at a time.
final class EmbeddedInstance: ProgramInstance, @unchecked Sendable {
  let functions: [Signature]
  let notOffered: [NotOffered]
  let dependencies: [Dependency]
  var isEnded: Bool { guest.isEnded }
  /// Of each function, to be had without copying a signature.
  private let resultTypes: [DataType]
  private let parameterTypes: [[DataType]]
  /// Whether no value has others inside, and no parameter takes any number of them.
  private let isFlat: [Bool]
  /// The areas that nobody has, of each function.
  private var idleAreas: [[RowArea]]
  private let guest: GuestInstance

  init(
    _ guest: GuestInstance, _ description: ProgramDescription, dependencies: [Dependency] = []
  ) {
    self.guest = guest
    self.dependencies = dependencies
    functions = description.functions
    resultTypes = functions.map(\.returns.column)
    parameterTypes = functions.map { $0.parameters.map(\.type.column) }
    isFlat = functions.map { function in
      function.kind == .scalar && !function.isVariadic
        && !(function.parameters.map(\.type) + [function.returns]).contains {
          $0.column.id.isNested
        }
    }
    idleAreas = functions.map { _ in [] }
    notOffered = description.notOffered
  }

  func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
    guard batch.rowCount <= Column.maximumRows else {
      throw PythonGuestError(
        .invalidInput, "a batch may have \(Column.maximumRows) rows at most; pass fewer")
    }
    var run = BatchRun(guest, function, of: function, .call, functions, batch)
    var column = ReturnedColumn(resultTypes[function], rows: batch.rowCount)
    while try run.next(into: &column) != nil {}
    return try column.finish()
  }

  func call(
    _ function: Int, _ batch: Batch, _ use: (Range<Int>, Column) throws -> Void
  ) throws {
    let type = resultTypes[function]
    var run = BatchRun(guest, function, of: function, .call, functions, batch)
    var column = ReturnedColumn(type, rows: 0)
    while let rows = try run.next(into: &column) {
      let results = try column.finish()
      column = ReturnedColumn(type, rows: 0)
      try use(rows, results)
    }
  }

  func call(_ function: Int, _ values: [Value]) throws(PythonGuestError) -> Value {
    var types = parameterTypes[function]
    if values.count > types.count, let last = types.last {
      types += repeatElement(last, count: values.count - types.count)
    }
    guard let area = try takeArea(of: function) else {
      return try callNested(function, values, types)
    }
    defer { give(back: area, of: function) }
    for position in values.indices {
      try area.set(values[position], as: types[position], at: position)
    }
    try area.call(values.count)
    return try area.isNull ? .null : area.value(of: resultTypes[function])
  }

  // MARK: Row areas

  /// An area for calls of a function, which nobody else has until it is given back; nil where the
  /// function takes or returns values with others inside, or takes any number of them.
  func takeArea(of function: Int) throws(PythonGuestError) -> RowArea? {
    guard isFlat[function] else { return nil }
    if let idle = idleAreas[function].popLast() { return idle }
    return try RowArea(guest, function: function, arguments: parameterTypes[function].count)
  }

  func give(back area: RowArea, of function: Int) { idleAreas[function].append(area) }

  // MARK: Aggregates and tables

  func perform(
    _ operation: Operation, of function: Int, _ batch: Batch
  ) throws(PythonGuestError) -> Column {
    let signature = functions[function]
    let returns = signature.result(of: operation)
    var run = BatchRun(
      guest, try signature.number(of: operation), of: function, operation, functions, batch)
    var column = ReturnedColumn(returns.column, rows: batch.rowCount)
    while try run.next(into: &column) != nil {}
    return try column.finish()
  }

  func rows(
    of function: Int, table: UInt32, atMost most: Int
  ) throws(PythonGuestError) -> Column {
    let signature = functions[function]
    var column = ReturnedColumn(signature.returns.column, rows: most)
    let request = TableRequest(table)
    do throws(PythonGuestError) {
      try guest.call(
        try signature.number(of: .next), columns: 1, rows: most,
        byteCount: TableRequest.byteCount, write: request.write
      ) { (answer, memory) throws(WasmtimeError) in
        let most = max(most, TableRequest.mostWaiting)
        _ = try column.append(answer, least: 0, most: most, from: memory)
      }
    } catch {
      throw (error.underlying as? EarlierMisfit)?.error(signature.returns) ?? error
    }
    return try column.finish()
  }

  /// One row, as a batch of one: for values with others inside.
  private func callNested(
    _ function: Int, _ values: [Value], _ types: [DataType]
  ) throws(PythonGuestError) -> Value {
    let results: Column = try call(function, try Batch(row: values, as: types))
    do throws(ColumnError) {
      return try results.value(at: 0)
    } catch {
      throw PythonGuestError(.guestCrashed, "answered without a row", underlying: error)
    }
  }
}

/// A batch on its way through the guest: handed over in pieces, each answered once or more often.
private struct BatchRun {
  private let guest: GuestInstance
  /// The number of what the guest is asked for.
  private let number: Int
  /// What a failure tells of that: a function of the program's, and an operation of it.
  private let signatures: [Signature]
  private let function: Int
  private let operation: Operation
  private let batch: Batch
  /// The rows that the guest has, and the first of them that it has not answered for.
  private var piece = 0..<0
  private var next = 0

  init(
    _ guest: GuestInstance, _ number: Int, of function: Int, _ operation: Operation,
    _ signatures: [Signature], _ batch: Batch
  ) {
    self.guest = guest
    self.number = number
    self.function = function
    self.operation = operation
    self.signatures = signatures
    self.batch = batch
  }

  /// Runs the function until the guest answers.
  ///
  /// - Returns: the rows it has answered for; nil where there are no more.
  mutating func next(into column: inout ReturnedColumn) throws(PythonGuestError) -> Range<Int>? {
    guard next < batch.rowCount else { return nil }
    do throws(PythonGuestError) {
      let start = next
      next += next < piece.upperBound ? try resume(&column) : try begin(&column)
      if next < piece.upperBound { guest.pause() }
      return start..<next
    } catch {
      // Rows run in order: what an earlier one returned comes before what ended the guest.
      var error =
        (error.underlying as? EarlierMisfit)?
        .error(signatures[function].result(of: operation)) ?? error
      error.row = error.row.map { $0 + piece.lowerBound }
      throw error
    }
  }

  private mutating func begin(_ column: inout ReturnedColumn) throws(PythonGuestError) -> Int {
    piece = try batch.piece(from: next)
    let most = piece.count
    let layout = try BatchLayout(batch, rows: piece)
    return try guest.call(
      number, columns: batch.columns.count, rows: most, byteCount: layout.byteCount,
      write: layout.write
    ) { (answer, memory) throws(WasmtimeError) in
      try column.append(answer, most: most, from: memory)
    }
  }

  private func resume(_ column: inout ReturnedColumn) throws(PythonGuestError) -> Int {
    let most = piece.upperBound - next
    return try guest.resume(rows: piece.count) { (answer, memory) throws(WasmtimeError) in
      try column.append(answer, most: most, from: memory)
    }
  }
}
