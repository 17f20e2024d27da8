import Columns
import FoundationEssentials
import PythonGuest

/// A message to or from `pyguest.worker`, whose `messages` documents the form: a count, JSON, buffers, each
/// part filled up to a multiple of eight bytes.
enum WorkerMessage {
  private static let alignment = 8

  // MARK: Requests

  static func load(_ source: ProgramSource) throws(PythonGuestError) -> [UInt8] {
    let text: String? = if case .text(let text) = source.code { text } else { nil }
    return try encode(
      LoadRequest(op: "load", name: source.file, source: text, environment: source.environment))
  }

  /// Calls a vectorized function, by its number in the program, over a batch.
  static func call(_ function: Int, _ batch: Batch) throws(PythonGuestError) -> [UInt8] {
    let columns = try batch.columns.map { (column) throws(PythonGuestError) in
      try WholeColumn(column)
    }
    var message = try encode(
      CallRequest(
        op: "call", function: function, rows: batch.rowCount,
        columns: zip(columns, batch.columns).map { ColumnHeader($0, type: $1.typeNumber) }))
    for column in columns {
      append(column.validity, to: &message)
      append(column.offsets, to: &message)
      column.withValues { append($0, to: &message) }
    }
    return message
  }

  /// Calls a scalar function once a row.
  static func map(
    _ function: Int, _ batch: Batch, _ slices: RowSlices
  ) throws(PythonGuestError) -> [UInt8] {
    let columns = try batch.columns.map { (column) throws(PythonGuestError) in
      try SliceWriter(column, slices)
    }
    var message = try encode(
      MapRequest(
        op: "map", function: function, counts: slices.counts,
        columns: zip(batch.columns, columns).map { column, written in
          SlicesHeader(
            type: column.typeNumber, sizes: written.sizes, bytes: written.bytes.count)
        }))
    message.reserveCapacity(
      columns.reduce(message.count) { $0 + $1.bytes.count + alignment })
    for column in columns { append(column.bytes, to: &message) }
    return message
  }

  /// Asks an open table for its next rows.
  static func next(_ function: Int, table: UInt32, rows: Int) throws(PythonGuestError) -> [UInt8] {
    try encode(NextRequest(op: "next", function: function, table: table, rows: rows))
  }

  private static func encode(_ header: some Encodable) throws(PythonGuestError) -> [UInt8] {
    do {
      let json = try JSONEncoder().encode(header)
      var message: [UInt8] = []
      withUnsafeBytes(of: UInt32(json.count).littleEndian) { message += $0 }
      message += json
      fill(&message)
      return message
    } catch {
      throw PythonGuestError(.internal, "a request cannot be written: \(error)", underlying: error)
    }
  }

  private static func append(_ bytes: some Sequence<UInt8>, to message: inout [UInt8]) {
    message.append(contentsOf: bytes)
    fill(&message)
  }

  private static func fill(_ message: inout [UInt8]) {
    message.append(contentsOf: repeatElement(0, count: aligned(message.count) - message.count))
  }

  private static func aligned(_ count: Int) -> Int { (count + alignment - 1) & ~(alignment - 1) }

  // MARK: Replies, of which nothing is taken on trust

  /// What a program that was loaded from a file of that name offers.
  static func description(_ reply: [UInt8], of file: String) throws(PythonGuestError)
    -> ProgramDescription
  {
    let header = try header(
      reply, as: LoadReply.self, .load(file: file), mostBytes: DescriptionLimit.ofProgram
    ).header
    guard let functions = header.functions, let notOffered = header.notOffered else {
      throw brokenReply("names no functions")
    }
    return ProgramDescription(functions: functions, notOffered: notOffered)
  }

  /// The column that a vectorized function returned.
  static func column(
    _ reply: [UInt8], of type: DataType, rows: Int
  ) throws(PythonGuestError) -> Column {
    let (header, start) = try header(reply, as: CallReply.self, .call(rows: rows))
    guard let column = header.column, column.type == type.id.rawValue else {
      throw brokenReply("has a column of another form")
    }
    var place = start
    let validity = try take(column.validity, from: reply, &place)
    let offsets = try take(column.offsets, from: reply, &place)
    let values = try take(column.values, from: reply, &place)
    do {
      return try Column(
        validating: type, count: rows, validity: type.id == .null ? [] : Array(validity),
        offsets: offsets.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) },
        values: Array(values))
    } catch {
      throw brokenReply("has a broken column: \(error.message)")
    }
  }

  /// The column that a function returned a row at a time.
  ///
  /// - Parameter mostBytes: what its texts may take.
  static func column(
    _ reply: [UInt8], of type: DataType, _ slices: RowSlices, mostBytes: Int
  ) throws(PythonGuestError) -> Column {
    let (header, start) = try header(reply, as: MapReply.self, .call(rows: slices.calledCount))
    guard let count = header.bytes else { throw brokenReply("has a column of another form") }
    var place = start
    let bytes = try take(count, from: reply, &place)
    guard let column = try SliceReader.column(type, slices, bytes, mostBytes: mostBytes) else {
      throw brokenReply("has a broken column")
    }
    return column
  }

  /// Rows of a table, none where there are no more.
  static func rows(
    _ reply: [UInt8], of type: DataType, atMost most: Int, mostBytes: Int
  ) throws(PythonGuestError) -> Column {
    let (header, start) = try header(reply, as: NextReply.self, .call(rows: most))
    guard let count = header.bytes, let rows = header.rows, 0...most ~= rows else {
      throw brokenReply("has rows of another form")
    }
    var place = start
    let bytes = try take(count, from: reply, &place)
    let slices = RowSlices(one: rows)
    guard let column = try SliceReader.column(type, slices, bytes, mostBytes: mostBytes) else {
      throw brokenReply("has broken rows")
    }
    return column
  }

  private static func take(
    _ count: Int, from reply: [UInt8], _ place: inout Int
  ) throws(PythonGuestError) -> ArraySlice<UInt8> {
    guard place <= reply.count, 0...(reply.count - place) ~= count else {
      throw brokenReply("ends in the middle")
    }
    defer { place += aligned(count) }
    return reply[place..<place + count]
  }

  /// A reply's JSON, and where its buffers begin; throws the error that it reports.
  private static func header<Header: WorkerReply>(
    _ reply: [UInt8], as _: Header.Type, _ request: FailureReport.Request,
    mostBytes: Int = DescriptionLimit.ofCall
  ) throws(PythonGuestError) -> (header: Header, end: Int) {
    guard reply.count >= 4 else { throw brokenReply("is too short") }
    let count = Int(
      reply.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) })
    guard count <= mostBytes, count <= reply.count - 4 else {
      throw brokenReply("ends in the middle")
    }
    let json = Data(reply[4..<4 + count])
    guard let header = try? JSONDecoder().decode(Header.self, from: json) else {
      throw brokenReply("is not of the worker's form")
    }
    if header.status != "done" {
      guard let report = header.error.flatMap({ FailureReport($0, request) }) else {
        throw brokenReply("reports no known error")
      }
      throw report.error
    }
    return (header, aligned(4 + count))
  }

  private static func brokenReply(_ how: String) -> PythonGuestError {
    PythonGuestError(.guestCrashed, of: nil, "the interpreter's reply \(how)")
  }
}

private struct LoadRequest: Encodable {
  var op: String
  var name: String
  /// Left out where the interpreter has the program inside.
  var source: String?
  var environment: [String: String]
}

private struct CallRequest: Encodable {
  var op: String
  var function: Int
  var rows: Int
  var columns: [ColumnHeader]
}

private struct MapRequest: Encodable {
  var op: String
  var function: Int
  var counts: [Int]
  var columns: [SlicesHeader]
}

private struct NextRequest: Encodable {
  var op: String
  var function: Int
  var table: UInt32
  var rows: Int
}

/// A column's type, the bytes of each of its lists where it has lists, and of all its slices.
private struct SlicesHeader: Encodable {
  var type: UInt32
  var sizes: [Int]?
  var bytes: Int

  private enum Key: String, CodingKey { case type, sizes, bytes }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(type, forKey: .type)
    try fields.encode(sizes, forKey: .sizes)
    try fields.encode(bytes, forKey: .bytes)
  }
}

/// A column's type and the bytes of its buffers.
private struct ColumnHeader: Codable {
  var type: UInt32
  var nulls: Int
  var validity: Int
  var offsets: Int
  var values: Int

  init(_ column: WholeColumn, type: UInt32) {
    self.type = type
    nulls = column.nullCount
    validity = column.validity.count
    offsets = column.offsets.count
    values = column.valueBytes
  }
}

private protocol WorkerReply: Decodable {
  var status: String { get }
  var error: FailureReport.Fields? { get }
}

private struct LoadReply: WorkerReply {
  var status: String
  var error: FailureReport.Fields?
  var functions: [Signature]?
  var notOffered: [NotOffered]?
}

private struct CallReply: WorkerReply {
  var status: String
  var error: FailureReport.Fields?
  var column: ColumnHeader?
}

private struct MapReply: WorkerReply {
  var status: String
  var error: FailureReport.Fields?
  var bytes: Int?
}

private struct NextReply: WorkerReply {
  var status: String
  var error: FailureReport.Fields?
  var rows: Int?
  var bytes: Int?
}
