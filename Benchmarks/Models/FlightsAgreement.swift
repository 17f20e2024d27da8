public import Columns
import Foundation
public import PythonGuest

/// Runs the functions of `examples/flights.py` over all flights, batch by batch, in two models.
public struct FlightsAgreement {
  private let source: String
  private let batches: [(function: String, batch: Batch)]

  /// Reads the flights that were set up.
  public init(root: String) throws {
    source = try String(contentsOfFile: "\(root)/examples/flights.py", encoding: .utf8)
    let airports = try Self.records("\(root)/.deps/data/airports.csv")
    var places: [Substring: (Double, Double)] = [:]
    for row in airports.rows {
      guard let latitude = Double(row[airports["lat"]]),
        let longitude = Double(row[airports["lon"]])
      else { continue }
      places[row[airports["faa"]]] = (latitude, longitude)
    }
    let flights = try Self.records("\(root)/.deps/data/flights.csv")
    var made: [(String, Batch)] = []
    for start in stride(from: 0, to: flights.rows.count, by: 65_536) {
      let rows = flights.rows[start..<min(start + 65_536, flights.rows.count)]
      let delays = rows.map { Int64($0[flights["dep_delay"]]) }
      let tails = rows.map { $0[flights["tailnum"]] == "NA" ? nil : String($0[flights["tailnum"]]) }
      let origins = rows.map { places[$0[flights["origin"]]] }
      let ends = rows.map { places[$0[flights["dest"]]] }
      made.append(("delay_category", try Batch(columns: [Column(int64: delays)])))
      made.append(("clean_tail_number", try Batch(columns: [Column(utf8: tails)])))
      made.append(
        (
          "great_circle_km",
          try Batch(columns: [
            Column(float64: origins.map { $0?.0 }), Column(float64: origins.map { $0?.1 }),
            Column(float64: ends.map { $0?.0 }), Column(float64: ends.map { $0?.1 }),
          ])
        ))
    }
    batches = made
  }

  /// The answers of a model: a column for each batch.
  public func answers(_ model: any ExecutionModel) throws -> [Column] {
    let limits = Limits(time: .seconds(300), memory: 1 << 30)
    let program = try Program(
      ProgramSource(text: source, file: "flights.py", limits: limits), model: model)
    return try batches.map { try program.function(named: $0.function).call($0.batch) }
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

  private struct Records {
    var columns: [Substring: Int]
    var rows: [[Substring]]
    subscript(name: Substring) -> Int { columns[name] ?? 0 }
  }

  /// These two files quote only what holds no comma but names of places, which are not read.
  private static func records(_ path: String) throws -> Records {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let names = lines.first?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    let columns = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = lines.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    return Records(columns: columns, rows: rows.filter { $0.count == names.count })
  }
}
