import PythonGuest
import Tables

/// Which members of JSON objects the parameters take, judged object by object.
///
/// A member that an object lacks is the parameter's default, or NULL where it has none. What
/// no object at all had is known at the end only.
struct MemberArguments {
  /// Consecutive objects for which the function is called with the same arguments.
  struct Run {
    var rows: Range<Int>
    var given: Given
  }

  /// What an object gives.
  struct Given: Equatable {
    /// Arguments up to the last that is there.
    var count: Int
    /// Those before it that are defaults which only Python knows.
    var defaults: [Int] = []
  }

  private let mapping: Mapping
  /// What takes each of the members.
  private let parameters: [Parameter]
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
    try mapping.checkNamed()
    let signature = mapping.function.signature
    let parameters = signature.parameters(
      for: mapping.columns?.count ?? signature.parameters.count)
    self.parameters = parameters
    if let columns = mapping.columns {
      try mapping.checkCount(of: columns)
      unseen = Array(columns.indices)
    } else {
      unseen = parameters.indices.filter {
        !parameters[$0].hasDefault && !parameters[$0].type.isNullable
      }
    }
    keys = (mapping.columns ?? parameters.map(\.name)).map { Array($0.utf8) }
    requiredCount = min(signature.arities.lowerBound, keys.count)
  }

  /// Cuts objects where what they give changes.
  mutating func runs(in records: JSONRecords) -> [Run] {
    note(records)
    guard requiredCount < keys.count else {
      return [Run(rows: 0..<records.count, given: Given(count: keys.count))]
    }
    var runs: [Run] = []
    for row in 0..<records.count {
      let given = given(records, row)
      if let last = runs.last, last.given == given {
        runs[runs.count - 1].rows = last.rows.lowerBound..<row + 1
      } else {
        runs.append(Run(rows: row..<row + 1, given: given))
      }
    }
    return runs
  }

  /// Refuses objects none of which had a member that is needed.
  func finish() throws(PythonGuestError) {
    guard let index = unseen.first else { return }
    let names = others.map { String(decoding: $0, as: UTF8.self) }
    guard let columns = mapping.columns else {
      let name = parameters[index].name
      throw mapping.missing(name, "member", "members", there: names)
    }
    throw PythonGuestError(
      .usage,
      "no member is named \(shown(name: columns[index])); the members are \(shown(names: names))")
  }

  private func given(_ records: JSONRecords, _ row: Int) -> Given {
    let optional = requiredCount..<keys.count
    guard let last = optional.last(where: { records.has(keys[$0], row: row) }) else {
      return Given(count: requiredCount)
    }
    let lacking = (0..<last).filter {
      parameters[$0].hasDefault && parameters[$0].defaultValue == nil
        && !records.has(keys[$0], row: row)
    }
    return Given(count: last + 1, defaults: lacking)
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
