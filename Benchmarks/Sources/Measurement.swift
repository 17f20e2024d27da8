import Foundation

/// One line of the table. A ratio is ours divided by the baseline's.
struct Measurement: Encodable {
  var name: String
  var unit: String
  var value: Double
  var baseline: Double?
  var ratio: Double? { baseline.map { value / $0 } }
  /// What was compared with what.
  var note: String

  private enum Key: String, CodingKey { case name, unit, value, baseline, ratio }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(unit, forKey: .unit)
    try fields.encode(value, forKey: .value)
    try fields.encode(baseline, forKey: .baseline)
    try fields.encode(ratio, forKey: .ratio)
  }
}

extension [Measurement] {
  /// The table that people read.
  var table: String {
    func number(_ value: Double?) -> String {
      guard let value else { return "" }
      return String(format: value < 1 ? "%.3f" : value < 100 ? "%.2f" : "%.0f", value)
    }
    let head = ["name", "unit", "ours", "baseline", "ratio", "what"]
    let rows =
      [head]
      + map {
        [$0.name, $0.unit, number($0.value), number($0.baseline), number($0.ratio), $0.note]
      }
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return 2...4 ~= column ? space + row[column] : row[column] + space
      }.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n")
  }
}

/// The fastest of several runs, in seconds: what the machine can do when left alone.
func fastest(of repeats: Int, _ run: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  var best = Double.infinity
  for _ in 0..<repeats {
    let time = try clock.measure(run)
    best = min(best, time / .seconds(1))
  }
  return best
}
