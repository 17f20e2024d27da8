import Columns

/// Numbers of groups as the guest takes them.
enum Groups {
  /// The numbers in a column.
  ///
  /// - Throws: `invalid_input`, where one is missing, is below 0 or is of another type.
  static func column(_ groups: Column) throws(PythonGuestError) -> Column {
    guard groups.nullCount == 0 else { throw refusal("none may be NULL") }
    if groups.type == .uint32 { return groups }
    guard groups.type == .int32 else {
      throw refusal("they are int32 or uint32, not \(groups.type)")
    }
    var builder = ColumnBuilder(type: .uint32, capacity: groups.count)
    do throws(ColumnError) {
      for row in 0..<groups.count {
        guard case .int64(let number) = try groups.value(at: row), number >= 0 else {
          throw ColumnError(.outOfRange, "a group's number is below 0")
        }
        try builder.append(.int64(number))
      }
      return try builder.finish()
    } catch {
      throw refusal(error.message)
    }
  }

  /// One number, so many times.
  static func column(
    repeating group: UInt32, count: Int
  ) throws(PythonGuestError) -> Column {
    let numbers = [UInt32](repeating: group.littleEndian, count: count)
    do throws(ColumnError) {
      return try Column(
        validating: .uint32, count: count, values: numbers.withUnsafeBytes { Array($0) })
    } catch {
      throw refusal(error.message)
    }
  }

  private static func refusal(_ why: String) -> PythonGuestError {
    PythonGuestError(.invalidInput, "the numbers of groups do not fit: \(why)")
  }
}
