import Columns
import PythonGuest

/// An aggregate that all rows of a table are given to.
final class Accumulation {
  private let function: Function
  private var session: Session?
  private let group: Column?

  init(_ function: Function) {
    self.function = function
    group = try? Column(validating: .uint32, count: 1, values: [0, 0, 0, 0])
  }

  func add(_ batch: Batch) throws {
    try lease()
    let groups = try Column(
      validating: .uint32, count: batch.rowCount,
      values: [UInt8](repeating: 0, count: batch.rowCount * 4))
    try session?.accumulate(function, batch, groups: groups)
  }

  /// What came of all rows, in a column under the function's name.
  func finish() throws -> Batch {
    try lease()
    guard let group, let result = try session?.finish(function, groups: group) else {
      throw PythonGuestError(.internal, "an aggregate ended without a result")
    }
    return result
  }

  private func lease() throws(PythonGuestError) {
    if session == nil { session = try function.lease() }
  }
}
