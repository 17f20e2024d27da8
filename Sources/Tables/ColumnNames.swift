/// The names of a table's columns, each of them once.
///
/// A column without a name is named by its place: `c3`. Of columns with the same name the
/// first keeps it; the others become `a_2`, `a_3` and so on, past names that are there.
public struct ColumnNames: Sendable {
  /// A column that has another name than it came with.
  public struct Renamed: Sendable, Equatable {
    /// The column, from 1.
    public let place: Int
    public let from: String
    public let to: String
  }

  public private(set) var names: [String]
  public private(set) var renamed: [Renamed] = []

  /// Names for columns that come with none.
  init(count: Int) { names = (1...max(count, 1)).prefix(count).map { "c\($0)" } }

  /// - Parameter folding: what names are told apart by; for SQL, their form in lower case.
  public init(_ original: [String], folding: (String) -> String = { $0 }) {
    names = []
    names.reserveCapacity(original.count)
    var taken: Set<String> = []
    let reserved = Set(original.map(folding))
    var counts: [String: Int] = [:]
    for (index, name) in original.enumerated() {
      let folded = folding(name)
      var unique = folded.isEmpty ? "c\(index + 1)" : name
      let isFree = folded.isEmpty ? !reserved.contains(folding(unique)) : true
      if !isFree || taken.contains(folding(unique)) {
        unique = Self.numbered(unique, &counts, folding) {
          reserved.contains($0) || taken.contains($0)
        }
      }
      taken.insert(folding(unique))
      if unique != name { renamed.append(Renamed(place: index + 1, from: name, to: unique)) }
      names.append(unique)
    }
  }

  private static func numbered(
    _ name: String, _ counts: inout [String: Int], _ folding: (String) -> String,
    isTaken: (String) -> Bool
  ) -> String {
    let folded = folding(name)
    var number = counts[folded] ?? 2
    while isTaken(folding("\(name)_\(number)")) { number += 1 }
    counts[folded] = number + 1
    return "\(name)_\(number)"
  }

  /// What tells names apart in SQL: letters of ASCII in upper and lower case are the same,
  /// and NUL is left out.
  public static func foldedForSQL(_ name: String) -> String {
    let bytes = name.utf8.lazy.filter { $0 != 0 }.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    return String(decoding: Array(bytes), as: UTF8.self)
  }
}

extension ColumnNames {
  /// What was renamed, as one line says it; nil where nothing was.
  public static func note(_ renamed: [Renamed], file: String) -> String? {
    guard !renamed.isEmpty else { return nil }
    let shown = renamed.prefix(5).map { change in
      let name = change.from.isEmpty ? "without a name" : quoted(Array(change.from.utf8))
      return "column \(change.place) \(name) as \(quoted(Array(change.to.utf8)))"
    }
    let rest = renamed.count > shown.count ? [", and \(renamed.count - shown.count) more"] : []
    return "\(file): takes \(shown.joined(separator: ", "))\(rest.joined())"
  }
}
