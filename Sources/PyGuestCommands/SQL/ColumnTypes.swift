import PythonGuest
import Tables

/// The types that `--types` sets for columns of loaded tables.
struct ColumnTypes {
  private var entries: [(column: String, type: InferredType)] = []

  private static let names: [String: InferredType] = [
    "text": .text, "integer": .integer, "real": .real,
  ]

  /// Reads lists of `COLUMN=TYPE` or `TABLE.COLUMN=TYPE`, each a CSV record.
  init(_ lists: [String]) throws(PythonGuestError) {
    for list in lists {
      guard let fields = CSVText.fields(of: list) else { throw Self.refusal(of: list) }
      for field in fields {
        guard let equals = field.lastIndex(of: "="), equals > field.startIndex,
          let type = Self.names[field[field.index(after: equals)...].lowercased()]
        else { throw Self.refusal(of: field) }
        entries.append((String(field[..<equals]), type))
      }
    }
  }

  private static func refusal(of text: String) -> PythonGuestError {
    PythonGuestError(
      .usage,
      "--types takes COLUMN=TYPE, with the type text, integer or real, not \(shown(name: text))")
  }

  /// The type that is set for a column, if any; one that names the table counts first.
  func type(of column: String, in table: String) -> InferredType? {
    let entry =
      entries.last { $0.column == "\(table).\(column)" } ?? entries.last { $0.column == column }
    return entry?.type
  }

  /// Refuses a column that none of the tables has.
  func check(_ tables: [(name: String, columns: [String])]) throws(PythonGuestError) {
    for entry in entries {
      let isKnown = tables.contains { table in
        table.columns.contains { entry.column == $0 || entry.column == "\(table.name).\($0)" }
      }
      if isKnown { continue }
      let known = tables.map {
        "\(shown(name: $0.name)) has the columns \(shown(names: $0.columns))"
      }
      let there = known.isEmpty ? "no table is loaded" : known.joined(separator: "; ")
      throw PythonGuestError(
        .usage,
        "--types names the column \(shown(name: entry.column)), which is not there: \(there)")
    }
  }
}
