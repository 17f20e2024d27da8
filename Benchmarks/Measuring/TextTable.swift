import Foundation

/// A table that people read in a terminal.
public struct TextTable {
  private let head: [String]
  private let rows: [[String]]

  /// - Parameter rows: each with a cell for each heading; where there are fewer, the rest is empty.
  public init(_ head: [String], _ rows: [[String]]) {
    self.head = head
    self.rows = rows.map { $0 + Array(repeating: "", count: max(head.count - $0.count, 0)) }
  }

  /// A number with about three digits; nothing where there is none.
  public static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    return String(format: value < 1 ? "%.3f" : value < 100 ? "%.2f" : "%.0f", value)
  }

  /// Columns in which nothing stands but numbers are aligned to the right.
  public var text: String {
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let areNumbers = head.indices.map { column in
      rows.allSatisfy { $0[column].isEmpty || Double($0[column]) != nil }
    }
    return all.map { row in
      let cells = head.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return areNumbers[column] ? space + row[column] : row[column] + space
      }
      let line = cells.joined(separator: "  ")
      return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
    }.joined(separator: "\n")
  }
}
