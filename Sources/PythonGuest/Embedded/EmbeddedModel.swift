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
    return EmbeddedInstance(guest, try Self.load(source, into: guest))
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
    let json = try guest.load(
      try request(Request(name: source.file, source: text, environment: source.environment)),
      file: source.file)
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
final class EmbeddedInstance: ProgramInstance {
  let functions: [Signature]
  let notOffered: [NotOffered]
  var isEnded: Bool { guest.isEnded }
  /// Of each function, to be had without copying a signature.
  private let resultTypes: [DataType]
  private let resultIDs: [ColumnType]
  private let parameterTypes: [[DataType]]
  private let guest: GuestInstance

  init(_ guest: GuestInstance, _ description: ProgramDescription) {
    self.guest = guest
    functions = description.functions
    resultTypes = functions.map(\.returns.column)
    resultIDs = resultTypes.map(\.id)
    parameterTypes = functions.map { $0.parameters.map(\.type.column) }
    notOffered = description.notOffered
  }

  func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> Column {
    guard batch.rowCount <= Column.maximumRows else {
      throw PythonGuestError(
        .invalidInput, "a batch may have \(Column.maximumRows) rows at most; pass fewer")
    }
    let returns = functions[function].returns
    var run = BatchRun(guest, function, returns, batch)
    var column = ReturnedColumn(returns.column, rows: batch.rowCount)
    while try run.next(into: &column) != nil {}
    return try column.finish()
  }

  func call(
    _ function: Int, _ batch: Batch, _ use: (Range<Int>, Column) throws -> Void
  ) throws {
    let returns = functions[function].returns
    var run = BatchRun(guest, function, returns, batch)
    var column = ReturnedColumn(returns.column, rows: 0)
    while let rows = try run.next(into: &column) { try use(rows, column.finish()) }
  }

  func call(_ function: Int, _ values: [Value]) throws(PythonGuestError) -> Value {
    let types = parameterTypes[function]
    guard !resultIDs[function].isNested, let row = try ValueRow(values, as: types) else {
      return try callNested(function, values, types)
    }
    return try guest.call(
      function, columns: values.count, rows: nil, byteCount: row.byteCount,
      write: { row.write(values, as: types, to: $0, address: $1) },
      read: { (descriptor, guest) throws(WasmtimeError) in
        try guest.value(descriptor, of: resultIDs[function], resultTypes[function])
      })
  }

  func perform(
    _ operation: Operation, of function: Int, _ batch: Batch
  ) throws(PythonGuestError) -> Column {
    let signature = functions[function]
    let returns = signature.result(of: operation)
    var run = BatchRun(guest, try signature.number(of: operation), returns, batch)
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
  private let function: Int
  private let returns: ValueType
  private let batch: Batch
  /// The rows that the guest has, and the first of them that it has not answered for.
  private var piece = 0..<0
  private var next = 0

  init(_ guest: GuestInstance, _ function: Int, _ returns: ValueType, _ batch: Batch) {
    self.guest = guest
    self.function = function
    self.returns = returns
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
      return start..<next
    } catch {
      // Rows run in order: what an earlier one returned comes before what ended the guest.
      var error = (error.underlying as? EarlierMisfit)?.error(returns) ?? error
      error.row = error.row.map { $0 + piece.lowerBound }
      throw error
    }
  }

  private mutating func begin(_ column: inout ReturnedColumn) throws(PythonGuestError) -> Int {
    piece = try batch.piece(from: next)
    let most = piece.count
    let layout = try BatchLayout(batch, rows: piece)
    return try guest.call(
      function, columns: batch.columns.count, rows: most, byteCount: layout.byteCount,
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
