public import Foundation

/// The most that each ratio may be, by the figure's name.
public struct Thresholds: Sendable {
  private let most: [String: Double]

  /// - Parameter json: an object with a number for each name.
  public init(json: Data) throws {
    most = try JSONDecoder().decode([String: Double].self, from: json)
  }

  /// What became of one ratio.
  public struct Verdict: Equatable, Sendable {
    public var name: String
    public var ratio: Double?
    public var most: Double?

    /// Whether the ratio is known, and not above what is known as the most.
    public var holds: Bool {
      guard let ratio, let most else { return false }
      return ratio <= most
    }

    fileprivate var words: String {
      if ratio == nil { return "NOT MEASURED" }
      if most == nil { return "NO THRESHOLD" }
      return holds ? "holds" : "WORSE"
    }
  }

  /// Judges each figure that has a ratio.
  ///
  /// - Parameter areAll: whether all was measured, so that a threshold for something else is a
  ///   mistake.
  public func verdicts(on figures: [Figure], areAll: Bool) -> [Verdict] {
    let judged = figures.filter { $0.ratio != nil }
      .map { Verdict(name: $0.name, ratio: $0.ratio, most: most[$0.name]) }
    guard areAll else { return judged }
    let left = Set(most.keys).subtracting(judged.map(\.name))
    return judged + left.sorted().map { Verdict(name: $0, ratio: nil, most: most[$0]) }
  }
}

extension [Thresholds.Verdict] {
  /// The table that people read.
  public var table: TextTable {
    TextTable(
      ["name", "ratio", "most", ""],
      map { [$0.name, TextTable.number($0.ratio), TextTable.number($0.most), $0.words] })
  }
}
