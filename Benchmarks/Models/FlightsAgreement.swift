public import Columns
import Foundation
import Measuring
public import PythonGuest
import Tables

/// Runs the functions of `examples/flights.py` over all flights, batch by batch, in two models.
public struct FlightsAgreement {
  private let source: String
  private let batches: [(function: String, batch: Batch)]

  /// Reads the flights that were set up.
  public init(root: String) throws {
    source = try String(contentsOfFile: "\(root)/examples/flights.py", encoding: .utf8)
    let places = try Self.places("\(root)/.deps/data/airports.csv")
    let flights = try CSVReader(
      InputFile(path: "\(root)/.deps/data/flights.csv"), nulls: ["NA"])
    var made: [(String, Batch)] = []
    while let records = try flights.next() {
      func column(_ name: String, _ type: DataType) throws -> Column {
        try Self.column(name, type, of: records, flights)
      }
      made.append(("delay_category", try Batch(columns: [column("dep_delay", .int64)])))
      made.append(("clean_tail_number", try Batch(columns: [column("tailnum", .utf8)])))
      let ends = try [column("origin", .utf8), column("dest", .utf8)].flatMap { airports in
        let found = try (0..<airports.count).map { places[try Self.text(airports, $0)] }
        return [
          try Column(float64: found.map { $0?.latitude }),
          try Column(float64: found.map { $0?.longitude }),
        ]
      }
      made.append(("great_circle_km", try Batch(columns: ends)))
    }
    batches = made
  }

  private typealias Place = (latitude: Double, longitude: Double)

  /// Where each airport lies, by its code.
  private static func places(_ path: String) throws -> [String: Place] {
    let airports = try CSVReader(InputFile(path: path), nulls: ["NA"])
    var places: [String: Place] = [:]
    while let records = try airports.next() {
      let codes = try column("faa", .utf8, of: records, airports)
      let latitudes = try column("lat", .float64, of: records, airports)
      let longitudes = try column("lon", .float64, of: records, airports)
      for row in 0..<records.count {
        guard case .float64(let latitude) = try latitudes.value(at: row),
          case .float64(let longitude) = try longitudes.value(at: row)
        else { continue }
        places[try text(codes, row)] = (latitude, longitude)
      }
    }
    return places
  }

  private static func text(_ column: Column, _ row: Int) throws -> String {
    if case .utf8(let text) = try column.value(at: row) { text } else { "" }
  }

  private static func column(
    _ name: String, _ type: DataType, of records: CSVRecords, _ table: CSVReader
  ) throws -> Column {
    guard let index = table.header.firstIndex(of: name) else {
      throw MeasuringError("\(table.file) has no column \(name)")
    }
    return try records.column(index, named: name, as: type, rows: 0..<records.count)
  }

  /// The answers of a model: a column for each batch.
  public func answers(_ model: any ExecutionModel) throws -> [Column] {
    let limits = Limits(time: .seconds(300), memory: 1 << 30)
    let program = try Program(
      ProgramSource(text: source, file: "flights.py", limits: limits), model: model)
    return try batches.map { try program.function(named: $0.function).call($0.batch).columns[0] }
  }

  /// Text and order must be the same; numbers may differ in the last digits where a model brings
  /// another C library's sine.
  public static func agree(_ first: [Column], _ second: [Column]) throws -> Bool {
    guard first.count == second.count else { return false }
    return try zip(first, second).allSatisfy { left, right in
      if left == right { return true }
      guard left.type == .float64, left.count == right.count else { return false }
      return try (0..<left.count).allSatisfy { row in
        guard
          case (.float64(let one), .float64(let other)) = (
            try left.value(at: row), try right.value(at: row)
          )
        else { return try left.value(at: row) == right.value(at: row) }
        return abs(one - other) <= 1e-9 * abs(one)
      }
    }
  }
}
