/// The names of a table's columns, found without looking through all of them.
public struct JSONColumns: Sendable {
  public private(set) var keys: [[UInt8]] = []
  private var places: [[UInt8]: Int] = [:]

  /// - Parameter keys: names that differ from one another.
  public init(_ keys: [[UInt8]] = []) {
    for key in keys { _ = add(key) }
  }

  public var count: Int { keys.count }

  /// The column of a member; nil where there is none.
  ///
  /// - Parameter guess: the column that is looked at first, as members mostly come in order.
  func place(of member: JSONMember, in records: JSONRecords, guess: Int) -> Int? {
    if guess < keys.count, records.isNamed(member, keys[guess]) { return guess }
    return places[records.key(of: member)]
  }

  mutating func add(_ key: [UInt8]) -> Int {
    places[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }
}

extension JSONRecords {
  /// Calls `body` with the column and the place of each of an object's members, or with nil
  /// for a member that has no column.
  func forEachMember<Failure: Error>(
    of row: Int, in columns: JSONColumns, _ body: (Int?, JSONMember) throws(Failure) -> Void
  ) throws(Failure) {
    var guess = 0
    for index in extents[row].members {
      let place = columns.place(of: members[index], in: self, guess: guess)
      try body(place, members[index])
      guess = (place ?? guess) + 1
    }
  }
}
