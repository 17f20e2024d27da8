import Columns
import PythonGuest
import TestSupport
import Testing

@Suite("Aggregates") struct AggregateTests {
  private func kinds(_ limits: Limits = Limits()) throws -> Program {
    try TestSupport.program(fixture: "kinds.py", limits: limits)
  }

  private func numbers(_ values: [Int64]) throws -> Column {
    try Column(.uint32, values.map { .int64($0) })
  }

  @Test("A signature tells the kind, and what can be done with states")
  func signature() throws {
    let program = try kinds()
    let sum = try program.function(named: "Sum").signature
    #expect(sum.kind == .aggregate)
    #expect(sum.parameters.map(\.name) == ["x", "weight"])
    #expect(sum.returns.pythonName == "int")
    #expect(sum.canMerge && sum.canRetract)
    let longest = try program.function(named: "Longest").signature
    #expect(!longest.canMerge && !longest.canRetract)
  }

  @Test(
    "Rows go to the states of their groups, as sums in Swift do", arguments: [1, 7, 1000, 5000])
  func groups(_ count: Int64) throws {
    let sum = try kinds().function(named: "Sum")
    var session = try sum.lease()
    var expected = [Int64](repeating: 0, count: Int(count))
    var seed: UInt64 = 42
    for _ in 0..<3 {
      var (values, groups): ([Int64?], [Int64]) = ([], [])
      for _ in 0..<2000 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let (group, value) = (Int64(seed >> 33) % count, Int64(seed >> 40) % 1000 + 14)
        groups.append(group)
        values.append(value % 5 == 0 ? nil : value)
        if value % 5 != 0 { expected[Int(group)] += value }
      }
      try session.accumulate(
        sum, Batch(columns: [Column(int64: values)]), groups: numbers(groups))
    }
    let all = try numbers(Array(0..<count))
    let sums = try session.finish(sum, groups: all)
    #expect(sums.names == ["Sum"])
    #expect(try sums.columns[0] == Column(int64: expected))
    // To finish changes nothing.
    #expect(try session.finish(sum, groups: all) == sums)
  }

  @Test("Numbers of groups may be int32, and are refused where they are none")
  func numbersOfGroups() throws {
    let sum = try kinds().function(named: "Sum")
    var session = try sum.lease()
    let batch = try Batch(columns: [Column(int64: [1, 2])])
    try session.accumulate(sum, batch, groups: Column(.int32, [.int64(3), .int64(3)]))
    #expect(
      try session.finish(sum, groups: Column(.int32, [.int64(3)])).columns[0] == Column(int64: [3]))
    let refusals = try [
      Column(.int32, [.int64(-1), .int64(0)]), Column(int64: [0, 1]),
      Column(.uint32, [.null, .int64(1)]), numbers([0]),
    ].map { groups in
      try failure { try session.accumulate(sum, batch, groups: groups) }
    }
    try Golden.expect(
      refusals.map { "\($0.code.rawValue): \($0.message)\n" }.joined(), "Kinds/groups.txt")
  }

  @Test("Rows are taken back, states merged, exported, imported and discarded")
  func operations() throws {
    let program = try kinds()
    let sum = try program.function(named: "Sum")
    var session = try program.lease()
    let batch = try Batch(columns: [Column(int64: [1, 2, 3]), Column(int64: [10, 10, 10])])
    try session.accumulate(sum, batch, groups: numbers([0, 1, 1]))
    try session.retract(
      sum, Batch(columns: [Column(int64: [2]), Column(int64: [10])]), groups: numbers([1]))
    #expect(
      try session.finish(sum, groups: numbers([0, 1])).columns[0] == Column(int64: [10, 30]))
    try session.merge(sum, numbers([0]), into: numbers([1]))
    #expect(
      try session.finish(sum, groups: numbers([0, 1])).columns[0] == Column(int64: [10, 40]))
    let states = try session.export(sum, groups: numbers([1, 0]))
    var other = try program.lease()
    try other.import(sum, states, groups: numbers([5, 6]))
    #expect(try other.finish(sum, groups: numbers([5, 6])).columns[0] == Column(int64: [40, 10]))
    try session.discard(sum, groups: numbers([0, 7]))
    #expect(try session.finish(sum, groups: numbers([0, 7])).columns[0] == Column(int64: [0, 0]))
  }

  @Test("A window slides over rows, however long it is", arguments: [0, 1, 4, 99, 5000])
  func slide(_ preceding: Int) throws {
    let sum = try kinds().function(named: "Sum")
    var session = try sum.lease()
    let values: [Int64?] = (0..<1000).map { $0 % 7 == 3 ? nil : Int64($0 * 20) }
    let batch = try Batch(
      columns: [Column(int64: values), Column(int64: [Int64](repeating: 1, count: 1000))])
    var sums: [Int64?] = []
    try session.slide(sum, batch, preceding: preceding) { rows, results in
      #expect(rows.lowerBound == sums.count)
      sums += try (0..<results.rowCount).map { row in
        guard case .int64(let sum) = try results.columns[0].value(at: row) else { return nil }
        return sum
      }
    }
    let expected = values.indices.map { row in
      values[max(0, row - preceding)...row].reduce(Int64(0)) { $0 + ($1 ?? 0) }
    }
    #expect(sums == expected)
    // The state that it used is gone.
    #expect(try session.finish(sum, groups: numbers([0])).columns[0] == Column(int64: [0]))
  }

  @Test("An aggregate of no rows is a fresh state's result")
  func empty() throws {
    let program = try kinds()
    let none = try Batch(columns: [Column(int64: [])])
    #expect(try program.function(named: "Sum").aggregate(none) == .int64(0))
    #expect(try program.function(named: "Sorted").aggregate(none) == .list([]))
  }

  @Test("Whole batches are aggregated, by dataclasses, subclasses and without parameters")
  func whole() throws {
    let program = try kinds()
    #expect(
      try program.function(named: "Longest").aggregate(
        Batch(columns: [Column(utf8: ["a", nil, "ccc", "dd"])])) == .utf8("ccc"))
    #expect(
      try program.function(named: "Sorted").aggregate(Batch(columns: [Column(int64: [3, nil, 1])]))
        == .list([.int64(1), .int64(3)]))
    // The state is gone with the call.
    #expect(
      try program.function(named: "Sorted").aggregate(Batch(columns: [Column(int64: [7])]))
        == .list([.int64(7)]))
  }

  @Test("What fails is told with its row, in each method")
  func failures() throws {
    let program = try kinds()
    let (sum, fails, wrong, locked) = (
      try program.function(named: "Sum"), try program.function(named: "Fails"),
      try program.function(named: "Wrong"), try program.function(named: "Locked")
    )
    var session = try program.lease()
    let batch = try Batch(columns: [Column(int64: [1, 2, 13, 4])])
    let groups = try numbers([0, 1, 2, 3])
    let longest = try program.function(named: "Longest")
    let double = try program.function(named: "double")
    let errors = [
      try failure { try session.accumulate(sum, batch, groups: groups) },
      try failure { try session.accumulate(fails, batch, groups: groups) },
      try failure { try session.finish(fails, groups: numbers([0, 1])) },
      try failure { try session.finish(wrong, groups: numbers([0])) },
      try failure { try session.export(locked, groups: numbers([0])) },
      try failure { try session.import(sum, Column(binary: [[1, 2]]), groups: numbers([0])) },
      try failure {
        try session.import(
          sum, session.export(longest, groups: numbers([0])), groups: numbers([0]))
      },
      try failure { try session.merge(longest, numbers([0]), into: numbers([1])) },
      try failure {
        try session.retract(
          longest, Batch(columns: [Column(utf8: ["a"])]), groups: numbers([0]))
      },
      try failure {
        try session.slide(longest, Batch(columns: [Column(utf8: ["a"])]), preceding: 1) { _, _ in }
      },
      try failure {
        try session.slide(
          sum, Batch(columns: [Column(int64: [1, 2, 3, 13]), Column(int64: [1, 1, 1, 1])]),
          preceding: 1, group: 9
        ) { _, _ in }
      },
      try failure { try session.call(sum, batch) },
      try failure { try sum.call(batch) },
      try failure { try sum.call([.int64(1)]) },
      try failure { try session.accumulate(double, batch, groups: groups) },
      try failure {
        try session.accumulate(
          sum, Batch(columns: [Column(utf8: ["a"])]), groups: numbers([0]))
      },
    ]
    try Golden.expect(errors.map { $0.rendered }.joined(separator: "\n"), "Kinds/aggregates.txt")
    // Rows before the one that failed were given.
    #expect(
      try session.finish(sum, groups: numbers([0, 1, 3])).columns[0] == Column(int64: [1, 2, 0]))
  }

  @Test("States count against the memory limit, which ends the session")
  func memory() throws {
    let large = try kinds(Limits(memory: 64 << 20)).function(named: "Large")
    var session = try large.lease()
    let batch = try Batch(columns: [Column(int64: [Int64](repeating: 0, count: 100))])
    let error = try failure {
      try session.accumulate(large, batch, groups: numbers(Array(0..<100)))
    }
    #expect(error.code == .memoryLimit)
    #expect(error.function == "Large")
    #expect(error.message.contains("64 MiB"))
  }

  @Test("A program image keeps all kinds")
  func programImage() throws {
    let image = try TestSandbox.image
    let made = try ProgramImage(
      ProgramSource(text: Fixture.text("kinds.py"), file: "kinds.py"), image: image)
    let read = try ProgramImage(made.serialized(), named: "kinds.pyguest", image: image)
    #expect(read.functions == made.functions)
    let program = try Program(read)
    #expect(
      try program.function(named: "Sum").aggregate(Batch(columns: [Column(int64: [1, 2])]))
        == .int64(3))
    var rows = 0
    try program.function(named: "pairs").rows([.int64(1000)]) { rows += $0.rowCount }
    #expect(rows == 1000)
    #expect(try program.value("double", .int64(4)) == .int64(8))
  }
}
