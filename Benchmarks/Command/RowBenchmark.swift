import Columns
import Measuring
import PythonGuest
import Wasmtime

/// Calls of one row, and of batches so small that what a call costs beyond its rows shows.
extension FunctionBenchmark {
  /// Calls of a round, and rounds of each subject, which take turns.
  private static let calls = 2000
  private static let rounds = 300

  func rows() throws -> [Figure] { try single() + batches() }

  // MARK: One row, against calls of an empty WebAssembly function

  private func single() throws -> [Figure] {
    let empty = try EmptyGuest()
    let ints = try program.function(named: "add_one").row()
    let texts = try program.function(named: "sub_str").row()
    let host = Array("host1234.example.com".utf8)
    let times = try takingTurns([
      { for _ in 0..<Self.calls { try empty.call() } },
      {
        for number in 0..<Int64(Self.calls) {
          try ints.set(1000 + number, at: 0)
          try ints.call()
          guard try ints.int64() == 1001 + number else { throw MeasuringError("a wrong int") }
        }
      },
      {
        for _ in 0..<Self.calls {
          try texts.set(utf8: host.span.bytes, at: 0)
          try texts.call()
          let count = try texts.withBytes { $0.byteCount }
          guard count == 8 else { throw MeasuringError("a wrong text") }
        }
      },
    ])
    let nanoseconds = times.map { $0 / .nanoseconds(Self.calls) }
    return [
      Figure(
        name: "row_add_one", unit: "ns a row", value: nanoseconds[1], baseline: nanoseconds[0],
        what: "`x + 1` of one row, against an empty WebAssembly function"),
      Figure(
        name: "row_sub_str", unit: "ns a row", value: nanoseconds[2], baseline: nanoseconds[0],
        what: "text up to its first dot of one row, against the same"),
    ]
  }

  // MARK: Small batches, against what their rows cost in a large one

  private func batches() throws -> [Figure] {
    let function = try program.function(named: "add_one")
    let sizes = [1, 8, 64, 512]
    let subjects = try (sizes + [Self.large]).map { rows in
      let batch = try Batch(columns: [Column(int64: Array(1000..<1000 + Int64(rows)))])
      return {
        for _ in 0..<Self.batches(of: rows) {
          guard try function.call(batch).rowCount == rows else {
            throw MeasuringError("a wrong batch")
          }
        }
      }
    }
    let times = try takingTurns(subjects)
    let nanoseconds = zip(times, sizes + [Self.large]).map {
      $0 / .nanoseconds(Self.batches(of: $1))
    }
    let row = nanoseconds[sizes.count] / Double(Self.large)
    return zip(sizes, nanoseconds).map { size, time in
      Figure(
        name: "batch_\(size)", unit: "ns a call", value: time, baseline: row * Double(size),
        what: "`x + 1` over \(size) rows, against what those cost among \(Self.large)")
    }
  }

  private static let large = 4096

  private static func batches(of rows: Int) -> Int { max(calls / rows, 1) }

  /// The fastest round of each.
  private func takingTurns(_ subjects: [() throws -> Void]) throws -> [Duration] {
    var best = [Duration](repeating: .seconds(3600), count: subjects.count)
    let clock = ContinuousClock()
    for _ in 0..<Self.rounds {
      for (index, subject) in subjects.enumerated() {
        best[index] = min(best[index], try clock.measure(subject))
      }
    }
    return best
  }
}

/// A WebAssembly function that does nothing: what every call into a sandbox costs.
private final class EmptyGuest {
  private final class NoState {}

  private let store: Store<NoState>
  private let function: TypedFunction<Int32, Int32>

  init() throws {
    let engine = try Engine(Configuration())
    let module = try Module(
      engine, text: #"(module (func (export "f") (param i32) (result i32) (local.get 0)))"#)
    let linker = Linker<NoState>(engine)
    store = Store(engine, state: NoState())
    store.setEpochDeadline(ticks: .max)
    function = try linker.instantiate(module, in: store).function("f", in: store)
  }

  func call() throws {
    guard try function(7, in: store) == 7 else { throw MeasuringError("an empty function lied") }
  }
}
