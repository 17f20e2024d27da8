/// One measured figure. A ratio is ours divided by the baseline's.
public struct Figure: Codable, Sendable {
  public var name: String
  public var unit: String
  public var value: Double
  public var baseline: Double?
  public var ratio: Double?
  /// What is measured, in words that complete the name.
  public var what: String

  public init(name: String, unit: String, value: Double, baseline: Double? = nil, what: String) {
    self.name = name
    self.unit = unit
    self.value = value
    self.baseline = baseline
    ratio = baseline.map { value / $0 }
    self.what = what
  }
}

extension [Figure] {
  /// The table that people read.
  public var table: TextTable {
    TextTable(
      ["name", "unit", "ours", "baseline", "ratio", "what"],
      map {
        [
          $0.name, $0.unit, TextTable.number($0.value), TextTable.number($0.baseline),
          TextTable.number($0.ratio), $0.what,
        ]
      })
  }
}
