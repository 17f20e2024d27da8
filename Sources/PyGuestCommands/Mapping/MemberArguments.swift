import PythonGuest
import Tables

/// Which members of JSON objects the parameters take, judged object by object.
///
/// A member that an object lacks is the parameter's default, or NULL where it has none. What
/// no object at all had is known at the end only.
struct MemberArguments {
  /// Consecutive objects for which the function is called with as many arguments.
  struct Run {
    var rows: Range<Int>
    var arguments: Int
  }

  private let mapping: Mapping
  /// The members' names, a parameter each.
  let keys: [[UInt8]]
  /// How many of them an object may not leave to defaults.
  private let requiredCount: Int
  /// Members that some object must have and none has had.
  private(set) var unseen: [Int]
  /// The names of members there are, as long as some are unseen.
  private var others: [[UInt8]] = []

  private static let mostOthers = 21
  private static let rowsForOthers = 100

  init(_ mapping: Mapping) throws(PythonGuestError) {
    self.mapping = mapping
    let parameters = mapping.function.signature.parameters
    if let columns = mapping.columns {
      try mapping.checkCount(of: columns)
      unseen = Array(columns.indices)
    } else {
      unseen = parameters.indices.filter {
        !parameters[$0].hasDefault && !parameters[$0].type.isNullable
      }
    }
    keys = (mapping.columns ?? parameters.map(\.name)).map { Array($0.utf8) }
    requiredCount = min(mapping.function.signature.arities.lowerBound, keys.count)
  }

  /// Cuts objects where the number of arguments changes.
  ///
  /// - Returns: also why the object after the last of them cannot be taken.
  mutating func runs(in records: JSONRecords) -> (runs: [Run], refusal: TableError?) {
    note(records)
    guard requiredCount < keys.count else {
      return ([Run(rows: 0..<records.count, arguments: keys.count)], nil)
    }
    var runs: [Run] = []
    for row in 0..<records.count {
      let arguments: Int
      do throws(TableError) {
        arguments = try argumentCount(records, row)
      } catch {
        return (runs, error)
      }
      if let last = runs.last, last.arguments == arguments {
        runs[runs.count - 1].rows = last.rows.lowerBound..<row + 1
      } else {
        runs.append(Run(rows: row..<row + 1, arguments: arguments))
      }
    }
    return (runs, nil)
  }

  /// Refuses objects none of which had a member that is needed.
  func finish() throws(PythonGuestError) {
    guard let index = unseen.first else { return }
    let names = others.map { String(decoding: $0, as: UTF8.self) }
    guard let columns = mapping.columns else {
      let name = mapping.function.signature.parameters[index].name
      throw mapping.missing(name, "member", "members", there: names)
    }
    throw PythonGuestError(
      .usage,
      "no member is named \(shown(name: columns[index])); the members are \(shown(names: names))")
  }

  /// Up to the last member that an object has; those before it take the default's value.
  private func argumentCount(_ records: JSONRecords, _ row: Int) throws(TableError) -> Int {
    let parameters = mapping.function.signature.parameters
    let optional = requiredCount..<keys.count
    guard let last = optional.last(where: { records.has(keys[$0], row: row) }) else {
      return requiredCount
    }
    if let missing = optional.prefix(while: { $0 < last }).first(where: {
      parameters[$0].defaultValue == nil && !records.has(keys[$0], row: row)
    }) {
      throw TableError(
        .unconvertible,
        "no member is named \(name(missing)), and the parameter's default is no value that can"
          + " be passed while \(name(last)), a later parameter, is there",
        file: records.file, line: records.line(of: row), row: row)
    }
    return last + 1
  }

  private func name(_ index: Int) -> String {
    shown(name: String(decoding: keys[index], as: UTF8.self))
  }

  /// Strikes out members that are there.
  private mutating func note(_ records: JSONRecords) {
    unseen.removeAll { index in
      (0..<records.count).contains { records.has(keys[index], row: $0) }
    }
    guard !unseen.isEmpty else { return }
    for row in 0..<min(records.count, Self.rowsForOthers) where others.count < Self.mostOthers {
      for key in records.keys(of: row).prefix(Self.mostOthers) where !others.contains(key) {
        others.append(key)
      }
    }
  }
}
